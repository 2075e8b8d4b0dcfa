"""The recovery table ``rules/recovery``: what engines, registries and the programs of a step print, and what to do about it.

A table that is not right in every respect is an error, never used in part. What was made of it is kept in marshalled form with
the bytes it was made of, as the vocabularies are, so that a failed build does not wait for it.
"""

from __future__ import annotations

import marshal
import os
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from analyzer import resources
from analyzer.rules.regex.search import searcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FOLDER = "recovery"
FORMAT = 1
NAME = "recovery.tables"
SPEAKERS = ("builder", "step")
PHASES = {
    "daemon": "the client talks to the engine",
    "parse": "the Dockerfile is read",
    "context": "the build context is read and copied",
    "resolve": "images and other sources are found and fetched",
    "run": "a step runs",
    "export": "layers and images are written",
    "push": "an image is sent to a registry",
}


@dataclass(slots=True)
class Pattern:
    """What a line must look like.

    `automaton` is of `analyzer.rules.regex`; it looks at a line in time linear in its length. Every line it finds holds
    `literal`, which is in small letters, where the line is made so. `rank` is the entry's, or its own. `said_by` tells whose
    lines count. With `leads_to` a line is no cause by itself, but that of what these entries tell, even where it calls itself a
    warning. With `in_notes` a line is a cause though it calls itself a note.
    """

    text: str
    rank: int
    said_by: tuple[str, ...]
    leads_to: tuple[str, ...]
    in_notes: bool
    automaton: tuple[Any, ...]
    literal: str = ""
    _found: Callable[[str], bool] | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.literal = self.automaton[1].lower()

    def found(self, line: str) -> bool:
        """It is found in a line."""
        if self._found is None:
            self._found = searcher(self.automaton)
        return self._found(line)


@dataclass(frozen=True, slots=True)
class Entry:
    """A cause of failure. `id`, `category` and what the rest means stand in docs/recovery.md."""

    id: str
    category: str
    phases: tuple[str, ...]
    applies_to: tuple[str, ...]
    inner_tool: str
    cause: str
    remedies: tuple[str, ...]
    retryable: bool
    hint: str
    rank: int
    wrapper: bool
    fix: tuple[str, ...]
    matching: tuple[str, ...]
    other: tuple[str, ...]
    patterns: tuple[Pattern, ...]


class Table:
    """All entries, in the order of their files."""

    __slots__ = ("entries", "pairs")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self.pairs = tuple((entry, pattern) for entry in self.entries for pattern in entry.patterns)

    def entry(self, id: str) -> Entry:
        """The entry of that id. Raises KeyError."""
        for entry in self.entries:
            if entry.id == id:
                return entry
        raise KeyError(id)


def load_table(folder: str) -> Table:
    """The table of the YAML files of a folder. Raises analyzer.rules.errors.RuleErrors with all that is wrong with them."""
    return _table(_compile(_sources(folder)))


@lru_cache(maxsize=1)
def builtin_table() -> Table:
    """The table of the program, loaded once a process. Raises RuleErrors where it had to be read anew and is wrong."""
    sources = [] if resources.is_packaged() else _sources(_folder())
    try:
        format_, made_of, content = marshal.loads(resources.read_bytes(resources.built_path(NAME)))
        if format_ == FORMAT and (not sources or made_of == _stamps(sources)):
            return _table(content)
    except (OSError, ValueError, EOFError, TypeError, IndexError, KeyError):
        pass  # missing, cut short or of another format: made anew below
    built = build_table()
    resources.save_built(NAME, built)
    return _table(marshal.loads(built)[2])


def build_table() -> bytes:
    """The content of the file in which the table is kept. Raises RuleErrors."""
    sources = _sources(_folder())
    return marshal.dumps((FORMAT, _stamps(sources), _compile(sources)), 2)  # without references: they differ by process


def _folder() -> str:
    return os.path.join(resources.rules_path(), FOLDER)


def _sources(folder: str) -> list[tuple[str, bytes]]:
    """Path and content of each file, by path."""
    names = sorted(name for name in os.listdir(folder) if name.endswith((".yaml", ".yml")) and not name.startswith("."))
    paths = [os.path.join(folder, name) for name in names]
    return [(path, resources.read_bytes(path)) for path in paths]


def _stamps(sources: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """What the table is made of, wherever it lies."""
    return [(os.path.basename(path), content) for path, content in sources]


def _compile(sources: list[tuple[str, bytes]]) -> list[tuple[Any, ...]]:
    from analyzer.runtime.recovery.tablefile import compile_table

    return compile_table(sources)


def _table(content: list[tuple[Any, ...]]) -> Table:
    made = ([*fields, tuple(Pattern(*pattern) for pattern in patterns)] for *fields, patterns in content)
    return Table(Entry(*fields) for fields in made)
