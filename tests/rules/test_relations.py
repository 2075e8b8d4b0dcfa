"""Relations over long stages: steps grow with the file, not with its square, and the node that is found is the right one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.facts.model import FileFacts, file_facts
from analyzer.facts.schema import SORTS
from analyzer.rules.nearest import WALKS
from analyzer.rules.ruleset import Ruleset
from analyzer.rules.unseen import SOURCES
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

Load = Callable[..., Ruleset]


def facts(text: str) -> FileFacts:
    return file_facts(parse_document(Source(text)))


def steps(ruleset: Ruleset, file: FileFacts) -> int:
    """The function calls of an evaluation, the facts being there already."""
    ruleset.evaluate(file)
    for holder in (file, *file.nodes("stage"), *file.nodes("instruction"), *file.nodes("command")):
        for name in ("_fitting", "_results", "_unseen"):
            holder.__dict__.pop(name, None)
    calls = 0

    def note(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        ruleset.evaluate(file)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "match",
    [
        "{instruction: RUN, precedes: {command: npm}}",
        "{instruction: RUN, follows: {command: npm}}",
        "{command: any, precedes: {command: npm, within: stage}}",
        "{command: any, follows: {command: npm, within: file}}",
        "{command: any, precedes: {command: npm, within: stage, until: {command: zz}}}",
        "{command: any, not: {precedes: {command: npm, within: stage, not: {follows: {command: zz, within: stage}}}}}",
        "{command: any, inside: {stage: any, has: {command: npm}}}",
        "{command: any, instruction: {stage: {not: {has: {command: npm}}, name: x}}}",
        "{command: any, as: A, follows: {command: any, within: stage, subcommand: {ref: A.subcommand}}}",
        "{command: any, as: A, follows: {command: any, within: stage, subcommand: {ref: A.subcommand}, name: zz}}",
        "{command: any, as: A, precedes: {command: npm, within: stage, subcommand: {ref: A.subcommand}, until: {command: z}}}",
    ],
)
@pytest.mark.parametrize("line", ["RUN apt-get x{}\n", "RUN apt-get same\n", "ARG A{0}\nRUN apt-get $A{0} && (\n"])
def test_four_times_the_stage_takes_about_four_times_the_steps(rule: Load, match: str, line: str) -> None:
    rules = rule(match)
    small, large = (facts("FROM a\n" + "".join(line.format(i) for i in range(size))) for size in (60, 240))
    assert steps(rules, large) <= 5 * steps(rules, small) + 200


COMMANDS = st.lists(st.sampled_from(["a x", "a y", "b x", "b y", "a $V", "c", "(("]), min_size=1, max_size=7)


@settings(max_examples=150)
@given(
    COMMANDS,
    st.sampled_from(["precedes", "follows"]),
    st.sampled_from(["", "a", "b"]),
    st.booleans(),
    st.sampled_from([None, "c", "b"]),
)
def test_the_nearest_is_the_one_a_plain_search_finds(
    commands: list[str], relation: str, name: str, compared: bool, until: str | None
) -> None:
    """The plain search looks at one node after the other, the nearest first."""
    from analyzer.rules.check import Check, Library
    from analyzer.rules.document import compose
    from analyzer.rules.link import link
    from analyzer.rules.pattern import pattern

    inner = f"command: {name or 'any'}, as: B, within: stage"
    inner += ", subcommand: {ref: A.subcommand}" if compared else ""
    inner += f", until: {{command: {until}}}" if until else ""
    found = pattern(Check(Library(), []), compose(f"{{command: any, as: A, {relation}: {{{inner}}}}}", "x"), {})
    assert found is not None
    test = link(found.plan, {})
    file = facts("FROM a\nARG V\n" + "".join(f"RUN {command}\n" for command in commands))
    for node in file.nodes("command"):
        env: dict[str, Any] = {}
        result = test(node, env)
        expected, hit = plain(file, node, relation, name, compared, until)
        assert result is expected, (node, commands)
        if expected:
            assert env["B"] is hit


def plain(file: FileFacts, node: Any, relation: str, name: str, compared: bool, until: str | None) -> tuple[bool | None, Any]:
    unread = [step for step in file.instructions if step.kind == "RUN" and not isinstance(step.commands, list)]
    others = [*WALKS[relation](sorted([*file.nodes("command"), *unread], key=lambda other: other.start), node)]
    stopped = False  # perhaps
    result: bool | None = False
    for other in others:
        if other.sort == "instruction":
            stopped = stopped or until is not None
            result = None
            continue
        if until is not None and other.name == until:
            return result, None
        fits = not name or other.name == name
        if fits and (not compared or (other.subcommand is not None and other.subcommand == node.subcommand)):
            if not stopped:
                return True, other
            result = None
    return result, None


def test_what_may_be_unseen_are_facts_of_instructions() -> None:
    (step,) = facts("FROM a\n").instructions
    assert [name for name in SOURCES.values() if not hasattr(step, name)] == []
    assert set(SOURCES) <= set(SORTS)
