"""Message templates: text with ``{CAPTURE}`` and ``{CAPTURE.field}``; ``{{`` and ``}}`` stand for braces.

``{CAPTURE.field? (did you mean %)}`` is left out where there is no value; else it is the text with the value for ``%``.
"""

from __future__ import annotations

from analyzer.facts.schema import NODE, NODES, SORTS
from analyzer.rules.errors import did_you_mean
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.rules.check import Bound, Check
    from analyzer.rules.document import Scalar
    from analyzer.rules.errors import Mark

PART = Lazy(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
MAX_LENGTH = 100
WRITTEN = ("text", "name", "key", "manager")  # what {CAPTURE} alone shows: the first of these fields its sort has


def template(
    check: Check, value: Scalar, bound: Bound, what: str, limit: int = MAX_LENGTH, *, prose: bool = True
) -> tuple[Any, ...]:
    """The parts of a template: texts, and (capture, attribute, frame); an empty frame is the value alone."""
    text, at = value.text, 0
    parts: list[Any] = []
    if not text.strip() or "\n" in text.strip():
        check.problem(value.mark, "R208", f"{what} is one line of text")
    if len(text) > limit:
        check.problem(value.mark, "R209", f"{what} is longer than {limit} characters")
    if prose and text.rstrip().endswith(".") and not text.rstrip().endswith("..."):
        check.problem(value.mark, "R210", f"{what} ends without a full stop")
    for found in PART.finditer(text):
        parts.append(text[at : found.start()])
        at = found.end()
        if found[0] in ("{{", "}}"):
            parts.append(found[0][0])
        elif found[1] is None:
            mark = value.place(found.start())
            check.problem(mark, "R211", f"a brace of {what} has no other half", "write {{ or }} for a brace")
        else:
            parts.append(_reference(check, value.place(found.start(1)), found[1], bound))
    parts.append(text[at:])
    return tuple(part for part in parts if part)


def _reference(check: Check, mark: Mark, text: str, bound: Bound) -> tuple[str, str, str] | None:
    text, question, frame = text.partition("?")
    name, dot, field_name = text.partition(".")
    capture = captured(check, mark, name, bound)
    if capture is None:
        return None
    fields = SORTS[capture].fields
    if not dot:
        field_name = next((written for written in WRITTEN if written in fields), "")
    field = fields.get(field_name)
    if field is None:
        check.problem(mark, "R212", f"{capture} has no field '{field_name}'", did_you_mean(field_name, fields))
    elif field.type in (NODE, NODES):
        hint = f"capture it with 'as' inside '{field_name}'"
        check.problem(mark, "R213", f"'{text}' is a node, which is no text", hint)
    elif question and "%" not in frame:
        check.problem(mark, "R215", f"the text after '{text}?' has no % for the value")
    else:
        return name, field.attribute, frame
    return None


def captured(check: Check, mark: Mark, name: str, bound: Bound) -> str | None:
    """The sort of a capture that every way through the match binds; None where it is not, which is a mistake."""
    if name in bound:
        return bound[name].sort
    if name in check.local:
        hint = "bind it in every branch of 'any', beside 'some', and outside of 'not'"
        check.problem(mark, "R214", f"'{name}' is not captured on every way through the match", hint)
    else:
        check.problem(mark, "R201", f"'{name}' is not captured by the match", did_you_mean(name, bound))
    return None
