"""Subcommands and options of a command, from the tables by which scripts are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.features.completing.common_options import COMMON, SUBCOMMANDS
from analyzer.lsp.features.completing.proposing import propose
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place
    from analyzer.shell.describe import Description
    from analyzer.shell.invocation import Invocation

_OPTION = Lazy(r"[A-Za-z0-9_.+-]*")
_TRAITS = {
    "assume-yes": "asks nothing",
    "no-recommends": "installs no recommended packages",
    "no-cache": "keeps no cache",
    "quiet": "says less",
    "dry-run": "changes nothing",
    "unverified": "checks no signatures or certificates",
    "fail": "fails on an error of the server",
}
_FIRST = ("assume-yes", "no-recommends", "no-cache", "fail", "quiet")
_USUAL = frozenset({"install", "update", "clean"})


def subcommands(place: Place, at: int, found: Invocation, described: Description) -> Iterator[Completion]:
    """What it can be told to do; the first that its table names for each action goes first."""
    actions, seen = described["actions"], set()
    group = found.group or found.subcommand
    for key, action in actions.items():
        first, _, second = key.partition(" ")
        name = (second if first == group else "") if group else first
        if not name:
            continue
        rank = 2 if action in seen else 0 if action in _USUAL and (group or not second) else 1
        seen.add(action)
        yield from propose(place, at, name, "method", detail=action if action != name else "", rank=rank)
    for name in SUBCOMMANDS.get(found.name or "", ()) if not group else ():
        yield from propose(place, at, name, "method", rank=1)
    for name in described["groups"] if not group else ():
        yield from propose(place, at, name, "method", rank=3)


def options(place: Place, at: int, found: Invocation, described: Description | None) -> Iterator[Completion]:
    """Its options, without those that are given and take no value; what people mean most often goes first."""
    known = {name: (meaning, 1) for name, meaning in COMMON.get(found.name or "", {}).items()}
    values: frozenset[str] = frozenset()
    if described is not None:
        values = described["subcommand-values"].get(found.subcommand or "", described["values"])
        for name, told in _described(found, described, values).items():
            known.setdefault(name, told)
    known.setdefault("--version", ("", 6))
    known.setdefault("--help", ("", 6))
    given = {option.name for option in found.options} - values
    for name, (detail, rank) in known.items():
        if name.startswith("-") and name not in given:
            yield from propose(place, at, name, "property", detail=detail, rank=rank, following=_OPTION)


def _described(found: Invocation, described: Description, values: frozenset[str]) -> dict[str, tuple[str, int]]:
    """The options that its table names: (meaning, rank)."""
    known: dict[str, tuple[str, int]] = {}
    traits = sorted(described["traits"].items(), key=lambda item: item[0] != "unverified")
    for trait, signs in traits:
        for kind, name, _ in signs:
            if kind == "option":
                known.setdefault(name, (_TRAITS.get(trait, trait.replace("-", " ")), 1 if trait in _FIRST else 3))
    for _, subcommand, needed, _ in described["by-options"]:
        if subcommand in (None, found.subcommand):
            for names in needed:
                known.update({name: ("", 2) for name in names if name not in known})
    more = {*values, *described["attached"], *described["whole"], *(described["known"] or ()), *described["exec"]}
    for name in more | described["unless"]:
        known.setdefault(name, ("takes a value" if name in values else "", 2 if name.startswith("--") else 4))
    return known
