"""Descriptions of commands: which options take values, where the subcommand stands, what runs another command.

They are written in ``rules/data/commands/*.yaml``, one mapping of command names a file, and compiled into a marshalled table
that holds the bytes it was made of, so that YAML is read only when they have changed. The keys of a description:

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

import marshal
import os
from typing import Any

from analyzer.resources import built_path, read_bytes, rules_path, save_built

Description = dict[str, Any]

FORMAT = 1
_TABLE = "commands.tables"
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
    """All descriptions by name: from the built table where that is fresh, else from the YAML files."""
    sources = read_sources()
    try:
        kept = marshal.loads(read_bytes(built_path(_TABLE)))
        if kept[0] == FORMAT and kept[1] == sources:
            table: dict[str, Description] = kept[2]
            return table
    except (OSError, ValueError, EOFError, TypeError, IndexError):
        pass  # missing, cut short or of another format: built anew below
    data = build(sources)
    save_built(_TABLE, data)
    result: dict[str, Description] = marshal.loads(data)[2]
    return result


def read_sources() -> bytes:
    """The bytes of all description files, in the order of their names. Raises OSError where the folder is missing."""
    folder = os.path.join(rules_path(), "data", "commands")
    names = sorted(name for name in os.listdir(folder) if name.endswith(".yaml"))
    return b"\n---\n".join(read_bytes(os.path.join(folder, name)) for name in names)


def build(sources: bytes | None = None) -> bytes:
    """The content of a fresh table file. Raises ValueError for a key or a name that cannot be, and yaml.YAMLError."""
    import yaml

    sources = read_sources() if sources is None else sources
    table: dict[str, Description] = {}
    for document in yaml.safe_load_all(sources):
        for name, entry in document.items():
            complete = _complete(name, entry)
            for each in [name, *entry.get("also", [])]:
                if each in table:
                    raise ValueError(f"command {each} is described twice")
                table[each] = complete
    return marshal.dumps((FORMAT, sources, table), 4)


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
