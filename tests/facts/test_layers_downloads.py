"""What RUN and ADD fetch, whether it is checked, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]
URL = "https://example.org/a/tool-1.2.tgz"

# A RUN in /w, and where each thing it fetches is kept.
OUTPUTS = [
    (f"curl {URL}", [None]),
    (f"curl -O {URL}", ["/w/tool-1.2.tgz"]),
    (f"curl -LO {URL}?raw=1", ["/w/tool-1.2.tgz"]),
    (f"curl -fsSLo x {URL}", ["/w/x"]),
    (f"curl -ox {URL}", ["/w/x"]),
    (f"curl --output=/x {URL}", ["/x"]),
    (f"curl {URL} > x", ["/w/x"]),
    (f"curl -o - {URL} >> /x", ["/x"]),
    (f"curl {URL} 2> log", [None]),
    (f"curl -o /dev/null {URL}", []),
    (f"curl -o a {URL} -o b {URL}2", ["/w/a", "/w/b"]),
    (f"curl -O --output-dir /d {URL}", ["/d/tool-1.2.tgz"]),
    (f"curl --remote-name-all {URL} {URL}.asc", ["/w/tool-1.2.tgz", "/w/tool-1.2.tgz.asc"]),
    (f"curl --url {URL} -o x", ["/w/x"]),
    (f"curl -I {URL}", []),
    (f"curl -T file {URL}", []),
    ("curl --version", []),
    (f"wget {URL}", ["/w/tool-1.2.tgz"]),
    ("wget https://example.org/", ["/w/index.html"]),
    (f"wget -qO- {URL}", [None]),
    (f"wget -O x {URL}", ["/w/x"]),
    (f"wget -P /d {URL}", ["/d/tool-1.2.tgz"]),
    (f"wget --spider {URL}", []),
    (f"aria2c -d /d -o x {URL}", ["/d/x"]),
    (f"cd sub && wget {URL}", ["/w/sub/tool-1.2.tgz"]),
    (f"(cd /tmp; true) && wget {URL}", ["/w/tool-1.2.tgz"]),
    (f"sudo wget {URL}", ["/w/tool-1.2.tgz"]),
    (f"sh -c 'cd /s && wget {URL}'", ["/s/tool-1.2.tgz"]),
    (f"wget -O ~/x {URL}", ["/root/x"]),
    (f"cd $DIR && wget {URL}", [UNKNOWN]),
    (f"echo wget {URL}", []),
]


@pytest.mark.parametrize(("run", "outputs"), OUTPUTS)
def test_where_it_is_kept(facts: Facts, run: str, outputs: list[Any]) -> None:
    step = facts(f"FROM a\nWORKDIR /w\nRUN {run}").instructions[-1]
    assert [download.output for download in step.downloads] == outputs


# A RUN, and the URL, scheme and host.
URLS = [
    ("wget http://example.org/x", ("http://example.org/x", "http", "example.org")),
    ("wget example.org/x", ("example.org/x", "http", "example.org")),
    ("wget HTTPS://user@Example.org:8443/x", ("HTTPS://user@Example.org:8443/x", "https", "example.org")),
    ("wget https://example.org/$V.tgz", ("https://example.org/1.2.tgz", "https", "example.org")),
    ("wget https://example.org/$X.tgz", (UNKNOWN, "https", "example.org")),
    ("wget $X/a", (UNKNOWN, UNKNOWN, UNKNOWN)),
    ("X=2 && wget https://example.org/$X", ("https://example.org/2", "https", "example.org")),
    ("X=2; X=3; wget https://example.org/$X", (UNKNOWN, "https", "example.org")),
    ("if true; then X=2; fi; wget https://$X/a", (UNKNOWN, "https", UNKNOWN)),
    ("export X=2 && wget https://example.org/${X}", ("https://example.org/2", "https", "example.org")),
    ("for V in 1 2; do wget https://example.org/$V; done", (UNKNOWN, "https", "example.org")),
    ("V=$(cat v) && wget https://example.org/$V", (UNKNOWN, "https", "example.org")),
]


@pytest.mark.parametrize(("run", "parts"), URLS)
def test_urls(facts: Facts, run: str, parts: tuple[Any, ...]) -> None:
    (download,) = facts(f"FROM a\nENV V=1.2\nRUN {run}").nodes("download")
    assert (download.url, download.scheme, download.host) == parts


ROLES = [
    ("wget https://x.org/a.tgz", "payload"),
    ("wget https://x.org/a.tgz.asc", "signature"),
    ("wget https://x.org/a.tgz.sha256", "checksum"),
    ("wget https://x.org/SHASUMS256.txt", "checksum"),
    ("wget -O - https://x.org/gpg", "key"),
    ("curl https://x.org/pub | apt-key add -", "key"),
    ("curl https://x.org/a | gpg --dearmor -o /k", "key"),
    ("curl -o /etc/apt/keyrings/a https://x.org/a", "key"),
    ("wget https://x.org/release-key.asc", "key"),
]


@pytest.mark.parametrize(("run", "role"), ROLES)
def test_roles(facts: Facts, run: str, role: str) -> None:
    (download,) = facts(f"FROM a\nRUN {run}").nodes("download")
    assert download.role == role


# What comes after wget of tool.tgz, and what checks it.
CHECKS = [
    ("true", None),
    ('&& echo "abc  tool.tgz" | sha256sum -c -', "sha256sum"),
    ('&& echo "abc *tool.tgz" | sha512sum --check', "sha512sum"),
    ("&& echo abc tool.tgz > sums && sha256sum -c sums", "sha256sum"),
    ("&& md5sum -c <<< 'abc tool.tgz'", "md5sum"),
    ("&& sha256sum -c <<E\nabc tool.tgz\nE", "sha256sum"),
    ("&& grep tool.tgz SUMS | shasum -a 256 -c", "shasum"),
    ("&& sha256sum -c SUMS", "sha256sum"),
    ('&& [ "$(sha256sum tool.tgz | cut -c1-64)" = abc ]', "sha256sum"),
    ("&& sha256sum tool.tgz | grep abc", "sha256sum"),
    ("&& sha256sum tool.tgz", None),
    ('&& echo "$(sha1sum /etc/passwd)"', None),
    ("&& sha256sum /a /b | tee /sums", None),
    ("&& mv tool.tgz other.tgz && sha256sum other.tgz | grep abc", "sha256sum"),
    ('&& sha256sum "$FILE" | grep abc', "sha256sum"),
    ("&& gpg --batch --verify tool.tgz.asc tool.tgz", "gpg"),
    ("&& gpg --verify tool.tgz.asc", "gpg"),
    ("&& gpg --import key", None),
    ("&& cosign verify-blob --key k tool.tgz", "cosign"),
    ("&& echo sha256sum -c tool.tgz", None),
    ("\nRUN sha256sum -c SUMS", "sha256sum"),
    ("\nRUN echo abc tool.tgz | sha256sum -c", "sha256sum"),
    ("\nFROM b\nRUN sha256sum -c SUMS", None),
    ("|| sha256sum -c SUMS", "sha256sum"),
]


@pytest.mark.parametrize(("after", "tool"), CHECKS)
def test_what_checks_it(facts: Facts, after: str, tool: str | None) -> None:
    download = facts(f"FROM a\nRUN wget https://x.org/tool.tgz {after}").nodes("download")[0]
    assert (download.verified, download.verified_with) == (tool is not None, tool)
    assert (download.checked_by is None) is (tool is None)


def test_a_check_that_names_one_file_covers_no_other(facts: Facts) -> None:
    text = "FROM a\nRUN wget https://x.org/a.tgz https://x.org/b.tgz && echo 'abc a.tgz' | sha256sum -c"
    assert [download.verified for download in facts(text).nodes("download")] == [True, False]


def test_what_is_checked_before_is_not_what_is_fetched_later(facts: Facts) -> None:
    text = "FROM a\nRUN sha256sum -c SUMS && wget https://x.org/a.tgz"
    assert [download.verified for download in facts(text).nodes("download")] == [False]


# A RUN, and the program that runs what is fetched at once.
PIPES = [
    ("curl https://x.org/i | sh", "sh"),
    ("curl https://x.org/i | sudo -E bash -", "bash"),
    ("curl https://x.org/i | bash -s -- --yes", "bash"),
    ("curl https://x.org/i | tee log | python3", "python3"),
    ("curl https://x.org/i | php -- --quiet", "php"),
    ("curl https://x.org/i | bash script.sh", None),
    ("curl https://x.org/i | python -c 'import sys'", None),
    ("curl https://x.org/i | tar xz", None),
    ("bash <(curl https://x.org/i)", "bash"),
    (". <(curl https://x.org/i)", "."),
    ('sh -c "$(curl https://x.org/i)"', "sh"),
    ('eval "$(curl https://x.org/i)"', "eval"),
    ('echo "$(curl https://x.org/i)"', None),
    ("V=$(curl https://x.org/i)", None),
    ("curl -o i https://x.org/i && sh i", None),
]


@pytest.mark.parametrize(("run", "name"), PIPES)
def test_what_is_run_at_once(facts: Facts, run: str, name: str | None) -> None:
    (download,) = facts(f'FROM a\nSHELL ["/bin/bash", "-c"]\nRUN {run}').nodes("download")
    assert (download.interpreter.name if download.interpreter is not None else None) == name


# A RUN, and the commands that run, unpack and install what is fetched, and whether it is removed.
USES = [
    ("curl -o i https://x.org/i && sh i", ("sh", None, None, False)),
    ("curl -o i https://x.org/i && chmod +x i && ./i && rm i", ("chmod", None, None, True)),
    ("curl -o i https://x.org/i && chmod 644 i", (None, None, None, False)),
    ("curl -o /i https://x.org/i && /i --yes", ("i", None, None, False)),
    ("curl -O https://x.org/i.tgz && tar xzf i.tgz", (None, "tar", None, False)),
    ("curl -O https://x.org/i.tgz && tar -xf *.tgz -C / && rm -f *.tgz", (None, "tar", None, True)),
    ("curl https://x.org/i.tgz | tar xz -C /", (None, "tar", None, None)),
    ("wget https://x.org/i.zip && unzip -q i.zip -d /d && rm -rf /w", (None, "unzip", None, True)),
    ("wget https://x.org/i.gz && gunzip i.gz", (None, "gunzip", None, True)),
    ("wget https://x.org/i.deb && dpkg -i i.deb && rm i.deb", (None, None, "dpkg", True)),
    ("wget https://x.org/i.deb && apt-get install -y ./i.deb", (None, None, "apt-get", False)),
]


@pytest.mark.parametrize(("run", "uses"), USES)
def test_what_becomes_of_it(facts: Facts, run: str, uses: tuple[Any, ...]) -> None:
    (download,) = facts(f"FROM a\nWORKDIR /w\nRUN {run}").nodes("download")
    commands = (download.run_by, download.unpacked_by, download.installed_by)
    assert (*(command.name if command is not None else None for command in commands), download.removed) == uses


SIMPLE = [
    ("curl -fsSL -o x https://x.org/x", True),
    ("curl -H 'Accept: x' -o x https://x.org/x", False),
    ("curl -u a:b -o x https://x.org/x", False),
    ("wget -q https://x.org/x", True),
    ("wget --post-data=x https://x.org/x", False),
]


@pytest.mark.parametrize(("run", "simple"), SIMPLE)
def test_plain_requests(facts: Facts, run: str, simple: bool) -> None:
    (download,) = facts(f"FROM a\nRUN {run}").nodes("download")
    assert download.simple is simple


ADDED = [
    ("ADD https://x.org/a.tgz /opt/", ("/opt/a.tgz", False, None)),
    ("ADD --checksum=sha256:00 https://x.org/a.tgz /opt/b", ("/opt/b", True, "--checksum")),
    ("ADD http://x.org/a.tgz .", ("/w/a.tgz", False, None)),
]


@pytest.mark.parametrize(("line", "parts"), ADDED)
def test_add_fetches_too(facts: Facts, line: str, parts: tuple[Any, ...]) -> None:
    (download,) = facts(f"FROM a\nWORKDIR /w\n{line}").nodes("download")
    assert (download.output, download.verified, download.verified_with) == parts
    assert download.tool == "ADD"


@pytest.mark.parametrize("line", ["ADD a.tgz /", "ADD https://github.com/a/b.git /", "COPY a /", "CMD curl https://x.org/a"])
def test_what_is_no_download(facts: Facts, line: str) -> None:
    assert facts(f"FROM a\n{line}").nodes("download") == []


def test_of_a_body_that_cannot_be_read_nothing_is_known(facts: Facts) -> None:
    step = facts("FROM a\nRUN if then").instructions[-1]
    assert step.downloads is step.adds is step.changes is step.archives is UNKNOWN


@pytest.mark.parametrize(
    ("check", "verified"),
    [
        ("sha512sum -c sums.txt", True),
        ("sha512sum -c --ignore-missing < sums.txt", True),
        ("echo sums.txt", False),
    ],
)
def test_list_of_digests_that_is_downloaded_covers_the_other_files(facts: Facts, check: str, verified: bool) -> None:
    run = f"RUN curl -O {URL} -O https://example.org/sums.txt && {check} && tar xf tool-1.2.tgz"
    file, _ = facts(f"FROM a\n{run}").stages[0].instructions[-1].downloads
    assert file.verified is verified
