"""What a run learned of configuration files, so that a later one can tell whether it would learn the same."""

from __future__ import annotations

from analyzer.config.files import DISK
from analyzer.digest import sha256_hex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    Observation = tuple[str, str, str, str]


class ObservedFiles:
    """The files of the disk. `seen` are the questions so far with their answers: what was asked, of which two paths.

    Files that were not there are among them. `complete` tells that this is all there was to learn; the rules of a user are
    read elsewhere.
    """

    __slots__ = ("complete", "seen")

    def __init__(self) -> None:
        self.seen: dict[tuple[str, str, str], str] = {}
        self.complete = True

    def is_file(self, path: str) -> bool:
        """There is a file, or a link to one."""
        found = DISK.is_file(path)
        self._note("file", path, "", str(found))
        return found

    def exists(self, path: str) -> bool:
        """There is something, links followed."""
        found = DISK.exists(path)
        self._note("exists", path, "", str(found))
        return found

    def read(self, path: str) -> bytes:
        """The content of a file. Raises OSError."""
        content = DISK.read(path)
        self._note("read", path, "", sha256_hex(content))
        return content

    def identity(self, path: str) -> str:
        """The same for all paths that lead to a file."""
        found = DISK.identity(path)
        self._note("identity", path, "", found)
        return found

    def within(self, path: str, folder: str) -> bool:
        """The path leads into the folder, links followed."""
        found = DISK.within(path, folder)
        self._note("within", path, folder, str(found))
        return found

    def _note(self, question: str, path: str, folder: str, answer: str) -> None:
        if self.seen.setdefault((question, path, folder), answer) != answer:
            self.complete = False  # it has changed meanwhile, and both counted

    def rule_sources(self, sources: list[str]) -> AbstractContextManager[list[str]]:
        """The sources themselves."""
        self.complete = self.complete and not sources
        return DISK.rule_sources(sources)


def still_so(seen: Iterable[Observation]) -> bool:
    """All questions have the answers they had."""
    try:
        return all(_answer(question, path, folder) == answer for question, path, folder, answer in seen)
    except OSError:
        return False


def _answer(question: str, path: str, folder: str) -> str:
    if question == "file":
        return str(DISK.is_file(path))
    if question == "exists":
        return str(DISK.exists(path))
    if question == "read":
        return sha256_hex(DISK.read(path)) if DISK.is_file(path) else ""
    if question == "identity":
        return DISK.identity(path)
    return str(DISK.within(path, folder)) if question == "within" else ""
