"""The profiles that come with the program, and what is written about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.lint.selection import select_rules
from analyzer.rules.builtin import builtin_rules

RULES = builtin_rules()
PAGE = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")
STABLE = [rule for rule in RULES.rules if rule.status == "stable"]
FRAMEWORKS = ("cis-docker", "nist-800-190", "pci-dss", "hipaa", "soc2")
# What a tool does not do by default: off, experimental, or without effect unless it is given a schema of labels.
OFF = {
    "hadolint": {"DL1001", "DL3051", "DL3052", "DL3053", "DL3054", "DL3055", "DL3056", "DL3057", "DL3058"},
    "buildkit": {"InvalidDefinitionDescription"},
}
# On good files these speak often, and their authors have reasons.
CONTESTED = [
    "base-image-digest-missing", "base-image-tag-and-digest", "env-legacy-format", "fetch-could-be-add", "healthcheck-missing",
    "pin-apk", "pin-apt", "pin-dnf", "pin-gem", "pin-go", "pin-npm", "pin-pip", "pin-yum", "pin-zypper", "pipefail-missing",
]  # fmt: skip


def members(profile: str) -> set[str]:
    return set(RULES.profiles[profile][1])


@pytest.mark.parametrize("tool", OFF)
def test_a_tools_profile_is_what_it_does_by_default(tool: str) -> None:
    names = {rule.id: {alias.split("/")[1] for alias in rule.aliases if alias.startswith(tool + "/")} for rule in STABLE}
    assert members(tool) == {id_ for id_, called in names.items() if called - OFF[tool]}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_frameworks_profile_is_what_bears_on_its_controls(framework: str) -> None:
    wanted = {rule.id for rule in STABLE if any(control.startswith(framework + "/") for control in rule.controls)}
    assert members(framework) == wanted
    assert len(wanted) > 20


@pytest.mark.parametrize("rule", CONTESTED)
def test_what_is_contested_is_for_the_strict(rule: str) -> None:
    assert rule in members("strict") - members("recommended")


def test_the_recommended_is_part_of_the_strict() -> None:
    assert members("recommended") < members("strict") == {rule.id for rule in STABLE}


@pytest.mark.parametrize("profile", RULES.profiles)
def test_a_profile_can_be_used_and_is_described(profile: str) -> None:
    assert members(profile) <= select_rules(profile=profile).enabled | {r.id for r in RULES.rules if r.severity == "off"}
    assert f"| `{profile}` |" in PAGE


def test_the_page_has_a_reason_for_each_rule_left_out() -> None:
    table = PAGE.split("## What is left out")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = [word.strip("`") for row in rows for word in row.split()]
    assert len(named) == len(set(named))
    left_out = members("strict") - members("recommended")
    assert sorted(left_out - set(named)) == [], "docs/profiles.md gives no reason why these are not in recommended"
    assert sorted(set(named) - left_out) == [], "docs/profiles.md says that these are not in recommended"
