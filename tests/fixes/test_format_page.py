"""The examples of the page about the formatter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from analyzer.config.policies import policy_for
from analyzer.fixes.formatting.format import formatted
from analyzer.fixes.formatting.style import Style
from analyzer.source.text import Source

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```dockerfile\n(.*?)^```\n\nbecomes\n\n```dockerfile\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("example", "style"), list(zip(EXAMPLES, [Style(), Style(split_runs=True)], strict=True)))
def test_examples(example: tuple[str, str], style: Style) -> None:
    before, after = example
    assert formatted(Source(before), style) == after


def test_settings() -> None:
    example = PAGE.split("```yaml\n")[1].split("```")[0]
    policy_for("Dockerfile", yaml.safe_load(example), {})
