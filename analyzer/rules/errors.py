"""What is wrong with rule files: every problem of a run, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Mark(NamedTuple):
    """A place in a rule file; line and column count from 1."""

    path: str
    line: int
    column: int


class Problem(NamedTuple):
    """One mistake.

    Codes: R0 files and YAML, R1 patterns, R2 captures and messages, R3 the rule and its examples, R4 tests without an effect.
    """

    mark: Mark
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.mark.path}:{self.mark.line}:{self.mark.column}: {self.code}: {self.message}{hint}"


class RuleErrors(Exception):  # noqa: N818 - it is several errors
    """The rules cannot be used. `problems` holds all mistakes of all files, in file order; none is a warning."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint naming the known word spelt most like `name`, else the known words where they are few, else an empty text."""
    import difflib

    choices = sorted(known)
    near = difflib.get_close_matches(name, choices, 1, 0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    return "one of " + ", ".join(choices) if 0 < len(choices) <= 12 else ""
