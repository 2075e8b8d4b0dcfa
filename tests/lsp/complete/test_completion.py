"""What is proposed where. In each text ``‸`` is the cursor, and ``«»`` enclose what a proposal takes the place of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.lsp.features.completion import TRIGGERS, Completions, completions
from tests.lsp.marked import Marked, opened, snapshot

KEYWORDS = [
    ("«‸»", "ARG FROM", ""),
    ("«FR‸»", "ARG FROM", "from"),
    ("«fr‸»", "arg from", "FROM"),
    ("from a\n«R‸»", "add cmd copy", "RUN"),
    ("FROM a\n«C‸OPY»", "ADD CMD COPY", ""),
    ("FROM a\nRUN b\n«‸»\nUSER c\n", "ADD CMD COPY ENTRYPOINT", "from"),
    ("FROM a\r\n«‸»\r\nUSER c\r\n", "ADD CMD COPY ENTRYPOINT", "from"),
    ("FROM a\nONBUILD «C‸»", "ADD CMD COPY", "ONBUILD FROM MAINTAINER"),
    ("\ufeff«F‸»", "ARG FROM", ""),
    ("  «F‸»", "ARG FROM", ""),
    ("FROM a\nLABEL x=😀\n«W‸»", "ADD", ""),
    ("FROM a\nRUN b && \\\n  # no instruction\n  ‸", "", "ADD COPY"),
]

FLAGS = [
    ("FROM «--pl‸» a", "--platform", "--from"),
    ("FROM «-‸»", "--platform", ""),
    ("FROM a\nCOPY --link «--‸»", "--chmod --chown --exclude --from --parents", "--link"),
    ("FROM a\nCOPY --exclude=x «--‸» . .", "--chmod --chown --exclude --from", ""),
    ("FROM a\nCOPY «--ch‸own=»1 . .", "--chmod --chown", ""),
    ("FROM a\nRUN «--‸»", "--device --mount --network --security", "--from"),
    ("FROM a\nONBUILD COPY «--‸»", "--chmod --chown", ""),
    ("FROM a\nHEALTHCHECK «--‸»", "--interval --retries", ""),
    ("FROM a\nCOPY . --«‸»", "", "--from"),
    ("FROM --platform=«‸»", "$BUILDPLATFORM $TARGETPLATFORM linux/amd64 linux/arm64", ""),
    ("FROM --platform=«linux/a‸rm64» a", "$BUILDPLATFORM $TARGETPLATFORM linux/amd64", ""),
    ("FROM a\nRUN --network=«‸»", "default none host", "bridge"),
    ("FROM a\nRUN --security=«in‸»", "sandbox insecure", ""),
    ("FROM a\nCOPY --link=«‸» . .", "true false", ""),
    ("FROM a\nHEALTHCHECK --interval=«‸»", "30s 1m", ""),
    ("FROM a\nRUN useradd app\nCOPY --chown=«‸»", "app app:app nobody root", ""),
    ("FROM a\nRUN groupadd staff && useradd app\nCOPY --chown=app:«‸» x y", "app staff root", ""),
    ("FROM node\nCOPY --chown=«n‸»", "node node:node nobody root", ""),
    ("FROM a\nCOPY --nothing=«‸»", "", "root"),
]

MOUNTS = [
    ("FROM a\nRUN --mount=«‸»", "type target", "id sharing"),
    ("FROM a\nRUN --mount=type=«‸»", "bind cache secret ssh tmpfs", ""),
    ("FROM a\nRUN --mount=type=«ca‸che»,target=/x b", "bind cache", ""),
    ("FROM a\nRUN --mount=type=cache,«‸»", "target from gid id mode ro sharing", "type env required"),
    ("FROM a\nRUN --mount=type=secret,id=x,«r‸»", "env gid mode required", "sharing from id"),
    ("FROM a\nRUN --mount=type=cache,sharing=«‸»", "locked private shared", ""),
    ("FROM a\nRUN --mount=type=cache,dst=«‸»", "/var/cache/apt", ""),
    ("FROM a\nRUN --mount=type=cache,target=/c x\nRUN --mount=type=cache,target=«‸» y", "/c /var/cache/apt", ""),
    ("FROM a\nRUN --mount=type=secret,id=key x\nRUN --mount=type=secret,id=«‸» y", "key", ""),
    ("FROM a AS one\nFROM b\nRUN --mount=from=«o‸»,target=/x y", "one", ""),
    ("FROM a\nRUN --mount=type=secret,required=«‸»", "false true", ""),
    ("FROM a\nRUN --mount=type=cache \\\n  --mount=type=«‸»", "bind cache", ""),
]

STAGES = [
    ("FROM a AS One\nFROM b AS two\nFROM «‸»", "two one a b scratch", "One"),
    ("FROM a AS One\nFROM b AS two\nCOPY --from=«‸» x y\nFROM c AS three", "One a b", "two three scratch"),
    ("FROM a AS one\nFROM «on‸e» AS two\nFROM c AS three", "one", "two three"),
    ("FROM a AS b-c\nFROM «b-‸»", "b-c", ""),
    ("FROM a\nFROM b AS two\nFROM c\nCOPY --from=«‸»", "two 0 a b c", "1 2"),
    ("FROM a «‸»", "AS", "as a"),
    ("from a «‸»", "as", "AS"),
    ("FROM a AS ‸", "", "AS a scratch"),
]

IMAGES = [
    ("FROM «py‸»", "python pypy", "scratch"),
    ("FROM python:«‸»", "3.14 3.14-slim 3.14-alpine", "3.6 python scratch"),
    ("FROM python:«3.‸1»", "3.14", ""),
    ("FROM debian:«‸»", "trixie trixie-slim 13 13-slim", "wheezy"),
    ("FROM docker.io/library/alpine:«‸»", "3.23", "3.10"),
    ("FROM alpine:3.22 AS x\nFROM alpine:«‸»", "3.22 3.23", ""),
    ("FROM localhost:5000/app:1\nFROM localhost:5000/app:«‸»", "1 latest", ""),
    ("FROM python@«‸»", "", "3.14 python"),
    ("FROM gcr.io/distroless/static-debian12:«‸»", "nonroot", ""),
]

VARIABLES = [
    ("ARG A=1\nFROM b:$«‸»", "A BUILDARCH", "PATH"),
    ("ARG A=1\nFROM b:${«A‸»}", "A BUILDARCH", ""),
    ("ARG A=1\nFROM b\nARG C\nENV D=1\nWORKDIR /$«‸»\nENV E=1", "C D PATH", "A E TARGETARCH"),
    ("FROM b\nENV D=1\nCMD echo $«‸»", "D HOME", ""),
    ("FROM b\nARG A\nENV D=1\nCMD echo $«‸»", "D HOME", "A HTTP_PROXY"),
    ("FROM b\nARG A\nRUN x=1; echo ${«‸»", "x A HOME HOSTNAME PATH PWD ALL_PROXY", ""),
    ("FROM b\nENV D=1\nFROM c\nRUN echo $«‸»", "HOME", "D"),
    ("FROM b AS one\nENV D=1\nFROM one\nRUN echo $«‸»", "D HOME", ""),
    ("FROM b\nENV D=1\nRUN echo '$‸'", "", "D"),
    ("FROM b\nENV D=1\nRUN echo \\$‸", "", "D"),
    ('FROM b\nENV D=1\nRUN echo "$«D‸»"', "D HOME", ""),
    ('FROM b\nENV D=1\nRUN ["echo", "$‸"]', "", "D"),
    ("FROM b\nENV D=1\nRUN <<EOF\nx=1\necho $«‸»\nEOF\nUSER c", "x D HOME", ""),
    ("FROM b\nENV D=1\nCOPY <<EOF /x\n$«‸»\nEOF", "D PATH", ""),
    ("FROM b\nENV D=1\nCOPY <<'EOF' /x\n$‸\nEOF", "", "D"),
    ("FROM b\nENV D=1\nCOPY --chown=$«‸» x y", "D PATH", ""),
    ("FROM b AS c\nENV D=1\nCOPY --from=$‸ x y", "", "D"),
    ("FROM b\nENV D=1\nWORKDIR /${«‸»:-x}", "D PATH", ""),
    ("FROM b\nARG A=1 B=$«‸»", "A PATH", "B"),
    ("FROM b\nENV D=1\nRUN a && \\\n  b $«‸» && \\\n  c", "D HOME", ""),
    ("# escape=`\nFROM b\nENV D=1\nRUN a `\n  $«‸»", "D HOME", ""),
    ("# escape=`\nFROM b\nENV D=1\nWORKDIR `$‸", "", "D"),
    ("ARG A=1\nFROM b\nARG «‸»", "A BUILDARCH", ""),
    ("FROM b\nLABEL é=😀\nENV D=1\nLABEL x=😀$«‸»", "D PATH", ""),
    ("FROM b\r\nENV D=1\r\nRUN a \\\r\n $«‸»\r\nUSER c", "D HOME", ""),
]

OTHERS = [
    ("FROM a\nRUN useradd -m -s /bin/sh one && adduser -D two\nUSER «‸»\nRUN useradd three", "one two nobody root", "three"),
    ("FROM a\nRUN adduser two staff\nUSER two:«‸»", "staff two root", ""),
    ("FROM a AS x\nRUN useradd one\nFROM x\nUSER «o‸»", "one nobody root", ""),
    ("FROM a AS x\nRUN useradd one\nFROM b\nUSER «‸»", "nobody root", "one"),
    ("FROM gcr.io/distroless/static:nonroot\nUSER «‸»", "65532 nobody root", ""),
    ("FROM a\nRUN useradd -u 1001 one\nUSER «‸»", "1001 one nobody root", ""),
    ("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nUSER «‸»", "ContainerAdministrator ContainerUser", "root"),
    ("FROM a\nRUN useradd ${X}\nUSER «‸»", "nobody root", "${X}"),
    ("FROM a\nENV PORT=7070\nEXPOSE «‸»\nCMD x --port 6060", "7070 6060 80 443", ""),
    ("FROM a\nEXPOSE 80 «‸»", "443", "80"),
    ("FROM a\nEXPOSE 80/«‸»", "sctp tcp udp", "80"),
    ("FROM a\nSTOPSIGNAL «SIG‸»", "SIGTERM SIGINT SIGQUIT", ""),
    ("FROM a\nSTOPSIGNAL SIGINT «‸»", "", "SIGTERM"),
    ("FROM a\nHEALTHCHECK «‸»", "CMD NONE", ""),
    ("FROM a\nHEALTHCHECK --interval=1s «c‸»", "cmd", "none NONE"),
    ("FROM a\nLABEL «‸»", "org.opencontainers.image.authors", ""),
    ('FROM a\nLABEL "«org.‸»"=x', "org.opencontainers.image.authors", ""),
    ("FROM a\nLABEL x.y=1\nLABEL «‸»", "x.y org.opencontainers.image.authors", ""),
    ("FROM a\nLABEL x=«‸»", "", "org.opencontainers.image.authors"),
    ("FROM a AS x\nWORKDIR /srv\nFROM b\nWORKDIR «‸»", "/srv", "./"),
    ("FROM a AS x\nWORKDIR /srv\nCOPY --from=y z «‸»", "./ /srv/", ""),
]

COMMENTS = [
    ("# «‸»\nFROM a", "check= escape= syntax= buildsecbot:", ""),
    ("# escape=`\n# «‸»\nFROM a", "check= syntax=", "escape="),
    ("FROM a\n# «‸»\nUSER b", "buildsecbot:", "syntax="),
    ("# some words ‸\nFROM a", "check= escape=", "hadolint"),
    ("FROM a\n# some words ‸\nUSER b", "", "hadolint buildsecbot:"),
    ("# escape=«‸»\nFROM a", "\\ `", ""),
    ("# syntax=«‸»\nFROM a", "docker/dockerfile:1 docker/dockerfile:1-labs docker/dockerfile:1.20", ""),
    ("# syntax=«docker/‸dockerfile:1»\nFROM a", "docker/dockerfile:1", ""),
    ("FROM a\n# syntax=‸", "", "docker/dockerfile:1"),
    ("# check=«‸»\nFROM a", "error=true experimental= skip=", ""),
    ("# check=skip=«‸»\nFROM a", "all ConsistentInstructionCasing", ""),
    ("# check=skip=StageNameCasing,«‸»\nFROM a", "ConsistentInstructionCasing", "all StageNameCasing"),
    ("# check=skip=all;error=«‸»\nFROM a", "false true", ""),
    ("FROM a:1\n# buildsecbot: ignore=«sudo-‸»\nRUN sudo x", "sudo-used", "parse-error"),
    ("FROM a:1\n# buildsecbot: ignore-file=sudo-used, «‸»\nRUN x", "", "sudo-used"),
    ("FROM a:1\n# buildsecbot: ignore=sudo-used -- ‸\nRUN sudo x", "", "sudo-used DL3004"),
    ("FROM a:1\n# hadolint ignore=«DL‸»\nRUN sudo x", "DL3004", "sudo-used"),
    ("FROM a:1\n# hadolint ignore=DL3004,«‸»\nRUN sudo x", "", "DL3004"),
    ("FROM a:1\n# shellcheck disable=«SC20‸»\nRUN x", "SC2035", "DL3004 sudo-used"),
    ("FROM a:1\n# hadolint shell=«‸»\nRUN x", "ash bash cmd", "DL3004"),
    ("FROM a:1\n# check=skip=«‸»\nRUN x", "all ConsistentInstructionCasing", ""),
    ("FROM a:1\n# check=«‸»\nRUN x", "skip=", "error=true"),
    ("FROM a:1\n# buildsecbot: «‸»\nRUN x", "", "sudo-used"),
    ("FROM a:1\nRUN sudo x && \\\n  # hadolint ignore=«‸»\n  y", "DL3004", ""),
]

SCRIPTS = [
    ("FROM alpine\nRUN «‸»", "apk", "COPY"),
    ("FROM alpine\nRUN make && «a‸»", "apk", ""),
    ("FROM alpine\nRUN frobnicate\nRUN x; «‸»", "apk frobnicate", ""),
    ("FROM a\nRUN apt-get «‸»", "clean install update", "-y add"),
    ("FROM a\nRUN sudo -E apt-get «in‸stall»", "clean install update", ""),
    ("FROM a\nRUN apt-get install «-‸»", "--assume-yes", "-f install"),
    ("FROM a\nRUN apt-get -y install «-‸» curl", "--assume-yes", "-y"),
    ("FROM a\nRUN if x; then apk «‸»", "add", ""),
    ("FROM a\nRUN y=$(pip «‸»", "install", ""),
    ("FROM a\nRUN a | \\\n  # why\n  pip «‸»\nUSER b", "install", ""),
    ("FROM a\nRUN <<EOF\nset -e\npip «ins‸»\nEOF\nUSER b", "install", ""),
    ("FROM a\nRUN <<EOF\npip «‸»", "install", ""),
    ("FROM a\nRUN <<EOF\n#!/usr/bin/env python3\npip ‸\nEOF", "", "install"),
    ("FROM a\nRUN yum module «‸»", "install", ""),
    ("FROM a\nRUN useradd -s ‸", "", "-g apk"),
    ("FROM a\nRUN echo 'apt-get ‸", "", "install"),
    ("FROM a\nRUN x # apt-get ‸", "", "install"),
    ("FROM a\nRUN gpg «--b‸»", "--batch", "apt-get"),
    ("FROM a\nRUN git «‸»", "add", "--depth"),
    ("FROM a\nRUN sed -e x «-‸»", "-E -e", ""),
    ("FROM a\nRUN x > ‸", "", "apk"),
    ("FROM a\nRUN x=‸", "", "apk"),
    ('FROM a\nRUN ["apt-get", "«‸»"]', "clean install update", ""),
    ('FROM a\nCMD ["«add‸»"]', "add-apt-repository addgroup", "apk"),
    ('FROM a\nSHELL ["powershell"]\nRUN ‸', "--device", "apk apt-get"),
    ("FROM a\nHEALTHCHECK CMD curl «-‸»", "--compressed --fail", ""),
    ("FROM a\nSHELL «‸»", '["/bin/bash",', ""),
    ('FROM a\nSHELL «["/b‸in/sh"]»', '["/bin/bash",', ""),
]

HEREDOCS = [
    ("FROM a\nRUN <<END\nx\n«EN‸»", "END", ""),
    ("FROM a\nRUN <<-END\nx\n\t«E‸»", "END", ""),
    ("FROM a\nRUN <<END\nx\n«‸»\nEND\nUSER b", "END", ""),
    ("FROM a\nRUN <<END\nx\ny E‸", "", "END"),
    ("FROM a\nCOPY <<ONE <<TWO /x/\n1\nONE\n2\n«T‸»", "TWO", "ONE"),
    ("FROM a\nRUN <<«‸»", "EOF EOT", ""),
    ("FROM a\nCOPY <<'«E‸»", "EOF EOT", ""),
]

HALF_TYPED = [
    ('FROM a AS one\nENV D=1\nRUN echo "$«‸»\nUSER c', "D HOME", ""),
    ("FROM a AS one\nRUN <<EOF\nuseradd u\nEOF\nUSER «‸»\nRUN <<EOF\n", "u nobody root", ""),
    ("FROM a AS one\nRUN useradd u\nFROM b\nNONSENSE x\nCOPY --from=«o‸»", "one", ""),
    ("FROM a AS one\nRUN useradd u\nCOPY --chown=«‸»", "u u:u nobody root", ""),
    ("FROM a\nRUN useradd u\nRUN x \\\n\nUSER «‸»", "", ""),
    ("RUN useradd u\nUSER «‸»", "u nobody root", ""),
    ("ENV A=1\nRUN useradd u\nRUN x $«‸»", "A HOME", ""),
    ("ARG A=1\nFROM\nFROM b:$«‸»", "A BUILDARCH", ""),
    ('FROM a\nCOPY ["x", \nENV D=1\nWORKDIR $«‸»', "D PATH", ""),
]


def _asked(text: str) -> tuple[Completions, Marked]:
    snapshot, marked = opened(text)
    return completions(snapshot, marked.cursor), marked


@pytest.mark.parametrize(
    ("text", "first", "without"),
    [*KEYWORDS, *FLAGS, *MOUNTS, *STAGES, *IMAGES, *VARIABLES, *OTHERS, *COMMENTS, *SCRIPTS, *HEREDOCS, *HALF_TYPED],
)
def test_proposals(text: str, first: str, without: str) -> None:
    """`first` are the first proposals by their first words, `without` some that are not made."""
    found, marked = _asked(text)
    labels = [item.label.split(" ")[0] for item in found.items]
    assert labels[: len(first.split())] == first.split()
    assert not set(without.split()) & set(labels)
    if first and marked.ranges:
        assert {item.range for item in found.items if item.label.split(" ")[0] in first.split()} == {marked.ranges[0]}
    for item in found.items:
        assert item.range[0] <= marked.cursor <= item.range[1]


@pytest.mark.parametrize(
    ("text", "trigger", "asked"),
    [
        ("FROM ‸", " ", True),
        ("FROM a\nRUN ‸", " ", True),
        ("FROM a\nRUN apt-get ‸", " ", False),
        ("FROM a\nRUN x, ‸", ",", False),
        ("FROM a\nRUN echo $‸", "$", True),
        ("FROM a\nRUN echo ${‸", "{", True),
        ("FROM a\nRUN {‸", "{", False),
        ("FROM a\nRUN echo '$‸'", "$", False),
        ("FROM a\nRUN ls -‸", "-", True),
        ('FROM a\nRUN echo "‸', '"', False),
        ('FROM a\nCMD ["‸', '"', True),
        ("FROM a\nRUN <<EOF\nx ‸\nEOF", " ", False),
        ("#‸\nFROM a", "#", True),
        ("FROM a#‸", "#", False),
        ("-‸", "-", False),
        ("FROM python:‸", ":", True),
        ("FROM a\nRUN --mount=‸", "=", True),
        ("FROM a\nRUN --mount=type=cache,‸", ",", True),
    ],
)
def test_a_character_that_means_nothing_there_proposes_nothing(text: str, trigger: str, asked: bool) -> None:
    given_, marked = opened(text)
    assert bool(completions(given_, marked.cursor, trigger=trigger).items) is asked


@pytest.mark.parametrize(
    ("text", "label", "inserted"),
    [
        ("FROM a\nCO‸", "COPY", "COPY ${1:source} ${2:destination}"),
        ("from a\nco‸", "copy", "copy ${1:source} ${2:destination}"),
        ("from a\nonb‸", "onbuild", "onbuild ${1:run}"),
        ("FROM a\nCO‸ x y", "COPY", "COPY"),
        ("FROM a\nRUN <<‸", "EOF", "EOF\n$0\nEOF"),
        ("FROM a\nRUN <<'‸", "EOF", "EOF'\n$0\nEOF"),
        ("FROM a\nCOPY <<‸ /x", "EOF", "EOF"),
    ],
)
def test_snippets(text: str, label: str, inserted: str) -> None:
    given_, marked = opened(text)
    item = next(item for item in completions(given_, marked.cursor, snippets=True).items if item.label == label)
    assert (item.text, item.snippet) == (inserted, "$" in inserted)
    assert not any(item.snippet for item in completions(given_, marked.cursor).items)


@pytest.mark.parametrize(
    ("text", "label", "inserted"),
    [
        ("ARG A\nFROM ${‸", "A", "A}"),
        ("ARG A\nFROM ${‸}", "A", "A"),
        ("ARG A\nFROM $‸", "A", "A"),
        ("ARG A\nFROM ${‸:-b}", "A", "A"),
        ("FROM a\nCOPY --fr‸", "--from", "--from="),
        ("FROM a\nCOPY --li‸", "--link", "--link"),
        ("FROM a\nRUN --mount=ty‸", "type", "type="),
        ("FROM a\nRUN --mount=type=cache,‸", "ro", "ro"),
        ("FROM a\nLABEL ‸", "org.opencontainers.image.title", "org.opencontainers.image.title="),
        ("FROM a\nLABEL org‸=x", "org.opencontainers.image.title", "org.opencontainers.image.title"),
    ],
)
def test_what_is_inserted(text: str, label: str, inserted: str) -> None:
    found, _ = _asked(text)
    assert next(item.text for item in found.items if item.label == label) == inserted


def test_what_is_outdated_is_marked_and_last() -> None:
    found, _ = _asked("FROM a\n‸")
    assert [item.label for item in found.items if item.deprecated] == ["MAINTAINER"] == [found.items[-1].label]


def test_more_than_fit_are_incomplete_until_enough_is_typed() -> None:
    everything, _ = _asked("FROM ‸")
    assert everything.incomplete
    typed, _ = _asked("FROM postg‸")
    assert typed.incomplete
    assert [item.label for item in typed.items] == ["postgres", "bitnami/postgresql"]
    given_, marked = opened("FROM ‸")
    few = completions(given_, marked.cursor, most=5)
    assert (len(few.items), few.incomplete) == (5, True)
    complete, _ = _asked("USER ‸")
    assert not complete.incomplete


def test_rules_that_find_something_below_are_first() -> None:
    found, _ = _asked("FROM alpine:3.22\n# buildsecbot: ignore=‸\nRUN sudo make\nUSER 1\n")
    assert "sudo-used" in [item.label for item in found.items[:5]]


_PARTS = st.sampled_from(
    [
        *("FROM a AS b", "ARG A=1", "COPY --from=", "RUN --mount=type=", "RUN <<EOF", "EOF", "ONBUILD ", "HEALTHCHECK CMD "),
        *(
            "# check=skip=",
            "# buildsecbot: ignore=",
            "# escape=`",
            "\\",
            "`",
            "\n",
            "\r\n",
            "\r",
            " ",
            "\t",
            "${",
            "$",
            '"',
            "'",
            "[",
        ),
        *("é", "😀", "$(", ")", ";", "|", "sudo apt-get install", "-", "--", "=", ",", "/", ":", "@", "#", "<<", "USER ", "\0"),
    ]
)


@given(st.lists(_PARTS, max_size=12).map("".join), st.data())
def test_whatever_is_typed_the_place_is_on_the_line(text: str, data: st.DataObject) -> None:
    given_ = snapshot(text)
    line = data.draw(st.integers(0, given_.units.lines - 1))
    start, end = given_.units.bounds(line)
    offset = data.draw(st.integers(start, end))
    trigger = data.draw(st.sampled_from(["", *TRIGGERS]))
    for item in completions(given_, offset, snippets=True, trigger=trigger).items:
        assert start <= item.range[0] <= offset <= item.range[1] <= end
        assert item.label
