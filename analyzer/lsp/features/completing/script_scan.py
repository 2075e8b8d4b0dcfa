"""The command that is being typed at the end of a script, however little of the script is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.lsp.data import Range

LONGEST = 20_000  # characters in front of the cursor that are looked at
_LEADING = frozenset({"then", "do", "else", "elif", "if", "while", "until", "!", "{", "time", "(", "exec", "command"})
_ENDS = frozenset(";&|()\n")


class Scan:
    """The finished `words` of the command that the end of a text is in, where the open one begins (`at`), and what is open.

    `quote` is the quote that is open; `comment` tells that the end is in a comment, `target` that the target of a redirection
    is typed.
    """

    def __init__(self) -> None:
        self.words: list[Range] = []
        self.at = 0
        self.quote = ""
        self.comment = False
        self.target = False


def scan(text: str) -> Scan:
    """Reads a script up to its end."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.index = max(0, len(text) - LONGEST)
        self.now = Scan()
        self.now.at = self.index
        self.outer: list[tuple[Scan, str]] = []  # with what ends the inner one

    def read(self) -> Scan:
        text = self.text
        while self.index < len(text):
            char = text[self.index]
            if char == "\\" and self.now.quote != "'":
                self.index += 1
            elif self.now.quote == "'":
                self.now.quote = "" if char == "'" else "'"
            elif char == "$" and text[self.index + 1 : self.index + 2] == "(":
                self.index += 1
                self._enter(")")
            elif char == "`":
                self._leave() if self.outer and self.outer[-1][1] == "`" else self._enter("`")
            elif self.now.quote:
                self.now.quote = "" if char == '"' else '"'
            elif char in "\"'":
                self.now.quote = char
            else:
                self._plain(char)
            self.index += 1
        return self.now

    def _enter(self, end: str) -> None:
        self.outer.append((self.now, end))
        self.now = Scan()
        self.now.at = self.index + 1

    def _leave(self) -> None:
        self.now, _ = self.outer.pop()

    def _plain(self, char: str) -> None:
        if char == ")" and self.outer and self.outer[-1][1] == ")":
            self._leave()
        elif char == "&" and ">" in (self.text[self.index - 1 : self.index], self.text[self.index + 1 : self.index + 2]):
            return  # of a redirection
        elif char in _ENDS:
            self.now.words.clear()
            self._begin(self.index + 1)
        elif char in " \t\r":
            self._word()
        elif char in "<>":
            self.now.at, self.now.target = self.index + 1, True
        elif char == "#" and self.now.at == self.index:
            end = self.text.find("\n", self.index)
            self.now.comment = end < 0
            self.index = len(self.text) if end < 0 else end - 1

    def _begin(self, at: int) -> None:
        self.now.at, self.now.target = at, False

    def _word(self) -> None:
        now = self.now
        if now.at < self.index:
            word = self.text[now.at : self.index]
            if not now.target and (now.words or word not in _LEADING):
                now.words.append((now.at, self.index))
            self._begin(self.index + 1)
        else:
            now.at = self.index + 1
