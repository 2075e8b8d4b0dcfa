"""The files that are open in an editor, in the version it holds of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from analyzer.lint.discovery import is_dockerfile_name
from analyzer.lsp.snapshot import Snapshot
from analyzer.lsp.units import Place, Units

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from analyzer.lint.baseline import Baseline
    from analyzer.lint.run import Policy
    from analyzer.syntax.nodes import Document

    class Judging(Protocol):
        """How files are judged, by their paths."""

        def policy(self, path: str) -> Policy:
            """How a file is judged."""

        def baseline(self, path: str) -> Baseline | None:
            """What is known of it and not shown."""


Edit = tuple[Place | None, Place | None, str]
"""Start and end of what is replaced, and the new text; without a start the text is the whole file's."""
_LANGUAGES = frozenset({"dockerfile", "containerfile"})  # what editors call the kind


class Open:
    """A file that is open. `language` is what the editor calls its kind."""

    __slots__ = ("language", "snapshot", "text", "tree", "uri", "version")

    def __init__(self, uri: str, language: str, version: int, text: str) -> None:
        self.uri = uri
        self.language = language
        self.version = version
        self.text = text
        self.snapshot: Snapshot | None = None
        self.tree: Document | None = None  # the last one that was made of it

    @property
    def is_dockerfile(self) -> bool:
        """The editor calls it a Dockerfile, or it is named like one."""
        return self.language.lower() in _LANGUAGES or is_dockerfile_name(os.path.basename(path_of(self.uri)))

    def forget(self) -> None:
        """Lets go of what is known of the text; what refers to itself in circles is free at once."""
        known = vars(self.snapshot) if self.snapshot is not None else {}
        self.tree = known.get("document", self.tree)
        if "facts" in known:
            known["facts"].forget()
        self.snapshot = None


class Documents:
    """All of them. Edits are taken in the order in which they come; a snapshot is made when it is asked for."""

    def __init__(self, configured: Judging, encoding: str = "utf-16") -> None:
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
        file.version = version
        file.forget()

    def close(self, uri: str) -> None:
        """A file is closed."""
        file = self.files.pop(uri, None)
        if file is not None:
            file.forget()

    def snapshot(self, uri: str) -> Snapshot | None:
        """The file as it is now; None where it is not open, or no Dockerfile."""
        file = self.files.get(uri)
        if file is None or not file.is_dockerfile:
            return None
        if file.snapshot is None:
            path = path_of(uri)
            policy, known = self.configured.policy(path), self.configured.baseline(path)
            file.snapshot = Snapshot(uri, path, file.text, policy, file.version, self.encoding, known, file.tree)
        return file.snapshot

    def forget(self) -> None:
        """What is known of the files is worked out anew: a configuration has changed."""
        for file in self.files.values():
            file.forget()


def path_of(uri: str) -> str:
    """The path of a ``file:`` URI, relative to the working directory where it lies below it; another's last part."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return unquote(parts.path).rpartition("/")[2] or "Dockerfile"
    path = url2pathname(parts.path)
    below = os.path.join(os.getcwd(), "")
    return path.removeprefix(below)
