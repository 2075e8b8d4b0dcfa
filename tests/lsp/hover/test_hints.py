"""Words that do not stand in the text, written into it as ``⟦word⟧``."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.lsp.features.display import HintOptions, LensOptions, display
from analyzer.lsp.features.hints import hints
from tests.lsp.marked import opened, snapshot

NONE = {"variables": False, "users": False, "stages": False}

CASES: dict[str, tuple[dict[str, Any], str]] = {
    "variables": (
        {**NONE, "variables": True},
        "ARG V=1\nFROM a:$V⟦= 1⟧ AS b\nARG V\nENV A=$V⟦= 1⟧ B=${A}\nWORKDIR /$A⟦= 1⟧/${B:-x}\nRUN echo $A\n",
    ),
    "variables-unknown": ({**NONE, "variables": True}, "ARG V\nFROM a:$V\nWORKDIR $OTHER\n"),
    "variables-empty": ({**NONE, "variables": True}, "FROM scratch\nENV A=\nWORKDIR /$A/$B\n"),
    "variables-secret": ({**NONE, "variables": True}, "FROM a\nENV DB_PASSWORD=hunter2secret\nWORKDIR /$DB_PASSWORD\n"),
    "variables-inner": ({**NONE, "variables": True}, "FROM a\nENV A=1\nWORKDIR /${B:-$A}\n"),
    "variables-long": ({**NONE, "variables": True, "length": 5}, "FROM a\nENV A=123456\nWORKDIR /$A⟦= 1234…⟧\n"),
    "variables-trigger": ({**NONE, "variables": True}, "FROM a\nENV A=1\nONBUILD WORKDIR $A\n"),
    "variables-wide": ({**NONE, "variables": True}, "FROM a\r\nENV A=😀\r\nLABEL 😀=$A⟦= 😀⟧\r\n"),
    "scripts": ({**NONE, "scripts": True}, "FROM a\nENV A=1\nRUN echo $A⟦= 1⟧ && B=2; echo $B⟦= 2⟧ $C\n"),
    "scripts-mount": ({**NONE, "scripts": True}, "FROM a\nENV T=1\nRUN --mount=type=secret,id=t,env=T echo $T\n"),
    "users-inherited": (
        {**NONE, "users": True},
        "FROM a AS b\nUSER me\nFROM b\nRUN⟦as me⟧ true\nRUN true\nCMD⟦as me⟧ true\n",
    ),
    "users-evident": ({**NONE, "users": True}, "FROM a\nUSER me\nRUN true\nCMD true\n"),
    "users-scratch": ({**NONE, "users": True}, 'FROM scratch\nCOPY a /a\nENTRYPOINT⟦as root⟧ ["/a"]\n'),
    "users-image": ({**NONE, "users": True}, 'FROM gcr.io/distroless/static:nonroot\nCMD⟦as 65532⟧ ["/a"]\n'),
    "users-unknown": ({**NONE, "users": True}, "FROM a\nRUN true\n"),
    "stages": ({**NONE, "stages": True}, "FROM a⟦stage 0⟧\nFROM b AS c⟦stage 1⟧\nRUN true\n"),
    "layers": (
        {**NONE, "layers": True},
        "FROM a AS b\nRUN⟦layer 1⟧ true\nENV A=b\nCOPY⟦layer 2⟧ a b\nFROM b\nWORKDIR⟦layer 3⟧ /x\n",
    ),
    "default": ({}, "ARG V=1\nFROM a:$V⟦= 1⟧ AS b⟦stage 0⟧\nUSER me\nFROM b⟦stage 1⟧\nRUN⟦as me⟧ true\n"),
    "off": (NONE, "ARG V=1\nFROM a:$V AS b\nUSER me\nFROM b\nRUN true\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_words(name: str) -> None:
    options, marked = CASES[name]
    plain = marked
    while "⟦" in plain:
        start = plain.index("⟦")
        plain = plain[:start] + plain[plain.index("⟧") + 1 :]
    file = snapshot(plain)
    found = hints(file, (0, len(plain)), HintOptions(**options))
    shown = plain
    for hint in reversed(found):
        shown = f"{shown[: hint.offset]}⟦{hint.text}⟧{shown[hint.offset :]}"
        assert hint.tooltip
    assert shown == marked


def test_a_range() -> None:
    file, marks = opened("FROM a\n«FROM b\n»FROM c\n")
    assert [hint.text for hint in hints(file, marks.ranges[0])] == ["stage 1"]


@pytest.mark.parametrize(
    ("given", "hint_options", "lens_options", "problems"),
    [
        ({}, HintOptions(), LensOptions(), 0),
        ({"hints": True, "lenses": None}, HintOptions(), LensOptions(), 0),
        ({"hints": False}, HintOptions(**NONE), LensOptions(), 0),
        ({"hints": {"users": False, "length": 5}}, HintOptions(users=False, length=5), LensOptions(), 0),
        ({"lenses": {"layers": False}}, HintOptions(), LensOptions(layers=False), 0),
        ({"lenses": False}, HintOptions(), LensOptions(uses=False, layers=False), 0),
        ({"hints": {"users": "no", "length": True, "colour": 1}, "lenses": 3}, HintOptions(), LensOptions(), 4),
    ],
)
def test_settings(given: dict[str, Any], hint_options: HintOptions, lens_options: LensOptions, problems: int) -> None:
    found, wrong = display(**given)
    assert found.hints == hint_options
    assert found.lenses == lens_options
    assert len(wrong) == problems
