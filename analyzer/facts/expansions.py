"""The variables that the shell of a RUN, CMD, ENTRYPOINT or HEALTHCHECK expands."""

from __future__ import annotations

from analyzer.facts.node import Node, fact
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.native import attrgetter
from analyzer.shell.nodes import Compound
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Text
    from analyzer.shell.nodes import Script, SimpleCommand
    from analyzer.shell.parts import Reference
    from analyzer.shell.word import Word
    from analyzer.source.extract import Extract

_NAME = Lazy(r"[A-Za-z_][A-Za-z0-9_]*")
_SPLIT = Lazy(r"[\s*?\[]")
_UNSPLIT = frozenset({"[[", "((", "let", "local", "export", "declare", "readonly", "typeset"})
_CALCULATED = frozenset({"#", ":+", "+", "["})  # ${#x} is a number; the others give a word or an element of a list
_PREPARED = frozenset({":-", "-", ":+", "+", ":=", "=", ":?", "?"})
_PROXIES = frozenset(
    name for proxy in ("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY") for name in (proxy, proxy.lower())
)
_start = attrgetter("start")


class Expansion(Node):
    """A reference such as ``$name`` in a shell script. `argument` tells that it stands in an argument of its command."""

    sort = "expansion"

    def __init__(
        self, instruction: Instruction, extract: Extract, reference: Reference, command: Command | None, argument: bool
    ) -> None:
        super().__init__(instruction, *extract.span(reference.start, reference.end))
        self.instruction = instruction
        self.command = command
        self.name = reference.name
        self.operator = reference.operator
        self.quoted = reference.quoted
        self.argument = argument
        self.text = extract.text[reference.start : reference.end]

    @fact
    def value(self) -> Text:
        """Of the script itself, of ARG or of ENV; unknown where none of them tells it."""
        own = self.instruction.layer.progress.variables
        if self.operator:
            return UNKNOWN
        found = own[self.name] if self.name in own else self.instruction.environment.value(self.name, self.instruction.tick)
        return found if isinstance(found, str) and "$" not in found else UNKNOWN

    @property
    def may_split(self) -> bool:
        """The shell splits its value into words and file names, and it is not known to be one word."""
        if self.quoted or not self.argument or self.operator in _CALCULATED or not _NAME.fullmatch(self.name):
            return False
        return not isinstance(self.value, str) or not self.value or _SPLIT.search(self.value) is not None


def instruction_expansions(instruction: Instruction) -> list[Expansion]:
    """All of a body, in the order of the file; none where the shell's language is not read, or it could not be."""
    body = instruction.body
    if body is None or body.is_program or not body.parsed or body.script is None or "$" not in body.extract.text:
        return []
    commands = instruction.commands
    owners = {} if isinstance(commands, Unknown) else {command.simple: command for command in commands}
    found: dict[int, Expansion] = {}
    for simple, command in owners.items():
        plain = simple.name not in _UNSPLIT
        for word, argument in _words(simple):
            for reference in word.references:
                node = Expansion(instruction, body.extract, reference, command, argument and plain)
                found.setdefault(node.start, node)
    for word in _compound_words(body.script):
        for reference in word.references:
            node = Expansion(instruction, body.extract, reference, None, argument=False)
            found.setdefault(node.start, node)
    return sorted(found.values(), key=_start)


def _words(simple: SimpleCommand) -> Iterator[tuple[Word, bool]]:
    """The words of a command, and whether each is an argument."""
    for number, word in enumerate(simple.words):
        yield word, number > 0
    for assignment in simple.assignments:
        if assignment.value is not None:
            yield assignment.value, False
        for element in assignment.elements or ():
            yield element, False
    for redirect in simple.redirects:
        yield redirect.target, False
        if redirect.heredoc is not None and redirect.heredoc.expand:
            yield redirect.heredoc.content, False


def _compounds(script: Script) -> Iterator[Compound]:
    for owner in script.lists:
        for pipeline in owner.pipelines:
            for command in pipeline.commands:
                if isinstance(command, Compound):
                    yield command


def _compound_words(script: Script) -> Iterator[Word]:
    """What for loops over, the subjects of case, and what whole constructs are redirected to."""
    for compound in _compounds(script):
        yield from compound.words
        for redirect in compound.redirects:
            yield redirect.target


def out_of_scope_arguments(instruction: Instruction) -> list[str]:
    """The arguments declared before the first FROM that it uses and its stage does not declare, each once, in order.

    What a shell script sets itself, or has a value for when it is missing, is left out; and so are the arguments for proxies,
    which the builder gives to every step (dockerfile2llb/convert.go, proxyEnvFromBuildArgs).
    """
    stage, file = instruction.stage, instruction.file
    if stage is None or instruction.onbuild or instruction.kind == "FROM" or not file.global_arguments:
        return []
    own = instruction.layer.progress.variables if instruction.expansions else {}
    used = [(variable.start, variable.name, variable.tick) for variable in instruction.variables]
    used += [
        (expansion.start, expansion.name, instruction.tick)
        for expansion in instruction.expansions
        if expansion.name not in own and expansion.operator not in _PREPARED
    ]
    declared = file.global_arguments
    names = [
        name
        for _, name, tick in sorted(used)
        if name in declared and name not in _PROXIES and not _declared(instruction, name, tick)
    ]
    return list(dict.fromkeys(names))


def _declared(instruction: Instruction, name: str, tick: int) -> bool:
    return instruction.environment.defined(name, tick)


def global_arguments(instructions: list[Instruction]) -> frozenset[str]:
    """The names that an ARG before the first FROM declares."""
    return frozenset(
        pair.key.text for step in instructions if step.kind == "ARG" and step.stage is None for pair in step.syntax.pairs
    )
