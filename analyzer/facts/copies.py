"""Where COPY and ADD put what they take (dockerfile2llb/convert_copy.go, dispatchCopy)."""

from __future__ import annotations

import posixpath

from analyzer.facts.places import HERE, join, name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.words import Word


def is_remote(source: str) -> bool:
    """ADD fetches it over HTTP; a Git repository is none of these, though its URL may begin like one."""
    if not source.lower().startswith(("http://", "https://")):
        return False
    path, _, fragment = source.partition("#")
    return not path.partition("?")[0].endswith(".git") and not fragment


def destination(instruction: Instruction) -> str | None:
    """The place that the last argument names."""
    word = instruction.destination
    if word is None:
        return None
    return join(instruction.place, word.value if isinstance(word.value, str) else word.text)


def targets(instruction: Instruction) -> dict[Word, str]:
    """The place of each source. What is copied as the content of a directory has the destination as its place.

    A source is a file within the destination where that is written with a slash, is the working directory, or is shared by
    several sources; else the destination is the name it gets.
    """
    goal = instruction.layer.destination
    word = instruction.destination
    if goal is None or word is None:
        return {}
    written = word.value if isinstance(word.value, str) else word.text
    into = len(instruction.sources) > 1 or written.endswith(("/", "/.")) or written in (HERE, "..") or goal == instruction.place
    found = {}
    for source in instruction.sources:
        text = source.value if isinstance(source.value, str) else source.text
        own = _own_name(text)
        found[source] = join(goal, own) if into and own else goal
    return found


def _own_name(source: str) -> str:
    """The name a source keeps in a directory; empty where its content is copied, or it has none."""
    if source.startswith("<<"):
        return source.lstrip("<-").strip("\"'")
    if is_remote(source):
        path = source.partition("://")[2].partition("?")[0]
        return name(path) if "/" in path.rstrip("/") else ""
    normal = posixpath.normpath("/" + source.lstrip("/"))
    if normal in ("/", "/*", "/**") or source.endswith("/") or normal.endswith("/*"):
        return ""
    return name(normal)
