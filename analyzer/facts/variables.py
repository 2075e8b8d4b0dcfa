"""The variable references that BuildKit expands."""

from __future__ import annotations

from analyzer.facts.node import Node, fact
from analyzer.facts.unknown import UNKNOWN
from analyzer.native import attrgetter, bisect_right
from analyzer.source.extract import Extract
from analyzer.syntax.arguments import EXPANDED_ARGUMENTS
from analyzer.syntax.expansion import references
from analyzer.syntax.suggest import NEAREST, distance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Truth
    from analyzer.facts.words import Pair
    from analyzer.syntax.expansion import Reference
    from analyzer.syntax.nodes import Word

_start = attrgetter("start")
_MOST_COMPARED = 500  # references in a file; each is compared with every variable
_FLAGS = frozenset({"chown", "chmod", "checksum", "platform"})


class Variable(Node):
    """A reference such as ``$name`` or ``${name:-word}``, also within the word of another."""

    sort = "variable"

    def __init__(self, instruction: Instruction, reference: Reference, text: str, span: tuple[int, int], tick: int) -> None:
        super().__init__(instruction, *span)
        self.instruction = instruction
        self.tick = tick
        self.name = reference.name
        self.operator = reference.operator
        self.text = text
        self.repeated = False

    @fact
    def defined(self) -> Truth:
        """False too where only the base image might define it: BuildKit knows that image, we do not.

        Unknown in a trigger, and where the stage starts from something that a build argument names.
        """
        instruction, scope = self.instruction, self.instruction.environment
        if instruction.onbuild:
            return UNKNOWN
        if scope.defined(self.name, self.tick):
            return True
        stage = instruction.stage if scope is not self.file.globals else None
        return UNKNOWN if stage is not None and stage.root_base == "unknown" else False

    @fact
    def defined_by(self) -> Pair | None:
        """The ARG or ENV pair in force; none in a trigger, and where the base image or nothing defines it."""
        return None if self.instruction.onbuild else self.file.uses.definition(self.instruction, self.name, self.start)

    @fact
    def declared_globally(self) -> bool:
        """An ARG before the first FROM declares it."""
        return self.name in self.file.global_arguments

    @fact
    def defined_beside(self) -> bool:
        """Another pair of the same ENV defines it, which it does not see.

        Either nothing before defines the variable, or its own pair defines it once more and takes the other's place.
        """
        step = self.instruction
        if step.kind != "ENV":
            return False
        own = step.pairs[max(0, bisect_right(step.pairs, self.start, key=_start) - 1)]
        twice = own.key == self.name
        if step.key_counts.get(self.name, 0) < 1 + twice:
            return False
        return twice or not step.environment.defined(self.name, self.tick)

    @fact
    def candidates(self) -> list[str]:
        """The nearest first; empty for a defined variable, and in a file with too many variables to compare them all."""
        if self.defined is True or len(self.file.nodes("variable")) > _MOST_COMPARED:
            return []
        names = self.instruction.environment.names(self.tick)
        near = [(distance(self.name, name, NEAREST), name) for name in names]
        return [name for apart, name in sorted(near, key=lambda item: item[0]) if apart < NEAREST]


def instruction_variables(instruction: Instruction) -> list[Variable]:
    """The references in an instruction, in the order of the file."""
    if "$" not in instruction.span_text:
        return []
    found: list[Variable] = []
    for word, tick in _expanded_words(instruction):
        if "$" in word.text:
            own = []
            for reference in references(word.text, instruction.file.escape):
                text = word.text[reference.start : reference.end]
                own.append(Variable(instruction, reference, text, word.span(reference.start, reference.end), tick))
            found += _marked(own)
    found += _heredoc_variables(instruction)
    return found


def _marked(variables: list[Variable]) -> list[Variable]:
    """The references of one word, the later ones to the same variable marked."""
    names: set[str] = set()
    for variable in variables:
        variable.repeated = variable.name in names
        names.add(variable.name)
    return variables


def _expanded_words(instruction: Instruction) -> Iterator[tuple[Word, int]]:
    """The words that are expanded, with the tick at which they are (instructions/commands.go, Expand methods)."""
    node, kind = instruction.syntax, instruction.kind
    for flag in node.flags:
        if flag.options is not None and flag.name.text == "mount":
            for option in flag.options:
                if option.value is not None and option.key.text.lower() != "from":
                    yield option.value, instruction.tick
        elif flag.value is not None and flag.name.text in _FLAGS:
            yield flag.value, instruction.tick
    for pair in instruction.pairs:
        if kind != "ARG":
            yield pair.pair.key, instruction.tick
        if pair.pair.value is not None:
            yield pair.pair.value, pair.tick
    if kind in EXPANDED_ARGUMENTS:
        for word in node.arguments:
            yield word, instruction.tick
    elif kind == "FROM" and node.arguments:
        yield node.arguments[0], instruction.tick


def _heredoc_variables(instruction: Instruction) -> Iterator[Variable]:
    """References in the bodies that COPY and ADD expand; there the escape character is always a backslash."""
    if instruction.kind not in {"COPY", "ADD"}:
        return
    for heredoc in instruction.syntax.heredocs:
        if heredoc.expand and "$" in heredoc.content:
            body, own = Extract.slice(heredoc.content, heredoc.body[0]), []
            for reference in references(heredoc.content, "\\", quotes=False):
                text = heredoc.content[reference.start : reference.end]
                own.append(Variable(instruction, reference, text, body.span(reference.start, reference.end), instruction.tick))
            yield from _marked(own)
