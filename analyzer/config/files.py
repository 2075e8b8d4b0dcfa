"""Where configuration files and rules are read from: the disk, or what takes its place."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Protocol
else:
    Protocol = object


class Files(Protocol):
    """Files by their paths on disk."""

    def is_file(self, path: str) -> bool:
        """There is a file, or a link to one."""

    def exists(self, path: str) -> bool:
        """There is something on the disk, links followed."""

    def read(self, path: str) -> bytes:
        """The content of a file. Raises OSError."""

    def identity(self, path: str) -> str:
        """The same for all paths that lead to a file."""

    def within(self, path: str, folder: str) -> bool:
        """The path leads into the folder, links followed."""

    def rule_sources(self, sources: list[str]) -> AbstractContextManager[list[str]]:
        """Where rules can be loaded from: files, folders and ``package:NAME``. Raises RuleErrors."""


class Disk:
    """The files as they are."""

    def is_file(self, path: str) -> bool:
        """There is a file, or a link to one."""
        return os.path.isfile(path)

    def exists(self, path: str) -> bool:
        """There is something, links followed."""
        return os.path.exists(path)

    def read(self, path: str) -> bytes:
        """The content of a file. Raises OSError."""
        with open(path, "rb") as file:
            return file.read()

    def identity(self, path: str) -> str:
        """The same for all paths that lead to a file."""
        return os.path.realpath(path)

    def within(self, path: str, folder: str) -> bool:
        """The path leads into the folder, links followed."""
        real = os.path.realpath(folder)
        return os.path.realpath(path).startswith(os.path.join(real, "")) or os.path.realpath(path) == real

    def rule_sources(self, sources: list[str]) -> AbstractContextManager[list[str]]:
        """The sources themselves."""
        return _Given(sources)


class _Given:
    """A list that needs no cleaning up; the module that has such a class is no part of a plain run."""

    __slots__ = ("_sources",)

    def __init__(self, sources: list[str]) -> None:
        self._sources = sources

    def __enter__(self) -> list[str]:
        return self._sources

    def __exit__(self, *_: object) -> None:
        return


DISK = Disk()
