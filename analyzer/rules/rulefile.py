"""One rule: its keys, checked, as a record of plain data."""

from __future__ import annotations

import re

from analyzer.facts.providers import PROVIDERS, SCANNED
from analyzer.facts.schema import SORTS
from analyzer.rules.check import PARAM_TYPES, Check
from analyzer.rules.document import Listing, Mapping, Scalar, plain
from analyzer.rules.edits import fixes
from analyzer.rules.examplefile import examples
from analyzer.rules.message import captured, template
from analyzer.rules.pattern import pattern
from analyzer.rules.valuetests import boolean, number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.rules.check import Bound, Plan
    from analyzer.rules.document import Value
    from analyzer.rules.pattern import Pattern

KEYS = frozenset((
    "id", "title", "severity", "confidence", "category", "status", "since", "changes", "replaced-by", "aliases", "controls",
    "requires", "references", "url", "params", "docs", "remedy", "match", "on-unknown", "at", "message", "labels", "fix",
    "examples", "for",
))  # fmt: skip
REQUIRED = ("id", "title", "severity", "category", "since", "remedy", "match", "message", "examples")
WORDS = {
    "severity": ("error", "warning", "info", "style", "off"),
    "confidence": ("high", "medium", "low"),
    "category": ("security", "compliance", "optimization", "correctness", "style"),
    "status": ("preview", "stable", "deprecated"),
    "on-unknown": ("silent", "report"),
}
LISTED = {"requires": PROVIDERS}  # the words of a list
DEFAULTS = {"confidence": "high", "status": "stable", "on-unknown": "silent"}
FORMS = {
    "id": (re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*"), "lower-case words joined by hyphens"),
    "replaced-by": (re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*"), "a rule's id"),
    "since": (re.compile(r"[0-9]+\.[0-9]+\.[0-9]+"), "a version such as 0.1.0"),
    "url": (re.compile(r"https://\S+"), "an https address"),
    "aliases": (re.compile(r"[a-z][a-z0-9-]*(/\S.*)?"), "a rule of another tool such as hadolint/DL3008, or a former id"),
    "controls": (re.compile(r"[a-z][a-z0-9-]*/\S+"), "framework/control such as cis-docker/4.1"),
    "references": (re.compile(r"https?://\S+"), "an address"),
}
MAX_REMEDY = 200
NARROWING = ("command", "manager")  # `command: any` with a literal manager is looked up by that


def record(check: Check, rule: Mapping, origin: str) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The record of a rule, which `analyzer.rules.ruleset.RuleInfo` reads, and its details."""
    check.keys(rule, "a rule", KEYS)
    for name in REQUIRED:
        if rule.get(name) is None:
            check.problem(rule.mark, "R305", f"the rule has no '{name}'")
    params = _params(check, rule.get("params"))
    match = rule.get("match")
    found = pattern(check, match, {}) if match is not None else None
    bound = found.binds if found is not None else {}
    requires = _many(check, rule, "requires")
    if match is not None and found is not None and found.sort in SCANNED and "image" not in requires:
        check.problem(match.mark, "R406", f"only a scan of the image tells of a {found.sort}", "write 'requires: [image]'")
    at = rule.get("at")
    if at is not None:
        captured(check, at.mark, check.text(at, "at"), bound)
    message = rule.get("message")
    parts = _message(check, message, bound) if message is not None else ()
    references = _many(check, rule, "references")
    anchor, plan = _anchored(found)
    core = (
        *(_one(check, rule, name) for name in ("id", "title", "severity", "confidence", "category", "status", "since")),
        *(_many(check, rule, name) for name in ("aliases", "controls")), requires,
        _one(check, rule, "replaced-by"), _one(check, rule, "url") or (references[0] if references else ""),
        params, anchor, plain(at) if at is not None else "",
        (origin, rule.mark.line),
        _one(check, rule, "on-unknown") == "report",
        (
            plan, parts, _labels(check, rule.get("labels"), bound),
            fixes(check, rule.get("fix"), found.sort if found is not None else "", bound),
        ),
    )  # fmt: skip
    docs = rule.get("docs")
    details = (
        check.text(docs, "docs") if docs is not None else "",
        references,
        examples(check, rule.get("examples"), {name: type_ for name, type_, _ in params}),
        _changes(check, rule.get("changes")),
        _remedy(check, rule.get("remedy")),
    )
    return core, details


def _remedy(check: Check, value: Value | None) -> str:
    """How to fix it, in a sentence or two: reports show it in one paragraph."""
    text = check.text(value, "remedy").strip() if value is not None else ""
    if isinstance(value, Scalar) and (not text or "\n\n" in text or len(text) > MAX_REMEDY):
        check.problem(value.mark, "R316", f"remedy is one or two sentences of at most {MAX_REMEDY} characters")
    return text


def _message(check: Check, value: Value, bound: Bound) -> tuple[Any, ...]:
    if isinstance(value, Scalar):
        return template(check, value, bound, "a message")
    check.text(value, "message")
    return ()


def _one(check: Check, rule: Mapping, name: str) -> str:
    value = rule.get(name)
    if value is None:
        return DEFAULTS.get(name, "")
    text = check.text(value, name)
    if name in WORDS and text not in WORDS[name] and isinstance(value, Scalar):
        check.unknown(value.mark, "R304", f"{name} is never '{text}'", text, WORDS[name])
    return text if _form(check, value, name, text) else ""


def _form(check: Check, value: Value, name: str, text: str) -> bool:
    if name in FORMS and text and not FORMS[name][0].fullmatch(text):
        check.problem(value.mark, "R304", f"{name}: '{text}' is not {FORMS[name][1]}")
        return False
    return True


def _many(check: Check, rule: Mapping, name: str) -> tuple[str, ...]:
    value = rule.get(name)
    if value is None or (isinstance(value, Listing) and not value.items):
        return ()
    texts: list[str] = []
    for mark, text in check.texts(value, name):
        _form(check, Scalar(mark, text, False), name, text)
        if name in LISTED and text not in LISTED[name]:
            check.unknown(mark, "R304", f"{name} is never '{text}'", text, LISTED[name])
        if text in texts:
            check.problem(mark, "R309", f"'{text}' is written twice in {name}")
        texts.append(text)
    return tuple(texts)


def _params(check: Check, value: Value | None) -> tuple[tuple[str, str, Any], ...]:
    """(name, type, default) of each parameter; a list is a tuple of texts."""
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        check.problem(value.mark, "R302", "'params' is a mapping of names")
        return ()
    found = []
    for key, item in value.entries:
        if not isinstance(item, Mapping):
            check.problem(item.mark, "R302", "a parameter is a mapping of type and default")
            continue
        check.keys(item, "a parameter", ("type", "default", "docs"))
        type_, default = item.get("type"), item.get("default")
        name = check.text(type_, "type") if type_ is not None else ""
        if name not in PARAM_TYPES or default is None:
            check.problem(item.mark, "R310", "a parameter has a type and a default", "types: " + ", ".join(PARAM_TYPES))
            continue
        found.append((key.text, name, _default(check, default, name)))
        check.params[key.text] = name
    return tuple(found)


def _default(check: Check, value: Value, type_: str) -> Any:
    if type_ == "list":
        return tuple(text for _, text in check.texts(value, "default")) if not _empty(value) else ()
    if type_ == "number":
        return number(check, value, "default")
    return boolean(check, value, "default") if type_ == "boolean" else check.text(value, "default")


def _empty(value: Value) -> bool:
    return isinstance(value, Listing) and not value.items


def _anchored(found: Pattern | None) -> tuple[tuple[str, str, tuple[str, ...]], Plan]:
    """The anchor and the rest of the plan.

    An anchor is (sort, attribute, values): the nodes of the sort whose attribute is one of the values; without one, all.
    """
    if found is None:
        return ("", "", ()), ()
    if found.names is not None:
        sort = SORTS[found.sort]
        return (found.sort, sort.fields[sort.head].attribute, found.names), found.plan
    if found.sort == NARROWING[0]:
        parts = found.plan[1] if found.plan[0] == "all" else (found.plan,)
        for part in parts:
            if part[:2] == ("field", NARROWING[1]) and part[2][0] == "in" and part[2][1][:1] != ("param",):
                return (*NARROWING, part[2][1]), ("all", tuple(other for other in parts if other is not part))
    return (found.sort, "", ()), found.plan


def _labels(check: Check, value: Value | None, bound: Bound) -> tuple[Any, ...]:
    if value is None:
        return ()
    found = []
    for item in value.items if isinstance(value, Listing) else [value]:
        at = item.get("at") if isinstance(item, Mapping) else None
        message = item.get("message") if isinstance(item, Mapping) else None
        if not isinstance(item, Mapping) or not isinstance(at, Scalar) or not isinstance(message, Scalar):
            check.problem(item.mark, "R311", "a label has 'at', a capture, and 'message'")
            continue
        check.keys(item, "a label", ("at", "message"))
        captured(check, at.mark, at.text, bound)
        found.append((at.text, template(check, message, bound, "a label")))
    return tuple(found)


def _changes(check: Check, value: Value | None) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    found = []
    for item in value.items if isinstance(value, Listing) else [value]:
        version = item.get("version") if isinstance(item, Mapping) else None
        note = item.get("note") if isinstance(item, Mapping) else None
        if version is None or note is None:
            check.problem(item.mark, "R311", "a change has 'version' and 'note'")
            continue
        found.append((check.text(version, "version"), check.text(note, "note")))
    return tuple(found)
