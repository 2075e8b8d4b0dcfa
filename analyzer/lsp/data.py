"""What features tell, as plain data. Places are offsets (from 0, in code points of the text) until the edge of the server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Range = tuple[int, int]
"""From an offset to just behind the last character."""


@dataclass(frozen=True, slots=True)
class Change:
    """Text in place of what stands in a range."""

    range: Range
    text: str


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that belongs to a diagnostic."""

    range: Range
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding. `severity` is that of `analyzer.lint.finding`; `tags` are of ``deprecated`` and ``unnecessary``.

    `data` comes back with a request for actions: the rule and the fingerprint.
    """

    range: Range
    message: str
    severity: str
    code: str
    url: str = ""
    tags: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Action:
    """A change that is offered. `kind` is the protocol's (``quickfix``, ``source.fixAll``...).

    `fingerprints` are those of the findings it is about. `disabled` says why it cannot be done now. Where the changes are to be
    worked out later, `data` tells which they are.
    """

    title: str
    kind: str
    changes: tuple[Change, ...] = ()
    preferred: bool = False
    fingerprints: tuple[str, ...] = ()
    disabled: str = ""
    data: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Hover:
    """What is told of a place, in Markdown."""

    text: str
    range: Range


@dataclass(frozen=True, slots=True)
class Completion:
    """A proposal for what is being typed: `text` takes the place of `range`. `kind` is the protocol's name in small letters.

    `text` holds ``$1`` and its like where `snippet`. `documentation` is Markdown; where it is to be asked for later, `data`
    tells which. `sort` orders proposals that are equally near.
    """

    label: str
    range: Range
    text: str
    kind: str = "text"
    detail: str = ""
    documentation: str = ""
    snippet: bool = False
    sort: str = ""
    data: dict[str, Any] | None = None
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """How an instruction is written: `parameters` are ranges in `label`, `active` counts from 0; -1 where none of them is.

    `details` explain the parameters, one each.
    """

    label: str
    documentation: str
    parameters: tuple[Range, ...]
    active: int
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Symbol:
    """A stage, instruction or variable: `range` is all of it, `selection` its name. `kind` is the protocol's."""

    name: str
    kind: str
    range: Range
    selection: Range
    detail: str = ""
    children: tuple[Symbol, ...] = ()
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that means something: `write` where it is given its value."""

    range: Range
    write: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines that can be folded; `kind` is comment, region or empty."""

    range: Range
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A word and what it is, in the names of the protocol."""

    range: Range
    type: str
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """A word shown in the text that does not stand there."""

    offset: int
    text: str
    tooltip: str = ""
    kind: str = ""
    before: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True)
class Lens:
    """A line shown above a range. `command` is what a click does, with `arguments`.

    `places` are those that the command is about. Without a title, `data` tells what is to be asked for when the line is seen.
    """

    range: Range
    title: str
    command: str = ""
    arguments: tuple[Any, ...] = ()
    places: tuple[Range, ...] = ()
    data: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A place that leads to `target`, a URI."""

    range: Range
    target: str
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A stage that uses another: `stage` is the other one, `ranges` where."""

    stage: Symbol
    ranges: tuple[Range, ...]
