"""What checking one rule needs to know and to remember."""

from __future__ import annotations

from analyzer.rules.document import Listing, Mapping, Scalar
from analyzer.rules.errors import Mark, Problem, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeAlias

    from analyzer.rules.document import Value

Plan: TypeAlias = "tuple[Any, ...]"
NOTHING: Plan = ("all", ())  # stands for a test that was refused
MAX_HINTS = 1000  # of the problems of a run
PARAM_TYPES = ("string", "number", "boolean", "list")


class Condition:
    """A shared condition of ``lib/NAME.yaml``: the fields of a node of one sort."""

    __slots__ = ("body", "mark", "name", "sort")

    def __init__(self, name: str, sort: str, body: Mapping, mark: Mark) -> None:
        self.name, self.sort, self.body, self.mark = name, sort, body, mark


class Library:
    """What rule files share: conditions by name, and the word lists of ``data/NAME.yaml``."""

    __slots__ = ("conditions", "words")

    def __init__(self) -> None:
        self.conditions: dict[str, Condition] = {}
        self.words: dict[str, tuple[str, ...]] = {}


class Capture:
    """A bound name: the sort of its node, and whether it is a list of nodes."""

    __slots__ = ("many", "sort")

    def __init__(self, sort: str, many: bool) -> None:
        self.sort, self.many = sort, many


Bound = dict[str, Capture]


class Check:
    """The problems of a rule, its parameters, and the names captured only in places that bind no single value."""

    __slots__ = ("library", "local", "params", "problems", "used", "using")

    def __init__(self, library: Library, problems: list[Problem]) -> None:
        self.library = library
        self.problems = problems
        self.params: dict[str, str] = {}  # name -> type
        self.local: set[str] = set()
        self.using: list[str] = []  # the shared conditions being expanded, outermost first
        self.used = 0  # how many have been expanded

    def problem(self, mark: Mark, code: str, message: str, hint: str = "") -> None:
        """Remember a mistake."""
        self.problems.append(Problem(mark, code, message, hint))

    def unknown(self, mark: Mark, code: str, message: str, name: str, known: Iterable[str]) -> None:
        """Remember a mistake in a name, with the name that was likely meant."""
        hint = did_you_mean(name, known) if len(self.problems) < MAX_HINTS else ""  # finding one takes long
        self.problem(mark, code, message, hint)

    def keys(self, mapping: Mapping, what: str, known: Iterable[str], code: str = "R301") -> None:
        """Refuse the keys of a mapping that are not known."""
        names = set(known)
        for key, _ in mapping.entries:
            if key.text not in names:
                self.unknown(key.mark, code, f"{what} has no key '{key.text}'", key.text, names)

    def text(self, value: Value, what: str) -> str:
        """A text that is not empty by mistake."""
        if not isinstance(value, Scalar):
            self.problem(value.mark, "R302", f"{what} must be a text")
            return ""
        if value.plain and value.text in ("", "~", "null"):
            self.problem(value.mark, "R303", f"{what} has no value", "write '' for the empty text")
        return value.text

    def texts(self, value: Value, what: str) -> list[tuple[Mark, str]]:
        """A text, or a list of texts that is not empty."""
        if not isinstance(value, Listing):
            return [(value.mark, self.text(value, what))]
        if not value.items:
            self.problem(value.mark, "R401", f"{what} is an empty list, which nothing can fit")
        return [(item.mark, self.text(item, what)) for item in value.items]

    def reference(self, value: Value) -> tuple[str, str] | None:
        """(param or data, name) where the value is ``{param: name}`` or ``{data: name}``."""
        if isinstance(value, Mapping) and len(value.entries) == 1:
            key, name = value.entries[0]
            if key.text in ("param", "data") and isinstance(name, Scalar):
                return key.text, name.text
        return None

    def operand(self, value: Value, what: str, allowed: tuple[str, ...]) -> Any:
        """The texts of a value, or the plan of the parameter that gives them, which must be of an `allowed` type."""
        reference = self.reference(value)
        if reference is None:
            return tuple(text for _, text in self.texts(value, what))
        kind, name = reference
        if kind == "data":
            words = self.library.words.get(name)
            if words is None:
                self.unknown(value.mark, "R109", f"there is no word list '{name}'", name, self.library.words)
            return words or ()
        type_ = self.params.get(name)
        if type_ is None:
            self.unknown(value.mark, "R110", f"the rule has no parameter '{name}'", name, self.params)
        elif type_ not in allowed:
            hint = "it may be: " + ", ".join(allowed) if allowed else "write it out"
            self.problem(value.mark, "R111", f"{what} cannot be the {type_} parameter '{name}'", hint)
        return ("param", name)
