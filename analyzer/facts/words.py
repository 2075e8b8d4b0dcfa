"""Words and pairs: the arguments of an instruction."""

from __future__ import annotations

from analyzer.facts.node import Node, fact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Text
    from analyzer.syntax import nodes as syntax


class Word(Node):
    """An argument of an instruction or, as a `ShellWord`, of a command."""

    sort = "word"

    def __init__(self, parent: Node, word: syntax.Word, expand: Callable[[str], Text] | None) -> None:
        super().__init__(parent, word.start, word.end)
        self.text = word.text
        self.word = word
        self._expand = expand

    @fact
    def value(self) -> Text:
        """Expanded where BuildKit expands it, as it stands elsewhere."""
        return self._expand(self.text) if self._expand is not None else self.text

    @fact
    def quoted(self) -> bool:
        """Its source holds quotes; an element of a JSON array always does."""
        text = self.span_text
        return "'" in text or '"' in text


class Pair(Node):
    """A key and a value of ENV, LABEL or ARG."""

    sort = "pair"

    def __init__(self, instruction: Instruction, pair: syntax.Pair, tick: int) -> None:
        super().__init__(instruction, pair.start, pair.end)
        self.pair = pair
        self.tick = tick
        self.instruction = instruction
        self.origin = instruction.kind.lower()
        self.separator: str | None = pair.separator or None
        self.text: str | None = pair.value.text if pair.value is not None else None

    @fact
    def key(self) -> Text:
        """Expanded like a value, but for ARG, whose names are never expanded."""
        text = self.pair.key.text
        return text if self.origin == "arg" else self.instruction.expand(text)

    @property
    def written_key(self) -> str:
        """The key, variables not expanded."""
        return self.pair.key.text

    @property
    def harmless(self) -> bool:
        """Key and value tell that it is no credential."""
        from analyzer.facts.secret_pairs import is_harmless

        if self.origin == "env" and not (self.text or "").strip("\"' \t"):
            return True  # the value comes when the container starts; that of an empty ARG comes with the build
        return is_harmless(self.written_key, self.text or "")

    @fact
    def used_undeclared(self) -> bool:
        """It is global, and an instruction uses its name whose stage does not declare it."""
        return self.instruction.stage is None and self.key in self.file.names_out_of_scope

    @fact
    def used_by(self) -> list[Instruction]:
        """The instructions that use the variable, in file order."""
        from analyzer.facts.uses import users_of

        return users_of(self)

    @fact
    def key_undefined(self) -> bool:
        """The key holds a variable that nothing in the file defines."""
        if self.origin == "arg" or "$" not in self.written_key or self.instruction.onbuild:
            return False
        from analyzer.syntax.expansion import references

        scope = self.instruction.environment
        names = [reference.name for reference in references(self.written_key, self.file.escape)]
        return not all(scope.defined(name, self.tick) for name in names)

    @fact
    def value(self) -> Text:
        """The value, quotes removed and variables expanded."""
        return self.instruction.expand(self.text, self.tick) if self.text is not None else None
