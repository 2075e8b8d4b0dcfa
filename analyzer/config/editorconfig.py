"""What ``.editorconfig`` files say of a file (the EditorConfig specification, version 0.17).

They are looked for from the file's own directory up to the one that says ``root = true``, and no further than a directory
that is given. What cannot be read as a section or a pair is passed over, as the specification wants it.
"""

from __future__ import annotations

import os

from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = ".editorconfig"
_RANGE = Lazy(r"([+-]?[0-9]+)\.\.([+-]?[0-9]+)")
_PIECE = Lazy(r"\*\*/|\*\*|\[!?[^\]/]+\]|\\[\s\S]|[\s\S]")
_WILD = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
MOST = 1000  # numbers of a range
_SPECIAL = frozenset("\\^$.|+()[]{}*?")
Section = tuple[str, dict[str, str]]


def properties(file: str, last_folder: str) -> dict[str, str]:
    """The properties of a file, names and values in lower case; files above `last_folder` are not read. Raises OSError."""
    path = os.path.abspath(file)
    folder = os.path.dirname(path)
    stack: list[tuple[str, list[Section]]] = []
    while True:
        candidate = os.path.join(folder, NAME)
        if os.path.isfile(candidate):
            with open(candidate, "rb") as stream:
                is_root, sections = read(stream.read().decode("utf-8-sig", "replace"))
            stack.append((folder, sections))
            if is_root:
                break
        parent = os.path.dirname(folder)
        if folder in {last_folder, parent}:
            break
        folder = parent
    found: dict[str, str] = {}
    for home, sections in reversed(stack):
        relative = os.path.relpath(path, home).replace(os.sep, "/")
        for glob, pairs in sections:
            if matches(glob, relative):
                found.update(pairs)
    return {name: value for name, value in found.items() if value != "unset"}


def read(text: str) -> tuple[bool, list[Section]]:
    """Whether the file is a root, and its sections in order: a glob and its pairs."""
    is_root = False
    sections: list[Section] = []
    pairs: dict[str, str] | None = None
    for written in text.splitlines():
        line = written.strip()
        if not line or line[0] in "#;":
            continue
        if line[0] == "[" and line.endswith("]"):
            pairs = {}
            sections.append((line[1:-1], pairs))
            continue
        name, equals, value = line.partition("=")
        if not equals:
            continue
        name, value = name.strip().lower(), value.strip().lower()
        if pairs is not None:
            pairs[name] = value
        elif name == "root":
            is_root = value == "true"
    return is_root, sections


def matches(glob: str, path: str) -> bool:
    """A glob of a section is for a path relative to the file it stands in, with slashes."""
    inner = glob.removeprefix("/") if "/" in glob else f"**/{glob}"
    pattern = "".join(_translated(inner))
    return Lazy(rf"(?s:{pattern})").fullmatch(path) is not None


def _translated(glob: str) -> Iterator[str]:
    """The regular expression of a glob, piece by piece."""
    at, depth = 0, 0
    braces = _matched_braces(glob)
    while at < len(glob):
        piece = _PIECE.match(glob, at)
        char, end = glob[at], piece.end()
        if piece[0] in _WILD:
            yield _WILD[piece[0]]
        elif char == "\\" and end > at + 1:
            yield _literal(glob[at + 1])
        elif char == "[" and end > at + 1:
            negated = piece[0].startswith("[!")
            yield f"[{'^' if negated else ''}{glob[at + 1 + negated : end - 1].translate(_IN_CLASS)}]"
        elif at in braces and (text := _one(glob, at + 1, braces[at])):
            yield text
            end = braces[at] + 1
        elif at in braces or (char in ",}" and depth):
            yield {"{": "(?:", ",": "|", "}": ")"}[char]
            depth += (char == "{") - (char == "}")
        else:
            yield _literal(char)
        at = end


def _one(glob: str, start: int, end: int) -> str:
    """What stands in braces without a choice: a range of numbers, or characters with the braces; empty where it is a choice."""
    bounds = _RANGE.fullmatch(glob, start, end)
    if bounds is not None:
        low, high = sorted((int(bounds[1]), int(bounds[2])))
        return "(?:" + "|".join(_literal(str(number)) for number in range(low, min(high, low + MOST) + 1)) + ")"
    if _has_comma(glob, start, end):
        return ""
    return r"\{" + "".join(_translated(glob[start:end])) + r"\}"


_IN_CLASS = str.maketrans({"\\": "\\\\", "[": "\\[", "^": "\\^", "&": "\\&", "~": "\\~", "|": "\\|"})


def _literal(char: str) -> str:
    return f"\\{char}" if char in _SPECIAL else char


def _has_comma(glob: str, start: int, end: int) -> bool:
    """A comma stands between two braces, those within left out."""
    depth = 0
    for at in range(start, end):
        depth += (glob[at] == "{") - (glob[at] == "}")
        if glob[at] == "," and not depth:
            return True
    return False


def _matched_braces(glob: str) -> dict[int, int]:
    """Where each brace is closed; none where the braces do not match, which makes them characters."""
    opened: list[int] = []
    found = {}
    at = 0
    while at < len(glob):
        if glob[at] == "\\":
            at += 1
        elif glob[at] == "{":
            opened.append(at)
        elif glob[at] == "}":
            if not opened:
                return {}
            found[opened.pop()] = at
        at += 1
    return {} if opened else found
