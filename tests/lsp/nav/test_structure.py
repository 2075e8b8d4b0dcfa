"""Outlines, folds, selections and calls."""

from __future__ import annotations

import pytest

from analyzer.lsp.data import Call, Symbol
from analyzer.lsp.features.calls import incoming, outgoing, stage_at
from analyzer.lsp.features.folding import folds
from analyzer.lsp.features.selection import selections
from analyzer.lsp.features.symbols import symbols
from tests.lsp.marked import opened, snapshot


def _lines(found: list[Symbol] | tuple[Symbol, ...], depth: int = 0) -> list[str]:
    lines = []
    for symbol in found:
        old = " (deprecated)" if symbol.deprecated else ""
        lines.append(f"{'  ' * depth}{symbol.kind} {symbol.name} | {symbol.detail}".rstrip(" |") + old)
        lines += _lines(symbol.children, depth + 1)
    return lines


OUTLINES = {
    "stages": (
        "ARG V=1\nFROM a:$V AS b\nRUN true\nFROM b\nCOPY --from=b --chown=1 /a /b\n",
        [
            "variable V | ARG 1",
            "module b | stage 0, from a:$V",
            "  function RUN true",
            "module b | stage 1",
            "  file COPY /a /b | --from=b --chown=1",
        ],
    ),
    "pairs": (
        "FROM a\nENV A=1 B='2 3'\nLABEL x=y\nARG C\nENV D 4 5\n",
        [
            "module a | stage 0",
            "  variable A | ENV 1",
            "  variable B | ENV '2 3'",
            "  key x | LABEL y",
            "  variable C | ARG",
            "  variable D | ENV 4 5",
        ],
    ),
    "settings": (
        'FROM a\nUSER 1\nWORKDIR /x\nEXPOSE 80\nVOLUME /v\nCMD ["x"]\nMAINTAINER me\n',
        [
            "module a | stage 0",
            "  property USER 1",
            "  property WORKDIR /x",
            "  interface EXPOSE 80",
            "  object VOLUME /v",
            '  event CMD ["x"]',
            "  property MAINTAINER me (deprecated)",
        ],
    ),
    "the first command that does something": (
        "FROM a\nRUN set -eux; \\\n  cd /x && apt-get update && \\\n  true\nRUN <<EOF\nset -e\napk add b\nEOF\nRUN cd /x\n",
        [
            "module a | stage 0",
            "  function RUN apt-get update && true",
            "  function RUN apk add b",
            "    string EOF | here-document",
            "  function RUN cd /x",
        ],
    ),
    "triggers": ("FROM a\nONBUILD ENV A=1\n", ["module a | stage 0", "  event ONBUILD", "    variable A | ENV 1"]),
    "credentials": (
        "FROM a\nENV DB_PASSWORD=hunter2butlong\n",
        ["module a | stage 0", "  variable DB_PASSWORD | ENV hun***********"],
    ),
    "a long one": ("FROM a\nRUN echo " + "x" * 100, ["module a | stage 0", "  function RUN echo " + "x" * 50 + "…"]),
    "half typed": ("FROM\nENV\nENV A\nCOPY\nFOO x\nARG =\n", None),
    "no stage": ("RUN true\n", ["function RUN true"]),
    "nothing": ("", []),
}


@pytest.mark.parametrize("case", OUTLINES)
def test_outline(case: str) -> None:
    text, expected = OUTLINES[case]
    for written in (text, text.replace("\n", "\r\n")):
        found = symbols(snapshot(written))
        assert expected is None or _lines(found) == expected
        _contained(found, (0, len(written)))


def _contained(found: list[Symbol] | tuple[Symbol, ...], around: tuple[int, int]) -> None:
    """Each symbol holds its name and its children."""
    for symbol in found:
        places = around[0], symbol.range[0], symbol.selection[0], symbol.selection[1], symbol.range[1], around[1]
        assert list(places) == sorted(places)
        assert symbol.name
        _contained(symbol.children, symbol.range)


FOLDS = {
    "stages": ("FROM a\nRUN x\n\nFROM b\nRUN y\nFROM c\n", ["0-1", "3-4"]),
    "continued lines": ("FROM a\nRUN x \\\n  && y\n", ["0-2", "1-2"]),
    "here-documents": ("FROM a\nCOPY <<A <<B /x/\n1\nA\n2\nB\n", ["0-5", "1-5", "1-3", "3-5"]),
    "here-document without an end": ("FROM a\nRUN <<A\n1\n", ["0-3", "1-3"]),
    "comments": ("# a\n# b\n\n# c\nFROM a\n# d\n# e\n", ["0-1 comment", "5-6 comment"]),
    "comments in an instruction": ("FROM a\nRUN x \\\n# a\n# b\n && y\n", ["0-4", "1-4", "2-3 comment"]),
    "regions": ("# region A\nFROM a\n#region\nUSER 1\n#endregion x\n# EndRegion\n", ["0-5 region", "1-3", "2-4 region"]),
    "a region without an end": ("#region\nFROM a\n", []),
    "directives": ("# syntax=a\n# check=skip=all\nFROM a\n", []),
    "blocks of a script": ("FROM a\nRUN if x; then \\\n y; \\\nfi; \\\n z\n", ["0-4", "1-4", "1-3"]),
    "blocks of a here-document": ("FROM a\nRUN <<E\nfor i in 1; do\n y\ndone\nE\n", ["0-5", "1-5", "2-4"]),
    "nothing": ("", []),
}


