"""What the words of a file are, for an editor to colour: in instructions here, in scripts in `script_tokens`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.stages import Stage
from analyzer.lsp.features.painting import Painting
from analyzer.lsp.features.script_tokens import paint_script
from analyzer.lsp.features.variable_names import PREDEFINED
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.unknown import Unknown
    from analyzer.lsp.data import Range, Token
    from analyzer.lsp.snapshot import Snapshot
    from analyzer.syntax.nodes import Directive, Flag, Pair, Word

TYPES = (
    *("keyword", "comment", "string", "number", "operator", "variable", "parameter", "property", "function", "method"),
    *("class", "namespace", "enumMember", "macro", "decorator"),
)
"""Images are classes, their tags and digests members; stages are namespaces; flags and options parameters; commands functions
and their sub-commands methods; the words around a here-document macros; directives decorators."""
MODIFIERS = ("definition", "readonly", "deprecated", "defaultLibrary")
_KEYWORDS = frozenset(
    {"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN"}
    | {"SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"}
)
_SCRIPTED = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"})
_NUMBER = Lazy(r"[+-]?[0-9][0-9_.]*(?:ns|us|µs|ms|s|m|h)?(?:[0-9.]+(?:ms|s|m))*")
_PORT = Lazy(r"(?<![\w$.{])[0-9]+|(?<=/)[A-Za-z]+")
_REFERENCE = Lazy(r"\$\{[^}]*\}?|\$\w+")
_HEREDOC = Lazy(r"[0-9]*<<-?")


def tokens(snapshot: Snapshot, place: Range | None = None) -> list[Token]:
    """The tokens of a file by place; of a range those that touch it."""
    document = snapshot.document
    painting = Painting(snapshot.text, document.escape)
    steps = iter(snapshot.facts.instructions)
    for piece in document.pieces:
        step = next(steps) if piece.piece == "instruction" else None
        if place is not None and (piece.start > place[1] or max(piece.end, piece.start) < place[0]):
            continue
        if step is not None:
            _Words(painting, step).paint()
        elif piece.piece == "comment":
            painting.add((piece.start, piece.end), "comment")
        elif piece.piece == "directive":
            _directive(painting, piece)  # type: ignore[arg-type]
    found = painting.tokens()
    if place is None:
        return list(found)
    return [token for token in found if token.range[0] <= place[1] and place[0] <= token.range[1]]


def _directive(painting: Painting, piece: Directive) -> None:
    text = painting.text
    painting.add((piece.start, piece.end), "comment")
    equals = text.rfind("=", piece.start, piece.value_start)
    name = text.lower().find(piece.name, piece.start, max(equals, piece.start))
    painting.add((name, name + len(piece.name)) if name >= 0 else (0, 0), "decorator")
    painting.add((equals, equals + 1) if equals >= 0 else (0, 0), "operator")
    painting.add((piece.value_start, piece.value_start + len(piece.value)), "string")


class _Words:
    """The words of one instruction."""

    def __init__(self, painting: Painting, step: Instruction) -> None:
        self.painting = painting
        self.step = step
        self.node = step.syntax

    def paint(self) -> None:
        node, painting = self.node, self.painting
        if node.kind in _KEYWORDS:
            deprecated = ("deprecated",) if node.kind == "MAINTAINER" else ()
            painting.add((node.keyword.start, node.keyword.end), "keyword", *deprecated)
        for flag in node.flags:
            self._flag(flag)
        for comment in node.comments:
            painting.add((comment.start, comment.end), "comment")
        if self.step.trigger is not None:
            _Words(painting, self.step.trigger).paint()
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
