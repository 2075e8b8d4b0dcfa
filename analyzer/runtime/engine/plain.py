"""What engines print, as plain lines: pieces joined, without the sequences that steer a terminal."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

# ECMA-48: control sequences; command strings (OSC, DCS, PM, APC, SOS) with their text; other escapes. In 7 and in 8 bits.
_STEERING = Lazy(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
_LONGEST = 8_000  # characters of a line that are kept; more come as further lines
_MOST = 2_000_000  # characters of a log that are kept: half from its start, half from its end


def plain(text: str) -> str:
    """The text without the sequences that steer a terminal."""
    return _STEERING.sub("", text) if "\x1b" in text or not text.isascii() else text


class Lines:
    """Pieces of output to lines. `tell` gets each line, as soon as it is whole, without its end, and its source."""

    def __init__(self, tell: Callable[[str, Hashable], None]) -> None:
        self._tell = tell
        self._open: dict[Hashable, str] = {}

    def add(self, piece: str, source: Hashable = None) -> None:
        """A piece that continues what the same source has said before. A lone carriage return ends a line."""
        text = self._open.pop(source, "") + piece
        text = text.replace("\r\n", "\n")
        held = "\r" if text.endswith("\r") else ""  # its line feed may be still to come
        *whole, rest = text.removesuffix("\r").replace("\r", "\n").split("\n")
        for line in whole:
            self._say(line, source)
        while len(rest) > _LONGEST:
            self._say(rest[:_LONGEST], source)
            rest = rest[_LONGEST:]
        if rest or held:
            self._open[source] = rest + held

    def end(self, source: Hashable = None) -> None:
        """The source says no more."""
        if rest := self._open.pop(source, ""):
            self._say(rest.removesuffix("\r"), source)

    def end_all(self) -> None:
        """Nobody says any more."""
        for source in list(self._open):
            self.end(source)

    def _say(self, line: str, source: Hashable) -> None:
        for start in range(0, max(len(line), 1), _LONGEST):
            self._tell(plain(line[start : start + _LONGEST]), source)


class Log:
    """The plain lines of a build: as many from its start and from its end as may be kept."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self._last: deque[str] = deque()
        self._room = _MOST // 2
        self._held = 0
        self.left_out = 0

    def add(self, line: str) -> None:
        """One line."""
        if not self._last and len(line) < self._room:
            self._first.append(line)
            self._room -= len(line) + 1
            return
        self._last.append(line)
        self._held += len(line) + 1
        while self._held > _MOST // 2:
            self._held -= len(self._last.popleft()) + 1
            self.left_out += 1

    @property
    def text(self) -> str:
        """The lines; where some are left out, a line says so."""
        gap = [f"[{self.left_out} lines are left out]"] if self.left_out else []
        return "\n".join((*self._first, *gap, *self._last))
