"""Where the text of a script stands in the file, and how text is written there.

A script is written as it is (``RUN apt-get ...``, a here-document), as a string of a JSON array (``["sh", "-c", "..."]``),
or as the elements of such an array (``["apt-get", "install"]``). Within it a command may stand in the quotes of another one's
word (``sudo sh -c '...'``) or in backquotes. Offsets are those of the script's own text, as its words have them.
"""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.layout import checked, crosses_comment, newline, removal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.facts.bodies import Body
    from analyzer.facts.commands import Command
    from analyzer.shell.nodes import List
    from analyzer.shell.word import Word

_QUOTES = frozenset({"SINGLE", "DOUBLE", "double"})
_SPECIAL = frozenset("'\"\\$`!\n\r#")  # what means something else within quotes of another word
_JOINS = frozenset(" \t\r\n;&\\`")


class Site:
    """The place of a script, or of a command within it.

    `quoted` tells that quotes of another command's word, or backquotes, are around it.
    """

    __slots__ = ("body", "elements", "heredoc", "instruction", "quoted", "source", "text")

    def __init__(self, body: Body, command: Command | None = None) -> None:
        self.body = body
        self.instruction = body.instruction
        self.source = body.instruction.file.source.text
        self.text = body.extract.text
        nested, self.quoted = _around(self.text, command) if command is not None else (False, False)
        self.elements = body.is_program and not nested
        heredocs = self.instruction.syntax.heredocs
        self.heredoc = bool(heredocs) and body.extract.origins[0] >= heredocs[0].body[0]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of a piece of the script that is not empty."""
        return self.body.extract.span(start, end)

    def replace(self, start: int, end: int, text: str) -> Edit:
        """A text in place of a span of the script."""
        if self.elements:
            raise Unfit("the words are elements of a JSON array")
        return self._edit(*self.span(start, end), self.written(text))

    def rewrite(self, start: int, end: int, raw: str) -> Edit:
        """`raw`, written as in the source, in place of a span of the script."""
        return self._edit(*self.span(start, end), raw)

    def replace_word(self, word: Word, text: str) -> Edit:
        """A text in place of a word; the value of an element of a JSON array."""
        return self._edit(*self.span(word.start, word.end), element(text) if self.elements else self.written(text))

    def insert_words(self, after: Word, words: Sequence[str]) -> Edit:
        """Words behind a word."""
        at = self.span(after.start, after.end)[1]
        if self.elements:
            return Edit(at, at, "".join(f", {element(word)}" for word in words))
        return Edit(at, at, "".join(f" {self.written(word)}" for word in words))

    def remove_words(self, words: Sequence[Word], first: int, last: int) -> Edit:
        """Nothing in place of some of a command's words, by their indexes; not of all of them."""
        start, stop = self.span(words[first].start, words[last].end)
        if self.elements or first == 0:
            if first == 0:
                return self._edit(start, self.span(words[last + 1].start, words[last + 1].end)[0], "")
            return self._edit(self.span(words[first - 1].start, words[first - 1].end)[1], stop, "")
        return removal(self.instruction, self._gap_start(words[first].start), start, stop)

    def insert(self, offset: int, text: str, *, raw: str = "") -> Edit:
        """`raw`, written as in the source, and a text behind the character in front of an offset that is not 0."""
        if self.elements:
            raise Unfit("the words are elements of a JSON array")
        at = self.span(offset - 1, offset)[1]
        return Edit(at, at, raw + self.written(text))

    def insert_before(self, offset: int, text: str, *, raw: str = "") -> Edit:
        """A text and `raw`, written as in the source, in front of the character at an offset."""
        if self.elements:
            raise Unfit("the words are elements of a JSON array")
        at = self.span(offset, offset + 1)[0]
        return Edit(at, at, self.written(text) + raw)

    def remove_behind(self, start: int, end: int) -> Edit:
        """Nothing in place of what stands behind the character in front of `start`, up to `end`."""
        return self._edit(self.span(start - 1, start)[1], self.span(end - 1, end)[1], "")

    def remove_in_front(self, start: int, end: int) -> Edit:
        """Nothing in place of what stands from `start` up to the character at `end`."""
        return self._edit(self.span(start, start + 1)[0], self.span(end, end + 1)[0], "")

    def between(self, start: int, end: int) -> str:
        """What stands in the file between the characters in front of `start` and at `end`."""
        return self.source[self.span(start - 1, start)[1] : self.span(end, end + 1)[0]]

    def is_join(self, start: int, end: int) -> bool:
        """Between two commands there is nothing but what joins them: no comment, no here-document."""
        at, stop = self.span(start - 1, start)[1], self.span(end, end + 1)[0]
        return set(self.text[start:end]) <= _JOINS and not crosses_comment(self.instruction, at, stop)

    def written(self, text: str) -> str:
        """A text as it is written here."""
        if self.quoted and not _SPECIAL.isdisjoint(text):
            raise Unfit("it stands in quotes, in which the text would mean something else")
        if "\n" in text and not self.heredoc:
            raise Unfit("a line ends in the text")
        if self.instruction.json_form:
            return element(text)[1:-1]
        return text.replace("\n", newline(self.instruction.file))

    def _gap_start(self, offset: int) -> int:
        """The source offset of the white space in front of an offset of the script, ends of continued lines included."""
        at = offset
        while at > 0:
            if self.text[at - 1] in " \t":
                at -= 1
            elif self.text[max(0, at - 2) : at] == "\\\n":
                at -= 2
            else:
                break
        return self.span(at - 1, at)[1] if at else self.span(0, 1)[0]

    def _edit(self, start: int, end: int, text: str) -> Edit:
        return checked(self.instruction, start, end, text)


def element(text: str) -> str:
    """A text as a string of a JSON array."""
    from json import dumps

    return dumps(text, ensure_ascii=False)


def _around(text: str, command: Command) -> tuple[bool, bool]:
    """Whether a command stands in the script of another one, and whether in quotes or backquotes."""
    nested = quoted = False
    at: List | None = command.simple.pipeline.list
    while at is not None:
        if at.host is not None:
            nested = quoted = True
            _check_host(at)
        elif at.construct == "substitution" and text[: at.start].rstrip()[-1:] == "`":
            quoted = True
        at = at.parent.list if at.parent is not None else None
    return nested, quoted


def _check_host(inner: List) -> None:
    """Refuses a script that is no single quoted string: text written into it might not belong to it."""
    assert inner.host is not None
    words = [*inner.host.words, *(redirect.target for redirect in inner.host.redirects if redirect.heredoc is None)]
    for word in words:
        if word.start <= inner.start < word.end:
            pieces = word.pieces()
            if len(pieces) != 1 or pieces[0][0] not in _QUOTES:
                raise Unfit("it stands in a word that is not in one pair of quotes")
