"""What is done with instructions. `«»` is what is selected, `‸` where the cursor stands."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from analyzer.facts.providers import Providers
from analyzer.lint.run import Policy
from analyzer.lsp.data import Action, Change
from analyzer.lsp.features.refactor import EXTRACT, REWRITE, refactorings
from analyzer.lsp.snapshot import Snapshot
from tests.lsp.marked import opened, snapshot

SHELL, ARRAY, CHAIN, HEREDOC = (
    *("Convert to the shell form", "Convert to the JSON form"),
    *("Convert to a chain of commands", "Convert to a here-document"),
)
ABOVE, BELOW, MERGE, TAKE = (
    *("Merge with the RUN above", "Merge with the RUN below", "Merge these RUN instructions", "Take to a stage of its own"),
)
SORT, BREAK = "Sort the packages of 'apt-get install'", "Break the long lines"


def applied(text: str, made: tuple[Change, ...]) -> str:
    for change in reversed(made):
        text = text[: change.range[0]] + change.text + text[change.range[1] :]
    return text


def offered(text: str, title: str) -> tuple[Snapshot, Action | None]:
    shot, marked = opened(text)
    place = marked.ranges[0] if marked.ranges else (marked.cursor, marked.cursor)
    found = refactorings(shot, place, ["refactor"])
    return shot, next((each for each in found if each.title == title), None)


MADE = {
    "merge": (MERGE, "FROM a\n«RUN b\n# why\nRUN c | d»\nRUN e\n", "FROM a\nRUN b && \\\n    # why\n    c | d\nRUN e\n"),
    "merge crlf": (MERGE, "FROM a\r\n«RUN é😀\r\nRUN c»\r\n", "FROM a\r\nRUN é😀 && \\\r\n    c\r\n"),
    "merge above": (ABOVE, "FROM a\nRUN b\nRUN c‸\n", "FROM a\nRUN b && \\\n    c\n"),
    "merge below": (
        BELOW,
        '# escape=`\nFROM a\nSHELL ["sh", "-c"]\nRUN b‸\nRUN c\n',
        '# escape=`\nFROM a\nSHELL ["sh", "-c"]\nRUN b && `\n    c\n',
    ),
    "json": (ARRAY, "FROM a\nCMD foo \"b é\" '$c'‸\n", 'FROM a\nCMD ["foo", "b é", "$c"]\n'),
    "json of exec": (ARRAY, "FROM a\nENTRYPOINT exec foo‸\n", 'FROM a\nENTRYPOINT ["foo"]\n'),
    "shell": (SHELL, 'FROM a\nRUN ["a", "b c", "$D", "it\'s"]‸\n', "FROM a\nRUN a 'b c' '$D' 'it'\\''s'\n"),
    "shell of a script": (SHELL, 'FROM a\nCMD ["sh", "-c", "a && \\"b\\" $C"]‸\n', 'FROM a\nCMD a && "b" $C\n'),
    "shell of a health check": (
        SHELL,
        'FROM a\nHEALTHCHECK --retries=1 CMD ["a", "b"]‸\n',
        "FROM a\nHEALTHCHECK --retries=1 CMD a b\n",
    ),
    "here-document": (HEREDOC, "FROM a\nRUN b && \\\n    c | d‸\n", "FROM a\nRUN <<EOF\nset -e\nb\nc | d\nEOF\n"),
    "chain": (CHAIN, "FROM a\nRUN <<EOF‸\nset -e\nb 😀\nc | d\nEOF\nUSER x\n", "FROM a\nRUN b 😀 && \\\n    c | d\nUSER x\n"),
    "chain of tabs": (
        CHAIN,
        "FROM a\nRUN <<-EOF‸\n\tset -ex\n\tb && c\n\tEOF",
        "FROM a\nRUN set -ex && \\\n    b && \\\n    c",
    ),
    "sort": (SORT, "FROM a\nRUN apt-get install -y z a \\\n  B‸\n", "FROM a\nRUN apt-get install -y a B \\\n  z\n"),
    "sort ports": ("Sort the ports", "FROM a\nEXPOSE 443 80/tcp \\\n  8080‸\n", "FROM a\nEXPOSE 80/tcp 443 \\\n  8080\n"),
    "sort labels": ("Sort the labels", 'FROM a\nLABEL z="😀 x" \\\n  a=b‸\n', 'FROM a\nLABEL a=b \\\n  z="😀 x"\n'),
    "break": (
        BREAK,
        f"FROM a\nRUN {'a' * 60} && {'b' * 60}‸\n",
        f"FROM a\nRUN {'a' * 60} && \\\n    {'b' * 60}\n",
    ),
    "take": (
        TAKE,
        "FROM debian:12\n«RUN curl -fo /usr/local/bin/x https://a.b/x && chmod +x /usr/local/bin/x»\nCMD x\n",
        (
            "FROM debian:12 AS build\n"
            "RUN curl -fo /usr/local/bin/x https://a.b/x && chmod +x /usr/local/bin/x\n\n"
            "FROM debian:12\nCOPY --from=build /usr/local/bin/x /usr/local/bin/x\nCMD x\n"
        ),
    ),
    "take with what stands above": (
        TAKE,
        (
            "from debian:12 as app\nenv A=b\n# gets y\n"
            "«run mkdir /y && curl https://a.b/y.tgz | tar -xz -C /y\ncopy c /etc/c»\nuser z\n"
        ),
        (
            "from debian:12 as common\nenv A=b\n\nfrom common as build\n# gets y\n"
            "run mkdir /y && curl https://a.b/y.tgz | tar -xz -C /y\ncopy c /etc/c\n\n"
            "from common as app\ncopy --from=build /etc/c /etc/c\ncopy --from=build /y /y\nuser z\n"
        ),
    ),
    "take, another stage is called so": (
        TAKE,
        "FROM debian:12 AS build\nRUN make\nFROM debian:12\r\nUSER root\r\n«ADD https://a.b/😀 /c/d»\r\n",
        (
            "FROM debian:12 AS build\nRUN make\nFROM debian:12 AS common\r\nUSER root\r\n\n"
            "FROM common AS build-2\nADD https://a.b/😀 /c/d\r\n\nFROM common\n"
            "COPY --from=build-2 /c/d /c/d\n"
        ),
    ),
    "take what was fetched and unpacked": (
        TAKE,
        "FROM debian:12\n«RUN curl -fo /tmp/y.tgz https://a.b/y && tar -xf /tmp/y.tgz -C /opt/y && rm /tmp/y.tgz»",
        (
            "FROM debian:12 AS build\n"
            "RUN curl -fo /tmp/y.tgz https://a.b/y && tar -xf /tmp/y.tgz -C /opt/y && rm "
            "/tmp/y.tgz\n\nFROM debian:12\nCOPY --from=build /opt/y /opt/y\n"
        ),
    ),
}


@pytest.mark.parametrize(("title", "text", "expected"), MADE.values(), ids=list(MADE))
def test_it_is_done(title: str, text: str, expected: str) -> None:
    shot, action = offered(text, title)
    assert action is not None
    assert action.disabled == ""
    after = applied(shot.text, action.changes)
    assert after == expected
    known = {issue.message for issue in shot.document.issues}
    assert {issue.message for issue in snapshot(after).document.issues} <= known


REFUSED = {
    "merge: cd": (MERGE, "FROM a\n«RUN cd /x\nRUN c»\n", "changes the shell"),
    "merge: flags": (MERGE, "FROM a\n«RUN --network=none b\nRUN c»\n", "flags differ"),
    "merge: a comment for tools": (ABOVE, "FROM a\nRUN b\n# hadolint ignore=DL3008\nRUN c‸\n", "comment for tools"),
    "json: a variable": (ARRAY, "FROM a\nCMD foo $X‸\n", "expands"),
    "json: two commands": (ARRAY, "FROM a\nRUN a && b‸\n", "more than one command"),
    "json: beside CMD": (ARRAY, 'FROM a\nENTRYPOINT foo‸\nCMD ["x"]\n', "CMD"),
    "shell: beside ENTRYPOINT": (SHELL, 'FROM a\nENTRYPOINT ["x"]\nCMD ["y"]‸\n', "ENTRYPOINT"),
    "shell: another shell": (SHELL, 'FROM a\nSHELL ["bash", "-c"]\nRUN ["y"]‸\n', "SHELL"),
    "shell: a line ends": (SHELL, 'FROM a\nRUN ["a", "b\\nc"]‸\n', "a line ends"),
    "here-document: or": (HEREDOC, "FROM a\nRUN a || b‸\n", "set -e"),
    "here-document: an old frontend": (HEREDOC, "# syntax=docker/dockerfile:1.2\nFROM a\nRUN a && b‸\n", ""),
    "chain: failures are not seen": (CHAIN, "FROM a\nRUN <<EOF‸\nb\nc\nEOF\n", "set -e"),
    "chain: a loop": (CHAIN, "FROM a\nRUN <<EOF‸\nset -e\nfor i in 1; do a; done\nEOF\n", "not do the same"),
    "chain: a comment": (CHAIN, "FROM a\nRUN <<EOF‸\nset -e\n# why\na\nEOF\n", "comment"),
    "chain: another program": (CHAIN, "FROM a\nRUN <<EOF‸\n#!/usr/bin/env python3\nprint()\nEOF\n", "cannot be read"),
    "chain: quotes over lines": (CHAIN, "FROM a\nRUN <<EOF‸\nset -e\na 'b\nc'\nEOF\n", "several lines"),
    "sort: in order": (SORT, "FROM a\nRUN apt-get install -y a b‸\n", "nothing would change"),
    "sort: twice the same label": ("Sort the labels", "FROM a\nLABEL b=1 a=2 b=3‸\n", "means something"),
    "take: unknown commands": (TAKE, "FROM debian:12\n«RUN make install»\n", "'make'"),
    "take: packages": (TAKE, "FROM debian:12\n«RUN apt-get install -y x»\n", "'apt-get'"),
    "take: not certain to run": (TAKE, "FROM debian:12\n«RUN if x; then touch /y; fi»\n", "cannot be told"),
    "take: another user": (TAKE, "FROM debian:12\nUSER app\n«RUN touch /x/y»\n", "'app'"),
    "take: the user of the image": (TAKE, "FROM example.com/a\n«RUN touch /x/y»\n", "not known to be root"),
    "take: a place that is not known": (TAKE, "FROM debian:12\n«RUN curl -O https://a.b/c»\n", "cannot be told"),
    "take: perhaps a directory": (TAKE, "FROM debian:12\n«RUN touch /x/y\nCOPY a /b/»\n", "'a' is a directory"),
    "take: numbers": (TAKE, "FROM debian:12\n«RUN touch /x/y»\nFROM b\nCOPY --from=0 /x /x\n", "number"),
    "take: what was there is changed": (TAKE, "FROM debian:12\n«RUN touch /x/y && chmod 600 /etc/passwd»\n", "'chmod'"),
    "take: a shared directory": (TAKE, "FROM debian:12\n«RUN curl https://a.b/c | tar -xz -C /usr/local»\n", "'/usr/local'"),
    "take: links": (TAKE, "FROM debian:12\n«RUN ln -s /a /b»\n", "'ln'"),
    "take: Windows": (TAKE, "# escape=`\nFROM mcr.microsoft.com/windows/nanoserver\n«ADD https://a.b/c /x/y»\n", "paths"),
    "take: nothing is made": (TAKE, "FROM debian:12\n«RUN echo x»\n", "no files"),
    "take: half typed": (TAKE, 'FROM debian:12\n«RUN touch /x && "»\n', "cannot be read"),
}


@pytest.mark.parametrize(("title", "text", "reason"), REFUSED.values(), ids=list(REFUSED))
def test_it_is_refused_with_the_reason(title: str, text: str, reason: str) -> None:
    _, action = offered(text, title)
    assert action is not None
    assert reason in action.disabled
    assert action.disabled
    assert action.changes == ()


def test_what_cannot_be_done_is_shown_only_where_it_is_asked_for() -> None:
    shot, marked = opened("FROM a\nCMD foo $X‸\n")
    place = (marked.cursor, marked.cursor)
    assert not [each for each in refactorings(shot, place) if each.disabled]
    assert [each for each in refactorings(shot, place, [REWRITE]) if each.disabled]
    assert not refactorings(shot, place, [EXTRACT])
    assert not refactorings(shot, place, ["quickfix"])


DIGEST = "sha256:" + "0" * 64


@dataclass
class Known:
    """What the registry says of any image."""

    digest: str
    platforms: list[str]


class Registry:
    """It stands in for the network."""

    def look_up(self, reference: str) -> Known:
        return Known(DIGEST, ["linux/amd64"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM debian:12‸ AS a\n", f"FROM debian:12@{DIGEST} AS a\n"),
        ("FROM scratch‸\n", None),
        ("FROM debian:12@sha256:1‸\n", None),
        ("ARG V\nFROM debian:$V‸\n", None),
    ],
)
def test_an_image_is_pinned_where_a_registry_is_asked(text: str, expected: str | None) -> None:
    shot, marked = opened(text)
    place = (marked.cursor, marked.cursor)
    assert not refactorings(shot, place)
    given = shot.policy
    policy = Policy(given.selection, given.build_args, given.stage, Providers(registry=Registry()), given.fail_on, fixes=True)
    found = refactorings(Snapshot(shot.uri, shot.path, shot.text, policy), place)
    assert [applied(shot.text, each.changes) for each in found] == ([expected] if expected else [])
