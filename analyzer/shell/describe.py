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
groups               first operands that only lead to the subcommand
actions              what subcommands do: action -> subcommands. ``cache purge`` is that one of a group, or the subcommand
                     ``cache`` with that first operand; ``""`` stands for no subcommand at all
by-options           what options do where no subcommand tells: rows of `action`, `with` (a list of lists, one of each must
                     be given), `operands` (there must be some) and `subcommand`. The first row that fits decides; its
                     action may be null
packages, syntax     subcommands (written as for actions) whose operands are packages, and how those are written; with
                     `by-options` the operands of install and download are
after-dashes         false where the words after ``--`` are no packages
traits               what options and variables bring about: trait -> signs, see analyzer/shell/traits.py
wrapper              it runs the command after its options and this many `operands` (and ``NAME=value`` `assignments`), of one
                     with `subcommands` after one of those, with `needs` where one of those options is given, with `only`
                     where that is one of those commands; of ``NAME@1.0`` the name is NAME where it is `versioned`
unless               options with which a wrapper runs nothing
module               the option that names a Python module to run as a command
script               the option that says that an operand, or its value, is a script; ``operand`` where the first operand is
stdin                the number of operands, ``-`` not counted, up to which it reads a script from standard input
exec                 options that are followed by a command up to ``;`` or ``+``
===================  =====================================================================================================
"""

from __future__ import annotations

from analyzer.shell.traits import sign
from analyzer.vocabulary import Vocabulary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Description = dict[str, Any]

FORMAT = 2
_LISTS = ("values", "attached", "whole", "unless", "groups", "packages", "exec")
_DEFAULTS: Description = {
    "manager": None,
    "style": "gnu",
    "known": None,
    "plus": False,
    "bundled": False,
    "subcommand": False,
    "subcommand-values": {},
    "actions": {},
    "by-options": [],
    "syntax": None,
    "after-dashes": True,
    "traits": {},
    "wrapper": None,
    "module": None,
    "script": None,
    "stdin": None,
}
_WRAPPER: Description = {"operands": 0, "assignments": False, "subcommands": [], "needs": [], "only": [], "versioned": False}
ACTIONS = frozenset(
    ("install", "update", "upgrade", "dist-upgrade", "remove", "clean", "download", "add-repository", "add-key", "login")
) | {"configure"}


def description(name: str) -> Description | None:
    """The description of a command, by its name without directory; ``pip3.11`` is described as ``pip``. None where unknown."""
    tables = VOCABULARY.table
    found: Description | None = tables.get(name)
    if found is None and name[-1:].isdigit():
        found = tables.get(name.rstrip("0123456789.").rstrip("-"))
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
    _refuse(name, set(entry) - set(_DEFAULTS) - {"also", *_LISTS})
    result: Description = {key: entry.get(key, default) for key, default in _DEFAULTS.items()}
    for key in _LISTS:
        result[key] = frozenset(entry.get(key, []))
    if result["known"] is not None:
        result["known"] = frozenset(result["known"])
    result["subcommand-values"] = {
        subcommand: frozenset(values) | result["values"] for subcommand, values in result["subcommand-values"].items()
    }
    result["traits"] = {trait: [sign(text) for text in signs] for trait, signs in result["traits"].items()}
    result["by-options"] = [_row(name, row) for row in result["by-options"]]
    rows = [row[0] for row in result["by-options"]]
    for action in [*result["actions"], *rows]:
        if action is not None and action not in ACTIONS:
            raise ValueError(f"command {name}: unknown action {action}")
    result["commands"] = frozenset(key.split(" ")[0] for keys in result["actions"].values() for key in keys) - {""}
    result["actions"] = {key: action for action, keys in result["actions"].items() for key in keys}
    if result["wrapper"] is not None:
        _refuse(name, set(result["wrapper"]) - set(_WRAPPER))
        result["wrapper"] = {**_WRAPPER, **result["wrapper"]}
        for key in ("subcommands", "needs", "only"):
            result["wrapper"][key] = frozenset(result["wrapper"][key])
    return result


def _row(name: str, row: dict[str, Any]) -> tuple[str | None, str | None, list[frozenset[str]], bool]:
    """(action, subcommand, the alternatives of each option that must be given, whether operands must be)."""
    _refuse(name, set(row) - {"action", "subcommand", "with", "operands"})
    return row["action"], row.get("subcommand"), [frozenset(names) for names in row.get("with", [])], row.get("operands", False)


def _refuse(name: str, unknown: set[str]) -> None:
    if unknown:
        raise ValueError(f"command {name}: unknown key {', '.join(sorted(unknown))}")


VOCABULARY = Vocabulary("commands", FORMAT, _compile)
