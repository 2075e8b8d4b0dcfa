"""The edits a fix can name, what each is given, and the check of ``fix:``. How they change text is not known here."""

from __future__ import annotations

from analyzer.rules.document import Listing, Mapping, Scalar
from analyzer.rules.message import captured, template
from analyzer.rules.pattern import body

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.rules.check import Bound, Check
    from analyzer.rules.document import Value

CAPTURE, TEXT = "capture", "text"
EFFECTS = ("format", "metadata", "build", "cleanup", "image")
MAX_TEXT = 1000

# What each edit needs; a name that ends in ? may be left out.
EDITS: dict[str, dict[str, str]] = {
    "replace": {"at": CAPTURE, "text": TEXT},
    "delete": {"at": CAPTURE},
    "insert-before": {"at": CAPTURE, "text": TEXT},
    "insert-after": {"at": CAPTURE, "text": TEXT},
    "insert-option": {"at": CAPTURE, "option": TEXT, "after?": TEXT},
    "remove-option": {"at": CAPTURE, "option": TEXT},
    "remove-setting": {"at": CAPTURE, "option": TEXT, "value": TEXT},
    "remove-assignment": {"at": CAPTURE, "name": TEXT},
    "replace-part": {"at": CAPTURE, "part": TEXT, "text": TEXT},
    "restrict-mode": {"at": CAPTURE, "bits": TEXT},
    "mount-secrets": {"at": CAPTURE},
    "cd-to-workdir": {"at": CAPTURE},
    "download-to-add": {"at": CAPTURE},
    "break-lines": {"at": CAPTURE},
    "to-heredoc": {"at": CAPTURE},
    "set-shell-option": {"at": CAPTURE, "option": TEXT},
    "quote": {"at": CAPTURE},
    "set-option": {"at": CAPTURE, "option": TEXT, "value": TEXT},
    "replace-word": {"at": CAPTURE, "word": TEXT},
    "sort-words": {"at": CAPTURE},
    "replace-command": {"at": CAPTURE, "command": TEXT},
    "rename-command": {"at": CAPTURE, "name": TEXT},
    "remove-wrapper": {"at": CAPTURE, "wrapper": TEXT},
    "insert-command-before": {"at": CAPTURE, "command": TEXT},
    "insert-command-after": {"at": CAPTURE, "command": TEXT},
    "append-command": {"at": CAPTURE, "command": TEXT},
    "delete-command": {"at": CAPTURE},
    "insert-instruction": {"before?": CAPTURE, "after?": CAPTURE, "text": TEXT},
    "delete-instruction": {"at": CAPTURE},
    "move-instruction": {"at": CAPTURE, "before?": CAPTURE, "after?": CAPTURE},
    "merge-runs": {"at": CAPTURE},
    "insert-comment": {"at": CAPTURE, "text": TEXT},
    "set-keyword": {"at": CAPTURE, "keyword": TEXT},
    "to-json-form": {"at": CAPTURE},
    "add-flag": {"at": CAPTURE, "flag": TEXT},
    "remove-flag": {"at": CAPTURE, "flag": TEXT},
    "set-flag": {"at": CAPTURE, "flag": TEXT, "value": TEXT},
    "add-mount": {"at": CAPTURE, "mount": TEXT},
    "set-pair": {"at": CAPTURE, "value": TEXT, "key?": TEXT},
    "remove-pair": {"at": CAPTURE},
    "to-pairs": {"at": CAPTURE},
    "set-digest": {"at": CAPTURE, "digest": TEXT},
    "set-tag": {"at": CAPTURE, "tag": TEXT},
    "set-as": {"at": CAPTURE, "keyword": TEXT},
    "set-stage-name": {"at": CAPTURE, "name": TEXT},
    "set-case": {"at": CAPTURE, "case": TEXT},
    "remove-port": {"at": CAPTURE},
    "remove-blank-lines": {"at": CAPTURE},
    "repair-array": {"at": CAPTURE},
    "set-frontend": {"at": CAPTURE, "frontend": TEXT},
    "remove-argument": {"at": CAPTURE},
    "delete-stage": {"at": CAPTURE},
    "append-to-stage": {"at": CAPTURE, "text": TEXT},
    "refer-by-name": {"at": CAPTURE},
    "rename-reference": {"at": CAPTURE, "name": TEXT},
    "to-label": {"at": CAPTURE, "key": TEXT},
    "to-argument": {"at": CAPTURE},
    "join-equals": {"at": CAPTURE},
    "remove-tag": {"at": CAPTURE},
    "keep-container-port": {"at": CAPTURE},
    "absolute-path": {"at": CAPTURE},
    "part-comment": {"at": CAPTURE},
    "copy-first": {"at": CAPTURE, "files": TEXT, "install": CAPTURE},
    "remove-mount-field": {"at": CAPTURE, "field": TEXT},
}


