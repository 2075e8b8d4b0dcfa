"""The JSON Schema of rule files, made of the tables that the checker reads. Editors complete and check by it.

It tells less than the checker: what depends on two places (captures, contradictions, rows of a family) is left to that.
Every value may also be ``$column``, because a file may be a family.
"""

from __future__ import annotations

import json

from analyzer.facts.predicates import PREDICATES
from analyzer.facts.scan import LINE, LISTS
from analyzer.facts.schema import BOOLEAN, NODE, NODES, NUMBER, SORTS, STRING, STRINGS
from analyzer.rules import operators as given
from analyzer.rules.edits import EDITS, EFFECTS
from analyzer.rules.examplefile import BAD_KEYS, GOOD_KEYS
from analyzer.rules.given import IMAGE_KEYS, given_keys
from analyzer.rules.given import KEYS as GIVEN_KEYS
from analyzer.rules.operators import CHOICES, OPERATORS, RELATIONS, SCOPES
from analyzer.rules.rulefile import FORMS, KEYS, LISTED, REQUIRED, WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.facts.schema import Field, Sort

    Schema = dict[str, Any]

TITLE = "BuildSecBot rule"
WIDTH = 140
NUMBER_TEXT = "-?[0-9]{1,15}"


def schema_text() -> str:
    """The schema as JSON; what fits on a line stands on one."""
    return _written(file_schema(), "") + "\n"


def _written(value: Any, indent: str) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + len(indent) <= WIDTH or not isinstance(value, (dict, list)):
        return line
    inner = indent + " "
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + _written(item, inner) for item in value) + f"\n{indent}]"
    rows = (f"{inner}{json.dumps(name, ensure_ascii=False)}: {_written(item, inner)}" for name, item in value.items())
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"


def file_schema() -> Schema:
    """The schema of a file that holds a rule or a family."""
    definitions: Schema = {**_values(), **_tests(), "pattern": _pattern(), "row": {"type": "object", "minProperties": 1}}
    for sort in SORTS.values():
        definitions[f"node-{sort.name}"] = _node(sort)
        definitions[f"list-{sort.name}"] = _nodes(sort)
        definitions[f"body-{sort.name}"] = _restricted(
            sort, {"not": {"anyOf": [_needs(name) for name in (sort.name, "within", "until")]}}
        )
        definitions[f"pattern-{sort.name}"] = _restricted(sort, {**_needs(sort.name), "not": _needs("present")})
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": TITLE,
        "type": "object",
        "properties": {name: _key(name) for name in sorted(KEYS)},
        "additionalProperties": False,
        "if": _needs("for"),
        "else": {"required": list(REQUIRED)},
        "definitions": definitions,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _needs(name: str) -> Schema:
    return {"required": [name]}


