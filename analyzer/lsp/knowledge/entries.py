"""The kinds of entries that the tables hold, and how their rows are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

REFERENCE = "https://docs.docker.com/reference/dockerfile/"
"""Where Docker's own reference stands."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction.

    In `forms`, ``{role:TEXT}`` is a parameter; the roles are those of `parameters`, where each is explained. `notes` are facts
    worth knowing. `deprecated` names what to write instead.
    """

    keyword: str
    summary: str
    forms: tuple[str, ...]
    parameters: dict[str, str]
    notes: tuple[str, ...] = ()
    deprecated: str = ""

    @property
    def url(self) -> str:
        """Its part of Docker's reference."""
        return f"{REFERENCE}#{self.keyword.lower()}"


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag of an instruction. `values` are those it takes, where they are a few; `value` says what to write otherwise.

    `since` is the first release of the frontend docker/dockerfile that knows it, empty where all do.
    """

    instruction: str
    name: str
    value: str
    values: tuple[str, ...]
    default: str
    since: str
    repeats: bool
    expands: bool
    doc: str

    @property
    def url(self) -> str:
        """Its part of Docker's reference."""
        anchor = self.instruction.lower()
        return f"{REFERENCE}#{anchor}" if self.instruction in ("HEALTHCHECK", "FROM") else f"{REFERENCE}#{anchor}---{self.name}"


@dataclass(frozen=True, slots=True)
class MountType:
    """A type of ``RUN --mount``. `keys` are the names of the keys it takes, the usual order; `needs` those it must have."""

    name: str
    keys: tuple[str, ...]
    needs: tuple[str, ...]
    doc: str

    @property
    def url(self) -> str:
        """Its part of Docker's reference."""
        return f"{REFERENCE}#run---mounttype{self.name}"


@dataclass(frozen=True, slots=True)
class MountKey:
    """A key of ``RUN --mount``. `value` is empty for one that stands alone; `types` are those of mounts that take it."""

    name: str
    aliases: tuple[str, ...]
    types: tuple[str, ...]
    value: str
    values: tuple[str, ...]
    default: str
    since: str
    doc: str


@dataclass(frozen=True, slots=True)
class Argument:
    """A variable that BuildKit knows by itself.

    `kind` is platform (a stage sees it after an ARG of that name), proxy (RUN has it, and no history does), builder (it steers
    the build; no step has it unless an ARG declares it) or scan (it steers the making of an SBOM).
    """

    name: str
    kind: str
    example: str
    doc: str


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive at the top of a file, ``# name=value``."""

    name: str
    value: str
    example: str
    doc: str

    @property
    def url(self) -> str:
        """Its part of Docker's reference."""
        return f"{REFERENCE}#{self.name}"


def rows(table: str, columns: int) -> Iterator[list[str]]:
    """The rows of a table: a line each, columns parted by ``|``; a line that begins with ``+`` goes on with the row before."""
    lines: list[str] = []
    for line in table.strip().splitlines():
        text = line.strip()
        if text.startswith("+"):
            lines[-1] += " " + text[1:].strip()
        elif text:
            lines.append(text)
    for line in lines:
        row = [part.strip() for part in line.split("|", columns - 1)]
        assert len(row) == columns, f"a row of {columns} columns is wanted: {line}"
        yield row


def words(text: str) -> tuple[str, ...]:
    """The words of a column; a hyphen alone stands for none."""
    return () if text == "-" else tuple(text.split())


def word(text: str) -> str:
    """A column; a hyphen alone stands for nothing."""
    return "" if text == "-" else text
