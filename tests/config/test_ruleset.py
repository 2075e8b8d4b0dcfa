"""``ruleset: NAME``: an upgrade adds no rules until a project asks for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.cli.main import main
from analyzer.lint.own_rules import OWN_RULES
from analyzer.rules import rulesets
from analyzer.rules.builtin import builtin_rules
from analyzer.version import VERSION

DOCKERFILE = "FROM debian\nRUN sudo make\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, and a set that was made before there were any rules."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rulesets, "SETS", {"2025.1": "0.0.9", "2026.1": VERSION})
    Path("Dockerfile").write_text(DOCKERFILE)
    return tmp_path


def found(capsys: pytest.CaptureFixture[str], *words: str) -> set[str]:
    main(["check", "--format", "json", *words])
    return {finding["rule"] for finding in json.loads(capsys.readouterr().out)["findings"]}


@pytest.mark.parametrize(
    ("config", "words", "rules"),
    [
        ("ruleset: 2025.1", [], set()),
        ("ruleset: '2025.1'\nprofile: strict", [], set()),
        ("ruleset: '2025.1'\nextend-select: [security]", [], set()),
        ("ruleset: '2025.1'\nextend-select: [sudo-used]", [], {"sudo-used"}),
        ("ruleset: '2025.1'\nselect: [DL3004]", [], {"sudo-used"}),
        ("ruleset: '2025.1'\nseverity: {sudo-used: info}", [], {"sudo-used"}),
        ("ruleset: '2025.1'", ["--extend-select", "sudo-used"], {"sudo-used"}),
        ("ruleset: '2026.1'\nselect: [sudo-used, base-image-tag-missing]", [], {"sudo-used", "base-image-tag-missing"}),
    ],
)
def test_a_pin(config: str, words: list[str], rules: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path(".buildsecbot.yaml").write_text(config + "\n")
    assert found(capsys, *words) == rules


def test_the_present_set_holds_all_rules(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".buildsecbot.yaml").write_text("ruleset: '2026.1'\n")
    assert found(capsys) == found(capsys, "--isolated") != set()


def test_what_the_build_refuses_is_told_with_any_set(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".buildsecbot.yaml").write_text("ruleset: '2025.1'\n")
    Path("Dockerfile").write_text("FRUM a\n")
    assert found(capsys) == {"parse-error"}


def test_an_unknown_set(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".buildsecbot.yaml").write_text("profile: strict\nruleset: '2026.2'\n")
    assert main(["check"]) == 2
    err = capsys.readouterr().err
    assert ".buildsecbot.yaml:2:10: C201: this version knows no set of rules '2026.2' (did you mean '2026.1'?)" in err
    assert main(["rules", "list", "--ruleset", "2026.2"]) == 2
    assert "did you mean 2026.1?" in capsys.readouterr().err


def test_the_rules_of_a_set_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    counts = []
    for name in ("2025.1", "2026.1"):
        assert main(["rules", "list", "--ruleset", name, "--format", "json"]) == 0
        counts.append(len(json.loads(capsys.readouterr().out)))
    assert counts == [0, len(builtin_rules().rules) + len(OWN_RULES)]


def test_every_rule_is_in_the_last_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert rulesets.newer_than(list(rulesets.SETS)[-1], builtin_rules().rules) == set(), "a new rule needs a new set"
