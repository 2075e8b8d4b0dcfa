"""The JSON Schema of rule files: it fits all rules of the program, tells mistakes, and the copy in the documents is current."""

from __future__ import annotations

import copy
import importlib.util
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from analyzer.resources import rules_path
from analyzer.rules.document import compose
from analyzer.rules.document import plain as plain_value
from analyzer.rules.files import kind_of, rule_files
from analyzer.rules.fileschema import file_schema, schema_text
from analyzer.rules.scaffold import scaffold

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = file_schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
FILES = [name for name in rule_files(rules_path()) if not kind_of(name) and name != "manifest.yaml"]


class Editor(yaml.SafeLoader):
    """Reads a file as editors do: numbers and booleans are what YAML takes them for, and there are no dates."""


Editor.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def errors(document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document)]


def pin() -> Any:
    return yaml.load(Path(rules_path(), "security", "pin.yaml").read_text(encoding="utf-8"), Editor)


def test_it_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert json.loads(schema_text()) == SCHEMA


def test_the_copy_in_the_documents_is_current() -> None:
    """Else run: buildsecbot rules schema > docs/rules.schema.json"""
    assert (ROOT / "docs" / "rules.schema.json").read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("name", FILES)
def test_it_fits_the_rules_of_the_program(name: str) -> None:
    text = Path(rules_path(), name).read_text(encoding="utf-8")
    assert errors(yaml.load(text, Editor)) == []
    assert errors(plain_value(compose(text, name))) == []  # as the checker reads it: every scalar is text


def test_it_fits_a_new_rule() -> None:
    assert errors(yaml.load(scaffold("new-rule", "style"), Editor)) == []


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["match", "managr"], "apt", "'managr' was unexpected"),
        (["match", "packages", "some", "pined"], True, "'pined' was unexpected"),
        (["match", "instruction", "knd"], "RUN", "'knd' was unexpected"),
        (["match", "not"], {"option": "-y"}, "'option' was unexpected"),
        (["match", "precedes"], {"command": "x", "nam": "y"}, "'nam' was unexpected"),
        (["match", "precedes"], {"command": "x", "within": "layer"}, "layer"),
        (["match", "name"], {"contans": "x"}, "'contans' was unexpected"),
        (["match", "name"], {"is": "shouting"}, "shouting"),
        (["match", "piped"], "yes", "yes"),
        (["match", "next"], {"kind": "x"}, "is not valid"),
        (["match"], {"instruction": "RUNN"}, "RUNN"),
        (["match"], {"text": "x"}, "is not valid"),
        (["severity"], "warn", "warn"),
        (["since"], "soon", "soon"),
        (["mesage"], "x", "'mesage' was unexpected"),
        (["examples", "bad"], [{"dockerfile": "x"}], "'findings' is a required property"),
        (["examples", "bad", 0, "findings", 0, "col"], 1, "'col' was unexpected"),
        (["fix"], [{"title": "t", "effect": "build", "edits": [{"remove": {"at": "X"}}]}], "is not valid"),
    ],
)
def test_it_tells_mistakes(path: list[Any], value: Any, message: str) -> None:
    document = copy.deepcopy(pin())
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    assert message in " ".join(errors(document)), errors(document)


def test_a_rule_that_is_no_family_needs_all_its_keys() -> None:
    document = pin()
    del document["for"]
    assert any("'id' is a required property" in error for error in errors(document))


def test_it_refuses_nothing_that_the_checker_accepts_and_much_that_it_refuses() -> None:
    spec = importlib.util.spec_from_file_location("broken", Path(__file__).with_name("broken.py"))
    assert spec is not None
    assert spec.loader is not None
    table = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(table)
    assert errors(yaml.load(table.GOOD, Editor)) == []
    unknown_fields = [text for _, text, code in table.cases() if code == "R102" and "ref:" not in text]
    assert len(unknown_fields) > 40
    for text in unknown_fields:
        assert errors(yaml.load(text.replace(table.MARK, ""), Editor)), text
