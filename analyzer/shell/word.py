"""A word of a shell script.

Offsets are 0-based code points of the text that was given to `parse_script`, the end exclusive.
"""

from __future__ import annotations

from analyzer.shell.quoting import QUOTES, globs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.grammar.driver import Tree
    from analyzer.shell.parts import Part, Reference
    from analyzer.source.extract import Extract


class Word:
    """A word as the shell splits them.

    `value` is without quotes and escapes, None where the shell expands something in it. Globs, braces and ``~`` stay in the
    value as they are.
    """

    __slots__ = ("_extracts", "_parts", "_references", "_tree", "end", "source", "start", "value")

    def __init__(self, start: int, end: int, value: str | None, tree: Tree | None, source: str) -> None:
        self.start = start
        self.end = end
        self.value = value
        self._tree = tree  # of a word with more than plain text
        self.source = source  # what the offsets of its pieces belong to
        self._extracts: tuple[Extract, ...] = ()  # the way from there to the text that was given
        self._parts: list[Part] | None = None
        self._references: list[Reference] | None = None

    @property
    def text(self) -> str:
        """As written; in backquotes without the escapes of that layer."""
        tree = self._tree
        return self.source[tree[1] : tree[2]] if tree is not None else self.value or ""

    @property
    def quoted(self) -> bool:
        """It holds quotes or escapes."""
        return any(piece[0] in QUOTES for piece in self.pieces())

    @property
    def has_glob(self) -> bool:
        """An unquoted ``*``, ``?`` or ``[`` stands in it, so that the shell may replace it by file names."""
        return any(part.kind == "text" and not part.quoted and globs(part.value or "") for part in self.parts)

    @property
    def parts(self) -> list[Part]:
        """The word from left to right; what stands within a parameter's operand is not among them."""
        if self._parts is None:
            self._read()
        return self._parts or []

    @property
    def references(self) -> list[Reference]:
        """The parameters it expands, nested ones included; those within command substitutions belong to their commands."""
        if self._tree is not None and self._references is None:
            self._read()
        return self._references or []

    def move(self, extract: Extract) -> None:
        """Take the offsets, so far those of ``extract.text``, to where that text was cut from."""
        self.start, self.end = extract.span(self.start, self.end)
        self._extracts += (extract,)
        self._parts = self._references = None

    def tail(self, count: int) -> Word:
        """The word without its first characters, which must be plain ones, such as the ``NAME=`` of ``NAME=value``."""
        value = self.value[count:] if self.value is not None else None
        tree = self._tree
        if tree is not None:
            first, *rest = self.pieces()
            if first[3] is None and first[2] - first[1] >= count:
                kept = [(first[0], first[1] + count, first[2], None)] if first[2] - first[1] > count else []
                tree = ("mixed", tree[1] + count, tree[2], [*kept, *rest])
        tail = Word(self.start + count, self.end, value, tree, self.source)
        tail._extracts = self._extracts
        return tail

    def pieces(self) -> list[Tree]:
        """The grammar's trees of a word with more than plain text, their offsets those of `source`; else empty."""
        tree = self._tree
        if tree is None:
            return []
        return tree[3] if tree[0] in ("mixed", "here") and tree[3] is not None else [tree]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where ``source[start:end]`` lies in the text that was given."""
        for extract in self._extracts:
            start, end = extract.span(start, end)
        return start, end

    def _read(self) -> None:
        from analyzer.shell.parts import Part, read_parts

        if self._tree is not None:
            self._parts, self._references = read_parts(self.pieces(), self.source, self.place, self._tree[0] == "here")
        elif self.text:
            part = Part("text", (0, len(self.text)), self.text, lambda _start, _end: (self.start, self.end))
            part.value = self.value
            self._parts = [part]

    def __repr__(self) -> str:
        return f"Word({self.text!r}, {self.start}, {self.end})"
