"""The files that are open in an editor, in the version it holds of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from analyzer.lsp.snapshot import Snapshot
from analyzer.lsp.units import Place, Units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.lsp.configured import Configured

Edit = tuple[Place | None, Place | None, str]
"""Start and end of what is replaced, and the new text; without a start the text is the whole file's."""


class Open:
    """A file that is open. `language` is what the editor calls its kind."""

    __slots__ = ("language", "snapshot", "text", "uri", "version")

    def __init__(self, uri: str, language: str, version: int, text: str) -> None:
        self.uri = uri
        self.language = language
        self.version = version
        self.text = text
        self.snapshot: Snapshot | None = None


class Documents:
    """All of them. Edits are taken in the order in which they come; a snapshot is made when it is asked for."""

    def __init__(self, configured: Configured, encoding: str = "utf-16") -> None:
        self.configured = configured
        self.encoding = encoding
        self.files: dict[str, Open] = {}

    def open(self, uri: str, language: str, version: int, text: str) -> None:
        """A file is opened."""
        self.files[uri] = Open(uri, language, version, text)

    def change(self, uri: str, version: int, edits: Iterable[Edit]) -> None:
        """A file is edited; each edit is about the text as the one before left it. One that is not open is left alone."""
        file = self.files.get(uri)
        if file is None:
            return
        for start, end, text in edits:
            if start is None or end is None:
                file.text = text
                continue
            units = Units(file.text, self.encoding)
            begin, stop = sorted((units.offset(start), units.offset(end)))
            file.text = file.text[:begin] + text + file.text[stop:]
        file.version, file.snapshot = version, None

    def close(self, uri: str) -> None:
        """A file is closed."""
        self.files.pop(uri, None)

    def snapshot(self, uri: str) -> Snapshot | None:
        """The file as it is now; None where it is not open, or no Dockerfile."""
        file = self.files.get(uri)
        if file is None:
            return None
        if file.snapshot is None:
            path = path_of(uri)
            policy = self.configured.policy(path)
            file.snapshot = Snapshot(uri, path, file.text, policy, file.version, self.encoding)
        return file.snapshot

    def forget(self) -> None:
        """What is known of the files is worked out anew: a configuration has changed."""
        for file in self.files.values():
            file.snapshot = None


def path_of(uri: str) -> str:
    """The path of a ``file:`` URI, relative to the working directory where it lies below it; another's last part."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return unquote(parts.path).rpartition("/")[2] or "Dockerfile"
    path = url2pathname(parts.path)
    below = os.path.join(os.getcwd(), "")
    return path.removeprefix(below)
