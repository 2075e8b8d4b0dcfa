"""Fixes of findings about comments that silence rules."""

from __future__ import annotations

import pytest

from analyzer.lint.fixing import fix_source
from analyzer.lint.run import Policy
from analyzer.lint.selection import Selection
from analyzer.resources import rules_path
from analyzer.rules.load import load_rules
from analyzer.source.text import Source

RULES = load_rules([rules_path()])
ACTIVE = frozenset(
    {"suppression-unused", "suppression-unknown", "sudo-used", "maintainer-deprecated", "workdir-relative", "base-image-latest"}
)


def fixed(text: str, unsafe: bool = False) -> str:
    return fix_source(Source(text), Policy(Selection(RULES, ACTIVE)), unsafe).source.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM a\n# buildsecbot: ignore=sudo-used -- why\nRUN x\n", "FROM a\nRUN x\n"),
        ("FROM a\r\n  # buildsecbot: ignore=sudo-used\r\nRUN x\r\n", "FROM a\r\nRUN x\r\n"),
        ("\ufeff# buildsecbot: ignore-file=sudo-used\nFROM a\n", "\ufeffFROM a\n"),
        (
            "FROM a\n# buildsecbot: ignore=workdir-relative, sudo-used, maintainer-deprecated -- why\nRUN sudo x\n",
            "FROM a\n# buildsecbot: ignore=sudo-used -- why\nRUN sudo x\n",
        ),
        ("FROM a\nRUN x && \\\n  # hadolint ignore=DL3004\n  y\n", "FROM a\nRUN x && \\\n  y\n"),
        ("FROM a\n# hadolint ignore=DL3004,DL4000 # why\nRUN x\n", "FROM a\nRUN x\n"),
        ("FROM a\n# buildsecbot: ignore=sudo-used\nRUN sudo x\n", "FROM a\n# buildsecbot: ignore=sudo-used\nRUN sudo x\n"),
        ("FROM a\n# buildsecbot: ignore=cd-instead-of-workdir\nRUN x\n",) * 2,
    ],
)
def test_what_silences_nothing_is_taken_out(before: str, after: str) -> None:
    assert fixed(before) == after


def test_a_name_nearly_right_is_written_right_where_that_is_asked_for() -> None:
    before = "# buildsecbot: ignore=base-image-latset -- why\nFROM a:latest\n"
    assert fixed(before) == before
    assert fixed(before, unsafe=True) == before.replace("latset", "latest")
