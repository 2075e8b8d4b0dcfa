"""Another name for a stage, a variable or a here-document, at every place where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.predefined import SBOM_ARGS
from analyzer.lsp.data import Change
from analyzer.lsp.features.name_places import NAME
from analyzer.lsp.features.names import HEREDOC, LOWER, MADE, NUMBER, SCRIPT, STAGE, VARIABLE, names, names_at
from analyzer.lsp.features.variable_names import PREDEFINED
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from analyzer.lsp.data import Range
    from analyzer.lsp.features.names import Name, Use
    from analyzer.lsp.snapshot import Snapshot

_STAGE_NAME = Lazy(r"[a-z][a-z0-9_.-]*")
_DELIMITER = Lazy(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_RESERVED = frozenset({"scratch", "context"})
_PROXIES = frozenset(f"{one}_PROXY" for one in ("HTTP", "HTTPS", "FTP", "NO", "ALL"))


class RenameError(Exception):
    """Why something cannot have another name, or not that one."""


def prepare(snapshot: Snapshot, offset: int) -> tuple[Range, str] | None:
    """The place of the name under the cursor, and the name as written; None where there is none. Raises RenameError."""
    found = _at(snapshot, offset)
    if found is None:
        return None
    use = found[1]
    return use.range, snapshot.text[use.range[0] : use.range[1]]


def rename(snapshot: Snapshot, offset: int, new: str) -> tuple[Change, ...]:
    """The changes by place; none where nothing is named there, and for the name it has. Raises RenameError."""
    found = _at(snapshot, offset)
    if found is None or found[0].text == new:
        return ()
    name = found[0]
    _CHECKS[name.kind](snapshot, name, new)
    named = [use for use in name.uses if use.form != NUMBER]
    return tuple(dict.fromkeys(Change(use.range, new.lower() if use.form == LOWER else new) for use in named))


def _at(snapshot: Snapshot, offset: int) -> tuple[Name, Use] | None:
    found = names_at(snapshot, offset)
    if not found:
        return None
    name, use = found[0]
    if name.kind == SCRIPT:
        raise RenameError(f"{name.text} is a variable of this script alone, which only the script can rename safely")
    if name.kind == STAGE:
        _stage_can(name, use)
    if name.kind == VARIABLE:
        _variable_can(snapshot, name)
    for other in name.uses:
        if other.form == MADE:
            raise RenameError(f"line {_line(snapshot, other.range)} names {name.text} in a way that cannot be changed with it")
    return name, use


def _stage_can(name: Name, use: Use) -> None:
    if not name.text:
        raise RenameError("this stage has no name; give it one with AS first")
    if use.form == NUMBER:
        raise RenameError(f"this is the number of the stage {name.text}; rename it where its name stands")


def _variable_can(snapshot: Snapshot, name: Name) -> None:
    if _belongs_to_buildkit(name.text):
        raise RenameError(f"{name.text} is a name that BuildKit itself gives a meaning")
    if not any(use.defines for use in name.uses):
        raise RenameError(f"nothing in this file defines {name.text} here: it comes from elsewhere")
    for use in name.uses:
        if use.target is None and not use.write:
            raise RenameError(f"line {_line(snapshot, use.range)} takes {name.text} from outside of this file")


def _belongs_to_buildkit(name: str) -> bool:
    return (
        name in PREDEFINED
        or name in SBOM_ARGS
        or name.upper() in _PROXIES
        or name == "SOURCE_DATE_EPOCH"
        or name.startswith("BUILDKIT_")
    )


# --- the new name


def _check_stage(snapshot: Snapshot, name: Name, new: str) -> None:
    folded = new.lower()
    if not _STAGE_NAME.fullmatch(folded):
        raise RenameError(f"{new!r} is no name of a stage: it begins with a letter; letters, digits, _, - and . follow")
    if folded in _RESERVED:
        raise RenameError(f"{folded} is a name that BuildKit keeps to itself")
    for other in names(snapshot):
        if other.kind == STAGE and other is not name and other.text.lower() == folded:
            raise RenameError(f"line {_line(snapshot, other.uses[0].range)} has a stage of that name already")
    for image in snapshot.facts.nodes("image"):
        named = image.resolved if image.role == "from" else image.text.lower()  # type: ignore[attr-defined]
        later = name.stage is None or image.start > name.stage.start
        if named == folded and (later or image.role != "from"):  # type: ignore[attr-defined]
            raise RenameError(f"line {_line(snapshot, (image.start, image.end))} takes an image of that name")


def _check_variable(snapshot: Snapshot, name: Name, new: str) -> None:
    if not NAME.fullmatch(new):
        raise RenameError(f"{new!r} is no name of a variable: letters, digits and _, no digit first")
    if _belongs_to_buildkit(new):
        raise RenameError(f"{new} is a name that BuildKit itself gives a meaning")
    near = _reach(snapshot, name)
    for other in names(snapshot):
        if other.kind not in (VARIABLE, SCRIPT) or other is name or other.text != new:
            continue
        crossing = _gives(name, other) or _gives(other, name)
        for use in other.uses:
            if use.where in near or (crossing and use.defines):
                raise RenameError(f"line {_line(snapshot, use.range)} has a variable of that name already")


def _gives(name: Name, other: Name) -> bool:
    """By one name, an ARG before the first FROM would give its value to one of a stage."""
    return any(use.defines and use.where < 0 for use in name.uses) and any(use.bare for use in other.uses)


def _places(name: Name) -> set[int]:
    return {use.where for use in name.uses}


def _reach(snapshot: Snapshot, name: Name) -> set[int]:
    """The stages it stands in, those that start from them, and what these start from."""
    own = _places(name)
    found = set(own)
    for stage in snapshot.facts.stages:
        lineage = [each.index for each in stage.lineage()]
        if not own.isdisjoint(lineage):
            found.update(lineage)
    return found


def _check_heredoc(snapshot: Snapshot, name: Name, new: str) -> None:
    if not _DELIMITER.fullmatch(new):
        raise RenameError(f"{new!r} cannot end a here-document: letters, digits, _, - and . can, no - or . first")
    lines = snapshot.text[name.body[0] : name.body[1]].splitlines()
    if any(line.lstrip("\t") == new for line in lines):
        raise RenameError(f"a line of the here-document says {new}: it would end there")


_CHECKS = {STAGE: _check_stage, VARIABLE: _check_variable, HEREDOC: _check_heredoc}


def _line(snapshot: Snapshot, place: Range) -> int:
    """As people count, from 1."""
    return snapshot.units.place(place[0])[0] + 1
