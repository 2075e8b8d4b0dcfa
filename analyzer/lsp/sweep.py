"""All Dockerfiles of the folders of a workspace, on a thread: nothing of an open file is touched there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.lint.discovery import discover
from analyzer.lsp import convert
from analyzer.lsp.features.diagnostics import diagnostics
from analyzer.lsp.snapshot import Snapshot
from analyzer.source.text import Source

if TYPE_CHECKING:
    from lsprotocol import types

    from analyzer.lsp.configured import Configured
    from analyzer.lsp.workspace import Folder


def dockerfiles(folders: list[Folder]) -> list[tuple[str, Configured]]:
    """The paths of all Dockerfiles that a run over the folders would look at, each once, with how its folder is configured."""
    found: dict[str, Configured] = {}
    for folder in sorted(folders, key=lambda each: -len(each.path)):  # a file belongs to the innermost folder
        if not os.path.isdir(folder.path):
            continue
        targets = [each for each in discover([folder.path]) if not each.describes_builds and each.inline is None]
        for target in folder.configured.wanted(targets):
            if not target.error:
                found.setdefault(os.path.abspath(target.path), folder.configured)
    return sorted(found.items())


def text_of(path: str) -> str | None:
    """What a file holds; None where it cannot be read."""
    try:
        return Source.from_bytes(Path(path).read_bytes(), path).text
    except OSError:
        return None


def found(path: str, text: str, configured: Configured, encoding: str) -> list[types.Diagnostic]:
    """The diagnostics of a file that is not open."""
    here = path.removeprefix(os.path.join(os.getcwd(), ""))
    known = configured.baseline(here)
    snapshot = Snapshot(Path(path).as_uri(), here, text, configured.policy(here), 0, encoding, known)
    try:
        return [convert.diagnostic(snapshot, each) for each in diagnostics(snapshot)]
    finally:
        snapshot.facts.forget()
