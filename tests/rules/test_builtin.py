"""The rules that come with the program: their plan, their examples, and what each rule must have."""

from __future__ import annotations

import json
import marshal
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analyzer.facts.model import file_facts
from analyzer.facts.providers import PROVIDERS
from analyzer.lint.own_rules import PARSE_ERROR
from analyzer.providers.rule_examples import evaluate, repair
from analyzer.resources import built_path, rules_path
from analyzer.rules import builtin
from analyzer.rules.examples import run_examples
from analyzer.rules.explain import explain, rule_data, rule_list
from analyzer.rules.load import compile_rules, load_rules
from analyzer.rules.ruleset import RuleInfo, Ruleset
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

ROOT = Path(__file__).resolve().parents[2]
OWN = {  # of no catalog of other tools' rules
    "global-arg-unused",
    "heredoc-without-errexit",
    "json-form-broken",
    "secret-name-without-secret",
    "stage-name-misspelt",
    "syntax-newer-than-frontend",
}
CATALOG = ROOT.parent / "shared" / "catalog" / "checks.json"
RULES = load_rules([rules_path()])


NAMES = [
    f"{rule.id}::{kind}::{number}"
    for rule in RULES.rules
    for kind, examples in zip(("bad", "good"), rule.examples, strict=True)
    for number in range(len(examples))
]


def _with(rule: RuleInfo, settings: tuple[tuple[str, Any], ...]) -> Ruleset:
    return RULES.configured({rule.id: dict(settings)}) if settings else RULES


@pytest.fixture(scope="module")
def outcomes() -> dict[str, tuple[str, ...]]:
    return {outcome.name: outcome.problems for outcome in run_examples(RULES, evaluate, repair)}


@pytest.mark.parametrize("name", NAMES)
def test_example(outcomes: dict[str, tuple[str, ...]], name: str) -> None:
    assert outcomes[name] == ()


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
class TestEachRule:
    def test_examples_are_enough(self, rule: RuleInfo) -> None:
        bad, good = rule.examples
        assert len(bad) >= 2
        assert len(good) >= 2

    def test_is_documented(self, rule: RuleInfo) -> None:
        assert "\n## When to ignore\n" in rule.docs
        assert rule.references
        assert rule.url
        assert len(rule.title) <= 80
        assert not rule.title.endswith(".")

    def test_lies_in_the_folder_of_its_category(self, rule: RuleInfo) -> None:
        assert rule.origin[0].split("/")[0] == rule.category

    def test_explanation_holds_the_examples(self, rule: RuleInfo) -> None:
        text = explain(rule)
        assert text.startswith(f"# {rule.id}\n")
        for example in (*rule.examples[0], *rule.examples[1]):
            assert example[0].replace("\r\n", "\n").rstrip() in text
        assert all(alias in text for alias in rule.aliases)

    def test_requires_what_its_findings_need(self, rule: RuleInfo) -> None:
        """Without what it requires a rule finds nothing, and it requires no more than that."""
        for provider in PROVIDERS:
            alone = [
                finding
                for text, _, _, settings, _, given in rule.examples[0]
                for finding in evaluate(_with(rule, settings), rule.id, text, tuple(one for one in given if one[0] != provider))
            ]
            assert (not alone) is (provider in rule.requires), provider

    def test_data_is_json(self, rule: RuleInfo) -> None:
        assert json.loads(json.dumps(rule_data(rule)))["id"] == rule.id

    @pytest.mark.shared
    def test_names_are_those_of_the_catalog(self, rule: RuleInfo) -> None:
        entry = {item["slug"]: item for item in json.loads(CATALOG.read_text())["rules"]}.get(rule.id)
        if entry is None:
            assert rule.id in OWN
            return
        frameworks = {"cis-docker", *entry["controls"]}
        aliases = {f"{tool}/{name.split(' (')[0]}" for tool, names in entry["aliases"].items() for name in names}
        severity = {"critical": "error", "high": "error", "medium": "warning", "low": "info", "info": "style"}
        assert set(rule.aliases) == {alias for alias in aliases if alias.split("/")[0] not in frameworks}
        assert set(rule.controls) == {f"{name}/{number}" for name, numbers in entry["controls"].items() for number in numbers}
        assert (rule.category, rule.severity) == (entry["category"], severity[entry["severity"]])


def test_good_examples_of_a_rule_do_not_break_another() -> None:
    """Evaluation of all rules on all examples raises nothing, and gives the same twice."""
    for rule in RULES.rules:
        for example in (*rule.examples[0], *rule.examples[1]):
            facts = file_facts(parse_document(Source(example[0])))
            assert [repr(match) for match in RULES.evaluate(facts)] == [repr(match) for match in RULES.evaluate(facts)]


