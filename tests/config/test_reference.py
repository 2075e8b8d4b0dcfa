"""The published schema and the reference are those of the table of keys, and the schema agrees with the checker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from analyzer.config.errors import ConfigErrors
from analyzer.config.policies import policy_for
from analyzer.config.schema import file_schema, format_reference, reference, schema_text

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "configuration.md").read_text(encoding="utf-8")


def test_the_schema_is_the_published_one() -> None:
    """Else run: buildsecbot config schema > docs/config.schema.json"""
    assert (DOCS / "config.schema.json").read_text(encoding="utf-8") == schema_text()
    jsonschema.Draft7Validator.check_schema(file_schema())


def test_the_reference_is_the_published_one() -> None:
    assert reference() in PAGE
    assert format_reference() in PAGE


def test_the_example_of_the_page_works() -> None:
    example = yaml.safe_load(PAGE.split("```yaml\n")[1].split("```")[0])
    jsonschema.validate(example, file_schema())
    assert "pin-apt" in policy_for("Dockerfile", example, {}).selection.enabled
    assert "pin-apt" not in policy_for("legacy/Dockerfile", example, {}).selection.enabled


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        ({}, True),
        ({"ignore": "pin-apt"}, True),
        ({"ignore": ["pin-apt"]}, True),
        ({"ignore": [1]}, False),
        ({"ignore": {}}, False),
        ({"ignroe": []}, False),
        ({"fail-on": "never"}, True),
        ({"fail-on": "fatal"}, False),
        ({"severity": {"pin-apt": "off"}}, True),
        ({"severity": {"pin-apt": "never"}}, False),
        ({"settings": {"expose-wide-range": {"most": 3}}}, True),
        ({"settings": {"expose-wide-range": 3}}, False),
        ({"build-args": {"A": 1}}, True),
        ({"build-args": {"A": ["b"]}}, False),
        ({"format": {"keyword-case": "lower", "indent": 2, "blank-lines": 0, "split-runs": True}}, True),
        ({"format": {"indent": "tab"}}, True),
        ({"format": {"indent": 17}}, False),
        ({"format": {"blank-lines": -1}}, False),
        ({"format": {"split-runs": "sometimes"}}, False),
        ({"format": {"width": 80}}, False),
        ({"format": "text"}, False),
        ({"overrides": [{"paths": "a", "format": {"indent": 2}}]}, True),
        ({"overrides": [{"paths": "a", "format": {"indent": -2}}]}, False),
        ({"overrides": [{"paths": "a", "ignore": ["pin-apt"]}]}, True),
        ({"overrides": [{"ignore": ["pin-apt"]}]}, False),
        ({"overrides": [{"paths": "a", "profile": "strict"}]}, False),
    ],
)
def test_schema_and_checker_agree(values: dict[str, Any], fits: bool) -> None:
    assert jsonschema.Draft7Validator(file_schema()).is_valid(values) is fits
    if fits:
        policy_for("Dockerfile", values, {})
    elif values != {"ignore": [1]}:  # plain data has no types that a file could not write
        with pytest.raises(ConfigErrors):
            policy_for("Dockerfile", values, {})
