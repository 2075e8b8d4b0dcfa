"""Relations, logic, captures and messages, over real Dockerfiles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analyzer.rules.ruleset import Match, Ruleset

Load = Callable[..., Ruleset]
Check = Callable[[Ruleset, str], list[Match]]

FILE = """\
FROM alpine:3.20 AS one
RUN a && b | c
ENV A=1
RUN b
FROM one AS two
RUN a; x
USER u
CMD ["c"]
"""


def lines(found: list[Match]) -> list[int]:
    return [FILE.count("\n", 0, match.start) + 1 for match in found]


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ("{instruction: RUN}", [2, 4, 6]),
        ("{instruction: [USER, ENV]}", [3, 7]),
        ("{instruction: any}", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("{command: b}", [2, 4]),
        ("{command: [a, x], instruction: {kind: RUN}}", [2, 6, 6]),
        ("{stage: any, final: true}", [5]),
        ("{file: any}", [1]),
        ("{image: alpine}", [1]),
        ("{instruction: RUN, not: {has: {command: b}}}", [6]),
        ("{instruction: RUN, any: [{has: {command: c}}, {has: {command: x}}]}", [2, 6]),
        ("{instruction: RUN, all: [{has: {command: a}}, {has: {command: x}}]}", [6]),
        ("{command: b, inside: {stage: any, name: one}}", [2, 4]),
        ("{command: any, inside: {file: any}, name: x}", [6]),
        ("{instruction: RUN, inside: {stage: any, final: true}}", [6]),
        ("{instruction: RUN, precedes: {instruction: RUN}}", [2]),
        ("{instruction: RUN, precedes: {instruction: RUN, within: file}}", [2, 4]),
        ("{instruction: RUN, follows: {instruction: RUN}}", [4]),
        ("{instruction: RUN, follows: {instruction: RUN, within: file}}", [4, 6]),
        ("{instruction: ENV, precedes: {command: b}}", [3]),
        ("{command: a, precedes: {command: b}}", [2]),
        ("{command: b, follows: {command: a}}", [2]),
        ("{command: b, follows: {command: a, within: stage}}", [2, 4]),
        ("{command: x, follows: {command: b, within: file}}", [6]),
        ("{command: a, precedes: {command: b, within: stage, until: {instruction: ENV}}}", [2]),
        ("{instruction: FROM, precedes: {command: b, until: {command: a}}}", []),
        ("{command: b, follows: {command: a, within: stage, until: {instruction: ENV}}}", [2]),
        ("{instruction: RUN, next: {instruction: ENV}}", [2]),
        ("{instruction: RUN, next: {instruction: RUN}}", []),
        ("{instruction: RUN, prev: {instruction: ENV}}", [4]),
        ("{command: b, prev: {command: a}}", [2]),
        ("{command: c, prev: {command: a}}", []),
        ("{stage: any, precedes: {stage: any}}", [1]),
        ("{stage: any, precedes: {instruction: USER}}", [1]),
        ("{instruction: RUN, stage: {base-stage: {name: one}}}", [6]),
        ("{stage: any, instructions: {count: {where: {kind: RUN}, ge: 2}}}", [1]),
        ("{stage: any, instructions: {some: {kind: USER}}}", [5]),
        ("{instruction: RUN, as: R, follows: {instruction: RUN, within: file, line-count: {ref: R.line-count}}}", [4, 6]),
        ("{command: b, as: B, precedes: {command: any, within: file, name: {ref: B.name}}}", [2]),
    ],
)
def test_match(rule: Load, check: Check, match: str, expected: list[int]) -> None:
    assert lines(check(rule(match), FILE)) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [("{instruction: ENV, pairs: {some: {value: x}}}", 0), ("{instruction: ENV, pairs: {some: {value: y}}}", 1)],
)
def test_where_a_search_may_end_nothing_is_certain(rule: Load, check: Check, until: str, expected: int) -> None:
    rules = rule(f"{{instruction: USER, precedes: {{instruction: RUN, until: {until}}}}}")
    assert len(check(rules, "FROM a\nUSER u\nENV A=x\nRUN true\n")) == expected
    assert not check(rules, "FROM a\nUSER u\nARG B\nENV A=$B\nRUN true\n")


@pytest.mark.parametrize(
    ("match", "message", "expected"),
    [
        ("{instruction: USER, as: U}", "it is {U.text}", "it is USER u"),
        ("{instruction: USER, as: U}", "it is {U}", "it is USER u"),
        ("{instruction: USER, as: U}", "{{{U.kind}}}", "{USER}"),
        ("{instruction: USER, as: U}", "{U.onbuild} {U.line-count}", "false 1"),
        ("{instruction: USER, as: U}", "{U.args} {U.chown}.", "u ."),
        ("{instruction: USER, as: U}", "of{U.chown? owner %}{U.kind? kind %}", "of kind USER"),
        ("{instruction: USER, stage: {as: S}}", "{S.name}", "two"),
        ("{instruction: USER, prev: {instruction: RUN, as: R}}", "{R.text}", "RUN a; x"),
        ("{instruction: USER, follows: {instruction: any, as: N}}", "{N.kind}", "RUN"),
        ("{stage: any, final: true, commands: {as: C, some: {name: [a, x]}}}", "{C.name}", "a, x"),
        ("{instruction: USER, any: [{has: {command: a, as: X}}, {prev: {instruction: RUN, as: X}}]}", "found", "found"),
        (
            "{instruction: USER, any: [{next: {instruction: ENV, as: X}}, {prev: {instruction: RUN, as: X}}]}",
            "{X.text}",
            "RUN a; x",
        ),
    ],
)
def test_message(rule: Load, check: Check, match: str, message: str, expected: str) -> None:
    if message.endswith("."):
        message += ".."
        expected += ".."
    assert [found.message for found in check(rule(match, {"message": f"'{message}'"}), FILE)] == [expected]


def test_long_and_unknown_values_in_a_message(rule: Load, check: Check) -> None:
    rules = rule("{instruction: USER, as: U}", {"message": "'{U.text}|{U.value}'"})
    (found,) = check(rules, f"FROM a\nARG B\nUSER {'x' * 200}$B\n")
    text, value = found.message.split("|")
    assert text.startswith("USER xxx")
    assert (len(text), text[-1], value) == (80, "…", "?")


def test_place_and_labels(rule: Load, check: Check) -> None:
    match = "{stage: any, final: true, commands: {as: C, some: {name: [a, x]}}, from-instruction: {as: F}}"
    rules = rule(match, {"at": "C", "labels": "[{at: F, message: 'of {F.text}'}]"})
    (found,) = check(rules, FILE)
    assert FILE[found.start : found.end] == "a"
    assert [(FILE[start:end], text) for start, end, text in found.labels] == [("FROM one AS two", "of FROM one AS two")]
    assert [node.name for node in found.captures["C"]] == ["a", "x"]


def test_order_is_by_place_then_rule(load: Load, check: Check, rule: Load) -> None:
    text = """\
        for: [{id: b-rule, kind: RUN}, {id: a-rule, kind: RUN}, {id: c-rule, kind: FROM}]
        title: t
        severity: info
        category: style
        since: 0.1.0
        remedy: Change it.
        match: {instruction: $kind}
        message: found
        examples: {bad: [{dockerfile: x, findings: [{line: 1}]}], good: [{dockerfile: x}]}
        """
    rules = load({"family.yaml": text})
    assert [(match.rule.id, match.start) for match in check(rules, "FROM a\nRUN b\n")] == [
        ("c-rule", 0),
        ("a-rule", 7),
        ("b-rule", 7),
    ]


def test_only_enabled_rules_run(rule: Load) -> None:
    from analyzer.facts.model import file_facts
    from analyzer.source.text import Source
    from analyzer.syntax.parse import parse_document

    rules, file = rule("{instruction: RUN}"), file_facts(parse_document(Source(FILE)))
    assert len(rules.evaluate(file)) == len(rules.evaluate(file, {"sample"})) == 3
    assert rules.evaluate(file, set()) == []


def test_shared_conditions_and_word_lists(rule: Load, check: Check) -> None:
    files = {
        "lib/quick.yaml": "sort: command\nmatch: {use: named, piped: false}\n",
        "lib/named.yaml": "sort: command\nmatch: {name: {in: {data: names}}}\n",
        "data/names.yaml": "[b, c]",
    }
    assert lines(check(rule("{command: any, use: quick, instruction: {kind: RUN}}", files=files), FILE)) == [2, 4]


def test_parameters(rule: Load, check: Check) -> None:
    params = "{names: {type: list, default: [a]}, least: {type: number, default: 1}, not-this: {type: string, default: c}}"
    match = """
        instruction: RUN
        line-count: {ge: {param: least}}
        commands: {some: {name: {in: {param: names}}}, as: C}
        not: {has: {command: any, name: {param: not-this}}}
    """
    rules = rule(match, {"params": params})
    assert lines(check(rules, FILE)) == [6]
    assert lines(check(rules.configured({"sample": {"names": ["b"]}}), FILE)) == [4]
    assert lines(check(rules.configured({"sample": {"names": ["b"], "not-this": "z"}}), FILE)) == [2, 4]
    assert lines(check(rules.configured({"sample": {"least": 2}}), FILE)) == []


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"smple": {}}, "no rule 'smple'"),
        ({"sample": {"nams": []}}, "no parameter 'nams'"),
        ({"sample": {"names": "a"}}, "'names' of 'sample' is a list"),
        ({"sample": {"names": [1]}}, "'names' of 'sample' is a list"),
    ],
)
def test_wrong_settings(rule: Load, settings: dict[str, dict[str, object]], message: str) -> None:
    from analyzer.rules.ruleset import SettingError

    rules = rule("{command: any, name: {param: names}}", {"params": "{names: {type: list, default: [a]}}"})
    with pytest.raises(SettingError, match=message):
        rules.configured(settings)


def test_family_rows(load: Load, check: Check) -> None:
    text = """\
        for:
          - {id: run-used, kind: RUN, severity: error, also: [RUN, ENV]}
          - {id: env-used, kind: ENV, also: ENV}
        title: $kind is used
        severity: info
        category: style
        since: 0.1.0
        remedy: Change it.
        match: {instruction: $also, as: X}
        message: "$kind: {X.kind} $other $kinds"
        examples: {bad: [{dockerfile: "$kind $UPPER", findings: [{line: 1}]}], good: [{dockerfile: $x}]}
        """
    rules = load({"family.yaml": text})
    assert [(rule.id, rule.title, rule.severity) for rule in rules.rules] == [
        ("env-used", "ENV is used", "info"),
        ("run-used", "RUN is used", "error"),
    ]
    assert rules.by_id["run-used"].examples[0][0][0] == "RUN $UPPER"
    assert {match.message for match in check(rules, FILE)} == {
        "ENV: ENV $other $kinds",
        "RUN: ENV $other $kinds",
        "RUN: RUN $other $kinds",
    }


def test_joined_sets(rule: Load, check: Check) -> None:
    from analyzer.rules.builtin import builtin_rules
    from analyzer.rules.errors import RuleErrors

    own = rule("{instruction: RUN}", files={"profiles/mine.yaml": "rules: [sample]"})
    joined = builtin_rules().joined(own)
    assert len(joined.rules) == len(builtin_rules().rules) + 1
    assert joined.by_id["sample"].examples == own.by_id["sample"].examples
    assert {"mine", "recommended"} <= set(joined.profiles)
    assert "sample" in {match.rule.id for match in check(joined, FILE)}
    with pytest.raises(RuleErrors, match=r"sample.yaml:1:1: R313"):
        joined.joined(own)
