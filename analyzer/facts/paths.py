"""Whether removing or mounting one path takes care of another."""

from __future__ import annotations

_EVERYTHING = frozenset({"*", "**", "*.*", ".", ""})
_MOST_BRANCHES = 64  # of a word with braces


def braces(text: str) -> list[str]:
    """The words that ``{a,b}`` stands for, in order; at most 64."""
    pending = [text]
    done: list[str] = []
    while pending:
        word = pending.pop(0)
        close = word.find("}")
        open_ = word.rfind("{", 0, close) if close >= 0 else -1
        if open_ < 0 or "," not in word[open_:close] or len(pending) + len(done) >= _MOST_BRANCHES:
            done.append(word)
        else:
            pending = [word[:open_] + part + word[close + 1 :] for part in word[open_ + 1 : close].split(",")] + pending
    return list(dict.fromkeys(done))


def _parts(path: str) -> list[str]:
    """The components of a path; a last one that stands for all entries of a directory is the directory."""
    parts = [part for part in path.split("/") if part and part != "."]
    while parts and parts[-1] in _EVERYTHING:
        parts.pop()
    return parts


def _home(path: str) -> list[str] | None:
    """What follows the home directory in a path; None where it lies elsewhere."""
    parts = _parts(path)
    if parts and parts[0] in {"~", "$HOME", "${HOME}"}:
        return parts[1:]
    if path.startswith("/") and parts[:1] == ["root"]:
        return parts[1:]
    return parts[2:] if path.startswith("/") and parts[:1] == ["home"] and len(parts) > 1 else None


def takes_in(outer: str, path: str) -> bool:
    """Everything below `path` lies below `outer`, which may hold wildcards.

    Any home directory is taken for the one of ``~``; so is a path whose beginning is not known (``$X/.cache/pip``), if what
    is known of it ends like `path`.
    """
    home = _home(outer)
    if "$" in "/".join(home if home is not None else [outer]):
        known = _parts(outer.rpartition("$")[2].partition("/")[2])
        return bool(known) and len(known) < len(_parts(path)) and all(map(_fits, _parts(path)[-len(known) :], known))
    if path.startswith("~/"):
        return home is not None and _leads(home, _parts(path)[1:])
    return outer.startswith("/") and _leads(_parts(outer), _parts(path))


def _leads(patterns: list[str], parts: list[str]) -> bool:
    return len(patterns) <= len(parts) and all(map(_fits, parts, patterns))


def _fits(name: str, pattern: str) -> bool:
    if not ("*" in pattern or "?" in pattern or "[" in pattern):
        return name == pattern
    from fnmatch import fnmatchcase

    return fnmatchcase(name, pattern)


def lies_in(inner: str, path: str) -> bool:
    """`inner` is `path` or lies below it; any home directory is taken for the one of ``~``."""
    parts = _home(inner) if path.startswith("~/") else _parts(inner)
    wanted = _parts(path.removeprefix("~/"))
    return parts is not None and parts[: len(wanted)] == wanted
