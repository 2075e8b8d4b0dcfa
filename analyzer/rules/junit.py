"""The outcomes of examples as JUnit XML, which build servers read."""

from __future__ import annotations

import re
from html import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.rules.examples import Outcome

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(outcomes: Iterable[Outcome]) -> str:
    """A suite with a case for each example; the class name is the rule, the type of a failure its verdict."""
    listed = list(outcomes)
    failed = sum(bool(outcome.problems) for outcome in listed)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites><testsuite name="buildsecbot rules" tests="{len(listed)}" failures="{failed}" errors="0">')
    lines += map(_case, listed)
    return "\n".join([*lines, "</testsuite></testsuites>", ""])


def _case(outcome: Outcome) -> str:
    head = f"<testcase classname={_quoted(outcome.rule.id)} name={_quoted(f'{outcome.kind} {outcome.number}')}"
    head += f" file={_quoted(outcome.rule.origin[0])} line={_quoted(str(outcome.rule.origin[1]))}"
    if not outcome.problems:
        return head + "/>"
    failures = [
        f"<failure type={_quoted(problem.split(':', 1)[0])} message={_quoted(problem)}/>" for problem in outcome.problems
    ]
    return f"{head}>{''.join(failures)}</testcase>"


def _quoted(text: str) -> str:
    text = escape(_NOT_XML.sub("\ufffd", text))
    return '"' + text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;") + '"'
