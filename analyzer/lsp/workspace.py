"""The folders that an editor has open, each with its own settings and configurations."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from analyzer.lsp.configured import Configured

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analyzer.fixes.formatting.style import Style
    from analyzer.lint.baseline import Baseline
    from analyzer.lint.run import Policy


class Folder:
    """A folder by its URI and its path on disk."""

    __slots__ = ("configured", "path", "uri")

    def __init__(self, uri: str, path: str, settings: Mapping[str, Any]) -> None:
        self.uri = uri
        self.path = path
        self.configured = Configured(settings, path)


class Workspace:
    """All folders. A file belongs to the innermost one that it lies in; one that lies in none is judged by the settings alone.

    `generation` counts how often something has changed on which findings depend besides the text.
    """

    def __init__(self) -> None:
        self.folders: dict[str, Folder] = {}
        self.elsewhere = Configured()
        self.generation = 0
        self._settings: Mapping[str, Any] = {}

    def add(self, uri: str, path: str) -> None:
        """A folder is opened."""
        self.folders[uri] = Folder(uri, os.path.abspath(path), self._settings)

    def remove(self, uri: str) -> None:
        """A folder is closed."""
        self.folders.pop(uri, None)

    def of(self, path: str) -> Configured:
        """The settings and configurations of a file."""
        place = os.path.abspath(path)
        around = [each for each in self.folders.values() if place.startswith(os.path.join(each.path, ""))]
        return max(around, key=lambda each: len(each.path)).configured if around else self.elsewhere

    def policy(self, path: str) -> Policy:
        """How a file is judged."""
        return self.of(path).policy(path)

    def baseline(self, path: str) -> Baseline | None:
        """What is known of a file and not shown."""
        return self.of(path).baseline(path)

    def style(self, path: str) -> Style:
        """How a file is laid out."""
        return self.of(path).style(path)

    def rule_sources(self, path: str) -> list[str]:
        """The files and folders of rules that are in force for a file beside the built-in ones."""
        return self.of(path).rule_sources(path)

    def set(self, settings: Mapping[str, Any]) -> None:
        """Takes settings for all folders."""
        self._settings = settings
        for each in self._all():
            each.set(settings)
        self.generation += 1

    def set_folder(self, uri: str, settings: Mapping[str, Any]) -> None:
        """Takes the settings of a folder; of all files outside of folders for an empty URI."""
        folder = self.folders.get(uri)
        if folder is not None:
            folder.configured.set(settings)
        elif not uri:
            self.elsewhere.set(settings)
        self.generation += 1

    def reload(self) -> None:
        """Reads all configurations anew."""
        for each in self._all():
            each.reload()
        self.generation += 1

    def news(self) -> list[str]:
        """The problems of configurations that the user was not told yet."""
        return [problem for each in self._all() for problem in each.news()]

    def _all(self) -> Iterator[Configured]:
        yield self.elsewhere
        for folder in self.folders.values():
            yield folder.configured
