"""Selectors."""

from __future__ import annotations

import pytest

from analyzer.api import check
from analyzer.lint.finding import CATEGORIES, SEVERITIES
from analyzer.lint.own_rules import PARSE_ERROR, own_rules_of
from analyzer.lint.selection import UnknownSelectorError, every_rule, ids_of, names_of, rules_called, select_rules
from analyzer.rules.builtin import builtin_rules

RULES = builtin_rules()
EVERY = every_rule(RULES)
ID = "maintainer-deprecated"


@pytest.mark.parametrize("selector", [ID, "hadolint/DL4000", "DL4000", "MaintainerDeprecated", "buildkit/MaintainerDeprecated"])
def test_a_rule_answers_to_its_id_and_to_other_tools_names(selector: str) -> None:
    assert ids_of(RULES, [selector]) == {ID}


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_category_selects_its_rules(category: str) -> None:
    assert ids_of(RULES, [category]) == {rule.id for rule in EVERY if rule.category == category}


def test_a_namespace_selects_what_has_a_name_in_it() -> None:
    for namespace in {alias.split("/")[0] for rule in EVERY for alias in rule.aliases if "/" in alias}:
        wanted = {rule.id for rule in EVERY if any(alias.startswith(namespace + "/") for alias in rule.aliases)}
        assert ids_of(RULES, [namespace]) >= wanted


def test_a_framework_and_its_controls_select_what_gives_evidence() -> None:
    for rule in EVERY:
        for control in rule.controls:
            assert rule.id in ids_of(RULES, [control])
            assert rule.id in ids_of(RULES, [control.split("/")[0]])


def test_all_selects_every_rule() -> None:
    assert ids_of(RULES, ["ALL"]) == {rule.id for rule in EVERY}


def test_every_name_of_a_rule_selects_it() -> None:
    for rule in EVERY:
        for name in names_of(rule):
            assert rule.id in ids_of(RULES, [name])


SELECTIONS = [
    ((["ALL"], [], []), True, True),
    ((["security"], [ID], []), True, True),
    ((["parse-error"], [], []), False, True),
    (([ID], [], ["DL4000"]), False, True),
    (([ID], [ID], [ID]), False, True),
    (([ID], [], ["parse-error"]), True, False),
    (([ID], [], ["ALL"]), False, False),
]


@pytest.mark.parametrize(("selectors", "chosen", "parse_error"), SELECTIONS)
def test_select_extend_and_ignore(selectors: tuple[list[str], list[str], list[str]], chosen: bool, parse_error: bool) -> None:
    enabled = select_rules(*selectors).enabled
    assert (ID in enabled, PARSE_ERROR.id in enabled) == (chosen, parse_error)


def test_the_default_is_the_profile_recommended() -> None:
    assert select_rules().enabled == {PARSE_ERROR.id, *RULES.profiles["recommended"][1], *own_rules_of("recommended")}


UNKNOWN = [("maintainer-deprecatd", ID), ("hadolin", "hadolint"), ("Security", "security"), ("", ""), ("all", "ALL")]


@pytest.mark.parametrize(("selector", "near"), UNKNOWN)
def test_an_unknown_selector_is_an_error_with_a_hint(selector: str, near: str) -> None:
    with pytest.raises(UnknownSelectorError) as caught:
        select_rules([selector])
    assert repr(selector) in str(caught.value)
    assert near in caught.value.hint


@pytest.mark.parametrize("name", [ID, "DL4000", "hadolint/DL4000"])
def test_a_rule_is_found_by_its_names(name: str) -> None:
    assert [rule.id for rule in rules_called(RULES, name)] == [ID]


@pytest.mark.parametrize("name", ["hadolint", "style", "ALL", "DL400"])
def test_a_group_is_no_rule(name: str) -> None:
    with pytest.raises(UnknownSelectorError):
        rules_called(RULES, name)


def test_rules_are_what_a_report_needs() -> None:
    for rule in EVERY:
        assert rule.severity in SEVERITIES
        assert rule.category in CATEGORIES
        assert rule.confidence in ("high", "medium", "low")
        assert rule.title
        assert rule.why


@pytest.mark.parametrize(
    ("select", "silent", "asked"),
    [
        ([], False, True),
        (["buildkit"], False, True),
        (["ALL"], True, True),
        (["style"], True, True),
        (["pin-apt"], False, False),
    ],
)
def test_experimental_checks_of_buildkit_run_where_the_file_asks(select: list[str], silent: bool, asked: bool) -> None:
    text, rule = "FROM scratch AS base\n# other words\nARG x\n", "definition-description-invalid"
    assert (rule in {finding.rule for finding in check(text, select=select)}) is silent
    text = "# check=experimental=all\n\n" + text
    assert (rule in {finding.rule for finding in check(text, select=select)}) is asked
    assert rule not in {finding.rule for finding in check(text, select=select, ignore=[rule])}
