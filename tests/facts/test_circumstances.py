"""Under which circumstances commands run, and whether a pipe hides their failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]
YES, NO, MAYBE = True, False, UNKNOWN


def by_name(facts: Facts, body: str, fact: str) -> dict[str, Any]:
    run = facts(f"FROM x\nRUN <<EOF\n{body}\nEOF").instructions[-1]
    return {command.name: getattr(command, fact) for command in run.commands}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a; b\nc", {"a": NO, "b": NO, "c": NO}),
        ("a && b && c", {"a": NO, "b": NO, "c": NO}),
        ("a || b", {"a": NO, "b": YES}),
        ("a || b && c", {"a": NO, "b": YES, "c": NO}),
        ("a && b || c", {"a": NO, "b": YES, "c": YES}),
        ("a && b; c && d", {"a": NO, "b": YES, "c": NO, "d": NO}),
        ("a && b & c", {"a": NO, "b": YES, "c": NO}),
        ("a && b &", {"a": NO, "b": YES}),
        ("a && (b && c; d && e)", {"a": NO, "b": NO, "c": YES, "d": NO, "e": NO}),
        ("(a && b) || c", {"a": NO, "b": YES, "c": YES}),
        ("{ a && b; } | c", {"a": NO, "b": YES, "c": NO}),
        ("! (a && b)", {"a": NO, "b": YES}),
        ("a || { b && c; }", {"a": NO, "b": YES, "c": YES}),
        ("if a && b; then c; elif d; then e; else f; fi", {"a": NO, "b": YES, "c": YES, "d": YES, "e": YES, "f": YES}),
        ("while a; do b; done; until c; do d; done", {"a": NO, "b": YES, "c": NO, "d": YES}),
        ("case x in y) a ;; *) b ;; esac", {"a": YES, "b": YES}),
        ("for i in 1 2; do a && b; done", {"a": NO, "b": YES}),
        ("for i in $X *; do a; done", {"a": MAYBE}),
        ("for ((;;)); do a; done", {"a": MAYBE}),
        ("f() { a; if b; then c; fi; }; d", {"a": MAYBE, "b": MAYBE, "c": YES, "d": NO}),
        ("a $(b && c)", {"a": NO, "b": NO, "c": YES}),
        ("a || sh -c 'b; c'", {"a": NO, "sh": YES, "b": YES, "c": YES}),
        ("sh -c 'a && b'", {"sh": NO, "a": NO, "b": NO}),
        (r"a || find . -exec b {} \;", {"a": NO, "find": YES, "b": YES}),
        ("time { a && b; }", {"a": NO, "b": NO}),
        ("coproc { a && b; }; c", {"a": NO, "b": YES, "c": NO}),
    ],
)
def test_conditional(facts: Facts, body: str, expected: dict[str, Any]) -> None:
    assert by_name(facts, body, "conditional") == expected


def test_loops_and_functions(facts: Facts) -> None:
    body = "a; for i in 1; do b; (c $(d)); done; while e; do f; done; g() { h; until i; do j; done; k() (l); }; m"
    assert {name for name, looped in by_name(facts, body, "in_loop").items() if looped} == set("bcdefij")
    functions = by_name(facts, body, "function")
    assert {name: function for name, function in functions.items() if function} == {
        "h": "g", "i": "g", "j": "g", "l": "k",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "guarded"),
    [
        ("a | b", NO),
        ("a; b", None),
        ("set -o pipefail; a | b", YES),
        ("set -o pipefail && a | b", YES),
        ("set -euxo pipefail\na | b", YES),
        ("set -e; a | b", NO),
        ("a | b; set -o pipefail", NO),
        ("set -o pipefail; set +o pipefail; a | b", NO),
        ("set +o pipefail; a | b", NO),
        ("(set -o pipefail; c); a | b", NO),
        ("(set -o pipefail; a | b)", YES),
        ("{ set -o pipefail; }; a | b", YES),
        ("set -o pipefail; { a; } | b", YES),
        ("set -o pipefail; (a | b)", YES),
        ("if c; then set -o pipefail; fi; a | b", MAYBE),
        ("if c; then set -o pipefail; a | b; fi", YES),
        ("c || set -o pipefail; a | b", MAYBE),
        ("c && set -o pipefail; a | b", MAYBE),
        ("c && set -o pipefail && (a | b); d", YES),
        ("c || set -o pipefail && a | b", MAYBE),
        ("set -o pipefail || true; a | b", YES),
        ("f() { set -o pipefail; }; f; a | b", MAYBE),
        ("f() { a | b; }; set -o pipefail; f", MAYBE),
        ("f() { set -o pipefail; a | b; }; f", YES),
        ("f() { a | b; }; f", NO),
        ("bash -o pipefail -c 'a | b'", YES),
        ("bash -euo pipefail -c 'a | b'", YES),
        ("bash -c 'a | b'", NO),
        ("set -o pipefail; bash -c 'a | b'", NO),
        ("bash -c 'set -o pipefail; a | b'", YES),
        ("bash -o pipefail <<X\na | b\nX", YES),
        ("echo pipefail; a | b", NO),
    ],
)
def test_pipe_guarded(facts: Facts, body: str, guarded: Any) -> None:
    assert by_name(facts, body, "pipe_guarded")["a"] is guarded


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ('SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a | b', YES),
        ('SHELL ["/bin/bash", "-c"]\nRUN a | b', NO),
        ("RUN <<X bash -eo pipefail\na | b\nX", YES),
        ("RUN <<X\n#!/bin/bash -o pipefail\na | b\nX", YES),
        ('RUN ["bash", "-o", "pipefail", "-c", "a | b"]', YES),
        ("CMD a | b", NO),
    ],
)
def test_pipe_guarded_by_the_shell(facts: Facts, text: str, guarded: Any) -> None:
    commands = facts(f"FROM x\n{text}").instructions[-1].commands
    assert [command.pipe_guarded for command in commands if command.name == "a"] == [guarded]


def test_deep_and_long_bodies(facts: Facts) -> None:
    for body in ("( " * 2000 + "a" + " )" * 2000, " && ".join(["a"] * 3000), "a $(" * 2000 + "b" + ")" * 2000):
        run = facts(f"FROM x\nRUN {body}").instructions[-1]
        assert {command.in_loop for command in run.commands} == {False}
        assert len({command.conditional for command in run.commands}) == 1
