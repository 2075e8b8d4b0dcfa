"""Files and folders of the build context, as far as the ignore file leaves them in it."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from analyzer.lsp.features.completing.proposing import propose
from analyzer.providers.context import ContextFolder
from analyzer.providers.ignored import Ignored, ignore_file, is_below
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place

MOST = 20_000  # entries of a folder that are looked at
_PART = Lazy(r"[^\s\"',/]*/?")
_SPECIAL = frozenset(" \t\"'\\$,")


def paths(place: Place, at: int, *, quoted: bool = False) -> Iterator[Completion]:
    """What lies in the folder that is named from `at` on, folders with a slash behind them; nothing out of the context.

    `quoted` tells that white space may stand in a name.
    """
    root = context_root(place)
    folder, slash, _ = place.text[at:].rpartition("/")
    if root is None or "$" in folder or "\0" in folder:
        return
    below = posixpath.normpath("/" + folder.lstrip("/"))[1:] if slash else ""
    if ".." in folder.split("/"):
        return
    real = os.path.realpath(os.path.join(root, *below.split("/")))
    if not is_below(real, root):
        return
    start = at + len(folder) + len(slash)
    ignored = ignore_file(root, os.path.abspath(place.snapshot.path)) or Ignored("", "")
    for name, is_folder in _listing(real, root):
        path = f"{below}/{name}" if below else name
        if not quoted and _SPECIAL & set(name):
            continue
        if ignored.leaves_out(path) and not (is_folder and _takes_back(ignored, path)):
            continue
        label = name + "/" if is_folder else name
        rank = 6 if name.startswith(".") else 3 if is_folder else 4
        yield from propose(place, start, label, "folder" if is_folder else "file", rank=rank, following=_PART)


def _takes_back(ignored: Ignored, folder: str) -> bool:
    """A pattern with an exclamation mark may take back something in a folder that is ignored."""
    taken = [pattern[1:] for pattern in ignored.patterns if pattern.startswith("!")]
    return any(pattern.startswith(folder + "/") or set("*?[") & set(pattern.partition("/")[0]) for pattern in taken)


def context_root(place: Place) -> str | None:
    """The folder of the build context: the configured one, else that of the file; None for a file that lies nowhere."""
    contexts = place.snapshot.policy.providers.contexts
    if isinstance(contexts, ContextFolder):
        return contexts.root
    if urlsplit(place.snapshot.uri).scheme != "file":
        return None
    return os.path.realpath(os.path.dirname(os.path.abspath(place.snapshot.path)))


def _listing(folder: str, root: str) -> list[tuple[str, bool]]:
    """The entries of a folder and whether they are folders, by name; links that lead out of the context count as files."""
    found: list[tuple[str, bool]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if len(found) >= MOST:
                    break
                if entry.name.isprintable():
                    found.append((entry.name, _is_folder(entry, root)))
    except OSError:
        return []
    return sorted(found)


def _is_folder(entry: os.DirEntry[str], root: str) -> bool:
    try:
        return entry.is_dir() and (not entry.is_symlink() or is_below(os.path.realpath(entry.path), root))
    except OSError:
        return False
