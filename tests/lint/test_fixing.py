"""Fixing in rounds: what is written is read and judged again, and a fix that does harm is dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.facts.model import file_facts
from analyzer.fixes.effects import broken
from analyzer.lint.fixing import Outcome, fix_source
from analyzer.lint.run import Policy
from analyzer.lint.selection import Selection, select_rules
from analyzer.rules.load import load_rules
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

RULE = """\
id: sample
title: a sample
severity: warning
category: style
since: 0.1.0
docs: For a test.
remedy: For a test.
match: {match}
message: found
fix:
  - title: change it
    effect: {effect}
    edits: [{edit}]
examples:
  bad: [{{dockerfile: "FROM a", findings: [{{line: 1}}]}}]
  good: [{{dockerfile: "FROM a"}}]
"""


def outcome(tmp_path: Path, text: str, match: str, edit: str, effect: str = "image", unsafe: bool = True) -> Outcome:
    rule = tmp_path / "sample.yaml"
    rule.write_text(RULE.format(match=match, edit=edit, effect=effect))
    rules = load_rules([str(rule)])
    policy = Policy(Selection(rules, frozenset({"sample", "parse-error"})))
    return fix_source(Source(text), policy, unsafe)


MAINTAINER = "{instruction: MAINTAINER, as: OLD}"


def test_a_fix_is_made_and_its_finding_is_gone(tmp_path: Path) -> None:
    found = outcome(tmp_path, "FROM a\nMAINTAINER me\nRUN x\n", MAINTAINER, "{delete-instruction: {at: OLD}}")
    assert found.source.text == "FROM a\nRUN x\n"
    assert [(applied.finding.rule, applied.fix.title) for applied in found.applied] == [("sample", "change it")]
    assert (found.dropped, found.findings) == ([], [])


def test_an_unsafe_fix_waits_until_it_is_asked_for(tmp_path: Path) -> None:
    text = "FROM a\nMAINTAINER me\n"
    found = outcome(tmp_path, text, MAINTAINER, "{delete-instruction: {at: OLD}}", unsafe=False)
    assert (found.source.text, found.applied, found.dropped) == (text, [], [])
    assert len(found.findings) == 1


@pytest.mark.parametrize(
    ("edit", "effect", "reason"),
    [
        ("{replace: {at: OLD, text: 'EXPOSE'}}", "image", "the file would no longer parse: "),
        ("{replace: {at: OLD, text: 'MAINTAINER you'}}", "image", "'sample' would still be reported"),
        ("{replace: {at: OLD, text: 'USER root'}}", "metadata", "more than labels and comments differs"),
        ("{replace: {at: OLD, text: 'USER root'}}", "build", "the user would change"),
        ("{replace: {at: OLD, text: 'USER root'}}", "cleanup", "the user would change"),
        ("{replace: {at: OLD, text: 'LABEL a=b'}}", "format", "the tree differs"),
    ],
)
def test_a_fix_that_does_harm_is_dropped_and_told(tmp_path: Path, edit: str, effect: str, reason: str) -> None:
    text = "FROM a\nMAINTAINER me\n"
    found = outcome(tmp_path, text, MAINTAINER, edit, effect)
    assert (found.source.text, found.applied) == (text, [])
    assert [dropped.reason[: len(reason)] for dropped in found.dropped] == [reason]


def test_one_that_does_harm_does_not_hold_up_the_others(tmp_path: Path) -> None:
    text = "FROM a\n" + "".join(f"LABEL k{number}=8{number}\n" for number in range(9))
    match = "{instruction: LABEL, as: OLD, pairs: {as: PAIR, some: {key: {matches: '^k'}}}}"
    spoilt = text.replace("k4=84", "k4=''")
    found = outcome(tmp_path, spoilt, match, "{replace: {at: OLD, text: 'EXPOSE {PAIR.value}'}}")
    assert found.source.text == "".join(
        line if "k4" in line or "FROM" in line else f"EXPOSE {line[-3:]}" for line in spoilt.splitlines(keepends=True)
    )
    assert [dropped.finding.anchor for dropped in found.dropped] == ["LABEL k4=''"]


def test_fixes_that_touch_each_other_are_made_in_rounds(tmp_path: Path) -> None:
    match = "{pair: any, as: OLD, origin: env, key: {matches: '^a'}}"
    found = outcome(tmp_path, "FROM x\nENV a=1 a=1 a=1 b=2\n", match, "{replace: {at: OLD, text: 'b=2'}}")
    assert found.source.text == "FROM x\nENV b=2 b=2 b=2 b=2\n"
    assert len(found.applied) == 3


def test_a_finding_that_a_comment_silences_is_left_alone(tmp_path: Path) -> None:
    text = "FROM a\n# buildsecbot: ignore=sample\nMAINTAINER me\n"
    assert outcome(tmp_path, text, MAINTAINER, "{delete-instruction: {at: OLD}}").source.text == text


def test_it_comes_to_an_end(tmp_path: Path) -> None:
    match = "{instruction: LABEL, as: OLD, pairs: {as: PAIR, some: {key: {matches: '^a{1,20}$'}}}}"
    found = outcome(tmp_path, "FROM x\nLABEL a=1\n", match, "{replace: {at: PAIR, text: 'a{PAIR.key}=1'}}")
    assert found.source.text == "FROM x\nLABEL a=1\n", "one that keeps its own finding is dropped"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_endings_and_bytes_survive(tmp_path: Path, ending: str) -> None:
    text = ending.join(["\ufeff# \udcff é 😀", "FROM a", "MAINTAINER me", "RUN x", ""])
    found = outcome(tmp_path, text, MAINTAINER, "{delete-instruction: {at: OLD}}")
    assert found.source.text == text.replace(f"MAINTAINER me{ending}", "")


CHANGES = [
    ("format", "FROM a as b\nRUN  x", "from a AS b\nRUN x", ""),
    ("format", "FROM a\n# c\nRUN x", "FROM a\nRUN x", "the tree differs"),
    ("metadata", "FROM a\nMAINTAINER x", "FROM a\nLABEL a=x", ""),
    ("metadata", "FROM a\n# c", "FROM a", ""),
    ("metadata", "FROM a\nENV a=b", "FROM a\nENV a=c", "more than labels and comments differs"),
    ("build", "FROM a\nENV a b", "FROM a\nENV a=b", ""),
    ("build", "FROM a\nENV a b c", "FROM a\nENV a=b", "the environment would change"),
    ("build", "FROM a\nRUN x\nRUN y", "FROM a\nRUN x && y", ""),
    ("build", "FROM a\nRUN x\nRUN y", "FROM a\nRUN y && x", "the steps differ"),
    ("build", "FROM a\nADD a /b", "FROM a\nCOPY a /b", ""),
    ("build", "FROM a\nCOPY a /b", "FROM a\nCOPY a /c", "the steps differ"),
    ("build", "FROM a\nRUN apt-get install x", "FROM a\nRUN apt-get install -y x", ""),
    ("build", "FROM a\nRUN apt-get install x", "FROM a\nRUN apt-get install y", "the steps differ"),
    ("build", "FROM a\nFROM b", "FROM b", "the stages differ"),
    ("build", "FROM a\nCMD x", 'FROM a\nCMD ["x"]', "the command would change"),
    ("build", "FROM a\nCMD y\nCMD x", "FROM a\nCMD x", ""),
    ("build", "FROM a\nEXPOSE 80", "FROM a\nEXPOSE 81", "the ports would change"),
    ("cleanup", "FROM a\nRUN x", "FROM a\nRUN x && rm -rf /y", ""),
    ("cleanup", "FROM a\nRUN apt-get install -y x", "FROM a\nRUN apt-get install -y x && apt-get clean", ""),
    ("cleanup", "FROM a\nRUN x", "FROM a\nRUN x && y", "a step is added that removes nothing"),
    ("cleanup", "FROM a\nRUN x", "FROM a\nRUN rm -rf /y", "a step is gone"),
    ("image", "FROM a", "FROM b\nRUN z", ""),
]  # fmt: skip


@pytest.mark.parametrize(("effect", "before", "after", "reason"), CHANGES)
def test_effects(effect: str, before: str, after: str, reason: str) -> None:
    old, new = (file_facts(parse_document(Source(text))) for text in (before, after))
    assert broken(effect, old, new) == reason


def test_the_fixes_of_built_in_rules_work_together() -> None:
    text = "FROM debian:12\nRUN apt-get update \\\n    && apt-get install -y curl\n"
    found = fix_source(Source(text), Policy(select_rules(["apt-lists-left", "apt-no-install-recommends"])), unsafe=True)
    assert found.source.text == (
        "FROM debian:12\nRUN apt-get update \\\n    && apt-get install --no-install-recommends -y curl \\\n"
        "    && rm -rf /var/lib/apt/lists/*\n"
    )


def test_each_effect_has_rounds_of_its_own(tmp_path: Path) -> None:
    """A fix that does more than it declares does not pass because one that may do more was made beside it."""
    rules = tmp_path / "rules"
    rules.mkdir()
    image = RULE.format(match=MAINTAINER, edit="{delete-instruction: {at: OLD}}", effect="image")
    layout = RULE.format(match="{instruction: LABEL, as: OLD}", edit="{replace: {at: OLD, text: 'USER root'}}", effect="format")
    (rules / "sample.yaml").write_text(image)
    (rules / "other.yaml").write_text(layout.replace("id: sample", "id: other"))
    policy = Policy(Selection(load_rules([str(rules)]), frozenset({"sample", "other"})))
    found = fix_source(Source("FROM a\nMAINTAINER me\nLABEL a=b\n"), policy, unsafe=True)
    assert found.source.text == "FROM a\nLABEL a=b\n"
    assert [(dropped.finding.rule, dropped.reason) for dropped in found.dropped] == [("other", "the tree differs")]


def test_fixes_that_undo_each_other_come_to_an_end_and_are_told(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    for name, one, other in (("sample", "a", "b"), ("other", "b", "a")):
        match = f"{{pair: any, as: OLD, origin: env, key: {one}}}"
        text = RULE.format(match=match, edit=f"{{replace: {{at: OLD, text: '{other}=1'}}}}", effect="image")
        severity = "warning" if name == "sample" else "info"
        (rules / f"{name}.yaml").write_text(
            text.replace("id: sample", f"id: {name}").replace("severity: warning", f"severity: {severity}")
        )
    policy = Policy(Selection(load_rules([str(rules)]), frozenset({"sample", "other"})))
    found = fix_source(Source("FROM x\nENV a=1\n"), policy, unsafe=True)
    assert found.source.text == "FROM x\nENV b=1\n", "the graver one is gone, and the lighter one may not bring it back"
    assert [dropped.reason for dropped in found.dropped] == ["'sample' would be reported: found"]