def _object(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": list(required)} if required else found


def _list(items: Schema, least: int = 1) -> Schema:
    return {"type": "array", "items": items, "minItems": least}


def _one_or_more(items: Schema) -> Schema:
    return {"anyOf": [items, _list(items)]}


def _whole(expression: str) -> str:
    return f"^(?:{expression})$"


def _word(words: tuple[str, ...] | list[str]) -> Schema:
    return {"anyOf": [{"enum": list(words)}, _ref("column")]}


def _values() -> Schema:
    """What stands for a value, whatever YAML takes it for: a text may look like a number or a boolean."""
    return {
        "column": {"type": "string", "pattern": r"\$[a-z]"},
        "text": {"type": ["string", "number", "boolean"]},
        "texts": _one_or_more(_ref("text")),
        "boolean": {"anyOf": [{"enum": [True, False, "true", "false"]}, _ref("column"), _reference("param")]},
        "number": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": _whole(NUMBER_TEXT)}, _ref("column")]},
        "numbers": _one_or_more(_ref("number")),
        "reference": {"anyOf": [_reference("param"), _reference("data")]},
        "given-texts": {"anyOf": [_ref("texts"), _ref("reference")]},
        "predicates": _one_or_more(_word(sorted(PREDICATES))),
        "capture": {"type": "string", "pattern": r"^[A-Z_][A-Z0-9_]*$|\$"},
        "field-of-capture": {"type": "string", "pattern": r"^[A-Z_][A-Z0-9_]*\.[a-z-]+$|\$"},
    }


def _reference(kind: str) -> Schema:
    return _object({kind: {"type": "string"}}, (kind,))


def _tests() -> Schema:
    """The tests of values: a literal, or a mapping of operators."""
    literals = {STRING: _ref("texts"), NUMBER: _ref("numbers"), BOOLEAN: _ref("boolean"), STRINGS: _ref("texts")}
    found = {f"{type_}-operators": _operators(type_) for type_ in literals}
    found |= {f"{type_}-test": _test(literal, _ref(f"{type_}-operators")) for type_, literal in literals.items()}
    counts = {name: _operand(*row) for name, row in OPERATORS[NUMBER].items()}
    found |= {name: {"description": doc, "allOf": [_ref("pattern")]} for name, doc in RELATIONS.items()}
    found["count"] = _test(_ref("numbers"), {**_object(counts), "minProperties": 1})
    return found


def _test(literal: Schema, operators: Schema) -> Schema:
    """An object is read as operators, or as ``{param: …}`` and ``{data: …}``; so a mistake is told where it is."""
    reference = {"if": {"anyOf": [_needs("param"), _needs("data")]}, "then": _ref("reference"), "else": operators}
    return {"if": {"type": "object"}, "then": reference, "else": literal}


def _operators(type_: str) -> Schema:
    return {**_object({name: _operand(*row) for name, row in OPERATORS[type_].items()}), "minProperties": 1}


def _operand(kind: str, doc: str) -> Schema:
    schemas = {
        given.TEXTS: "given-texts", given.REGEX: "given-texts", given.GLOB: "given-texts", given.PREDICATE: "predicates",
        given.REFERENCE: "field-of-capture", given.FLAG: "boolean", given.TEST: "string-test", given.COUNT: "count",
    }  # fmt: skip
    if kind in (given.NUMBER_, given.NUMBERS):
        name = "number" if kind == given.NUMBER_ else "numbers"
        return {"description": doc, "anyOf": [_ref(name), _ref("reference")]}
    return {"description": doc, "allOf": [_ref(schemas[kind])]}


def _node(sort: Sort) -> Schema:
    """All that can be asked of a node of a sort, wherever it is asked."""
    properties: Schema = {name: _field(sort, field) for name, field in sort.fields.items()}
    properties[sort.name] = _ref("texts") if sort.head else {"const": "any"}
    choices = CHOICES.get((sort.name, sort.head))
    if choices:
        properties[sort.name] = _one_or_more(_word(["any", *choices]))
    body = _ref(f"body-{sort.name}")
    properties["as"] = _ref("capture")
    properties |= {"all": _list(body), "any": _list(body), "not": body, "use": _ref("texts"), "present": _ref("boolean")}
    properties |= {name: _ref(name) for name in RELATIONS}
    properties |= {"within": _word(SCOPES), "until": _ref("pattern")}
    return {"description": sort.doc, **_mapping({**_object(properties), "minProperties": 1})}


def _mapping(schema: Schema) -> Schema:
    """A mapping, or a column that stands for one; so a mistake is told where it is."""
    return {"if": {"type": "object"}, "then": schema, "else": _ref("column")}


def _restricted(sort: Sort, more: Schema) -> Schema:
    return {"allOf": [_ref(f"node-{sort.name}"), {"if": {"type": "object"}, "then": more}]}


def _field(sort: Sort, field: Field) -> Schema:
    if field.type == NODE:
        return {"description": field.doc, "allOf": [_ref(f"body-{field.target}")]}
    if field.type == NODES:
        return {"description": field.doc, "allOf": [_ref(f"list-{field.target}")]}
    choices = CHOICES.get((sort.name, field.name))
    if choices and field.type == STRING:
        return {"description": field.doc, **_test(_one_or_more(_word(choices)), _ref("string-operators"))}
    return {"description": field.doc, "allOf": [_ref(f"{field.type}-test")]}


def _nodes(sort: Sort) -> Schema:
    """The tests of a list of nodes: one operator, and a name for what it finds."""
    body = _ref(f"body-{sort.name}")
    operators = {
        name: {"description": doc, "allOf": [body]} for name, (kind, doc) in OPERATORS[NODES].items() if kind == given.BODY
    }
    where = {"type": "object", "required": ["where"], "properties": {"where": body}}
    listed = {**operators, "count": {"if": where, "else": _ref("count")}, "present": _ref("boolean")}
    return _mapping({**_object({**listed, "as": _ref("capture")}), "oneOf": [_needs(name) for name in listed]})


def _pattern() -> Schema:
    """A mapping with one head: the name of a sort with names, not with a mapping."""
    heads = {sort: {"required": [sort], "properties": {sort: {"not": {"type": "object"}}}} for sort in SORTS}
    choice = [{"if": head, "then": _ref(f"pattern-{sort}")} for sort, head in heads.items()]
    return {"if": {"type": "object"}, "then": {"anyOf": list(heads.values()), "allOf": choice}, "else": _ref("column")}


def _key(name: str) -> Schema:
    """The schema of a key of a rule."""
    if name in WORDS:
        return _word(WORDS[name])
    if name in LISTED:
        return {"anyOf": [_word(LISTED[name]), _list(_word(LISTED[name]), 0)]}
    if name in FORMS:
        form = {"type": "string", "pattern": f"{_whole(FORMS[name][0].pattern)}|\\$[a-z]", "description": FORMS[name][1]}
        return form if name in ("id", "since", "url", "replaced-by") else {"anyOf": [form, _list(form, 0)]}
    if name in ("title", "docs", "remedy", "message"):
        return _ref("text")
    return {
        "match": _ref("pattern"),
        "at": _ref("capture"),
        "for": _list(_ref("row")),
        "params": {"type": "object", "additionalProperties": _parameter()},
        "labels": {"anyOf": [_label(), _list(_label(), 0), _ref("column")]},
        "changes": {"anyOf": [_change(), _list(_change(), 0)]},
        "fix": _list(_fix(), 0),
        "examples": _object({"bad": _list(_example(BAD_KEYS)), "good": _list(_example(GOOD_KEYS))}, ("bad", "good")),
    }[name]


def _parameter() -> Schema:
    from analyzer.rules.check import PARAM_TYPES

    default = {"anyOf": [_ref("texts"), {"type": "array", "maxItems": 0}]}
    return _object({"type": _word(PARAM_TYPES), "default": default, "docs": _ref("text")}, ("type", "default"))


def _label() -> Schema:
    return _object({"at": _ref("capture"), "message": _ref("text")}, ("at", "message"))


def _change() -> Schema:
    return _object({"version": _ref("text"), "note": _ref("text")}, ("version", "note"))


def _fix() -> Schema:
    edits = [_object({name: _edit(parameters)}, (name,)) for name, parameters in EDITS.items()]
    when = {"anyOf": [_ref(f"body-{sort}") for sort in SORTS]}
    keys = {"title": _ref("text"), "effect": _word(EFFECTS), "when": when, "edits": _list({"anyOf": edits})}
    return _object(keys, ("title", "effect", "edits"))


def _edit(parameters: dict[str, str]) -> Schema:
    keys = {name.rstrip("?"): _ref("capture" if kind == "capture" else "text") for name, kind in parameters.items()}
    return _object(keys, tuple(name for name in parameters if not name.endswith("?")))


def _example(keys: tuple[str, ...]) -> Schema:
    finding = {
        **_object({"line": _ref("number"), "text": _ref("text"), "message": _ref("text")}),
        "anyOf": [_needs("line"), _needs("text")],
    }
    settings = {"type": "object", "additionalProperties": {"anyOf": [_ref("texts"), {"type": "array", "maxItems": 0}]}}
    schemas = {"findings": _list(finding), "settings": settings, "given": _given()}
    required = ("dockerfile", "findings") if "findings" in keys else ("dockerfile",)
    return _object({name: schemas.get(name, _ref("text")) for name in keys}, required)


def _given() -> Schema:
    texts = {"type": "object", "additionalProperties": _ref("text")}
    image = _object(dict(zip(IMAGE_KEYS, (_ref("text"), _ref("texts")), strict=True)))
    registry = {"type": "object", "additionalProperties": image}
    special = {"build-args": texts, "context": texts, "registry": registry, "image": _scanned("scan")}
    return _object({name: special.get(name, _ref("text")) for name in GIVEN_KEYS})


def _scanned(sort: str) -> Schema:
    """What an example gives of a part of an image."""
    literals = {STRING: _ref("text"), NUMBER: _ref("number"), BOOLEAN: _ref("boolean")}
    literals[STRINGS] = {"anyOf": [_ref("text"), _list(_ref("text"), 0)]}
    keys: Schema = {}
    for name in given_keys(sort):
        if name in LISTS:
            keys[name] = _list(_scanned(LISTS[name]), 0)
        else:
            keys[name] = _ref("number") if name == LINE else literals[SORTS[sort].fields[name].type]
    return _object(keys)
