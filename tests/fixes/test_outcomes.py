"""Edited scripts are run by a shell: they run what they ran before, with what was added, and fail where they failed.

Each command is a function that says its name and succeeds or fails as it is told.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.facts.model import FileFacts, file_facts
from analyzer.fixes.edit import Unfit, apply, ordered
from analyzer.fixes.primitives import edits_of
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

Run = tuple[list[str], bool]  # the commands that ran, and whether all went well

SHELL = shutil.which("sh")
pytestmark = pytest.mark.skipif(SHELL is None, reason="there is no sh to run scripts")
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
JOINTS = st.sampled_from([" && ", " && ", " || ", "; ", " \\\n  && ", "; \\\n  "])
RESULTS = st.lists(st.booleans(), min_size=40, max_size=40)


@st.composite
def lists(draw: st.DrawFn, first: int, depth: int) -> str:
    """Commands ``f1``, ``f2`` ... joined at random."""
    text, count = "", draw(st.integers(1, 3))
    for number in range(first, first + count):
        kind = draw(st.sampled_from(["", "", "", "! ", "if", "group", "sub"])) if depth else ""
        one = f"f{number}"
        if kind == "if":
            one = f"if {one}; then {draw(lists(number + 3, 0))}; fi"
        elif kind in ("group", "sub"):
            inner = draw(lists(number + 3, 0))
            one = f"{{ {one}; {inner}; }}" if kind == "group" else f"({one} && {inner})"
        else:
            one = kind + one
        text += (draw(JOINTS) if text else "") + one
    return text


@st.composite
def runs(draw: st.DrawFn, first: int = 1) -> str:
    """A RUN in one of several forms."""
    text = draw(lists(first, 1))
    strict = draw(st.sampled_from(["", "", "set -e; ", "set -e && "]))
    form = draw(st.sampled_from(["shell", "heredoc"]))
    numbers = iter(range(first, first + 20))
    text = re.sub(r"f\d+", lambda _: f"f{next(numbers)}", text)
    if form == "heredoc":
        lines = (strict + text).replace(" \\\n  &&", " &&").replace("; \\\n  ", "\n").replace("; f", "\nf")
        return f"RUN <<EOF\n{lines}\nEOF\n"
    return f"RUN {strict}{text}\n"


@few
@given(script=runs(), number=st.integers(0, 11), results=RESULTS)
def test_insert_command_after(script: str, number: int, results: list[bool]) -> None:
    facts, name, at = chosen(script, number)
    after = edited(facts, "insert-command-after", {"at": at, "command": "x"})
    if after is None:
        return
    failing = [result and f"f{index}" != name for index, result in enumerate(results)]
    before, good, bad, failed = outcomes((script_of(facts), results, True), (after, results, True), (after, results, False),
                                         (script_of(facts), failing, True))  # fmt: skip
    assert without(good) == before
    assert good[0].count("x") == (before[0].count(name) if results[int(name[1:])] else 0)
    if results[int(name[1:])]:
        assert without(bad) == failed


@few
@given(script=runs(), number=st.integers(0, 11), results=RESULTS)
def test_insert_command_before(script: str, number: int, results: list[bool]) -> None:
    facts, name, at = chosen(script, number)
    after = edited(facts, "insert-command-before", {"at": at, "command": "x"})
    if after is None:
        return
    before, good, bad = outcomes((script_of(facts), results, True), (after, results, True), (after, results, False))
    assert without(good) == before
    assert good[0].count("x") >= before[0].count(name)
    if "x" in bad[0]:
        assert name not in bad[0]


@few
@given(script=runs(), results=RESULTS)
def test_append_command(script: str, results: list[bool]) -> None:
    facts = read(script)
    after = edited(facts, "append-command", {"at": facts.instructions[1], "command": "x"})
    if after is None:
        return
    before, good, bad = outcomes((script_of(facts), results, True), (after, results, True), (after, results, False))
    assert without(good) == before
    assert ("x" in good[0]) == before[1]
    assert not bad[1]


@few
@given(script=runs(), number=st.integers(0, 11), results=RESULTS)
def test_delete_command(script: str, number: int, results: list[bool]) -> None:
    facts, name, at = chosen(script, number)
    after = edited(facts, "delete-command", {"at": at})
    if after is None or not after:
        return
    succeeding = [result or f"f{index}" == name for index, result in enumerate(results)]
    before, now = outcomes((script_of(facts), succeeding, True), (after, succeeding, True))
    assert now == without(before, name)


@few
@given(first=runs(), second=runs(20), results=RESULTS)
def test_merge_runs(first: str, second: str, results: list[bool]) -> None:
    facts = read(first + second)
    after = edited(facts, "merge-runs", {"at": facts.instructions[2]})
    if after is None:
        return
    one, two, both = outcomes(
        (script_of(facts, 1), results, True), (script_of(facts, 2), results, True), (after, results, True)
    )
    assert both == ((one[0] + two[0], two[1]) if one[1] else one)


def read(script: str) -> FileFacts:
    return file_facts(parse_document(Source("FROM debian:12\n" + script)))


def chosen(script: str, number: int) -> tuple[FileFacts, str, Any]:
    facts = read(script)
    commands: Any = [node for node in facts.nodes("command") if node.name.startswith("f")]  # type: ignore[attr-defined]
    at = commands[number % len(commands)]
    return facts, at.name, at


def edited(facts: FileFacts, name: str, parameters: dict[str, Any]) -> str | None:
    """The script afterwards, empty where the instruction is gone; None where the edit is refused."""
    try:
        text = apply(facts.source.text, ordered(edits_of(name, parameters)))
    except Unfit:
        return None
    after = file_facts(parse_document(Source(text)))
    return script_of(after) if len(after.instructions) > 1 else ""


def script_of(facts: FileFacts, number: int = 1) -> str:
    body = facts.instructions[number].body
    assert body is not None
    return body.extract.text


def outcomes(*cases: tuple[str, list[bool], bool]) -> list[Run]:
    """What a shell does with each script, given which of ``f0`` ... and whether ``x`` succeeds."""
    assert SHELL is not None
    parts = []
    for script, results, last in cases:
        functions = "".join(
            f"f{number}() {{ echo f{number}; return {int(not good)}; }}\n" for number, good in enumerate(results)
        )
        parts.append(f"(\n{functions}x() {{ echo x; return {int(not last)}; }}\n{script}\n)\necho =$?\n")
    output = subprocess.run([SHELL, "-c", "".join(parts)], capture_output=True, text=True, check=False).stdout
    found: list[Run] = []
    ran: list[str] = []
    for line in output.split():
        if line.startswith("="):
            found.append((ran, line == "=0"))
            ran = []
        else:
            ran.append(line)
    assert len(found) == len(cases), output
    return found


def without(run: Run, name: str = "x") -> Run:
    return [one for one in run[0] if one != name], run[1]
