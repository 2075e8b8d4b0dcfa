"""The files that instructions add, remove again, and change in later layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]

# An instruction in /w, and what it adds: kind, path, whether the instruction itself removes it.
ADDITIONS = [
    ("COPY a /b", [("copied", "/b", False)]),
    ("COPY a b c/", [("copied", "/w/c/a", False), ("copied", "/w/c/b", False)]),
    ("COPY src/a.txt .", [("copied", "/w/a.txt", False)]),
    ("COPY a /w", [("copied", "/w/a", False)]),
    ("COPY . /app/", [("copied", "/app", False)]),
    ("COPY dir/ /app/", [("copied", "/app", False)]),
    ("COPY --from=x /bin/a /bin/", [("copied", "/bin/a", False)]),
    ("COPY <<E /etc/e\nE", [("written", "/etc/e", False)]),
    ("COPY <<E /etc/\nE", [("written", "/etc/E", False)]),
    ("COPY $X /a/", [("copied", UNKNOWN, False)]),
    ("ADD a.tar.gz /a/", [("unpacked", "/a", False)]),
    ("ADD --unpack=false a.tar.gz /a/", [("copied", "/a/a.tar.gz", False)]),
    ("ADD a.zip /a/", [("copied", "/a/a.zip", False)]),
    ("ADD https://x.org/a.tgz /a/", [("downloaded", "/a/a.tgz", False)]),
    ("RUN echo a > b", [("written", "/w/b", False)]),
    ("RUN echo a > /dev/null", []),
    ("RUN echo a | tee b >> c", [("written", "/w/c", False), ("written", "/w/b", False)]),
    ("RUN touch a /b", [("written", "/w/a", False), ("written", "/b", False)]),
    ("RUN mkdir -p a/b", [("created", "/w/a/b", False)]),
    ("RUN cp a b", [("moved", "/w/b", False)]),
    ("RUN cp a b /c", [("moved", "/c/a", False), ("moved", "/c/b", False)]),
    ("RUN install -D -m 755 a /usr/bin/a", [("moved", "/usr/bin/a", False)]),
    ("RUN install -d /a", [("created", "/a", False)]),
    ("RUN mv -t /c a", [("moved", "/c/a", False)]),
    ("RUN git clone --depth 1 https://x.org/r.git", [("cloned", "/w/r", False)]),
    ("RUN git clone https://x.org/r.git /src && cd /src && make && cd / && rm -rf src", [("cloned", "/src", True)]),
    ("RUN tar xf a.tgz -C /opt", [("unpacked", "/opt", False)]),
    ("RUN wget https://x.org/a && rm a", [("downloaded", "/w/a", True)]),
    ("RUN wget https://x.org/a; rm b", [("downloaded", "/w/a", False)]),
    ("RUN rm a; wget https://x.org/a", [("downloaded", "/w/a", False)]),
    ("RUN wget https://x.org/a && rm -rf /w/*", [("downloaded", "/w/a", True)]),
    ("RUN wget https://x.org/a && rm -rf /{v,w}", [("downloaded", "/w/a", True)]),
    ("RUN wget https://x.org/a && find /w -type f -delete", [("downloaded", "/w/a", True)]),
    ("RUN wget https://x.org/a && find /w -name '*.b' -delete", [("downloaded", "/w/a", False)]),
    ("RUN wget https://x.org/a && mv a b", [("downloaded", "/w/a", True), ("moved", "/w/b", False)]),
    ("RUN wget https://x.org/a.gz && gunzip a.gz", [("downloaded", "/w/a.gz", True), ("unpacked", "/w", False)]),
    ("RUN --mount=type=cache,target=/w wget https://x.org/a", []),
    ("RUN --mount=type=tmpfs,target=/w/t wget -P t https://x.org/a", []),
    ("RUN --mount=type=cache,target=$X wget https://x.org/a", [("downloaded", "/w/a", UNKNOWN)]),
    ("RUN apt-get update", [("index", "/var/lib/apt/lists", False)]),
    ("RUN pip install a", [("cache", "/root/.cache/pip", False)]),
    ("CMD touch a", []),
    ("ENV A=b", []),
]


@pytest.mark.parametrize(("line", "additions"), ADDITIONS)
def test_what_is_added(facts: Facts, line: str, additions: list[Any]) -> None:
    step = facts(f"FROM a\nARG X\nWORKDIR /w\n{line}").instructions[-1]
    assert [(one.kind, one.path, one.removed) for one in step.adds] == additions


# What comes before a RUN, the RUN, and what it does to what was there: action, path of what was added, whether a part of it.
CHANGES = [
    ("COPY a.sh /", "chmod +x /a.sh", [("chmod", "/a.sh", False)]),
    ("COPY a.sh b.sh /bin/", "chmod +x /bin/*.sh", [("chmod", "/bin/a.sh", False), ("chmod", "/bin/b.sh", False)]),
    ("COPY a.sh .", "chmod +x a.sh", [("chmod", "/w/a.sh", False)]),
    ("COPY a.sh .", "cd / && chmod +x a.sh", []),
    ("COPY a.sh /", "chmod +x /b.sh", []),
    ("COPY . /app", "chown -R u:g /app", [("chown", "/app", False)]),
    ("COPY . /app", "chown u /", []),
    ("COPY . /app", "chown -R u /", [("chown", "/app", False)]),
    ("COPY . /app", "chmod +x /app/run", [("chmod", "/app", True)]),
    ("COPY . /app", "rm -rf /app/.git", [("remove", "/app", True)]),
    ("COPY id_rsa /root/.ssh/", "rm ~/.ssh/id_rsa", [("remove", "/root/.ssh/id_rsa", False)]),
    ("COPY id_rsa /root/.ssh/", "rm -rf $HOME/.ssh", [("remove", "/root/.ssh/id_rsa", False)]),
    ("COPY id_rsa /k", "shred -u /k", [("remove", "/k", False)]),
    ("COPY id_rsa /k", "shred /k", []),
    ("COPY a /a\nRUN rm /a", "rm /a", []),
    ("COPY a /a", "mv /a /b", [("move", "/a", False)]),
    ("COPY a /a\nFROM b", "rm /a", []),
    ("RUN wget https://x.org/a", "rm a", [("remove", "/w/a", False)]),
    ("RUN wget https://x.org/a && rm a", "rm a", []),
    ("RUN apt-get update", "rm -rf /var/lib/apt/lists/*", [("remove", "/var/lib/apt/lists", False)]),
    ("RUN apk add a", "apk cache clean", [("remove", "/var/cache/apk", False)]),
    ("RUN yum install -y a", "yum clean all", [("remove", "/var/cache/yum", False)]),
    ("RUN yum install -y a && yum clean all", "yum clean all", []),
    ("RUN if then", "rm /a", []),
    ("COPY --from=x / /", "rm /a", []),
]


@pytest.mark.parametrize(("before", "run", "changes"), CHANGES)
def test_what_is_done_to_earlier_layers(facts: Facts, before: str, run: str, changes: list[Any]) -> None:
    step = facts(f"FROM a\nWORKDIR /w\n{before}\nWORKDIR /w\nRUN {run}").instructions[-1]
    assert sorted((one.action, one.addition.path, one.partial) for one in step.changes) == sorted(changes)


def test_a_stage_changes_what_the_one_it_starts_from_has_added(facts: Facts) -> None:
    file = facts("FROM a AS x\nCOPY key /key\nFROM x AS y\nRUN rm /key\nFROM y\nRUN rm /key\nFROM x\nRUN chmod 600 /key")
    (addition,) = file.nodes("addition")
    assert [(change.action, change.instruction.stage.index) for change in addition.changes] == [("remove", 1), ("chmod", 3)]
    assert [change.action for change in addition.removed_later] == ["remove"]
    assert addition.removed is False


def test_what_is_relative_to_an_unknown_directory_is_the_same_place_all_along(facts: Facts) -> None:
    (change,) = facts("FROM a\nCOPY run.sh .\nRUN chmod +x ./run.sh").nodes("change")
    assert (change.path, change.addition.path, change.addition.name) == (UNKNOWN, UNKNOWN, "run.sh")


# What comes before a RUN, the RUN, and for its archive: path, where to, the instruction that brought it, whether it is removed.
ARCHIVES = [
    ("COPY a.tgz /tmp/", "tar xzf /tmp/a.tgz -C /opt", ("/tmp/a.tgz", "/opt", "COPY", False)),
    ("COPY a.tgz /tmp/", "cd /tmp && tar -xf a.tgz && rm a.tgz", ("/tmp/a.tgz", "/tmp", "COPY", False)),
    ("ADD a.zip .", "unzip -d /opt a.zip", ("/w/a.zip", "/opt", "ADD", False)),
    ("COPY a.tgz /tmp/", "tar tzf /tmp/a.tgz", None),
    ("COPY a.tgz /tmp/", "tar czf /tmp/a.tgz .", None),
    ("COPY a.tgz /tmp/", "unzip -l /tmp/a.tgz", None),
    ("", "wget https://x.org/a.tgz && tar x --file=a.tgz", ("/w/a.tgz", "/w", None, False)),
    ("", "wget https://x.org/a.tgz && tar xf a.tgz && rm a.tgz", ("/w/a.tgz", "/w", None, True)),
    ("", "cat a.tgz | tar xz", (None, "/w", None, None)),
    ("", "tar xz < a.tgz", ("/w/a.tgz", "/w", None, None)),
    ("", "7z x a.7z -o/opt", ("/w/a.7z", "/opt", None, None)),
    ("", "xz -d a.xz", ("/w/a.xz", "/w", None, True)),
    ("", "xz -dk a.xz", ("/w/a.xz", "/w", None, None)),
    ("", "xz a", None),
    ("", "dpkg -x a.deb /opt", ("/w/a.deb", "/opt", None, None)),
    ("", "dpkg -i a.deb", None),
    ("", "jar xf a.jar", ("/w/a.jar", "/w", None, None)),
    ("", "cpio -idm < a.cpio", ("/w/a.cpio", "/w", None, None)),
]


@pytest.mark.parametrize(("before", "run", "parts"), ARCHIVES)
def test_archives(facts: Facts, before: str, run: str, parts: tuple[Any, ...] | None) -> None:
    archives = facts(f"FROM a\nWORKDIR /w\n{before}\nRUN {run}").instructions[-1].archives
    found = [(one.path, one.directory, one.copied_by.kind if one.copied_by else None, one.removed) for one in archives]
    assert found == ([parts] if parts is not None else [])


def test_an_archive_knows_its_download(facts: Facts) -> None:
    file = facts("FROM a\nRUN curl -o a.tgz https://x.org/a && tar xf a.tgz && curl https://x.org/b | tar xz")
    assert [archive.download.url for archive in file.nodes("archive")] == ["https://x.org/a", "https://x.org/b"]


def test_a_long_chain_of_stages_and_many_layers_are_no_trouble(facts: Facts) -> None:
    stages = "".join(f"FROM s{n} AS s{n + 1}\nCOPY f{n} /d/\nRUN rm -rf /d/* && chmod 1 /d/f{n}\n" for n in range(1500))
    file = facts(f"FROM a AS s0\n{stages}")
    assert len(file.nodes("change")) == 1500
    assert len(file.stages[-1].instructions[-1].invalidated_by) == 1501
