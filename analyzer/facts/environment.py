"""The build environment: what ARG and ENV have given each variable, as of each instruction of a stage.

Follows dockerfile2llb/convert.go (buildMetaArgs, dispatchArg, dispatchEnv). Two things differ, because a file is judged
without its base images and build arguments: an ARG without a value may get one, so its value is unknown; and a variable
that nothing in the file defines may come from the base image, so its value is unknown too, though it is not *defined*.

Time in a stage is counted in ticks: one per instruction, one per name of an ARG. What happens at a tick is seen after it.
"""

from __future__ import annotations

from analyzer.facts.predefined import DEFAULT_PATH, GLOBAL_ARGS, SBOM_ARGS
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.native import bisect_left
from analyzer.syntax.expansion import ExpansionError, expand_word, expand_words, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from analyzer.syntax.nodes import Instruction, Pair

END = 1 << 60  # later than any tick
HOLE = "\0"  # stands for an unknown value in a partly known text
_LONGEST = 1 << 16  # a value longer than this is not followed: ENV A=$A$A doubles it every time


class Undetermined(Exception):  # noqa: N818 - it ends an expansion and is never reported
    """A variable has a value that the file does not tell."""


class Environment:
    """The variables of a stage, or of the part before the first FROM.

    `parent` is what the stage starts from (an earlier stage), `outer` the global arguments. `closed` tells that a variable
    nobody defines is really unset: the stage starts from scratch, or it is the global scope.
    """

    __slots__ = ("_values", "_without_value", "build_args", "closed", "escape", "outer", "parent")

    def __init__(
        self,
        escape: str,
        build_args: Mapping[str, str],
        parent: Environment | None,
        outer: Environment | None,
        closed: bool,
    ) -> None:
        self.escape = escape
        self.build_args = build_args
        self.parent = parent
        self.outer = outer
        self.closed = closed
        self._values: dict[str, tuple[list[int], list[str | Unknown]]] = {}
        self._without_value: set[str] = set()

    def value(self, name: str, tick: int = END) -> str | Unknown | None:
        """The value of a variable as seen at a tick; None where it is unset."""
        scope, own = self, self._own(name, tick)
        while own is None and scope.parent is not None:
            scope = scope.parent
            own = scope.last(name)
        if own is not None:
            return own
        if scope.closed:
            return DEFAULT_PATH if name == "PATH" and scope.outer is not None else None
        return UNKNOWN

    def defined(self, name: str, tick: int = END) -> bool:
        """Something in the file, or BuildKit itself, gives the variable a value or declares it as an argument."""
        if self._own(name, tick) is not None:
            return True
        scope = self.parent
        while scope is not None:
            if scope.last(name) is not None:
                return True
            scope = scope.parent
        return self.outer is not None and (name == "PATH" or name in SBOM_ARGS)

    def names(self, tick: int = END) -> list[str]:
        """The defined variables, each once: those of this stage, those it inherits, PATH."""
        names = dict.fromkeys(name for name, (ticks, _) in self._values.items() if ticks[0] < tick)
        scope = self.parent
        while scope is not None:
            names.update(dict.fromkeys(scope.own_names()))
            scope = scope.parent
        if self.outer is not None:
            names["PATH"] = None
        return list(names)

    def own_names(self) -> list[str]:
        """The variables this scope itself defines, at whatever tick."""
        return list(self._values)

    def last(self, name: str) -> str | Unknown | None:
        """The value this scope itself gives a variable in the end."""
        history = self._values.get(name)
        return history[1][-1] if history is not None else None

    def _own(self, name: str, tick: int) -> str | Unknown | None:
        history = self._values.get(name)
        if history is None:
            return None
        ticks, values = history
        at = bisect_left(ticks, tick)
        return values[at - 1] if at else None

    def assign(self, name: str, value: str | Unknown, tick: int) -> None:
        """Gives a variable a value from `tick` on (not seen at the tick itself). Ticks never go back."""
        if isinstance(value, str) and len(value) > _LONGEST:
            value = UNKNOWN
        ticks, values = self._values.setdefault(name, ([], []))
        ticks.append(tick)
        values.append(value)

    def expand(self, text: str, tick: int = END, *, quotes: bool = True) -> str | Unknown:
        """A word as BuildKit expands it at a tick; unknown too where the word is malformed.

        Without `quotes` they and the escape character stay as they are (bodies of here-documents).
        """
        return self._expand(text, self._lookup(text, tick, holes=False), quotes=quotes)

    def expand_words(self, text: str, tick: int = END) -> list[str] | Unknown:
        """The same, split into words after the expansion (ProcessWords, used for EXPOSE)."""
        try:
            return expand_words(text, self._lookup(text, tick, holes=False), self.escape)
        except (Undetermined, ExpansionError):
            return UNKNOWN

    def expand_partly(self, text: str, tick: int = END) -> str | Unknown:
        """The same with `HOLE` in place of each unknown value, where none is used with an operator."""
        return self._expand(text, self._lookup(text, tick, holes=True), quotes=True)

    def _expand(self, text: str, lookup: Callable[[str], str | None], *, quotes: bool) -> str | Unknown:
        if "$" not in text and not (quotes and ("'" in text or '"' in text or self.escape in text)):
            return text
        try:
            return expand_word(text, lookup, self.escape) if quotes else expand_word(text, lookup, "\\", quotes=False)
        except (Undetermined, ExpansionError):
            return UNKNOWN

    def _lookup(self, text: str, tick: int, *, holes: bool) -> Callable[[str], str | None]:
        budget = 2 * _LONGEST

        def lookup(name: str) -> str | None:
            nonlocal budget
            value = self.value(name, tick)
            if isinstance(value, Unknown):
                operators = {reference.operator for reference in references(text, self.escape) if reference.name == name}
                if operators <= {"-", ":-"} and name in self.without_value():
                    return None
                if not holes or operators != {""}:
                    raise Undetermined
                return HOLE
            budget -= len(value or "")
            if budget < 0:
                raise Undetermined
            return value

        return lookup

    def without_value(self) -> set[str]:
        """The arguments that have no default and were given no value: a reference may bring a default of its own."""
        return self._without_value

    def run(self, instruction: Instruction, tick: int) -> int:
        """Takes what an instruction does to the variables at `tick`; the tick of the next instruction."""
        if instruction.kind == "ENV":
            changes = [(self.expand(p.key.text, tick), self._pair_value(p, tick)) for p in instruction.pairs]
            for name, value in changes:
                if isinstance(name, str):
                    self.assign(name, value, tick)
        elif instruction.kind == "ARG":
            for offset, pair in enumerate(instruction.pairs):
                self._declare(pair, tick + offset)
            return tick + max(1, len(instruction.pairs))
        return tick + 1

    def _pair_value(self, pair: Pair, tick: int) -> str | Unknown:
        return self.expand(pair.value.text, tick) if pair.value is not None else ""

    def _declare(self, pair: Pair, tick: int) -> None:
        name = pair.key.text
        given = self.build_args.get(name)
        if given is not None:
            self.assign(name, given, tick)
        elif pair.value is not None:
            self.assign(name, self.expand(pair.value.text, tick), tick)
        else:
            self._declare_bare(name, tick)

    def _declare_bare(self, name: str, tick: int) -> None:
        """``ARG name``: the global value, else what it is already, else whatever the build gives it."""
        inherited = self.outer.value(name) if self.outer is not None else None
        if inherited is not None:
            if self.outer is not None and name in self.outer.without_value():
                self._without_value.add(name)
            self.assign(name, inherited, tick)
        elif not self.defined(name, tick):
            self._without_value.add(name)
            self.assign(name, UNKNOWN, tick)


def global_environment(escape: str, build_args: Mapping[str, str], target: str | None) -> Environment:
    """The scope before the first FROM, with what BuildKit predefines there (platform.go, defaultArgs)."""
    scope = Environment(escape, build_args, None, None, closed=True)
    for name in GLOBAL_ARGS:
        scope.assign(name, build_args.get(name, UNKNOWN), -1)
    scope.assign("TARGETSTAGE", build_args.get("TARGETSTAGE", target or "default"), -1)
    return scope
