"""Where the variables of a script stand: what its shell expands, and what it sets itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.unknown import Unknown
from analyzer.lsp.features.name_places import NAME, in_reference
from analyzer.shell.nodes import Compound
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.bodies import Body
    from analyzer.facts.instructions import Instruction
    from analyzer.lsp.data import Range
    from analyzer.shell.nodes import SimpleCommand
    from analyzer.shell.word import Word

    Found = tuple[str, Range, bool]

_DECLARING = frozenset({"export", "readonly", "declare", "typeset", "local"})
_SETTING = {"read": "pdnNtui", "unset": "", "printf": "", "getopts": ""}  # with the options that take a value
_ASSIGNING = frozenset({":=", "="})
_COUNTED = Lazy(r"(?<![\w$.#])[A-Za-z_][A-Za-z0-9_]*")
_LOOPED = Lazy(r"(?:for|select)[ \t]+([A-Za-z_][A-Za-z0-9_]*)")
_TOKEN = Lazy(r"\\[\s\S]|[\"']|\$(?:[A-Za-z_][A-Za-z0-9_]*|\{[#!]?[A-Za-z_][A-Za-z0-9_]*)")
_SET = Lazy(r"(?:^|[;&|(\n]|\bexport)[ \t]*([A-Za-z_][A-Za-z0-9_]*)(?==)")
_BATCH = Lazy(r"%([A-Za-z_][A-Za-z0-9_]*)(?::[^%\r\n]*)?%")
_POWERSHELL = Lazy(r"(?i)\$\{?env:([A-Za-z_][A-Za-z0-9_]*)")


def script_variables(step: Instruction) -> list[Found]:
    """(name, place, whether it is set there) in the script of an instruction, by place; places are those of the source."""
    body = step.body
    if body is None or body.unread or body.is_program:
        return []
    if body.script is None:
        found = list(_windows(body))
    elif not body.script.complete:
        found = list(_loose(body))
    else:
        found = [*_expanded(body, step), *_set(body, step)]
    return sorted(dict.fromkeys(found), key=lambda one: one[1])


def simple_commands(step: Instruction) -> list[SimpleCommand]:
    """The simple commands of its script, those of scripts that it hands to another shell included."""
    body = step.body
    if body is None or body.is_program or not body.parsed or isinstance(body.commands, Unknown):
        return []
    found = {id(each.simple): each.simple for each in body.commands}
    if body.script is not None:
        found.update((id(each), each) for each in body.script.commands)
    return sorted(found.values(), key=lambda each: each.start)


def compounds(step: Instruction) -> list[Compound]:
    """The compound commands of its script."""
    body = step.body
    script = body.script if body is not None and not body.is_program else None
    lists = script.lists if script is not None else []
    return [one for each in lists for line in each.pipelines for one in line.commands if isinstance(one, Compound)]


# --- a script that was understood


def _expanded(body: Body, step: Instruction) -> Iterator[Found]:
    """What is expanded, also in calculations, and the ``${name:=word}`` that sets besides."""
    for word in _words(step):
        for one in word.references:
            if NAME.fullmatch(one.name):
                yield from _reference(body, one.name, one.start, one.end, one.operator in _ASSIGNING)
        for start, end in _calculations(word):
            for match in _COUNTED.finditer(word.source, start, end):
                yield from _plain(body, match.group(), *word.place(match.start(), match.end()), False)


def _words(step: Instruction) -> Iterator[Word]:
    for one in simple_commands(step):
        yield from one.words
        for assignment in one.assignments:
            yield from [assignment.value] if assignment.value is not None else assignment.elements or []
    for compound in compounds(step):
        yield from compound.words
    for owner in [*simple_commands(step), *compounds(step)]:
        for redirect in owner.redirects:
            yield redirect.target
            if redirect.heredoc is not None and redirect.heredoc.expand:
                yield redirect.heredoc.content


def _calculations(word: Word) -> Iterator[Range]:
    pending = list(word.pieces())
    while pending:
        kind, start, end, children = pending.pop()
        if kind == "ARITH_TEXT":
            yield start, end
        elif children and kind not in ("substitution", "process"):
            pending += children


def _set(body: Body, step: Instruction) -> Iterator[Found]:
    for one in simple_commands(step):
        for assignment in one.assignments:
            yield from _plain(body, assignment.name, assignment.start, assignment.start + len(assignment.name), True)
        yield from _set_by(body, one)
    for compound in compounds(step):
        match = _LOOPED.match(body.extract.text, compound.start)
        if compound.name and match is not None and match.group(1) == compound.name:
            yield from _plain(body, compound.name, match.start(1), match.end(1), True)


def _set_by(body: Body, command: SimpleCommand) -> Iterator[Found]:
    """What a command sets because that is what it is for."""
    name, words = command.name or "", command.words[1:]
    if name in _DECLARING:
        for word in words:
            match = NAME.match(word.text)
            if match is not None and word.text[match.end() : match.end() + 1] in ("", "=", "+"):
                given = "=" in word.text or name == "local"
                yield from _plain(body, match.group(), word.start, word.start + match.end(), given)
    elif name in _SETTING:
        for word in _set_words(name, words):
            yield from _plain(body, word.text, word.start, word.end, True)
    elif name in ("((", "let"):
        for word in words:
            for match in _COUNTED.finditer(word.text):
                yield from _plain(body, match.group(), word.start + match.start(), word.start + match.end(), False)


def _set_words(name: str, words: list[Word]) -> Iterator[Word]:
    """The words of read, unset, printf -v and getopts that name variables."""
    if name == "getopts":
        words = words[1:2]
    elif name == "printf":
        words = words[1:2] if words and words[0].text == "-v" else []
    elif name == "unset" and words and words[0].text == "-f":
        words = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.text.startswith("-"):
            skip = word.text[-1] in _SETTING[name]
        elif NAME.fullmatch(word.text):
            yield word


# --- other scripts


def _loose(body: Body) -> Iterator[Found]:
    """Of a script that is half typed: what looks like a variable outside of single quotes."""
    text, at, double = body.extract.text, 0, False
    while (match := _TOKEN.search(text, at)) is not None:
        token, at = match.group(), match.end()
        if token == '"':
            double = not double
        elif token == "'" and not double:
            at = text.find("'", at) + 1 or at
        elif token[0] == "$":
            yield from _reference(body, token.lstrip("${#!"), match.start(), match.end(), False)
    for match in _SET.finditer(text):
        yield from _plain(body, match.group(1), match.start(1), match.end(1), True)


def _windows(body: Body) -> Iterator[Found]:
    name = body.shell.name if body.shell is not None else ""
    pattern = _BATCH if name == "cmd" else _POWERSHELL if name in ("powershell", "pwsh") else None
    for match in pattern.finditer(body.extract.text) if pattern is not None else ():
        yield from _plain(body, match.group(1), match.start(1), match.end(1), False)


# --- places


def _reference(body: Body, name: str, start: int, end: int, sets: bool) -> Iterator[Found]:
    place = in_reference(body.extract.text, (start, end), name)
    yield name, body.extract.span(*(place or (start, end))), sets


def _plain(body: Body, name: str, start: int, end: int, sets: bool) -> Iterator[Found]:
    if body.extract.text[start:end] == name:
        yield name, body.extract.span(start, end), sets
