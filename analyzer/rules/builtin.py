"""The rules that come with the program, from their compiled plan.

The plan is marshalled plain data: format, stamps, records, profiles. What is said about rules, which is more than what they
are, lies in a file of its own. In a checkout it is fresh while the recorded
path, size and time of every file it depends on - the rules and the modules that compile them - are those on disk; in an
installed package, whose files do not change, while the version is. Anything else is compiled anew from the YAML files.
"""

from __future__ import annotations

import marshal
import os

from analyzer.resources import built_path, read_bytes, rules_path, save_built
from analyzer.rules.ruleset import Ruleset
from analyzer.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


FORMAT = 7
NAME, DETAILS = "rules.plan", "rules.details"
_loaded: list[Ruleset] = []


def builtin_rules() -> Ruleset:
    """The built-in rules, loaded once a process.

    Raises analyzer.rules.errors.RuleErrors where they had to be compiled and cannot.
    """
    if not _loaded:
        _loaded.append(_load())
    return _loaded[0]


def _load() -> Ruleset:
    current = stamps()
    try:
        return _ruleset(read_bytes(built_path(NAME)), current)
    except (OSError, ValueError, EOFError, TypeError, IndexError, KeyError):
        pass  # missing, stale, cut short or of another format: compiled anew below
    plan, details = _compile(current)
    save_built(DETAILS, details)
    save_built(NAME, plan)
    return _ruleset(plan, current)


def _ruleset(plan: bytes, current: tuple[Any, ...]) -> Ruleset:
    """The rules of a plan. Raises ValueError where it is not of these stamps, and what a broken plan brings about."""
    format_, recorded, *content = marshal.loads(plan)
    if format_ != FORMAT or recorded[: len(current)] != current:
        raise ValueError("the plan is stale")
    records, profiles = content
    rules = Ruleset(records, profiles, _Details(recorded))
    rules.digest = repr(recorded)
    return rules


class _Details:
    """The details of all rules by id, each marshalled; `recorded` are the stamps of the plan. Read when one is asked for."""

    __slots__ = ("_found", "_recorded")

    def __init__(self, recorded: tuple[Any, ...]) -> None:
        self._recorded = recorded
        self._found: dict[str, bytes] = {}

    def __getitem__(self, id_: str) -> bytes:
        return self._all()[id_]

    def keys(self) -> Iterable[str]:
        """The ids."""
        return self._all().keys()

    def _all(self) -> dict[str, bytes]:
        if not self._found:
            self._found.update(self._read())
        return self._found

    def _read(self) -> dict[str, bytes]:
        try:
            recorded, details = marshal.loads(read_bytes(built_path(DETAILS)))
            if recorded == self._recorded:
                return dict(details)
        except (OSError, ValueError, EOFError, TypeError):
            pass  # missing, cut short, or that of another plan: compiled anew below
        return dict(marshal.loads(_compile(self._recorded)[1])[1])


def build_plan() -> tuple[bytes, bytes]:
    """The content of both files of a package, from the YAML files. Raises analyzer.rules.errors.RuleErrors."""
    return _compile((VERSION,))


def _compile(current: tuple[Any, ...]) -> tuple[bytes, bytes]:
    from analyzer.rules.load import compile_rules

    records, profiles, details = compile_rules([rules_path()])
    # Details, and the last part of a record, are each read when they are first asked for.
    short = tuple((*record[:-1], marshal.dumps(record[-1], 4)) for record in records)
    packed = {id_: marshal.dumps(more, 4) for id_, more in details.items()}
    return marshal.dumps((FORMAT, current, short, profiles), 4), marshal.dumps((current, packed), 4)


def stamps() -> tuple[Any, ...]:
    """What a plan depends on, or the beginning of it: the version, and in a checkout (path, size, time in ns) of each file."""
    rules = rules_path()
    if os.path.dirname(rules) == os.path.dirname(os.path.dirname(built_path(NAME))):
        return (VERSION,)
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    found: list[tuple[str, int, int]] = []
    _collect(os.path.join(package, "facts"), "facts", ".py", found)
    found = [stamp for stamp in found if stamp[0].startswith(("facts/schema", "facts/predicates"))]
    _collect(rules, "rules", ".yaml", found)
    _collect(os.path.join(package, "rules"), "engine", ".py", found)
    return (VERSION, *sorted(found))


def _collect(folder: str, name: str, ending: str, found: list[tuple[str, int, int]]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _collect(entry.path, f"{name}/{entry.name}", ending, found)
            elif entry.name.endswith(ending):
                found.append(_stamp(entry.path, f"{name}/{entry.name}"))


def _stamp(path: str, name: str) -> tuple[str, int, int]:
    status = os.stat(path)
    return name, status.st_size, status.st_mtime_ns
