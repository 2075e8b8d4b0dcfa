"""The operators of the rule language, by the type of the fact they apply to. Checker, reference and completion read this."""

from __future__ import annotations

from analyzer.facts.schema import BOOLEAN, NODE, NODES, NUMBER, STRING, STRINGS

# What an operator is given.
TEXTS, REGEX, GLOB, PREDICATE, REFERENCE, FLAG, NUMBER_, NUMBERS, TEST, BODY, COUNT = (
    "text or list of texts", "regular expression or list of them", "glob or list of them", "predicate or list of them",
    "CAPTURE.field", "true or false", "number", "number or list of numbers", "test of a text", "fields", "test of a number",
)  # fmt: skip

OPERATORS: dict[str, dict[str, tuple[str, str]]] = {
    STRING: {
        "in": (TEXTS, "it is one of the texts"),
        "not-in": (TEXTS, "it is none of the texts"),
        "matches": (REGEX, "the expression is found in it"),
        "contains": (TEXTS, "one of the texts is part of it"),
        "starts-with": (TEXTS, "it starts with one of the texts"),
        "ends-with": (TEXTS, "it ends with one of the texts"),
        "glob": (GLOB, "all of it fits the glob, where * stands for any text"),
        "is": (PREDICATE, "one of the predicates holds"),
        "is-not": (PREDICATE, "none of the predicates holds"),
        "ref": (REFERENCE, "it equals the field of an earlier capture"),
        "present": (FLAG, "there is (no) value"),
    },
    NUMBER: {
        "in": (NUMBERS, "it is one of the numbers"),
        "not-in": (NUMBERS, "it is none of the numbers"),
        "lt": (NUMBER_, "it is less"),
        "le": (NUMBER_, "it is less or equal"),
        "gt": (NUMBER_, "it is greater"),
        "ge": (NUMBER_, "it is greater or equal"),
        "ref": (REFERENCE, "it equals the field of an earlier capture"),
        "present": (FLAG, "there is (no) value"),
    },
    BOOLEAN: {
        "present": (FLAG, "there is (no) value"),
    },
    STRINGS: {
        "has": (TEXTS, "one of the texts is in the list"),
        "has-any": (TEXTS, "one of the texts is in the list"),
        "has-all": (TEXTS, "every text is in the list"),
        "lacks": (TEXTS, "none of the texts is in the list"),
        "some": (TEST, "an element fits"),
        "each": (TEST, "every element fits, or there is none"),
        "none": (TEST, "no element fits"),
        "count": (COUNT, "the number of elements fits"),
        "present": (FLAG, "the list is (not) empty"),
    },
    NODE: {
        "present": (FLAG, "there is (no) such node"),
    },
    NODES: {
        "some": (BODY, "a node fits; `as` beside it captures all that do"),
        "each": (BODY, "every node fits, or there is none"),
        "none": (BODY, "no node fits"),
        "count": (COUNT, "the number of nodes fits; `where:` counts those that fit"),
        "present": (FLAG, "the list is (not) empty"),
    },
}

RELATIONS: dict[str, str] = {
    "inside": "a node around this one fits",
    "has": "a node within this one fits",
    "precedes": "a later node fits; the nearest is captured",
    "follows": "an earlier node fits; the nearest is captured",
    "next": "the neighbour after this one fits",
    "prev": "the neighbour before this one fits",
}
ORDERED = ("precedes", "follows")
SCOPES = ("instruction", "stage", "file")
LOGIC = ("all", "any", "not", "use")

# The values of facts that can have no other: a test of another text can never be true.
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("file", "keyword-case"): ("upper", "lower", "mixed"),
    ("instruction", "kind"): (
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD",
        "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ),
    ("command", "condition"): ("first", "and", "or", "then"),
    ("pair", "origin"): ("env", "arg", "label"),
    ("pair", "separator"): ("=", " ", ""),
    ("package", "source"): ("index", "url", "path", "file"),
    ("mount", "type"): ("bind", "cache", "tmpfs", "secret", "ssh"),
    ("residue", "kind"): ("index", "cache"),
    ("download", "role"): ("payload", "key", "signature", "checksum"),
    ("addition", "kind"): ("copied", "downloaded", "unpacked", "written", "moved", "created", "cloned", "index", "cache"),
    ("secret", "confidence"): ("high", "medium", "low"),
    ("change", "action"): ("remove", "move", "chmod", "chown"),
    ("vulnerability", "severity"): ("critical", "high", "medium", "low", "unknown"),
    ("account", "kind"): ("user", "group"),
}  # fmt: skip
