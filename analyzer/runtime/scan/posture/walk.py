"""One pass over the layers of an image: everything that is said of its files comes from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.runtime.scan.inventory.records import Records, reader_of
from analyzer.runtime.scan.posture import accounts, credentials
from analyzer.runtime.scan.posture.view import Seen, View

if TYPE_CHECKING:
    from analyzer.runtime.image.model import Entry, Image, Layer, LayerEntry
    from analyzer.runtime.operation import Operation

_SETUID, _WRITABLE, _STICKY = 0o6000, 0o002, 0o1000
_LEFT_FOLDERS = frozenset({"CVS"})
_LEFT_FILES = frozenset({".DS_Store", "Thumbs.db"})
_OFTEN = 512  # entries between two looks at whether the operation is to end


class Walk:
    """What the layers hold. `view` is the file system they add up to, `plain` tells that there is an ordinary file in it."""

    def __init__(self, operation: Operation | None = None) -> None:
        self.view = View()
        self.accounts: dict[str, bytes] = {}
        self.plain = False
        self._operation = operation

    def read(self, image: Image) -> None:
        """Reads all layers. Raises ImageError and StoppedError."""
        whole = sum(layer.size for layer in image.layers) or 1
        done = 0
        for layer in image.layers:
            self.read_layer(layer)
            done += layer.size
            if self._operation is not None:
                self._operation.progress(done / whole, f"layer {layer.index + 1} of {len(image.layers)}")

    def read_layer(self, layer: Layer) -> None:
        """Reads a layer to its end."""
        for count, item in enumerate(layer.open()):
            if self._operation is not None and count % _OFTEN == 0:
                self._operation.check()
            self._read(item, layer.index)
        self.view.end_layer()
        for path in list(self.accounts):
            seen = self.view.get(path)
            if seen is None or seen.kind != "file":
                del self.accounts[path]

    def _read(self, item: LayerEntry, layer: int) -> None:
        entry = item.entry
        path = self.view.place(entry.path)
        if not path:
            return  # the root itself
        if entry.kind == "whiteout":
            self.view.take_away(path)
        elif entry.kind == "opaque":
            self.view.hide(path)
        else:
            self.view.add(self._seen(item, path, layer))

    def _seen(self, item: LayerEntry, path: str, layer: int) -> Seen:
        entry = item.entry
        seen = Seen(path, entry.kind, layer, entry.size, entry.link)
        if entry.kind == "file":
            self.plain = True
            self._read_file(item, seen)
        elif entry.kind in ("symlink", "hardlink"):
            self._link(entry, seen)
        seen.writable = _writable(entry)
        seen.setuid = seen.setuid or (entry.kind in ("file", "hardlink") and bool(entry.mode & _SETUID))
        seen.unneeded = _unneeded(path, entry.kind)
        return seen

    def _read_file(self, item: LayerEntry, seen: Seen) -> None:
        entry, path = item.entry, seen.path
        reader = reader_of(path, entry)
        if path in accounts.FILES or path == accounts.SHADOW:
            self.accounts[path] = item.content(accounts.MOST)
            seen.secret = credentials.kind_of(path, self.accounts[path][: credentials.MOST])
            seen.records = Records(problem=f"it is larger than {accounts.MOST} bytes" if entry.size > accounts.MOST else "")
        elif reader is not None:
            seen.records = reader.records(entry, item.content)
        elif credentials.worth_reading(path, entry.size):
            begin = item.content(credentials.BINARY)
            if b"\x00" not in begin or credentials.is_store(path):
                seen.secret = credentials.kind_of(path, item.content(credentials.MOST))

    def _link(self, entry: Entry, seen: Seen) -> None:
        """A hard link is the file it leads to; a symbolic one tells nothing itself, which is said at the end."""
        reader = reader_of(seen.path, entry)
        if entry.kind == "symlink":
            if reader is not None and reader.link:
                seen.records = Records(problem=f"it is a link to {entry.link}")
            return
        target = self.view.get(self.view.place(entry.link))
        if target is not None:
            seen.setuid, seen.secret, seen.size = target.setuid, target.secret, target.size
            if reader is not None:
                seen.records = target.records
        if seen.records is None and reader is not None and reader.link:
            seen.records = Records(problem=f"it is a link to {entry.link}, which was not read")


def _writable(entry: Entry) -> bool:
    if not entry.mode & _WRITABLE or entry.kind not in ("file", "hardlink", "directory"):
        return False
    return entry.kind != "directory" or not entry.mode & _STICKY


def _unneeded(path: str, kind: str) -> bool:
    """What developers' tools leave behind: folders with a dot, marks of file managers. Those within others are not told."""
    folder, _, name = path.rpartition("/")
    if any(part.startswith(".") for part in folder.split("/")):
        return False
    return (kind == "directory" and (name.startswith(".") or name in _LEFT_FOLDERS)) or (kind == "file" and name in _LEFT_FILES)
