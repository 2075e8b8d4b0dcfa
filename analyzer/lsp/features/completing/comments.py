"""Comments that mean something: directives at the top of the file, and what silences rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.frontend import FEATURES
from analyzer.lint.selection import every_rule
from analyzer.lsp.features.completing.place import NAME
from analyzer.lsp.features.completing.proposing import ordered, propose
from analyzer.lsp.knowledge.directives import DIRECTIVES
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place
    from analyzer.rules.ruleset import RuleInfo

_RULE = Lazy(r"[A-Za-z0-9_/-]*")
_HEAD = Lazy(r"[^\r\n]*")
_VALUE = Lazy(r"[^\s;,]*")
_DIRECTIVE = Lazy(r"[ \t\ufeff]*#[ \t]*([A-Za-z]*)[ \t]*=[ \t]*(.*)$")
_OWN = Lazy(r"[ \t]*#[ \t]*buildsecbot:[ \t]*ignore(?:-stage|-file)?[ \t]*=[ \t]*(.*)$")
_HADOLINT = Lazy(r"[ \t]*#[ \t]*hadolint[ \t]+(?:(?:global|stage)[ \t]+)?ignore[ \t]*=[ \t]*([^#]*)$")
_SHELLCHECK = Lazy(r"[ \t]*#[ \t]*shellcheck[ \t]+(?:[a-z-]+=\S*[ \t]+)*disable=(\S*)$")
_SHELL = Lazy(r"[ \t]*#[ \t]*hadolint[ \t]+shell[ \t]*=[ \t]*(\S*)$")
_WORDS = Lazy(r"[ \t\ufeff]*#[ \t]*(.*)$")
_FORMS = {
    "buildsecbot: ignore=": "silences rules in the next instruction",
    "buildsecbot: ignore-stage=": "silences rules in this stage",
    "buildsecbot: ignore-file=": "silences rules in this file",
    "check=skip=": "silences BuildKit's checks in the next instruction",
    "hadolint ignore=": "silences codes of hadolint in the next instruction",
    "hadolint global ignore=": "silences codes of hadolint in this file",
    "hadolint shell=": "tells which shell the base image has",
    "shellcheck disable=": "silences codes of ShellCheck in the next instruction",
}
_KINDS = {
    "buildsecbot": (_OWN, ""),
    "hadolint": (_HADOLINT, "hadolint"),
    "shellcheck": (_SHELLCHECK, "shellcheck"),
}


def comments(place: Place) -> Iterator[Completion]:
    """What fits into a comment: its beginning, the value of a directive, the names of rules."""
    for pattern, tool in _KINDS.values():
        match = pattern.match(place.text)
        if match is not None:
            if "--" not in match.group(1):
                yield from _rules(place, match.start(1), tool)
            return
    match = _SHELL.match(place.text)
    if match is not None:
        for name in ("sh", "bash", "ash", "dash", "ksh", "zsh", "powershell", "pwsh", "cmd"):
            yield from propose(place, match.start(1), name, "enummember", following=NAME)
        return
    match = _DIRECTIVE.match(place.text)
    if match is not None:
        yield from _directive_value(place, match.group(1).lower(), match.start(2))
        return
    yield from _beginnings(place)


def _beginnings(place: Place) -> Iterator[Completion]:
    match = _WORDS.match(place.text)
    at = match.start(1)
    following = _HEAD if place.rest_is_blank else NAME
    if _at_the_top(place):
        given = {directive.name for directive in place.around.document.directives}
        for name, directive in DIRECTIVES.items():
            if name not in given:
                text, doc = f"{name}=", ("directive", name)
                yield from propose(place, at, text, "keyword", detail=directive.value, doc=doc, rank=1, following=following)
    typed = place.text[at:].lower()
    if not typed or any(form.startswith(typed) for form in _FORMS):
        found = (
            each
            for form, detail in _FORMS.items()
            for each in propose(place, at, form, "keyword", detail=detail, following=following)
        )
        yield from ordered(found, 2)


def _at_the_top(place: Place) -> bool:
    """Nothing but directives stands above."""
    pieces = place.around.document.pieces
    return all(piece.piece == "directive" or piece.start >= place.line_start for piece in pieces)


# --- directives


def _directive_value(place: Place, name: str, at: int) -> Iterator[Completion]:
    if name == "check":
        yield from _check(place, at)
    elif name == "escape" and _at_the_top(place):
        for value, detail in (("\\", "backslash, the default"), ("`", "backtick, for Windows paths")):
            yield from propose(place, at, value, "enummember", detail=detail, following=_VALUE)
    elif name == "syntax" and _at_the_top(place):
        found = (
            each
            for value, detail in _frontends().items()
            for each in propose(place, at, value, "reference", detail=detail, following=_VALUE)
        )
        yield from ordered(found, 1)


def _frontends() -> dict[str, str]:
    numbers = {number for since in FEATURES.table.values() for number in since if number is not None}
    found = {
        "docker/dockerfile:1": "the newest release of version 1",
        "docker/dockerfile:1-labs": "the newest release of version 1, with previews",
    }
    for major, minor in sorted(numbers, reverse=True):
        found[f"docker/dockerfile:{major}.{minor}"] = f"release {major}.{minor} and its fixes"
    return found


def _check(place: Place, at: int) -> Iterator[Completion]:
    option = place.text[at:].rpartition(";")[2]
    begin = len(place.text) - len(option)
    key, equals, value = option.partition("=")
    start = begin + len(key) + 1
    if not equals:
        choices = {"skip=": "leaves checks out"}
        if _at_the_top(place):
            choices |= {"error=true": "a finding fails the build", "experimental=": "checks to try"}
        for word, detail in choices.items():
            yield from propose(place, begin, word, "property", detail=detail, following=_VALUE)
    elif key.strip() == "error":
        for word in ("true", "false"):
            yield from propose(place, start, word, "enummember", following=_VALUE)
    elif key.strip() in ("skip", "experimental"):
        if "," not in value:
            yield from propose(place, start, "all", "enummember", rank=2, following=_RULE)
        yield from _rules(place, start, "buildkit")


# --- rules


def _rules(place: Place, at: int, tool: str) -> Iterator[Completion]:
    """The rules by their names with a tool, in the place of the last of a list; first those that find something below."""
    listed = place.text[at:]
    start = at + listed.rfind(",") + 1
    start += len(place.text[start:]) - len(place.text[start:].lstrip())
    given = {name.strip() for name in listed.split(",")[:-1]}
    near = _found_below(place)
    for rule in every_rule(place.snapshot.policy.selection.rules):
        first = rule.id in near
        for name in _names(rule, tool):
            if name not in given and not (rule.id == "parse-error" and not tool):
                rank = 0 if first else 3 if name == rule.id or tool else 6
                detail = rule.title if name == rule.id else f"{rule.id}: {rule.title}"
                doc = ("rule", rule.id)
                yield from propose(place, start, name, "constant", detail=detail, doc=doc, rank=rank, following=_RULE)


def _names(rule: RuleInfo, tool: str) -> list[str]:
    if not tool:
        return [rule.id, *(alias.partition("/")[2] or alias for alias in rule.aliases if alias.startswith("hadolint/DL"))]
    tools = (tool, "shellcheck") if tool == "hadolint" else (tool, "hadolint") if tool == "shellcheck" else (tool,)
    names = [alias.partition("/")[2] for alias in rule.aliases if alias.partition("/")[0] in tools]
    return [name for name in dict.fromkeys(names) if tool != "shellcheck" or name.startswith("SC")]


def _found_below(place: Place) -> set[str]:
    """The rules that find something in the next instruction, or in the one that the comment stands in."""
    steps = place.snapshot.document.instructions
    node = place.node or next((each for each in steps if each.start >= place.line_start), None)
    if node is None:
        return set()
    found = place.snapshot.findings
    return {finding.rule for finding in found if node.start <= finding.span.start.offset <= node.outer_end}
