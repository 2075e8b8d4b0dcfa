"""Configuration files and rules as of a revision, so that a change does not decide by what it is judged.

What lies in a repository of the run is read from the revision; what lies outside of it, from the disk.
"""

from __future__ import annotations

import os

from analyzer.config.files import DISK
from analyzer.rules.errors import Mark, Problem, RuleErrors
from analyzer.rules.package import PREFIX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from analyzer.providers.revision import Revision, Revisions


class LockedFiles:
    """The files of the revision, by their paths on disk."""

    def __init__(self, revisions: Revisions) -> None:
        self._revisions = revisions

    def is_file(self, path: str) -> bool:
        """There was a file, or a link to one."""
        revision = self._of(path)
        return DISK.is_file(path) if revision is None else revision.is_file(path)

    def exists(self, path: str) -> bool:
        """There is something on the disk: where a repository begins is not in its revisions."""
        return DISK.exists(path)

    def read(self, path: str) -> bytes:
        """The content of a file. Raises OSError and GitError."""
        revision = self._of(path)
        return DISK.read(path) if revision is None else revision.read(path)

    def identity(self, path: str) -> str:
        """The same for all paths that led to a file."""
        revision = self._of(path)
        inner = revision.resolved(path) if revision is not None else None
        return DISK.identity(path) if revision is None or inner is None else f"{revision.root}\0{inner}"

    def within(self, path: str, folder: str) -> bool:
        """The path led into the folder, links of the revision followed; what was not there led where its name says."""
        revision = self._of(path)
        if revision is None:
            return DISK.within(path, folder)
        inner, outer = revision.resolved(path), revision.resolved(folder)
        if inner is None:
            inner = revision.inner(path)
        return inner is not None and outer is not None and (not outer or inner == outer or inner.startswith(outer + "/"))

    def rule_sources(self, sources: list[str]) -> AbstractContextManager[list[str]]:
        """The sources, those of the repository written to a folder that is there as long as they are read."""
        from contextlib import contextmanager
        from tempfile import TemporaryDirectory

        @contextmanager
        def located() -> Iterator[list[str]]:
            with TemporaryDirectory(prefix="buildsecbot-") as folder:
                shown: dict[str, str] = {}
                found = [
                    self._located(source, os.path.join(folder, str(number)), shown) for number, source in enumerate(sources)
                ]
                try:
                    yield found
                except RuleErrors as errors:
                    raise RuleErrors([_shown(problem, shown) for problem in errors.problems]) from None

        return located()

    def _located(self, source: str, place: str, shown: dict[str, str]) -> str:
        if source.startswith(PREFIX):
            self._check_package(source)
            return source
        revision = self._of(source)
        if revision is None:
            return source
        inner = revision.resolved(source)
        if inner is None:
            raise RuleErrors([Problem(Mark(source, 1, 1), "R010", f"there is no such file or folder at {revision.name}")])
        os.mkdir(place)
        path = os.path.join(place, os.path.basename(inner) or "rules")
        shown[path] = source
        if inner in revision.entries:
            _put(path, revision.content(inner))
        else:
            os.mkdir(path)
            _extract(revision, inner, path)
        return path

    def _check_package(self, source: str) -> None:
        """A package is installed, and no folder of the change that is found first."""
        from analyzer.rules.package import package_folder

        folder = package_folder(source[len(PREFIX) :].partition("/")[0])
        for revision in self._revisions.all:
            if revision.inner(folder) is not None and revision.inner(folder) not in _environments(revision, folder):
                message = f"with --locked a package is no folder of the repository, as {folder} is"
                raise RuleErrors([Problem(Mark(source, 1, 1), "R010", message)])

    def _of(self, path: str) -> Revision | None:
        """The revision of the repository that a path lies in; None where it lies in none of the run and in none within them."""
        if not any(each.inner(path) is not None for each in self._revisions.all):
            return None
        return self._revisions.of(path)


def _environments(revision: Revision, folder: str) -> set[str]:
    """The path of a folder of the running Python's packages that lies in the repository, as a virtual environment does."""
    import sysconfig

    inner = revision.inner(folder)
    homes = [revision.inner(sysconfig.get_path(name)) for name in ("purelib", "platlib")]
    tracked = revision.repository.tracked()
    is_installed = any(home and inner and inner.startswith(home + "/") for home in homes)
    return {inner} if inner and is_installed and not any(name.startswith(inner + "/") for name in tracked) else set()


def _extract(revision: Revision, folder: str, place: str) -> None:
    """Writes the YAML files below a folder of the revision to a place."""
    files = [path for path in revision.below(folder) if path.endswith((".yaml", ".yml"))]
    root = os.path.join(revision.root, "")
    for path in files:
        inner = revision.resolved(root + path)
        if inner in revision.entries and inner is not None:
            target = os.path.join(place, os.path.relpath(path, folder or "."))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            _put(target, revision.content(inner))


def _put(path: str, content: bytes) -> None:
    with open(path, "xb") as file:
        file.write(content)


def _shown(problem: Problem, shown: dict[str, str]) -> Problem:
    """A problem under the name that the source has for people."""
    path = problem.mark.path
    for place, source in shown.items():
        if path == place or path.startswith(place + os.sep):
            return problem._replace(mark=problem.mark._replace(path=source + path[len(place) :]))
    return problem
