"""Ignore files and what they leave out of the build context (moby/patternmatcher and its ignorefile, as BuildKit uses them)."""

from __future__ import annotations

import posixpath

from analyzer.syntax.goquote import go_runes
from analyzer.syntax.ignore_expression import Step, Subject, matches
from analyzer.syntax.ignore_glob import expression, is_well_formed
from analyzer.syntax.ignore_regex import RegexError, alternatives
from analyzer.syntax.whitespace import SPACES

_BAD_PATTERN = "syntax error in pattern"
_LINE_LIMIT = 65535  # bytes; bufio.Scanner gives up on a longer one


class IgnorePatternError(ValueError):
    """An ignore file BuildKit refuses, in its words. `index` is the faulty pattern's place in the list, from 0."""

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.index = index


def read_lines(text: str) -> list[tuple[str, int]]:
    """The patterns of an ignore file in order, each with its line (from 1).

    A comment has its ``#`` in the first column. Patterns are trimmed, cleaned as paths and freed of a leading slash; ``!``
    stays. Raises IgnorePatternError at a line longer than Go reads.
    """
    found: list[tuple[str, int]] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if len(line) > _LINE_LIMIT // 4 and len(line.encode("utf-8", "surrogateescape")) > _LINE_LIMIT:
            raise IgnorePatternError("bufio.Scanner: token too long", len(found))
        pattern = line.strip(SPACES)
        if not pattern or line.startswith("#"):
            continue
        mark = ""
        if pattern.startswith("!"):
            mark, pattern = "!", pattern[1:].strip(SPACES)
        if pattern:
            pattern = _clean(pattern)
            if len(pattern) > 1:
                pattern = pattern.removeprefix("/")
        found.append((mark + pattern, number))
    return found


def read_patterns(text: str) -> list[str]:
    """The patterns of an ignore file in order (ignorefile.ReadAll). Raises IgnorePatternError as `read_lines`."""
    return [pattern for pattern, _ in read_lines(text)]


class PatternMatcher:
    """A list of patterns, the last one that matches a path deciding on it.

    Raises IgnorePatternError at the first pattern that is not well-formed. Some faults BuildKit finds only when a pattern is
    first tried, and so does `matches`; `errors` has both kinds.
    """

    __slots__ = ("_patterns", "errors")

    def __init__(self, patterns: list[str]) -> None:
        self._patterns: list[_Pattern] = []
        self.errors: list[IgnorePatternError] = []
        for index, given in enumerate(patterns):
            text = given.strip(SPACES)
            if text:
                pattern = _Pattern(_clean(text), index)
                self._patterns.append(pattern)
                if pattern.error is not None:
                    self.errors.append(pattern.error)

    def matches(self, path: str) -> bool:
        """Whether the patterns leave out a path or a folder it lies in (MatchesOrParentMatches).

        The path is relative to the context, with slashes. Raises IgnorePatternError when a faulty pattern is tried.
        """
        matched = False
        places: _Places | None = None
        for pattern in self._patterns:
            if pattern.is_exception == matched:
                if pattern.error is not None:
                    raise pattern.error
                if places is None:
                    places = _Places(path)
                if pattern.matches(places):
                    matched = not matched
        return matched


def pattern_errors(patterns: list[str]) -> list[IgnorePatternError]:
    """Everything BuildKit would refuse in a list of patterns, in order."""
    found: list[IgnorePatternError] = []
    for index, text in enumerate(patterns):
        try:
            found += [IgnorePatternError(str(error), index) for error in PatternMatcher([text]).errors]
        except IgnorePatternError as error:
            found.append(IgnorePatternError(str(error), index))
    return found


class _Places:
    """A path, the folder it lies in (empty at the top) and both as subjects of expressions."""

    __slots__ = ("folder", "path", "subjects")

    def __init__(self, path: str) -> None:
        self.path = path
        head, _, name = path.rpartition("/")
        folder = _clean(head + "/") if head or path.startswith("/") else "."
        self.folder = "" if folder == "." else folder
        if not self.folder or path == f"{self.folder}/{name}":
            self.subjects = [Subject(path, bool(self.folder))]
        else:
            self.subjects = [Subject(path, False), Subject(folder, True)]


class _Pattern:
    __slots__ = ("_alternatives", "_kind", "_text", "error", "is_exception")

    def __init__(self, text: str, index: int) -> None:
        self.is_exception = text.startswith("!")
        if text == "!":
            raise IgnorePatternError('illegal exclusion pattern: "!"', index)
        if self.is_exception:
            text = text[1:]
        if not is_well_formed(text):
            raise IgnorePatternError(_BAD_PATTERN, index)
        self._text = text
        self.error: IgnorePatternError | None = None
        self._alternatives: list[list[Step]] = []
        self._kind, regex = expression(go_runes(text))
        try:
            self._alternatives = alternatives(regex)
        except RegexError:
            self.error = IgnorePatternError(_BAD_PATTERN, index)

    def matches(self, places: _Places) -> bool:
        kind, text = self._kind, self._text
        if kind == "regexp":
            return any(matches(steps, subject) for subject in places.subjects for steps in self._alternatives)
        if kind == "exact":
            return places.path == text or (bool(places.folder) and f"{places.folder}/".startswith(text + "/"))
        if kind == "prefix":
            return places.path.startswith(text[:-2]) or (bool(places.folder) and places.folder.startswith(text[:-2]))
        return _ends_with(places.path, text[2:]) or (bool(places.folder) and _part_ends_with(places.folder, text[2:]))


def _ends_with(path: str, suffix: str) -> bool:
    return path.endswith(suffix) or (suffix[0] == "/" and path == suffix[1:])


def _part_ends_with(folder: str, suffix: str) -> bool:
    """The same for a folder or one that holds it."""
    folder += "/"
    return suffix + "/" in folder or (suffix[0] == "/" and folder.startswith(suffix[1:] + "/"))


def _clean(path: str) -> str:
    """The shortest form of a path (filepath.Clean)."""
    clean = posixpath.normpath(path)
    return clean[1:] if clean.startswith("//") else clean