@pytest.mark.shared
def test_the_catalog_is_covered() -> None:
    slugs = {item["slug"] for item in json.loads(CATALOG.read_text())["rules"]}
    assert slugs - {PARSE_ERROR.id} - set(RULES.by_id) == set()


def test_list_names_every_rule() -> None:
    lines = rule_list(RULES.rules).splitlines()
    assert [line.split()[0] for line in lines] == [rule.id for rule in RULES.rules]


def test_profiles() -> None:
    assert set(RULES.profiles) >= {"recommended", "strict", "hadolint", "buildkit", "cis-docker"}
    assert set(RULES.profiles["strict"][1]) == {rule.id for rule in RULES.rules if rule.status == "stable"}
    assert "pin-apt" not in RULES.profiles["recommended"][1]
    assert all(rule.id in RULES.profiles[name][1] for rule in RULES.rules for name in rule.profiles)


def test_plan_gives_the_same_rules_without_yaml() -> None:
    program = (
        "import sys; from analyzer.rules.builtin import builtin_rules; rules = builtin_rules();"
        "print(len(rules.rules)); print(sorted({'yaml', 'difflib', 'analyzer.facts.schema', 'dataclasses'} & set(sys.modules)))"
    )
    builtin.builtin_rules()
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == [str(len(RULES.rules)), "[]"]


@pytest.fixture
def own_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for the plan that is this test's own."""
    path = tmp_path / builtin.NAME
    monkeypatch.setattr(builtin, "_loaded", [])
    monkeypatch.setattr(builtin, "built_path", lambda name: str(tmp_path / name))
    monkeypatch.setattr(builtin, "save_built", lambda name, data: (tmp_path / name).write_bytes(data))
    return path


@pytest.mark.parametrize("content", [b"", b"nonsense", marshal.dumps((0, ())), marshal.dumps(1), None])
def test_missing_or_broken_plan_is_made_anew(own_plan: Path, content: bytes | None) -> None:
    if content is not None:
        own_plan.write_bytes(content)
    assert [rule.id for rule in builtin.builtin_rules().rules] == [rule.id for rule in RULES.rules]
    assert marshal.loads(own_plan.read_bytes())[0] == builtin.FORMAT


@pytest.mark.parametrize("content", [b"", b"nonsense", marshal.dumps(((), {})), marshal.dumps(1), None])
def test_missing_or_broken_details_are_made_anew(own_plan: Path, content: bytes | None) -> None:
    builtin.builtin_rules()
    file = own_plan.with_name(builtin.DETAILS)
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    builtin._loaded.clear()
    assert [rule.docs for rule in builtin.builtin_rules().rules] == [rule.docs for rule in RULES.rules]


def test_changed_rule_makes_the_plan_stale(own_plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(rules_path(), "style", "maintainer-deprecated.yaml").read_text()
    file = tmp_path / "rules" / "one.yaml"
    file.parent.mkdir()
    file.write_text(source)
    monkeypatch.setattr(builtin, "rules_path", lambda: str(file.parent))
    titles: list[str] = []
    for title in ("MAINTAINER is deprecated", "MAINTAINER is old", "MAINTAINER is new"):
        file.write_text(re.sub("(?m)^title: .*", f"title: {title}", source))
        os.utime(file, ns=(1, len(titles) + 1))
        builtin._loaded.clear()
        titles.append(builtin.builtin_rules().rules[0].title)
    assert titles == ["MAINTAINER is deprecated", "MAINTAINER is old", "MAINTAINER is new"]


def test_installed_plan_is_fresh_while_the_version_is(own_plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a wheel the rules lie beside the folder of built files, and only the version counts."""
    own_plan.write_bytes(builtin.build_plan()[0])
    monkeypatch.setattr(builtin, "built_path", lambda _name: str(tmp_path / "built" / builtin.NAME))
    monkeypatch.setattr(builtin, "rules_path", lambda: str(tmp_path / "rules"))
    monkeypatch.setattr(builtin, "read_bytes", lambda _path: own_plan.read_bytes())
    assert len(builtin.builtin_rules().rules) == len(RULES.rules)


def test_plan_is_plain_data() -> None:
    content = compile_rules([rules_path()])
    assert marshal.loads(marshal.dumps(content, 4)) == content
    assert built_path(builtin.NAME).endswith(".plan")
