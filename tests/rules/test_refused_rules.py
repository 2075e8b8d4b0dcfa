"""Rules that cannot run are refused, with the place and a hint."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analyzer.rules.errors import RuleErrors
from analyzer.rules.load import load_rules
from analyzer.rules.ruleset import Ruleset

Load = Callable[..., Ruleset]

# A match that begins on line 7, column 3 of its file; where the problem is, its code, and words of its message and hint.
PATTERNS = [
    ("kind: RUN", (7, 3), "R101", "needs a head"),
    ("- RUN", (7, 3), "R101", "mapping with a head"),
    ("{instruction: RUN, command: apt}", (7, 22), "R101", "one head, here are 'instruction' and 'command'"),
    ("{command: apt, subcomand: install}", (7, 18), "R102", "no field 'subcomand' (did you mean 'subcommand'?)"),
    ("{command: apt, instruction: {knd: RUN}}", (7, 32), "R102", "instruction has no field 'knd'"),
    ("{stage: build}", (7, 11), "R103", "write 'stage: any'"),
    ("{command: apt, subcommand: {gt: 1}}", (7, 31), "R107", "'gt' does not apply to subcommand, a string"),
    ("{command: apt, piped: yes}", (7, 25), "R105", "write true or false"),
    ("{instruction: RUN, line-count: many}", (7, 34), "R106", "whole numbers"),
    ("{command: apt, subcommand: {conatins: x}}", (7, 31), "R108", "did you mean 'contains'?"),
    ("{command: apt, args: {sum: x}}", (7, 25), "R107", "a list of texts"),
    ("{command: apt, packages: {any: {pinned: true}}}", (7, 29), "R108", "no operator 'any' of a list of nodes"),
    ("{command: apt, packages: [x]}", (7, 28), "R115", "exactly one of some, each, none, count, present"),
    ("{command: apt, packages: {some: {pinned: true}, none: {pinned: false}}}", (7, 28), "R115", "exactly one"),
    ("{instruction: RUN, stage: {final: true}, image: x}", (7, 44), "R101", "one head"),
    ("{instruction: RUN, destination: x}", (7, 35), "R115", "write a mapping of its fields"),
    ("{command: apt, name: {is: shouting}}", (7, 29), "R113", "no predicate 'shouting'"),
    ("{command: apt, name: {is: lowercase}}", (7, 29), "R113", "did you mean 'lower-case'?"),
    ("{command: apt, name: {matches: '('}}", (7, 35), "R112", "not a regular expression"),
    ("{command: apt, name: {matches: [a, '*']}}", (7, 39), "R112", "not a regular expression"),
    ("{command: apt, name: {param: x}}", (7, 24), "R110", "no parameter 'x'"),
    ("{command: apt, name: {data: x}}", (7, 24), "R109", "no word list 'x'"),
    ("{command: apt, use: other}", (7, 23), "R116", "no shared condition 'other'"),
    ("{command: apt, name: }", (7, 24), "R303", "write '' for the empty text"),
    ("{command: apt, name: {in: []}}", (7, 29), "R401", "empty list"),
    ("{command: []}", (7, 13), "R401", "empty list"),
    ("{instruction: RUNN}", (7, 17), "R402", "no instruction 'RUNN' (did you mean 'RUN'?)"),
    ("{instruction: any, kind: {in: [RUN, COPPY]}}", (7, 39), "R402", "did you mean 'COPY'?"),
    ("{mount: any, type: {not-in: [cash]}}", (7, 32), "R402", "did you mean 'cache'?"),
    ("{command: apt, not: {}}", (7, 23), "R403", "tests nothing"),
    ("{command: apt, name: {}}", (7, 24), "R403", "empty mapping"),
    ("{command: apt, any: []}", (7, 23), "R104", "list of mappings"),
    (
        "{stage: any, final: true, not: {final: true}}",
        (7, 29),
        "R404",
        "never be true together with the other tests of 'final'",
    ),
    ("{command: apt, manager: apt, all: [{manager: pip}]}", (7, 32), "R404", "'manager'"),
    ("{port: any, low: {gt: 10, lt: 5}}", (7, 15), "R404", "'low'"),
    ("{image: any, tag: {present: false, starts-with: v}}", (7, 21), "R404", "cannot be absent"),
    ("{instruction: any, base: x}", (7, 22), "R102", "no field 'base'"),
    ("{stage: any, has: {file: any}}", (7, 16), "R405", "never within"),
    ("{instruction: RUN, inside: {command: apt}}", (7, 22), "R405", "never around"),
    ("{instruction: RUN, next: {command: apt}}", (7, 22), "R405", "two instructions or two commands"),
    ("{instruction: RUN, precedes: {file: any}}", (7, 22), "R405", "nothing precedes or follows the file"),
    ("{instruction: RUN, precedes: {instruction: RUN, within: layer}}", (7, 59), "R119", "one of file, instruction, stage"),
    ("{instruction: RUN, as: run}", (7, 26), "R202", "capital letters"),
    ("{instruction: RUN, as: A, next: {instruction: RUN, as: A}}", (7, 58), "R203", "captured twice"),
    ("{instruction: RUN, next: {instruction: RUN, text: {ref: A.text}}}", (7, 59), "R201", "'A' is not captured before"),
    ("{instruction: RUN, as: A, next: {instruction: RUN, text: {ref: A}}}", (7, 66), "R204", "CAPTURE.field"),
    ("{instruction: RUN, as: A, text: {ref: A.line-count}}", (7, 41), "R206", "a number"),
    ("{instruction: RUN, commands: {as: C, some: {name: x}}, text: {ref: C.text}}", (7, 70), "R205", "list of nodes"),
    ("{instruction: RUN, commands: {as: C, none: {name: x}}}", (7, 37), "R207", "beside 'some'"),
]

# A message for a match that binds R (an instruction) everywhere, M only in one branch, L only in a list.
MESSAGES = [
    ("{S.text}", "R201", "not captured by the match"),
    ("{R.txt}", "R212", "did you mean 'text'?"),
    ("{R.stage}", "R213", "is a node"),
    ("{M.text}", "R214", "not captured on every way"),
    ("{L.name}", "R214", "not captured on every way"),
    ("{N.name}", "R214", "not captured on every way"),
    ("{R.text? or so}", "R215", "no % for the value"),
    ("{R.text", "R211", "write {{ or }} for a brace"),
    ("It ends with a stop.", "R210", "full stop"),
    ("x" * 101, "R209", "longer than 100"),
]

KEYS = [
    ("id: Two Words", "R304", "lower-case words joined by hyphens"),
    ("severity: fatal", "R304", "severity is never 'fatal'"),
    ("category: securty", "R304", "did you mean 'security'?"),
    ("since: soon", "R304", "a version"),
    ("aliases: [DL3008]", "R304", "hadolint/DL3008"),
    ("aliases: [a/b, a/b]", "R309", "written twice"),
    ("controls: [cis]", "R304", "framework/control"),
    ("url: http://example.org/x", "R304", "an https address"),
    ("status: deprecatd", "R304", "did you mean 'deprecated'?"),
    ("replaced-by: nothing", "R314", "names no rule"),
    ("severty: info", "R301", "did you mean 'severity'?"),
    ("at: X", "R201", "'X' is not captured"),
    ("labels: [{at: X, message: there}]", "R201", "'X' is not captured"),
    ("labels: [there]", "R311", "'at', a capture"),
    ("params: {limit: {type: numbr, default: 1}}", "R310", "types: string, number, boolean, list"),
    ("params: {limit: {type: number, default: many}}", "R106", "whole numbers"),
    ("examples: {bad: [], good: []}", "R312", "at least one bad example"),
    ("examples: {bad: [{dockerfile: x}], good: [{dockerfile: x}]}", "R312", "lists its findings"),
    ("fix: [{title: t, effect: magic, edits: []}]", "R304", "no effect 'magic'"),
    ("fix: [{title: t, effect: image, edits: [{replac: {at: X}}]}]", "R308", "did you mean 'replace'?"),
    ("fix: [{title: t, effect: image, edits: [{delete-instruction: {at: X}}]}]", "R201", "'X' is not captured"),
    ("fix: [{title: t, effect: image, edits: [{replace: {at: X}}]}]", "R305", "has no 'text'"),
    ("for: [{id: one}, x]", "R306", "a row of 'for' is a mapping"),
    ("for: [{Name: one}]", "R306", "no name for a column"),
]


@pytest.mark.parametrize(("match", "place", "code", "words"), PATTERNS, ids=[case[0] for case in PATTERNS])
def test_pattern(rule: Load, match: str, place: tuple[int, int], code: str, words: str) -> None:
    with pytest.raises(RuleErrors) as caught:
        rule(match)
    found = {(problem.mark.line, problem.mark.column, problem.code): str(problem) for problem in caught.value.problems}
    assert (*place, code) in found, str(caught.value)
    assert words in found[(*place, code)]


@pytest.mark.parametrize(("message", "code", "words"), MESSAGES)
def test_message(rule: Load, message: str, code: str, words: str) -> None:
    match = """
        instruction: RUN
        as: R
        any:
          - {text: x, next: {instruction: RUN, as: M}}
          - {text: y}
        commands: {some: {name: z, as: L}}
        not: {commands: {some: {name: w}, as: N}}
    """
    with pytest.raises(RuleErrors) as caught:
        rule(match, {"message": f"'{message}'"})
    assert any(problem.code == code and words in str(problem) for problem in caught.value.problems), str(caught.value)


@pytest.mark.parametrize(("key", "code", "words"), KEYS, ids=[case[0] for case in KEYS])
def test_key(rule: Load, key: str, code: str, words: str) -> None:
    name, _, text = key.partition(": ")
    with pytest.raises(RuleErrors) as caught:
        rule("instruction: RUN", {name: text})
    assert any(problem.code == code and words in str(problem) for problem in caught.value.problems), str(caught.value)


@pytest.mark.parametrize("name", ["id", "title", "severity", "category", "since", "remedy", "match", "message", "examples"])
def test_missing_key(load: Load, name: str) -> None:
    keys = {**KEY_TEXTS, name: ""}
    text = "".join(f"{key}: {value}\n" for key, value in keys.items() if value)
    with pytest.raises(RuleErrors, match=f"R305: the rule has no '{name}'"):
        load({"sample.yaml": text})


KEY_TEXTS = {
    "id": "sample",
    "title": "A sample",
    "severity": "info",
    "category": "style",
    "since": "0.1.0",
    "remedy": "Change it.",
    "match": "{instruction: RUN}",
    "message": "found",
    "examples": "{bad: [{dockerfile: x, findings: [{line: 1}]}], good: [{dockerfile: x}]}",
}


def test_all_problems_of_all_files_come_at_once(load: Load) -> None:
    good = "".join(f"{key}: {value}\n" for key, value in KEY_TEXTS.items())
    files = {
        "a/one.yaml": good.replace("RUN", "RUNN").replace("info", "infoo"),
        "b/two.yaml": "a: [",
        "c/three.yaml": good,
        "d/four.yaml": good,
        "lib/shared.yaml": "sort: command\nmatch: {nam: x}\n",
        "profiles/mine.yaml": "rules: [smaple]\n",
    }
    with pytest.raises(RuleErrors) as caught:
        load(files)
    found = [(problem.mark.path.split("/", 4)[-1].rsplit("/", 1)[-1], problem.code) for problem in caught.value.problems]
    assert found == [
        ("one.yaml", "R304"),
        ("one.yaml", "R402"),
        ("two.yaml", "R002"),
        ("three.yaml", "R313"),
        ("four.yaml", "R313"),
        ("shared.yaml", "R102"),
        ("mine.yaml", "R315"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("manifest.yaml", "language: 2\n", "R011"),
        ("manifest.yaml", "version: 1\n", "R011"),
        ("lib/x.yaml", "match: {name: x}\n", "R012"),
        ("lib/x.yaml", "sort: comand\nmatch: {name: x}\n", "R012"),
        ("data/x.yaml", "a: b\n", "R012"),
        ("profiles/x.yaml", "select: [haskell]\n", "R315"),
        ("x.yaml", "- a\n", "R300"),
    ],
)
def test_other_files(load: Load, name: str, text: str, code: str) -> None:
    with pytest.raises(RuleErrors) as caught:
        load({name: text})
    assert [problem.code for problem in caught.value.problems] == [code]


def test_conditions_in_a_circle(rule: Load) -> None:
    files = {"lib/a.yaml": "sort: command\nmatch: {use: b}\n", "lib/b.yaml": "sort: command\nmatch: {use: a}\n"}
    with pytest.raises(RuleErrors, match="R117: shared conditions use each other in a circle"):
        rule("{command: any, use: a}", files=files)


def test_missing_path() -> None:
    with pytest.raises(RuleErrors, match="R010: there is no such file or folder"):
        load_rules(["/nowhere/rules"])


def test_shared_conditions_do_not_multiply(rule: Load) -> None:
    files = {f"lib/c{n}.yaml": f"sort: command\nmatch: {{all: [{{use: c{n - 1}}}, {{use: c{n - 1}}}]}}\n" for n in range(1, 40)}
    with pytest.raises(RuleErrors, match="R122: shared conditions are used more than"):
        rule("{command: any, use: c39}", files={**files, "lib/c0.yaml": "sort: command\nmatch: {name: x}\n"})


@pytest.mark.parametrize(
    "text",
    [
        "for: [" + "{id: a, x: 1}, " * 600 + "]\n",
        "for: [{id: a, x: " + "y" * 1000 + "}]\ntitle: '" + "$x " * 5000 + "'\n",
        "for: [{id: a, x: [" + "y, " * 1000 + "]}]\naliases: [" + "$x, " * 5000 + "]\n",
        "for: [" + "{id: a, x: 1}, " * 400 + "]\ndocs: [" + "a, " * 10_000 + "]\n",
    ],
    ids=["rows", "texts", "lists", "copies"],
)
def test_families_do_not_grow_without_end(load: Load, text: str) -> None:
    with pytest.raises(RuleErrors) as caught:
        load({"family.yaml": text})
    assert "R122" in {problem.code for problem in caught.value.problems}


def test_captures_are_counted(rule: Load) -> None:
    match = "{instruction: RUN, all: [" + ", ".join(f"{{next: {{instruction: RUN, as: C{n}}}}}" for n in range(60)) + "]}"
    with pytest.raises(RuleErrors, match="R122: a rule captures at most 50 nodes"):
        rule(match)


def test_a_thousand_mistakes_are_all_told(load: Load) -> None:
    text = "".join(f"key{n}: x\n" for n in range(3000))
    with pytest.raises(RuleErrors) as caught:
        load({"sample.yaml": text})
    assert sum(problem.code == "R301" for problem in caught.value.problems) == 3000
