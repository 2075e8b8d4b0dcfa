"""Makes the lists, pipelines and commands of a script from the grammar's trees."""

from __future__ import annotations

from analyzer.grammar.driver import GrammarError
from analyzer.shell.elements import BLANKS, WORDS, Elements
from analyzer.shell.nodes import Compound, List, Pipeline, SimpleCommand
from analyzer.shell.word import Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.grammar.driver import Tree
    from analyzer.shell.nodes import Command

_RESERVED = frozenset(("then", "elif", "else", "fi", "do", "done", "esac", "}"))  # they begin no command, wherever they stand


class Builder(Elements):
    """Reads one script."""

    __slots__ = ()

    def _list(self, tree: Tree, owner: List) -> None:
        pipelines, condition, since = owner.pipelines, "first", 0
        for node in tree[3] or ():
            kind = node[0]
            if kind == "SEPARATOR":
                since = len(pipelines)
            elif kind == "BACKGROUND":
                for pipeline in pipelines[since:]:
                    pipeline.background = True
                since = len(pipelines)
            elif kind == "chain":
                for part in node[3]:
                    if part[0] == "AND":
                        condition = "and"
                    elif part[0] == "OR":
                        condition = "or"
                    else:
                        self._pipeline(part, owner, condition)
                condition = "then"
            else:
                self._pipeline(node, owner, condition)
                condition = "then"
        owner.start, owner.end = pipelines[0].start, pipelines[-1].end

    def _pipeline(self, node: Tree, owner: List, condition: str) -> None:
        start, end = node[1], node[2]
        negated = prefixed = False
        while node[0] in {"negated", "timed"}:
            negated ^= node[0] == "negated"
            prefixed = True
            node = node[3][0]  # type: ignore[index]
        pipeline = Pipeline(owner, len(owner.pipelines), condition, negated, start, end)
        owner.pipelines.append(pipeline)
        if node[0] == "simple":
            self._simple(node, pipeline)
        elif node[0] == "piped":
            for part in node[3] or ():
                if part[0] == "simple":
                    self._simple(part, pipeline)
                elif part[0] != "PIPE":
                    self._compound(part, pipeline)
        else:
            self._compound(node, pipeline)
        if not prefixed:
            pipeline.start = pipeline.commands[0].start  # a redirect's token holds the blanks before it

    def _simple(self, tree: Tree, pipeline: Pipeline) -> None:
        command = SimpleCommand(pipeline, len(pipeline.commands), tree[1], tree[2])
        pipeline.commands.append(command)
        self.script.commands.append(command)
        text, words = self.text, command.words
        for node in tree[3] or ():
            kind, start, end, _ = node
            if kind == "ARGUMENT":
                word = text[start:end].lstrip(BLANKS)
                words.append(Word(end - len(word), end, word, None, text))
            elif kind == "redirect":
                command.redirects.append(self._redirect(node, pipeline))
            elif kind == "assignment":
                command.assignments.append(self._assignment(node, pipeline))
            else:
                words.append(self._word(node, pipeline))
        first = tree[3][0] if tree[3] else tree
        if first[0] == "redirect":
            command.start = command.redirects[0].start
        elif first[0] == "PLAIN" and words[0].value in _RESERVED:
            raise GrammarError(first[1], frozenset(("PLAIN",)))

    def _compound(self, node: Tree, pipeline: Pipeline) -> None:
        redirects: list[Tree] = []
        if node[0] == "redirected" and node[3]:
            node, *redirects = node[3]
        kind, start, end, children = node
        command: Command
        if kind in {"arithmetic", "condition"}:
            command = self._test(node, pipeline)
        else:
            if kind == "for" and self.text.startswith("select", start):
                kind = "select"
            command = compound = Compound(kind, pipeline, len(pipeline.commands), start, end)
            pipeline.commands.append(compound)
            self._inside(children or (), compound)
        for redirect in redirects:
            command.redirects.append(self._redirect(redirect, pipeline))
            command.end = redirect[2]

    def _inside(self, children: Iterable[Tree], compound: Compound) -> None:
        """What a compound command holds: lists, words, and the command of a function."""
        pipeline = compound.pipeline
        for child in children:
            kind = child[0]
            if kind in {"body", "list"}:
                compound.lists.append(self._later(child, compound.kind, "body", pipeline))
            elif kind in {"item", "last"}:
                self._inside(child[3] or (), compound)
            elif kind == "NAME" or (kind in {"PLAIN", "DEFINED"} and compound.kind == "function"):
                compound.name = self.text[child[1] : child[2]].partition("(")[0].rstrip(" \t")
            elif kind in WORDS:
                compound.words.append(self._word(child, pipeline))
            elif compound.kind in {"function", "coproc"}:
                owner = List(compound.kind, "body", pipeline, child[1], child[2])
                self.script.lists.append(owner)
                compound.lists.append(owner)
                self._pipeline(child, owner, "first")
            else:
                self._nested((child,), pipeline)
        if compound.kind in ("while", "until", "if"):
            last = 1 if compound.kind != "if" else len(compound.lists) // 2 * 2
            for conditional in compound.lists[:last:2]:
                conditional.role = "condition"

    def _test(self, node: Tree, pipeline: Pipeline) -> SimpleCommand:
        """``[[ ... ]]`` or ``(( ... ))`` as a command of that name."""
        kind, start, end, children = node
        command = SimpleCommand(pipeline, len(pipeline.commands), start, end)
        pipeline.commands.append(command)
        self.script.commands.append(command)
        text = self.text
        words = command.words
        words.append(Word(start, start + 2, text[start : start + 2], None, text))
        if kind == "condition":
            words += [self._word(child, pipeline) for child in children or ()]
        elif inner := [child for child in children or () if child[0] != "RPAREN"]:
            words.append(self._word(("mixed", inner[0][1], inner[-1][2], inner), pipeline))
        words.append(Word(end - 2, end, text[end - 2 : end], None, text))
        return command