@pytest.mark.parametrize("case", FOLDS)
def test_folds(case: str) -> None:
    text, expected = FOLDS[case]
    endings = ("\n",) if "here-document" in case else ("\n", "\r\n")  # to a shell a carriage return is a part of its words
    for ending in endings:
        found = snapshot(text.replace("\n", ending))
        place = found.units.place
        assert [
            f"{place(each.range[0])[0]}-{place(each.range[1])[0]} {each.kind}".rstrip() for each in folds(found)
        ] == expected


CHAINS = {
    "a script": (
        'FROM a\nRUN true && echo "x $‸V" | cat\n',
        ["V", "$V", '"x $V"', 'echo "x $V"', 'echo "x $V" | cat', 'true && echo "x $V" | cat'],
    ),
    "a substitution": (
        "FROM a\nRUN x $(apt ‸y) z\n",
        ["y", "apt y", "$(apt y)", "x $(apt y) z"],
    ),
    "an option of a mount": (
        "FROM a\nRUN --mount=type=bind,target=‸/x true\n",
        ["/x", "target=/x", "type=bind,target=/x", "--mount=type=bind,target=/x"],
    ),
    "a pair": ("FROM a\nENV A=1 B=‸22\n", ["22", "B=22", "A=1 B=22"]),
    "an image": ("FROM a:‸1 AS b\n", ["1", "a:1", "a:1 AS b"]),
    "a block": (
        "FROM a\nRUN if x; then ‸y; fi\n",
        ["y", "if x; then y; fi"],
    ),
    "a here-document": ("FROM a\nCOPY <<E /x\nab ‸cd\nE\n", ["cd", "ab cd\n", "ab cd\nE"]),
    "a trigger": ("FROM a\nONBUILD USER ‸x\n", ["x", "USER x"]),
}


@pytest.mark.parametrize("case", CHAINS)
def test_selections(case: str) -> None:
    text, expected = CHAINS[case]
    found, marked = opened(text)
    chain = [marked.text[start:end] for start, end in selections(found, marked.cursor)]
    node = found.instruction(marked.cursor)
    assert node is not None
    stage, instruction = marked.text.rstrip("\n"), marked.text[node.start : node.end]
    assert chain[len(expected) :] == list(dict.fromkeys([instruction, stage, marked.text]))
    assert chain[: len(expected)] == expected


def test_a_selection_outside_of_instructions() -> None:
    found, marked = opened("# about ‸this\n\nFROM a\n")
    chain = [marked.text[start:end] for start, end in selections(found, marked.cursor)]
    assert chain == ["this", "# about this", marked.text]
    assert selections(snapshot(""), 0) == [(0, 0)]


CALLS = {
    "FROM": ("FROM a AS b\nFROM b AS c\n", "c", ["b: b"], []),
    "COPY and mount": (
        "FROM a AS b\nFROM c AS d\nRUN --mount=from=b,target=/x true\nCOPY --from=0 / /\nONBUILD COPY --from=B / /\n",
        "d",
        ["b: b 0 B"],
        [],
    ),
    "a stage in the midst": ("FROM a AS b\nFROM b AS c\nFROM c\nFROM c AS d\n", "c", ["b: b"], ["c: c", "d: c"]),
    "an image": ("FROM a AS b\nCOPY --from=busybox / /\n", "b", [], []),
}


@pytest.mark.parametrize("case", CALLS)
def test_calls(case: str) -> None:
    text, name, calls, called = CALLS[case]
    found = snapshot(text)
    stage = next(each for each in found.facts.stages if each.name == name)

    def told(some: list[Call]) -> list[str]:
        return [f"{one.stage.name}: {' '.join(text[start:end] for start, end in one.ranges)}" for one in some]

    assert told(outgoing(found, stage.start)) == calls
    assert told(incoming(found, stage.start)) == called


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("FROM a AS b\nFROM ‸b AS c\n", "b"),
        ("FROM a AS b\nFROM b AS c\nRUN ‸true\n", "c"),
        ("FROM a AS b\nFROM c\nCOPY --from=‸0 / /\n", "b"),
        ("FROM ‸a\n", "a"),
        ("ARG ‸a\nFROM a\n", ""),
        ("‸", ""),
    ],
)
def test_the_stage_at_a_place(text: str, name: str) -> None:
    found, marked = opened(text)
    stage = stage_at(found, marked.cursor)
    assert (stage.name if stage is not None else "") == name
