"""What is being typed: the part of an instruction in front of the cursor, cut as BuildKit cuts it.

The tree is asked only where instructions and here-documents begin and end; what stands in front of the cursor is read anew, as
the half-typed rest of a line may make something else of it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from analyzer.lsp.features.completing.logical import logical_text, open_words
from analyzer.lsp.snapshot import Snapshot
from analyzer.source.patterns import Lazy
from analyzer.syntax.lines import BOM

if TYPE_CHECKING:
    from analyzer.facts.stages import Stage
    from analyzer.lsp.data import Range
    from analyzer.syntax.nodes import Heredoc, Instruction

KEYWORD, FLAG, ARGUMENT, COMMENT, HEREDOC = "keyword", "flag", "argument", "comment", "heredoc"
NAME = Lazy(r"[A-Za-z0-9_]*")
WORD = Lazy(r"[A-Za-z0-9_.-]*")
NOTHING = Lazy("")
_LETTERS = Lazy(r"[ \t\ufeff]*([^\s]*)")
_SPACE = Lazy(r"[ \t\r\n\f\v]+")
_NOT_LINE_END = Lazy(r"[^\r\n]")


class Place:
    """A place in a file and what stands in front of it.

    `kind` tells what is typed there. `text` is the logical line up to the cursor (in a comment or a here-document, the line),
    and offsets called `at` are of it. `keyword` is in upper case, for ONBUILD that of the trigger; `flags` are the finished
    flags, `words` the finished arguments, and what is typed begins at `at`. The arguments begin at `begin`.
    """

    def __init__(self, snapshot: Snapshot, offset: int) -> None:
        if snapshot.text[offset - 1 : offset + 1] == "\r\n":
            offset -= 1
        self.snapshot = snapshot
        self.offset = offset
        self.line_start = snapshot.text.rfind("\n", 0, offset) + 1
        self.node = _instruction(snapshot, self.line_start)
        self.heredoc = _heredoc(self.node, self.line_start)
        self.keyword = ""
        self.onbuild = False
        self.flags: list[str] = []
        self.words: list[str] = []
        self.begin = self.at = 0
        self.kind = KEYWORD
        line = snapshot.text[self.line_start : offset]
        if self.heredoc is not None or line.lstrip(" \t" + BOM).startswith("#"):
            self.kind = HEREDOC if self.heredoc is not None else COMMENT
            self.text, self._origins = line, None
            if self.node is not None:
                self.keyword, self.onbuild = _kind_of(self.node)
            return
        start = self.node.outer_start if self.node is not None else self.line_start
        self._origins = logical_text(snapshot.text, start, offset, snapshot.document.escape)
        self.text = self._origins.text
        self._read()

    def _read(self) -> None:
        at = 0
        while True:
            word = _LETTERS.match(self.text, at)
            self.at = word.start(1)
            space = _SPACE.match(self.text, word.end())
            if space is None:
                return
            self.keyword = word.group(1).upper()
            at = space.end()
            if self.keyword != "ONBUILD" or self.onbuild:
                break
            self.onbuild = True
        self.kind, self.begin = ARGUMENT, at
        words, self.at = open_words(self.text, at, self.snapshot.document.escape)
        for start, end in words:
            written = self.text[start:end]
            if written.startswith("--") and not self.words:
                self.flags.append(written)
                self.begin = _SPACE.match(self.text, end).end()
            else:
                self.words.append(written)
        if self.current.startswith("-") and not self.words and (len(self.current) == 1 or self.current[1] == "-"):
            self.kind = FLAG

    # --- what is typed

    @property
    def current(self) -> str:
        """The word that is being typed, up to the cursor."""
        return self.text[self.at :]

    @property
    def rest_is_blank(self) -> bool:
        """Nothing stands behind the cursor on its line."""
        end = self.snapshot.text.find("\n", self.offset)
        return not self.snapshot.text[self.offset : end if end >= 0 else None].strip()

    def span(self, at: int, following: Lazy = WORD) -> Range | None:
        """What a proposal takes the place of: from `at` to the end of the word the cursor is in; None across lines."""
        text, start = self.snapshot.text, self._origin(at)
        if start < self.line_start or "\r" in text[start : self.offset]:
            return None
        return start, following.match(text, self.offset).end()

    def _origin(self, at: int) -> int:
        if at >= len(self.text):
            return self.offset
        return self._origins.origin(at) if self._origins is not None else self.line_start + at

    # --- what is true around it

    @cached_property
    def around(self) -> Snapshot:
        """The file without the instruction that is being typed; all offsets are the same."""
        text = self.snapshot.text
        start, end = self._typed
        if not text[start:end].strip():
            return self.snapshot
        blank = text[:start] + _NOT_LINE_END.sub(" ", text[start:end]) + text[end:]
        snapshot = self.snapshot
        return Snapshot(snapshot.uri, snapshot.path, blank, snapshot.policy, snapshot.version, snapshot.encoding)

    def forget(self) -> None:
        """Lets go of what is known of the file around it: it refers to itself in circles."""
        around = vars(self).get("around", self.snapshot)
        if around is not self.snapshot and "facts" in vars(around):
            around.facts.forget()

    @property
    def _typed(self) -> Range:
        text = self.snapshot.text
        end = text.find("\n", self.offset)
        end = len(text) if end < 0 else end
        if self.node is None or self.kind == COMMENT:
            return self.line_start, end
        if self.heredoc is None and not text[self.line_start : end].strip():
            return self.node.outer_start, end  # it would swallow the instruction below
        return self.node.outer_start, max(end, self.node.outer_end)

    @property
    def stage(self) -> Stage | None:
        """The stage it lies in; None before the first FROM. A file without any is one stage of an unknown base."""
        facts = self.around.facts
        if facts.stages:
            return self.around.stage(self.offset)
        return next((step.stage for step in facts.instructions if step.stage is not None), None)

    @property
    def tick(self) -> int | None:
        """The time of its stage at which it is; None for its end."""
        stage = self.stage
        later = [step.tick for step in stage.instructions if step.start > self.offset] if stage is not None else []
        return later[0] if later else None


def _instruction(snapshot: Snapshot, line_start: int) -> Instruction | None:
    """The instruction whose lines, the one of the cursor among them, hold a place."""
    text = snapshot.text
    for node in snapshot.document.instructions:
        if node.outer_start <= line_start < node.outer_end or node.outer_start == line_start:
            return node
        if node.outer_end == line_start == len(text) and (_unended(node, text) or _continues(snapshot, node)):
            return node
    return None


def _continues(snapshot: Snapshot, node: Instruction) -> bool:
    """The file ends in the midst of an instruction."""
    lines = snapshot.text[node.outer_start : node.outer_end].splitlines()
    last = next((line.rstrip() for line in reversed(lines) if line.strip() and not line.lstrip().startswith("#")), "")
    escape = snapshot.document.escape
    return not node.heredocs and last.endswith(escape) and not last.endswith(escape * 2)


def _unended(node: Instruction, text: str) -> bool:
    return any(each.terminator[0] == each.terminator[1] == len(text) for each in node.heredocs)


def _heredoc(node: Instruction | None, line_start: int) -> Heredoc | None:
    """The here-document that a line is one of, the last one included."""
    for each in node.heredocs if node is not None else ():
        unended = each.terminator[0] == each.terminator[1]
        if each.body[0] <= line_start and (line_start <= each.terminator[0] or unended) and line_start >= each.end:
            return each
    return None


def _kind_of(node: Instruction) -> tuple[str, bool]:
    return (node.trigger.kind, True) if node.trigger is not None else (node.kind, False)
