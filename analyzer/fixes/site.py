"""Where the text of a script stands in the file, and how text is written there.

A script is written as it is (``RUN apt-get ...``, a here-document), as a string of a JSON array (``["sh", "-c", "..."]``),
or as the elements of such an array (``["apt-get", "install"]``). Offsets are those of the script's own text, as its words have them.
"""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.bodies import Body
    from analyzer.shell.word import Word


class Site:
    """The place of one script."""

    __slots__ = ("body", "source")

    def __init__(self, body: Body) -> None:
        self.body = body
        self.source = body.instruction.file.source.text

    @property
    def elements(self) -> bool:
        """Its words are elements of a JSON array."""
        return self.body.is_program

    def replace(self, start: int, end: int, text: str) -> Edit:
        """A text in place of a span of the script."""
        if self.elements:
            raise Unfit("the words are elements of a JSON array")
        at, stop = self.body.extract.span(start, end)
        return Edit(at, stop, self._written(text))

    def replace_word(self, word: Word, text: str) -> Edit:
        """A text in place of a word."""
        at, stop = self.body.extract.span(word.start, word.end)
        return Edit(at, stop, _element(text) if self.elements else self._written(text))

    def insert_words(self, after: Word, words: list[str]) -> Edit:
        """Words behind a word."""
        at = self.body.extract.span(after.start, after.end)[1]
        if self.elements:
            return Edit(at, at, "".join(f", {_element(word)}" for word in words))
        return Edit(at, at, "".join(f" {self._written(word)}" for word in words))

    def remove_words(self, before: Word, first: Word, last: Word) -> Edit:
        """Nothing in place of the words from `first` to `last`; `before` is the word in front of them."""
        start = self.body.extract.span(before.start, before.end)[1]
        stop = self.body.extract.span(last.start, last.end)[1]
        gap = self.source[start : self.body.extract.span(first.start, first.end)[0]]
        if "#" in gap:
            raise Unfit("a comment stands in front of the words")
        return Edit(start, stop, "")

    def insert(self, offset: int, text: str) -> Edit:
        """A text behind the character in front of an offset that is not 0."""
        if self.elements:
            raise Unfit("the words are elements of a JSON array")
        at = self.body.extract.span(offset - 1, offset)[1]
        return Edit(at, at, self._written(text))

    def between(self, start: int, end: int) -> str:
        """What stands in the file between the characters in front of `start` and at `end`."""
        return self.source[self.body.extract.span(start - 1, start)[1] : self.body.extract.span(end, end + 1)[0]]

    def _written(self, text: str) -> str:
        """A text as it is written here."""
        return _element(text)[1:-1] if self.body.instruction.json_form else text


def _element(text: str) -> str:
    """A text as a string of a JSON array."""
    from json import dumps

    return dumps(text, ensure_ascii=False)
