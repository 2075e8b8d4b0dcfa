"""Regular expressions that are compiled when first used, and whose compiled code is kept between runs.

Compiling the expressions of a check costs more than the check, and importing `re` costs as much again. CPython can make a
pattern from its code alone; `_sre.compile` validates that code. Where anything about this fails (another interpreter, no
folder for the cache, a damaged cache) `re` compiles the expression as always.

The code depends on the interpreter's version, which names the cache file. Flags are written in the expression, ``(?m)``.
"""

from __future__ import annotations

import marshal
import sys

from analyzer.resources import cache_path, read_bytes, save_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Any

FORMAT = 2
_NAME = f"patterns-{FORMAT}-{sys.implementation.cache_tag}-{sys.hexversion:x}"
_compiled: dict[str, re.Pattern[str]] = {}
_codes: dict[str, bytes] | None = None
_new: dict[str, bytes] = {}


class Lazy:
    """A pattern that is compiled when the first of its methods is asked for."""

    if TYPE_CHECKING:
        match: Any
        fullmatch: Any
        search: Any
        sub: Any
        split: Any
        finditer: Any
        findall: Any

    def __init__(self, expression: str) -> None:
        self.expression = expression

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        method = getattr(compiled(self.expression), name)
        setattr(self, name, method)
        return method


def compiled(expression: str) -> re.Pattern[str]:
    """The pattern of an expression, made once a process. Raises re.error where it is none."""
    pattern = _compiled.get(expression)
    if pattern is None:
        pattern = _compiled[expression] = _from_code(expression) or _from_re(expression)
    return pattern


def _from_code(expression: str) -> re.Pattern[str] | None:
    """The pattern made of its kept code; None where there is none that fits."""
    global _codes  # noqa: PLW0603 - read once a process
    if _codes is None:
        _codes = _read()
    entry = _codes.get(expression)
    if entry is None:
        return None
    try:
        import _sre  # type: ignore[import-not-found]

        flags, code, groups, groupindex, indexgroup = marshal.loads(entry)
        pattern: re.Pattern[str] = _sre.compile(expression, flags, code, groups, groupindex, indexgroup)
    except (ImportError, AttributeError, RuntimeError, TypeError, ValueError, OverflowError, EOFError):
        return None
    return pattern


def _from_re(expression: str) -> re.Pattern[str]:
    """The pattern as `re` makes it; its code is noted for `keep`."""
    import re

    pattern = re.compile(expression)
    try:
        from re import _compiler, _parser  # type: ignore[attr-defined]

        parsed = _parser.parse(expression, 0)
        code = _compiler._code(parsed, 0)  # noqa: SLF001 - the part of re.compile whose result is kept
        groupindex = dict(pattern.groupindex)
        indexgroup: list[str | None] = [None] * (pattern.groups + 1)
        for name, number in groupindex.items():
            indexgroup[number] = name
        words = [int(word) for word in code]
        entry = int(parsed.state.flags), words, pattern.groups, groupindex, tuple(indexgroup)
        _new[expression] = marshal.dumps(entry)  # a run reads those that it uses
    except (ImportError, AttributeError, TypeError):
        return pattern  # an interpreter that is built another way: nothing to keep
    return pattern


def keep() -> None:
    """Adds the code of what this run compiled to the cache. Called once, at the end of a run."""
    if _new:
        save_file(cache_path(_NAME), marshal.dumps((FORMAT, _NAME, {**_read(), **_new})))
        _new.clear()


def _read() -> dict[str, bytes]:
    """The kept codes; empty where there are none or the file is damaged."""
    try:
        kept = marshal.loads(read_bytes(cache_path(_NAME)))
        if kept[0] == FORMAT and kept[1] == _NAME and isinstance(kept[2], dict):
            return dict(kept[2])
    except (OSError, ValueError, EOFError, TypeError, IndexError, KeyError, MemoryError):
        return {}
    return {}
