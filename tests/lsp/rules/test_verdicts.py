"""Examples that fail: `«»` is where that is told."""

from __future__ import annotations

import pytest

from analyzer.lsp.rules.outline import lenses
from analyzer.lsp.rules.verdicts import verdicts
from tests.lsp.rules.files import RULE_TEXT, changed, opened, rule

FIX = "fix: [{title: T, effect: image, edits: [{delete-command: {at: DOWNLOAD}}]}]\nexamples:\n"
GOOD = "  good:\n    - dockerfile: |\n        FROM debian:12\n"
FINDINGS = "      findings: [{line: 2}]\n"
FAILING = {
    "noisy": (changed((GOOD, GOOD + "        RUN «curl x»\n")), "noisy", "line 2"),
    "missing": (changed(("[{line: 2}]", "[{line: 2}, {line: 3}]")), "missing", "line 3"),
    "wrong line": (changed(("[{line: 2}]", "[{line: 1}]")), "wrong", "not at line 1"),
    "wrong message": (changed(("[{line: 2}]", "[{line: 2, message: other}]")), "wrong", "not 'other' but"),
    "fixed otherwise": (
        changed((FINDINGS, FINDINGS + "      «fixed»: |\n        FROM debian:13\n"), ("examples:\n", FIX)),
        "wrong",
        "+FROM debian:12",
    ),
}


@pytest.mark.parametrize("name", FAILING)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_failing_example_is_told(name: str, end: str) -> None:
    text, verdict, said = FAILING[name]
    file, marked = opened(text.replace("\n", end))
    assert file.problems == []
    assert file.checked.rules is not None
    found = verdicts(file.text, file.root, file.checked.rules)
    assert found
    assert {each.code for each in found} == {verdict}
    assert all(each.severity == "warning" and each.message.startswith("example of no-curl-pipe") for each in found)
    assert said in found[0].message
    within = file.text.index("examples:")
    assert all(within < each.range[0] < each.range[1] for each in found)
    if name == "noisy":
        assert file.text[slice(*found[0].range)] == "RUN curl x"
    elif marked.ranges:
        assert found[0].range == marked.ranges[0]


def test_examples_that_are_right_are_not_told() -> None:
    file = rule(RULE_TEXT)
    assert file.checked.rules is not None
    assert verdicts(file.text, file.root, file.checked.rules) == []


def test_the_row_of_a_family_has_its_own_examples() -> None:
    text = changed(
        ("id: no-curl-pipe\n", "for:\n  - {id: one, tool: curl}\n  - {id: two, tool: wget}\n"),
        ("command: curl", "command: $tool"),
    )
    file = rule(text)
    assert file.problems == []
    assert file.checked.rules is not None
    found = verdicts(file.text, file.root, file.checked.rules)
    assert found is not None
    assert [each.message for each in found] == ["example of two: nothing is found at line 2"]


def test_running_ends_where_nobody_waits() -> None:
    file = rule(RULE_TEXT)
    assert file.checked.rules is not None
    assert verdicts(file.text, file.root, file.checked.rules, lambda: False) is None


def test_a_rule_with_mistakes_is_not_run() -> None:
    assert rule(changed(("severity: warning", "severity: awful"))).checked.rules is None


def test_the_line_above_the_examples() -> None:
    file = rule(RULE_TEXT)
    assert lenses(file) == []
    file.verdicts = []
    (lens,) = lenses(file)
    assert (lens.title, file.text[slice(*lens.range)]) == ("2 examples: all ok", "examples")
