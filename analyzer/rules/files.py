"""Which files of a folder are rule files."""

from __future__ import annotations

import os

from analyzer.resources import rules_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = ("lib", "data", "profiles")


def rule_files(folder: str) -> list[str]:
    """The YAML files under a folder that are read as rules or as what they share, relative to it and in order.

    What starts with a dot is left out, what is no regular file too, and folders within ``data/``, which belong to the facts.
    Of the built-in rules so is ``recovery/``, the table of `analyzer.runtime.recovery`.
    """
    built_in = os.path.realpath(folder) == os.path.realpath(rules_path())
    return sorted(file for file in _yaml_files(folder) if not _of_others(file, built_in))


def _of_others(file: str, built_in: bool) -> bool:
    """Other parts of the program read it."""
    first, inside, _ = file.partition(os.sep)
    return (first == "data" and file.count(os.sep) > 1) or (built_in and bool(inside) and first == "recovery")


def kind_of(file: str) -> str:
    """``lib``, ``data`` or ``profiles`` for a file of that folder, else an empty text."""
    first = file.split(os.sep, 1)[0] if os.sep in file else ""
    return first if first in FOLDERS else ""


def _yaml_files(folder: str) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = os.path.join(where, name)
            if name.endswith((".yaml", ".yml")) and not name.startswith(".") and os.path.isfile(path):
                yield os.path.relpath(path, folder)
