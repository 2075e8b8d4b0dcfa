"""A trace says what a run says, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from analyzer.facts.model import FileFacts, file_facts
from analyzer.resources import rules_path
from analyzer.rules.load import load_rules
from analyzer.rules.ruleset import RuleInfo, Ruleset
from analyzer.rules.trace import Step, places, trace
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

Load = Callable[..., Ruleset]
RULES = load_rules([rules_path()])
FILE = """\
ARG T
FROM debian:$T
RUN apt-get update && apt-get install -y curl $X
RUN if; then
COPY . /app
RUN npm ci
WORKDIR app
"""


def facts(text: str) -> FileFacts:
    return file_facts(parse_document(Source(text)))


def nodes(rule: RuleInfo, file: FileFacts) -> Iterator[Any]:
    sort, attribute, names = rule.anchor
    for node in file.nodes(sort):
        if not attribute or getattr(node, attribute) in names:
            yield node


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_the_result_is_that_of_a_run(rule: RuleInfo) -> None:
    bad, good = rule.examples
    for text in [FILE, *(example[0] for example in (*bad, *good))]:
        file = facts(text)
        for node in nodes(rule, file):
            assert trace(rule, node).result is rule.test(node, {}), text


def lines(step: Step) -> list[str]:
    return [" ".join(line.split()) for line in step.lines()]


@pytest.mark.parametrize(
    ("match", "line", "expected"),
    [
        (
            "{command: apt-get, subcommand: install}",
            3,
            ["false subcommand: 'install' is 'update'", "true subcommand: 'install' is 'install'"],
        ),
        ("{image: any, tag: latest}", 2, ["unknown tag: 'latest' is unknown"]),
        ("{image: any, digest: x}", 2, ["false digest: 'x' is absent", "unknown digest: 'x' is unknown"]),
        ("{instruction: WORKDIR, value: {is-not: absolute-path}}", 7, ["true value: is-not 'absolute-path' is 'app'"]),
        ("{instruction: RUN, line-count: {gt: 0, lt: 9}}", 3, ["true line-count: gt 0 and lt 9 is 1"]),
        ("{instruction: RUN, not: {flags: x}}", 3, ["true not", "false flags: some 'x' is []"]),
        (
            "{command: any, args: {some: {matches: 'c.rl$'}}}",
            3,
            ["true args: some matches 'c.rl$' is ['install', '-y', 'curl', '$X']"],
        ),
        ("{instruction: COPY, precedes: {command: npm}}", 5, ["true precedes command within stage 1 command looked at"]),
        (
            "{instruction: COPY, not: {follows: {command: x}}}",
            5,
            ["unknown not", "unknown follows command within stage 2 commands looked at"],
        ),
        (
            "{stage: any, instructions: {count: {where: {kind: RUN}, gt: 2}}}",
            2,
            ["true 3:1 'RUN apt-get update && apt-get install -y curl $X'"],
        ),
        ("{command: npm, as: C, prev: {command: any, name: {ref: C.name}}}", 6, ["false prev command none there"]),
        (
            "{command: npm, any: [{name: a}, {args: {count: 1}}]}",
            6,
            ["true any", "false name: 'a' is 'npm'", "true args: count 1 is ['ci']"],
        ),
    ],
)
def test_conditions_are_shown_with_their_values(rule: Load, match: str, line: int, expected: list[str]) -> None:
    (info,) = rule(match).rules
    shown = [text for node in places(info, facts(FILE), line) for text in lines(trace(info, node))]
    assert [text for text in expected if text not in shown] in ([], expected[:1]), shown
    assert expected[-1] in shown, shown


def test_an_unknown_head_is_unknown(rule: Load) -> None:
    (info,) = rule("{image: alpine, tag: x}").rules
    (image,) = facts("ARG A\nFROM $A:x\n").nodes("image")
    assert trace(info, image).parts[0].result is None
    assert trace(info, image).result is None


def test_where_a_rule_can_be_asked(rule: Load) -> None:
    (info,) = rule("{instruction: any}").rules
    file = facts("FROM a\nRUN x \\\n  y\n\n# c\n")
    assert [len(places(info, file, line)) for line in (1, 2, 3, 4, 5, 99)] == [1, 1, 1, 0, 0, 0]
    (whole,) = rule("{file: any}").rules
    assert places(whole, file, 5) == [file]


def test_parameters_show_their_values(rule: Load) -> None:
    (info,) = rule("{image: any, tag: {in: {param: tags}}}", {"params": "{tags: {type: list, default: [b]}}"}).rules
    (image,) = facts("FROM a:b\n").nodes("image")
    assert lines(trace(info, image))[1] == "true tag: 'b' is 'b'"
