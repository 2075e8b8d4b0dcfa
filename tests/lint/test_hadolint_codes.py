"""hadolint's codes: each has a severity, and those of rules are the same ones."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from analyzer.cli.main import main
from analyzer.lint.finding import SEVERITIES
from analyzer.lint.hadolint_codes import VOCABULARY, label_value_codes, severities
from analyzer.lint.selection import every_rule
from analyzer.rules.builtin import builtin_rules

DOCKERFILE = """\
FROM debian:12
# hadolint ignore=DL3004
RUN sudo a
# buildsecbot: ignore=sudo-used -- so it is
RUN sudo b
# check=skip=MaintainerDeprecated
MAINTAINER me
"""


def codes() -> set[str]:
    aliases = {alias for rule in every_rule(builtin_rules()) for alias in rule.aliases}
    return {alias.removeprefix("hadolint/") for alias in aliases if alias.startswith("hadolint/")}


def test_each_code_of_a_rule_has_a_severity() -> None:
    assert set(severities()) == codes()
    assert set(severities().values()) == {*SEVERITIES, "off"}
    assert all(re.fullmatch(r"(DL|SC)\d{4}", code) for code in codes())


def test_each_form_of_a_label_has_a_code() -> None:
    rule = builtin_rules().by_id["label-value-invalid"]
    assert set(label_value_codes()) == {name for name, _, _ in rule.params}
    assert {f"hadolint/{code}" for code in label_value_codes().values()} == set(rule.aliases)


def test_a_code_has_one_severity() -> None:
    with pytest.raises(ValueError, match="DL3000 has two severities"):
        VOCABULARY.build(b"severities: {error: [DL3000], info: [DL3000]}\nlabel-values: {}\n")


@pytest.mark.parametrize(
    ("config", "found"), [("", 0), ("disable-ignore-pragma: false\n", 0), ("disable-ignore-pragma: true\n", 2)]
)
def test_comments_can_be_left_unread_but_buildkits(
    config: str, found: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".hadolint.yaml").write_text(config, encoding="utf-8")
    Path("Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    main(["check", "--select", "DL3004,DL4000", "--format", "json", "Dockerfile"])
    report = json.loads(capsys.readouterr().out)
    assert [one["rule"] for one in report["findings"]] == ["sudo-used"] * found
