"""What the words of an instruction are: keyword, flags, images, stages, variables, values and here-documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.stages import Stage
from analyzer.lsp.features.script_tokens import paint_script
from analyzer.lsp.features.variable_names import PREDEFINED
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.unknown import Unknown
    from analyzer.lsp.data import Range
    from analyzer.lsp.features.painting import Painting
    from analyzer.syntax.nodes import Flag, Pair, Word

_KEYWORDS = frozenset(
    {"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN"}
    | {"SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"}
)
_SCRIPTED = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"})
_NUMBER = Lazy(r"[+-]?[0-9]+(?:[._][0-9]+)*(?:(?:ns|us|µs|ms|[smh])[0-9.]*)*")
_PORT = Lazy(r"(?<![\w$.{])[0-9]+|(?<=/)[A-Za-z]+")
_REFERENCE = Lazy(r"\$\{[^}]*\}?|\$\w+")
_HEREDOC = Lazy(r"[0-9]*<<-?")


class Words:
    """The words of one instruction; `paint` tells the painting what they are."""

    def __init__(self, painting: Painting, step: Instruction) -> None:
        self.painting = painting
        self.step = step
        self.node = step.syntax

    def paint(self) -> None:
        """All of it, the trigger of an ONBUILD too."""
        node, painting = self.node, self.painting
        if node.kind in _KEYWORDS:
            deprecated = ("deprecated",) if node.kind == "MAINTAINER" else ()
            painting.add((node.keyword.start, node.keyword.end), "keyword", *deprecated)
        for flag in node.flags:
            self._flag(flag)
        for comment in node.comments:
            painting.add((comment.start, comment.end), "comment")
        if self.step.trigger is not None:
            Words(painting, self.step.trigger).paint()
            return
        self._arguments()
        if node.kind not in _SCRIPTED:
            self._heredocs(content=node.kind in ("COPY", "ADD"))
        elif self.step.body is not None:
            self._heredocs(content=False)
        for variable in self.step.variables:
            self._variable((variable.start, variable.end), variable.name)

    def _variable(self, place: Range, name: str, *modifiers: str) -> None:
        given = ("readonly", "defaultLibrary") if name in PREDEFINED else ()
        self.painting.add(place, "variable", *modifiers, *given)

    # --- flags

    def _flag(self, flag: Flag) -> None:
        painting = self.painting
        painting.add((flag.start, flag.name.end if flag.name.text else flag.end), "parameter")
        value = flag.value
        if value is None:
            return
        painting.add((flag.name.end, flag.name.end + 1), "operator")
        if flag.options is not None:
            for option in flag.options:
                painting.add((option.key.start, option.key.end), "property")
                if option.value is not None:
                    painting.add((option.key.end, option.key.end + 1), "operator")
                    self._option(option.key.text.lower(), option.value)
        elif flag.name.text == "from":
            self._source(value, self.step.from_stage)
        else:
            self._plain(value)

    def _option(self, key: str, value: Word) -> None:
        if key == "from":
            mounts = (mount for mount in self.step.mounts if mount.start <= value.start < mount.end)
            self._source(value, next((mount.from_stage for mount in mounts), None))
        elif key in ("type", "sharing"):
            self.painting.add((value.start, value.end), "enumMember")
        else:
            self._plain(value)

    # --- arguments

    def _arguments(self) -> None:
        node = self.node
        shape = getattr(self, f"_{node.kind.lower()}", None) if node.kind in _KEYWORDS else None
        if node.kind in _SCRIPTED:
            self._script()
        elif node.pairs:
            for pair in node.pairs:
                self._pair(pair)
        elif node.json_form:
            for word in node.arguments:
                self.painting.add((word.start - 1, word.end + 1), "string")
        elif shape is not None:
            shape()
        elif node.kind in _KEYWORDS:
            for word in node.arguments or ([node.rest] if node.rest is not None else []):
                self._plain(word)

    def _script(self) -> None:
        node, words = self.node, self.node.arguments
        if node.kind == "HEALTHCHECK" and words:
            self.painting.add((words[0].start, words[0].end), "keyword")
            words = words[1:]
        if node.json_form:
            for number, word in enumerate(words):
                is_program = self.step.body is not None and self.step.body.is_program
                kind = (
                    "string"
                    if not is_program
                    else "function"
                    if not number
                    else "parameter"
                    if word.text[:1] == "-"
                    else "string"
                )
                self.painting.add((word.start - 1, word.end + 1), kind)
        if self.step.body is not None:
            paint_script(self.painting, self.step.body)

    def _from(self) -> None:
        words = self.node.arguments
        if words:
            stage = self.step.stage
            self._source(words[0], stage.base_stage if stage is not None else None)
        for word in words[1:2]:
            if word.text.upper() == "AS":
                self.painting.add((word.start, word.end), "keyword")
        for word in words[2:3]:
            self.painting.add((word.start, word.end), "namespace", "definition")

    def _source(self, word: Word, stage: Stage | Unknown | None) -> None:
        """What names an image or a stage."""
        add, text = self.painting.add, word.text
        if isinstance(stage, Stage) or text.isdecimal():
            add((word.start, word.end), "namespace")
            return
        if text == "scratch":
            add((word.start, word.end), "class", "defaultLibrary")
            return
        plain = _REFERENCE.sub(lambda match: "x" * len(match.group()), text)
        name, at, _ = plain.partition("@")
        colon = name.rfind(":")
        end = colon if colon > name.rfind("/") else len(name)
        add(word.span(0, end), "class")
        if end < len(name):
            add(word.span(end, end + 1), "operator")
            add(word.span(end + 1, len(name)), "enumMember")
        if at:
            add(word.span(len(name), len(name) + 1), "operator")
            add(word.span(len(name) + 1, len(text)), "enumMember", "readonly")

    def _expose(self) -> None:
        for word in self.node.arguments:
            for match in _PORT.finditer(word.text):
                kind = "number" if match.group()[0].isdigit() else "enumMember"
                self.painting.add(word.span(*match.span()), kind)

    def _stopsignal(self) -> None:
        for word in self.node.arguments:
            self.painting.add((word.start, word.end), "number" if word.text.isdecimal() else "enumMember")

    def _pair(self, pair: Pair) -> None:
        key = (pair.key.start, pair.key.end)
        if self.node.kind == "LABEL":
            self.painting.add(key, "property", "definition")
        else:
            self._variable(key, pair.key.text, "definition")
        if pair.value is not None:
            if pair.separator == "=":
                self.painting.add((pair.key.end, pair.key.end + 1), "operator")
            self._plain(pair.value)

    def _plain(self, word: Word) -> None:
        if not word.text.startswith("<<"):
            self.painting.add((word.start, word.end), "number" if _NUMBER.fullmatch(word.text) else "string")

    # --- here-documents

    def _heredocs(self, *, content: bool) -> None:
        add, text = self.painting.add, self.painting.text
        for heredoc in self.node.heredocs:
            add((heredoc.start, heredoc.end), "macro")
            head = _HEREDOC.match(text, heredoc.start, heredoc.end)
            if head is not None:
                add(head.span(), "operator")
            add(heredoc.terminator, "macro")
            if content and heredoc.body[0] < heredoc.body[1]:
                add(heredoc.body, "string")
