"""Makes the words, redirects and assignments of a script from the grammar's trees, and finds the lists within words.

Depth is unbounded in a script, so a list found on the way (a body, a subshell, a substitution) waits in `Elements.waiting`.
"""

from __future__ import annotations

from analyzer.grammar.driver import GrammarError
from analyzer.shell.heredocs import split_heredocs
from analyzer.shell.nodes import Assignment, Heredoc, List, Redirect, Script
from analyzer.shell.quoting import here_value, static_value
from analyzer.shell.word import Word
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.grammar.driver import Parser, Tree
    from analyzer.shell.heredocs import Body
    from analyzer.shell.nodes import Pipeline, SimpleCommand

WORDS = frozenset(("PLAIN", "VALUE", "OPERAND", "ARGUMENT", "mixed"))
BLANKS = " \t\\\n"
_BEFORE = Lazy(r"[ \t\n]*(?:(?:\\\n|#[^\n]*)[ \t\n]*)*")


def bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without the white space and comments before its first command, and without the white space at its end."""
    match = _BEFORE.match(text, start, end)
    first = match.end() if match is not None else start
    while end > first and text[end - 1] in " \t\n":
        stop = end
        end = first + len(text[first:end].rstrip(" \t\n"))
        slashes = end - first - len(text[first:end].rstrip("\\"))
        if slashes % 2 and end < stop:
            if text[end] != "\n":
                return first, end + 1  # an escaped blank belongs to the last word
            end -= 1  # a continued line without another
    return first, max(first, end)


class Elements:
    """What reading a script needs, whatever is being read. After `run` the script has its root, its lists and its commands."""

    __slots__ = ("documents", "parser", "script", "text", "waiting")

    def __init__(self, script: Script, parser: Parser) -> None:
        self.script = script
        self.parser = parser
        self.text = script.text
        self.documents: dict[int, Body] = {}
        self.waiting: list[tuple[Tree, List]] = []

    def run(self) -> None:
        """Raises GrammarError where the text is no script."""
        script = self.script
        script.root = List("script", "body", None, 0, len(self.text))
        script.lists.append(script.root)
        self._read(0, len(self.text), script.root)
        waiting = self.waiting
        while waiting:
            self._list(*waiting.pop())
        script.commands.sort(key=_start)
        script.lists.sort(key=_start)

    def _list(self, tree: Tree, owner: List) -> None:
        """Fill a list from its tree."""
        raise NotImplementedError

    def _read(self, start: int, end: int, owner: List) -> None:
        """Parse a stretch of the text as a script of its own."""
        start, end = bounds(self.text, start, end)
        if start == end:
            return
        blanked, documents = split_heredocs(self.text, start, end)
        self.documents.update(documents)
        tree = self.parser.parse(blanked, "script", start, end)
        self.waiting.append((tree[3][0], owner))  # type: ignore[index]

    def _later(self, tree: Tree, construct: str, role: str, parent: Pipeline) -> List:
        owner = List(construct, role, parent, tree[1], tree[2])
        self.script.lists.append(owner)
        self.waiting.append((tree, owner))
        return owner

    def _word(self, node: Tree, pipeline: Pipeline) -> Word:
        kind, start, end, children = node
        text = self.text
        if children is None:
            written = text[start:end]
            if kind == "ARGUMENT":
                written = written.lstrip(BLANKS)
            return Word(end - len(written), end, written, None, text)
        value = static_value(children, text) if kind == "mixed" else None
        if value is None:
            self._nested(children, pipeline)
        return Word(start, end, value, node, text)

    def _redirect(self, node: Tree, pipeline: Pipeline) -> Redirect:
        token, target = node[3]  # type: ignore[misc]
        sign = self.text[token[1] : token[2]]
        start = token[1] + len(sign) - len(sign.lstrip(BLANKS))
        sign = sign.strip(BLANKS)
        operator = sign.lstrip("0123456789") if sign[0] != "{" else sign[sign.index("}") + 1 :]
        fd = sign[: len(sign) - len(operator)]
        redirect = Redirect(operator, fd, self._word(target, pipeline), start, node[2])
        document = self.documents.get(start + len(fd))
        if document is not None:
            redirect.heredoc = self._heredoc(document, pipeline)
        return redirect

    def _heredoc(self, document: Body, pipeline: Pipeline) -> Heredoc:
        start, end = document.body
        written = self.text[start:end]
        tree: Tree = ("here", start, end, [("HERE_TEXT", start, end, None)] if written else [])
        if document.expand and any(mark in written for mark in "$`\\"):
            blanked, inner = split_heredocs(self.text, start, end, "here")
            self.documents.update(inner)
            try:
                tree = self.parser.parse(blanked, "here", start, end)
            except GrammarError:  # the shell itself finds out when the command runs
                tree = ("here", start, end, [("UNREAD", start, end, None)])
            else:
                self._nested(tree[3] or (), pipeline, True)
        value = here_value(tree, written, document)
        content = Word(start, end, value, tree, self.text)
        heredoc = Heredoc(document.delimiter, document.expand, document.strip_tabs, content, document.start, document.end)
        heredoc.terminator = document.terminator
        return heredoc

    def _assignment(self, node: Tree, pipeline: Pipeline) -> Assignment:
        first = node[3][0]  # type: ignore[index]
        elements = first[3] if first[0] == "array" else None
        sign = first if elements is None else elements[0]
        left, _, _ = self.text[sign[1] : sign[2]].rpartition("=")
        operator = "+=" if left[-1] == "+" else "="
        name, bracket, index = left.rstrip("+").partition("[")
        assignment = Assignment(name, operator, None, node[1], node[2])
        if bracket:
            assignment.index = index[:-1]
        if elements is not None:
            assignment.elements = [self._word(word, pipeline) for word in elements if word[0] in WORDS]
        elif len(node[3] or ()) == 2:
            assignment.value = self._word(node[3][1], pipeline)  # type: ignore[index]
        else:
            assignment.value = Word(node[2], node[2], "", None, self.text)
        return assignment

    def _nested(self, pieces: Iterable[Tree], pipeline: Pipeline, quoted: bool = False) -> None:
        """Find the command lists within a word."""
        stack = [(piece, quoted) for piece in pieces]
        while stack:
            piece, inside = stack.pop()
            kind, start, end, children = piece
            if children is None:
                if kind == "BACKQUOTED":
                    self._backquoted(start, end, pipeline, inside)
            elif kind in {"substitution", "process"}:
                for child in children:
                    if child[0] == "list":
                        self._later(child, kind, "body", pipeline)
            else:
                inside = inside or kind == "double"
                stack += [(child, inside) for child in children]

    def _backquoted(self, start: int, end: int, pipeline: Pipeline, quoted: bool) -> None:
        from analyzer.shell.backquotes import relocate, unescaped

        extract = unescaped(self.text, start + 1, end - 1, quoted)
        if extract is None:
            owner = List("substitution", "body", pipeline, start + 1, end - 1)
            self.script.lists.append(owner)
            self._read(start + 1, end - 1, owner)
            return
        inner = Script(extract.text)
        try:
            type(self)(inner, self.parser).run()
        except GrammarError as error:
            raise GrammarError(extract.origin(error.offset), error.expected) from None
        relocate(inner, extract)
        if inner.root is not None:
            inner.root.construct, inner.root.parent = "substitution", pipeline
        self.script.lists += inner.lists
        self.script.commands += inner.commands


def _start(node: List | SimpleCommand) -> int:
    return node.start
