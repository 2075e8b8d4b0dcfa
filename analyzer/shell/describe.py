"""Descriptions of commands: which options take values, where the subcommand stands, what runs another command.

They are written in ``rules/data/commands/*.yaml``, one mapping of command names a file, and compiled into a table that is
kept. The keys of a description:

===================  =====================================================================================================
also                 other names of the command
manager              the package manager it is
style                ``gnu`` (default): ``-yq`` is ``-y -q``; ``long``: one dash begins a long option, as in Go's flags
values               options whose value is the next word, or the rest of theirs
attached             short options whose value can only be the rest of their word
whole                short options of several letters
known                where given, any other word that begins with a dash is an operand
plus                 ``+x`` is an option too
bundled              a first word without a dash is a bundle of short options
subcommand           true where the first operand says what to do
subcommand-values    further `values` by subcommand
groups               first operands that only lead to the subcommand, and the subcommands that install there
install, syntax      subcommands whose operands are packages, and how those are written
wrapper              it runs the command after its options and this many `operands` (and ``NAME=value`` `assignments`)
unless               options with which a wrapper runs nothing
module               the option that names a Python module to run as a command
script               the option that says that an operand, or its value, is a script
===================  =====================================================================================================
"""

from __future__ import annotations

from analyzer.vocabulary import Vocabulary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Description = dict[str, Any]

FORMAT = 1
_LISTS = ("values", "attached", "whole", "unless")
_DEFAULTS: Description = {
    "manager": None,
    "style": "gnu",
    "known": None,
    "plus": False,
    "bundled": False,
    "subcommand": False,
    "subcommand-values": {},
    "groups": {},
    "install": [],
    "syntax": None,
    "wrapper": None,
    "module": None,
    "script": None,
}
_tables: dict[str, Description] = {}


def description(name: str) -> Description | None:
    """The description of a command, by its name without directory; ``pip3.11`` is described as ``pip``. None where unknown."""
    if not _tables:
        _tables.update(load())
    found = _tables.get(name)
    if found is None and name[-1:].isdigit():
        found = _tables.get(name.rstrip("0123456789."))
    return found


def load() -> dict[str, Description]:
    """All descriptions by name. Raises ValueError for a key or a name that cannot be, and yaml.YAMLError."""
    table: dict[str, Description] = VOCABULARY.load()
    return table


def _compile(documents: list[dict[str, Any]]) -> dict[str, Description]:
    table: dict[str, Description] = {}
    for document in documents:
        for name, entry in document.items():
            complete = _complete(name, entry)
            for each in [name, *entry.get("also", [])]:
                if each in table:
                    raise ValueError(f"command {each} is described twice")
                table[each] = complete
    return table


def _complete(name: str, entry: dict[str, Any]) -> Description:
    unknown = set(entry) - set(_DEFAULTS) - {"also", *_LISTS}
    if unknown:
        raise ValueError(f"command {name}: unknown key {', '.join(sorted(unknown))}")
    result: Description = {key: entry.get(key, default) for key, default in _DEFAULTS.items()}
    for key in _LISTS:
        result[key] = frozenset(entry.get(key, []))
    if result["known"] is not None:
        result["known"] = frozenset(result["known"])
    result["subcommand-values"] = {
        subcommand: frozenset(values) | result["values"] for subcommand, values in result["subcommand-values"].items()
    }
    return result


VOCABULARY = Vocabulary("commands", FORMAT, _compile)
