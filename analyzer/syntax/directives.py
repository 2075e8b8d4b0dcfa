"""The directives ``syntax``, ``escape`` and ``check`` at the top of a file (parser/directives.go).

Two readers in BuildKit differ. The parser (it wants ``escape``) trims white space before the ``#`` and does not know
``#!``; the reader of ``syntax`` and ``check`` skips a ``#!`` line but wants the ``#`` in the first column.
"""

from __future__ import annotations

from analyzer.syntax.lines import BOM
from analyzer.syntax.whitespace import SPACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

NAMES = frozenset({"syntax", "escape", "check"})
_GO_REGEX_SPACE = "\t\n\f\r "


class DirectiveError(Exception):
    """A directive that ends the build, in BuildKit's words."""


class DirectiveReader:
    """Reads line after line until the first that is no directive."""

    __slots__ = ("done", "marker", "seen")

    def __init__(self, marker: str = "#") -> None:
        self.marker = marker
        self.done = False
        self.seen: set[str] = set()

    def read(self, line: str) -> tuple[str, str, int] | None:
        """(name in lower case, value, offset of the value in the line), or None. Raises DirectiveError for a second one."""
        if self.done:
            return None
        found = _split(line, self.marker)
        if found is None or found[0] not in NAMES:
            self.done = True
            return None
        if found[0] in self.seen:
            raise DirectiveError(f"only one {found[0]} parser directive can be used")
        self.seen.add(found[0])
        return found


def _split(line: str, marker: str) -> tuple[str, str, int] | None:
    """``#name=value`` of a line without its line ending; regular expressions would cost more to compile than to do without."""
    if not line.startswith(marker):
        return None
    body = line[len(marker) :].lstrip(SPACES)
    name, equals, rest = body.partition("=")
    name = name.rstrip(_GO_REGEX_SPACE)
    if not equals or not name.isascii() or not name.isalnum() or not name[0].isalpha():
        return None
    value = rest.lstrip(_GO_REGEX_SPACE)
    start = len(line) - len(value)
    value = value.rstrip(_GO_REGEX_SPACE)
    if not value and rest:  # the expression `\s*(.+?)\s*$` then gives its last white space to the value
        value, start = rest[-1], len(line) - 1
    return (name.lower(), value, start) if value else None


def escape_token(value: str) -> str:
    """The escape character that a directive sets. Raises DirectiveError."""
    if value not in ("\\", "`"):
        raise DirectiveError(f"invalid escape token '{value}' does not match ` or \\")
    return value


class FoundDirective:
    """A directive as `find_directive` sees it: `value` ends at the first space, `command_line` is all of it, `line` from 1."""

    __slots__ = ("command_line", "line", "value")

    def __init__(self, command_line: str, line: int) -> None:
        self.command_line = command_line
        self.value = command_line.partition(" ")[0]
        self.line = line


def find_directive(text: str, name: str) -> FoundDirective | None:
    """The ``syntax`` or ``check`` directive that BuildKit acts on (ParseDirective)."""
    return _find(text, name, "#")


def detect_syntax(text: str) -> FoundDirective | None:
    """The frontend a file asks for, ``// syntax=`` and a JSON object's "syntax" included (DetectSyntax)."""
    found = _find(text, "syntax", "#") or _find(text, "syntax", "//")
    if found is None and text.lstrip(BOM + SPACES).startswith("{"):
        import json

        try:
            value: Any = json.loads(_without_shebang(text.removeprefix(BOM))[1])
        except ValueError:
            return None
        if isinstance(value, dict) and isinstance(value.get("syntax"), str):
            found = FoundDirective(value["syntax"], 0)
            found.value = found.command_line
    return found


def _find(text: str, name: str, marker: str) -> FoundDirective | None:
    line, rest = _without_shebang(text.removeprefix(BOM))
    reader = DirectiveReader(marker)
    try:
        for physical in _lines(rest):
            line += 1
            found = reader.read(physical)
            if reader.done:
                return None
            if found is not None and found[0] == name:
                return FoundDirective(found[1], line)
    except DirectiveError:
        return None
    return None


def _without_shebang(text: str) -> tuple[int, str]:
    """(lines skipped, the rest)."""
    return (1, text.partition("\n")[2]) if text.startswith("#!") else (0, text)


def _lines(text: str) -> Iterator[str]:
    """Lines as bufio.ScanLines gives them."""
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        if end < 0:
            end = len(text)
        yield text[at:end].removesuffix("\r")
        at = end + 1
