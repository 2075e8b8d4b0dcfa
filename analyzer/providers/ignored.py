"""The ignore file of a build context: which one is in force, and what it leaves out.

``NAME.dockerignore`` beside the Dockerfile NAME takes the place of ``.dockerignore`` (dockerui/config.go, ReadEntrypoint and
dockerIgnorePatterns). For a Containerfile, which Podman and Buildah build, ``.containerignore`` goes before ``.dockerignore``.
"""

from __future__ import annotations

import os

from analyzer.syntax.dockerignore import IgnorePatternError, PatternMatcher, read_patterns

NAME = ".dockerignore"
PODMANS = ".containerignore"
LARGEST = 1 << 20  # bytes of an ignore file that are read


class Ignored:
    """An ignore file: `path` as it is named to people, and `error`, which is empty where BuildKit takes it."""

    __slots__ = ("_matcher", "_negates", "error", "path", "patterns")

    def __init__(self, path: str, text: str, error: str = "") -> None:
        self.path = path
        self.error = error
        self.patterns: list[str] = []
        self._matcher: PatternMatcher | None = None
        try:
            self.patterns = read_patterns(text)
            self._matcher = PatternMatcher(self.patterns) if self.patterns else None
            if self._matcher is not None and self._matcher.errors:
                raise self._matcher.errors[0]
        except IgnorePatternError as problem:
            self.error = self.error or str(problem)
            self._matcher = None
        self._negates = any(pattern.startswith("!") for pattern in self.patterns)

    @property
    def prunes(self) -> bool:
        """What lies in an ignored folder is ignored: no pattern takes anything back."""
        return not self._negates

    def leaves_out(self, path: str) -> bool:
        """A path, or a folder it lies in, is ignored. Paths are relative to the context, with slashes."""
        return self._matcher is not None and self._matcher.matches(path)

    def warns_about(self, source: str) -> bool:
        """BuildKit says that a source is ignored, whatever the context holds (validations.go, validateCopySourcePath)."""
        if self._matcher is None or self._negates:
            return False
        if source in {".", "/"} and not {"*", "**", "**/*"} & set(self.patterns):
            return False
        return self._matcher.matches(source)


def ignore_file(root: str, dockerfile: str) -> Ignored | None:
    """The ignore file in force for a Dockerfile whose context lies in `root`; None where there is none."""
    if dockerfile != "-":
        own = _read(dockerfile + NAME, dockerfile + NAME, (root, os.path.dirname(dockerfile) or "."))
        if own is not None:
            return own
    if os.path.basename(dockerfile).startswith("Containerfile"):
        podmans = _read(os.path.join(root, PODMANS), PODMANS, (root,))
        if podmans is not None:
            return podmans
    return _read(os.path.join(root, NAME), NAME, (root,))


def _read(path: str, name: str, folders: tuple[str, ...]) -> Ignored | None:
    """Reads an ignore file; a link that leads out of the folders is not followed."""
    real = os.path.realpath(path)
    if not os.path.isfile(real) or not any(is_below(real, os.path.realpath(folder)) for folder in folders):
        return None
    try:
        with open(real, "rb") as file:
            content = file.read(LARGEST)
    except OSError as error:
        return Ignored(name, "", error.strerror or str(error))
    return Ignored(name, content.decode("utf-8", "surrogateescape"))


def is_below(path: str, folder: str) -> bool:
    """A path is a folder or lies in it; both are real paths."""
    return path == folder or path.startswith(os.path.join(folder, ""))
