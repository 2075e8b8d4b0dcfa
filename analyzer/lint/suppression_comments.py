"""Reads the comments of this program, of hadolint and of ShellCheck that silence rules.

Ours: ``buildsecbot: ignore=RULE[,RULE] -- reason``, also ``ignore-stage=`` and ``ignore-file=``. Hadolint's, as its README
has them: ``hadolint ignore=DL3008,SC2086 # reason``, also ``global ignore=`` and ``stage ignore=``; its ``shell=`` silences
nothing and is a fact (analyzer/facts/shell_comments.py). ShellCheck's, as its wiki has them: ``shellcheck
disable=SC2086,SC2154 # reason``, between other keys. What is meant for us but cannot be read is a suppression with a
problem.
"""

from __future__ import annotations

from analyzer.lint.suppression import FILE, INSTRUCTION, STAGE, Suppression
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_OWN = Lazy(r"(?i)buildsecbot(?:[ \t]*:|[-_ \t]+(?=(?:ignore|disable|skip|noqa)\b))[ \t]*")
_KEY = Lazy(r"([A-Za-z_-]*)[ \t]*=[ \t]*")
_SCOPES = {"ignore": INSTRUCTION, "ignore-stage": STAGE, "ignore-file": FILE}
_FORM = "write # buildsecbot: ignore=RULE -- reason"

_HADOLINT = Lazy(r"hadolint[ \t]+(?:(global|stage)[ \t]+)?ignore[ \t]*=[ \t]*")
_NEARLY_HADOLINT = Lazy(
    r"(?i)hadolint[ \t:]+(?:[a-z]+[ \t]+)?(?:ign[a-z]*|disable|skip)(?:[ \t]*[=:]|[ \t]+(?=(?:DL|SC)[0-9]))[ \t]*"
)
_SHELLCHECK = Lazy(r"shellcheck[ \t]+(?=[a-z-]+=)")
_DIRECTIVE = Lazy(r"([a-z-]+)=([^\s#]*)")
_NAME = Lazy(r"[ \t]*([^\s,#]*)[ \t]*(,?)")


def read_comment(text: str, at: int) -> list[Suppression]:
    """The suppressions of a comment, `text` being what stands behind its ``#``, trimmed, and `at` where that begins."""
    first = text[:1]
    if first in "bB" and first:
        return list(_own(text, at))
    if first in "hH" and first:
        return list(_hadolint(text, at))
    if first in "sS" and first:
        return list(_shellcheck(text, at))
    return []


def _broken(tool: str, text: str, at: int, problem: str) -> Suppression:
    found = Suppression(tool, INSTRUCTION, text, at, at + len(text))
    found.problem = problem
    return found


def _own(text: str, at: int) -> Iterator[Suppression]:
    head = _OWN.match(text)
    if head is None:
        return
    key = _KEY.match(text, head.end())
    if ":" not in head[0] or key is None:
        yield _broken("buildsecbot", text, at, f"this silences nothing: {_FORM}")
        return
    scope = _SCOPES.get(key[1].lower())
    if scope is None:
        from analyzer.rules.errors import did_you_mean

        hint = did_you_mean(key[1], _SCOPES)
        yield _broken("buildsecbot", text, at, f"this silences nothing: there is no '{key[1]}=' ({hint})")
        return
    listed, _, reason = text[key.end() :].partition("--")
    if not listed.strip():
        yield _broken("buildsecbot", text, at, f"this silences nothing: it names no rule ({_FORM})")
        return
    start = key.end()
    for part in listed.split(","):
        name = part.strip()
        begin = at + start + len(part) - len(part.lstrip())
        start += len(part) + 1
        if name:
            found = Suppression("buildsecbot", scope, name, begin, begin + len(name))
            found.reason = reason.strip()
            yield found


def _hadolint(text: str, at: int) -> Iterator[Suppression]:
    head = _HADOLINT.match(text)
    if head is None:
        if _NEARLY_HADOLINT.match(text):
            yield _broken("hadolint", text, at, "hadolint does not read this: write # hadolint ignore=CODE")
        return
    scope = {"global": FILE, "stage": STAGE}.get(head[1], INSTRUCTION)
    position, named = head.end(), []
    while True:
        name = _NAME.match(text, position)
        position = name.end()
        if name[1]:
            named.append(Suppression("hadolint", scope, name[1], at + name.start(1), at + name.end(1)))
        if not name[2]:
            break
    if not named:
        yield _broken("hadolint", text, at, "this silences nothing: it names no code")
    reason = text[position:].lstrip("#-( \t").rstrip(") \t")
    for each in named:
        each.reason = reason
        yield each


def _shellcheck(text: str, at: int) -> Iterator[Suppression]:
    if _SHELLCHECK.match(text) is None:
        return
    directives, _, reason = text.partition("#")
    for directive in _DIRECTIVE.finditer(directives):
        if directive[1] != "disable":
            continue
        start = directive.start(2)
        for name in directive[2].split(","):
            if name:
                found = Suppression("shellcheck", INSTRUCTION, name, at + start, at + start + len(name))
                found.reason = reason.strip()
                yield found
            start += len(name) + 1
