"""The JSON Schema of configuration files, made of the table of keys, and the reference of those keys."""

from __future__ import annotations

from analyzer.config.keys import CASES, FORMAT_KEYS, KEYS, LEVELS, OVERRIDE_KEYS, RULE_LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.config.keys import Key

_TEXT = {"type": "string", "minLength": 1}
_VALUE = {"type": ["string", "number", "boolean"]}
_TEXTS = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_KINDS: dict[str, dict[str, Any]] = {
    "text": _TEXT,
    "path": _TEXT,
    "level": {"enum": list(LEVELS)},
    "texts": _TEXTS,
    "values": {"type": "object", "additionalProperties": _VALUE},
    "severities": {"type": "object", "additionalProperties": {"enum": list(RULE_LEVELS)}},
    "settings": {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": {"oneOf": [_VALUE, {"type": "array", "items": _VALUE}]},
        },
    },
}

_FORMAT_KINDS: dict[str, dict[str, Any]] = {
    "case": {"enum": list(CASES)},
    "indent": {"oneOf": [{"const": "tab"}, {"type": "integer", "minimum": 0, "maximum": 16}]},
    "count": {"type": "integer", "minimum": 0, "maximum": 10},
    "flag": {"type": "boolean"},
}


def file_schema() -> dict[str, Any]:
    """The schema of ``.buildsecbot.yaml``, and of the table ``tool.buildsecbot`` of ``pyproject.toml``."""
    kinds = {**_KINDS, "format": _mapping(FORMAT_KEYS, _FORMAT_KINDS)}
    override = {**_mapping(OVERRIDE_KEYS, kinds), "required": ["paths"]}
    kinds["overrides"] = {"type": "array", "items": override}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "BuildSecBot configuration",
        **_mapping(KEYS, kinds),
    }


def schema_text() -> str:
    """The schema as JSON."""
    import json

    return json.dumps(file_schema(), indent=1) + "\n"


def _mapping(keys: tuple[Key, ...], kinds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    properties = {key.name: {**kinds[key.kind], "description": key.help.replace("`", "")} for key in keys}
    return {"type": "object", "properties": properties, "additionalProperties": False}


_WORDS = {
    "text": "text",
    "path": "path",
    "level": "severity or `never`",
    "texts": "list",
    "values": "mapping",
    "severities": "mapping",
    "settings": "mapping",
    "overrides": "list of mappings",
    "format": "mapping",
    "case": "`upper`, `lower`, `keep`",
    "indent": "number or `tab`",
    "count": "number",
    "flag": "`true` or `false`",
}


def reference() -> str:
    """The keys as a Markdown table."""
    shared = {key.name for key in OVERRIDE_KEYS}
    rows = [f"| `{key.name}` | {_WORDS[key.kind]} | {'yes' if key.name in shared else ''} | {key.help} |" for key in KEYS]
    rows.append(f"| `paths` | list | only there | {OVERRIDE_KEYS[0].help} |")
    return "\n".join(["| key | value | in `overrides` | meaning |", "|---|---|---|---|", *rows]) + "\n"


def format_reference() -> str:
    """The keys of `format` as a Markdown table."""
    rows = [f"| `{key.name}` | {_WORDS[key.kind]} | {key.help} |" for key in FORMAT_KEYS]
    return "\n".join(["| key of `format` | value | meaning |", "|---|---|---|", *rows]) + "\n"