def fixes(check: Check, value: Value | None, sort: str, bound: Bound) -> tuple[Any, ...]:
    """The fixes of a rule, as (title, effect, when, edits); an edit is (name, ((parameter, value), ...)).

    `when` is the plan of tests that the matched node, one of `sort`, must also pass; empty where there are none. The value of a
    parameter is a capture's name or the parts of a template.
    """
    if value is None:
        return ()
    if not isinstance(value, Listing):
        check.problem(value.mark, "R302", "'fix' is a list")
        return ()
    return tuple(_fix(check, item, sort, bound) for item in _mappings(check, value, "a fix"))


def _mappings(check: Check, value: Value | None, what: str) -> list[Mapping]:
    items = value.items if isinstance(value, Listing) else []
    for item in items:
        if not isinstance(item, Mapping):
            check.problem(item.mark, "R302", f"{what} is a mapping")
    return [item for item in items if isinstance(item, Mapping)]


def _fix(check: Check, value: Mapping, sort: str, bound: Bound) -> tuple[Any, ...]:
    check.keys(value, "a fix", ("title", "effect", "when", "edits"))
    parts = {key.text: item for key, item in value.entries}
    for missing in {"title", "effect", "edits"} - set(parts):
        check.problem(value.mark, "R305", f"the fix has no '{missing}'")
    title = check.text(parts["title"], "title") if "title" in parts else ""
    effect = check.text(parts["effect"], "effect") if "effect" in parts else EFFECTS[0]
    if effect not in EFFECTS:
        check.unknown(parts["effect"].mark, "R304", f"there is no effect '{effect}'", effect, EFFECTS)
    when: tuple[Any, ...] = ()
    if "when" in parts and sort:
        when, binds = body(check, parts["when"], sort, bound)
        bound = {**bound, **binds}
    return title, effect, when, tuple(_edit(check, item, bound) for item in _mappings(check, parts.get("edits"), "an edit"))


def _edit(check: Check, value: Mapping, bound: Bound) -> tuple[Any, ...]:
    if len(value.entries) != 1:
        check.problem(value.mark, "R308", "an edit is one name with its parameters")
        return ()
    name, given = value.entries[0]
    wanted = EDITS.get(name.text)
    if wanted is None or not isinstance(given, Mapping):
        check.unknown(name.mark, "R308", f"there is no edit '{name.text}'", name.text, EDITS)
        return ()
    kinds = {parameter.rstrip("?"): kind for parameter, kind in wanted.items()}
    check.keys(given, f"the edit '{name.text}'", kinds)
    for parameter in wanted:
        if not parameter.endswith("?") and given.get(parameter) is None:
            check.problem(name.mark, "R305", f"the edit '{name.text}' has no '{parameter}'")
    return name.text, tuple(
        (key.text, _parameter(check, item, kinds[key.text], bound)) for key, item in given.entries if key.text in kinds
    )


def _parameter(check: Check, value: Value, kind: str, bound: Bound) -> Any:
    if not isinstance(value, Scalar):
        check.problem(value.mark, "R302", f"a {kind} is written as text")
        return ""
    if kind == CAPTURE:
        captured(check, value.mark, value.text, bound)
        return ("capture", value.text)
    return ("text", template(check, value, bound, "the text of an edit", MAX_TEXT, prose=False))
