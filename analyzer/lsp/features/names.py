"""What a file gives names to - stages, variables, here-documents - and where these names stand."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from analyzer.facts.stages import Stage
    from analyzer.lsp.data import Range
    from analyzer.lsp.snapshot import Snapshot

NAMED, LOWER, NUMBER, MADE = "named", "lower", "number", "made"
_SIGN = Lazy(r"\$\{?[#!]?")
STAGE, VARIABLE, SCRIPT, HEREDOC = "stage", "variable", "script", "heredoc"


class Use:
    """A place where something is named.

    `form` tells how: by its name (`LOWER` where that must be in small letters), by its number, or in a way that cannot be
    changed like a name (a variable makes it, a continued line cuts it). `where` is the index of the stage, -1 before the first
    FROM. `defines` tells that it is made there (`bare`: by an ARG without a value of its own), `write` that it is given a
    value; `target` is the place that made what a variable means here, None where nothing in the file did.
    """

    __slots__ = ("bare", "defines", "form", "range", "target", "where", "write")

    def __init__(
        self,
        place: Range,
        where: int,
        form: str = NAMED,
        *,
        defines: bool = False,
        write: bool = False,
        target: Range | None = None,
        bare: bool = False,
    ) -> None:
        self.range = place
        self.where = where
        self.form = form
        self.defines = defines
        self.write = write or defines
        self.target = target
        self.bare = bare

    def __repr__(self) -> str:
        return f"Use({self.range}, {self.form})"


class Name:
    """Something with a name, and where that stands, by place.

    `kind` is stage, variable (of ARG or ENV, or of the base image), script (a variable that a script sets itself) or heredoc.
    A `stage` without a name has an empty `text`: only its number is used. `body` is where the lines of a here-document stand.
    """

    __slots__ = ("body", "kind", "stage", "text", "uses")

    def __init__(self, kind: str, text: str, stage: Stage | None = None) -> None:
        self.kind = kind
        self.text = text
        self.stage = stage
        self.uses: list[Use] = []
        self.body: Range = (0, 0)

    @property
    def definitions(self) -> list[Use]:
        """The places that make it; those where a script sets it, for a variable of a script."""
        made = [use for use in self.uses if use.defines]
        return made or [use for use in self.uses if use.write]

    def __repr__(self) -> str:
        return f"Name({self.kind}, {self.text!r}, {self.uses})"


_kept: WeakKeyDictionary[Snapshot, list[Name]] = WeakKeyDictionary()


def names(snapshot: Snapshot) -> list[Name]:
    """All of a file; worked out once for a version of it."""
    found = _kept.get(snapshot)
    if found is None:
        from analyzer.lsp.features.heredoc_names import heredocs
        from analyzer.lsp.features.stage_names import stages
        from analyzer.lsp.features.variable_names import variables

        found = [*stages(snapshot), *variables(snapshot), *heredocs(snapshot)]
        for name in found:
            name.uses.sort(key=lambda use: use.range)
        _kept[snapshot] = found
    return found


def names_at(snapshot: Snapshot, offset: int) -> list[tuple[Name, Use]]:
    """What is named at a place: the narrowest first, and all of them where a variable may choose among stages.

    The dollar and the brace before a variable belong to it.
    """
    sign = _SIGN.match(snapshot.text, offset - (snapshot.text[offset - 1 : offset + 1] == "${"))
    first = sign.end() if sign is not None else offset
    found = [
        (name, use)
        for name in names(snapshot)
        for use in name.uses
        if use.range[0] <= offset <= use.range[1] or (sign is not None and use.range[0] == first and name.kind != STAGE)
    ]
    return sorted(found, key=lambda one: (one[1].range[1] - one[1].range[0], -one[1].range[0]))
