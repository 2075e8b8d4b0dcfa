"""The build context as an engine is sent it: a tar file, made of what was checked.

The Dockerfile in it is byte for byte the one that was judged, wherever it lies and whatever has become of it on the disk. What
the ignore file leaves out is left out here, for no engine does that to a tar file. Entries come in order of their names, owned
by root and with their modes and times, as docker's client sends them (cli/command/image/build.go, go-archive). Links are
entries themselves and are never followed: every folder is opened by its handle, so nothing swapped meanwhile leads outside.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import tarfile
import tempfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, cast

from analyzer.providers.ignored import NAME as IGNORE_FILE
from analyzer.providers.ignored import Ignored, ignore_file, is_below
from analyzer.runtime.failure import Failure, OperationError, RefusedError, refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.runtime.gate import Checked
    from analyzer.runtime.operation import Operation

_STAGE = "context"
_PIECE = 1 << 20  # bytes that are read at once
_BLOCK = 512  # bytes of a block of a tar file
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_CAPABILITY = "security.capability"


@dataclass(slots=True)
class Context:
    """A packed context, in a file without buffer, of `size` bytes.

    `dockerfile` is the Dockerfile's name in it; `hidden` tells that COPY is not to see it, for it lies elsewhere or is ignored.
    `notes` tell what people may not expect.
    """

    file: IO[bytes]
    dockerfile: str
    hidden: bool = False
    size: int = 0
    entries: int = 0
    notes: list[str] = field(default_factory=list)

    def rewind(self) -> IO[bytes]:
        """The tar file, to be read from its start."""
        self.file.seek(0)
        return self.file

    def close(self) -> None:
        """Gives it up; nothing is left on the disk."""
        self.file.close()

    def __enter__(self) -> Context:  # noqa: PYI034 - no one derives from it
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def pack(folder: str, checked: Checked, operation: Operation, *, for_classic: bool = False) -> Context:
    """The context in a folder, for the Dockerfile that was checked.

    The classic builder hides an ignored Dockerfile from COPY by itself, where it is told so by an ignore file in the context;
    `for_classic` gives it one. Raises OperationError where something cannot be read or changes while it is read, and
    RefusedError where the ignore file is not the one of the check.
    """
    root = os.path.realpath(folder)
    ignored = _still_the_same(root, checked)
    name, outside = _place(root, checked)
    hidden = outside or ignored.leaves_out(name)
    given = {name: checked.content}
    if for_classic and hidden:
        given[IGNORE_FILE] = _for_classic(root, name, ignored, outside=outside)
    context = Context(tempfile.TemporaryFile(buffering=0), name, hidden)  # noqa: SIM115 - it is closed by its owner
    try:
        _Packer(context, ignored, given, operation).pack(root)
    except BaseException:
        context.close()
        raise
    return context


def _still_the_same(root: str, checked: Checked) -> Ignored:
    """The ignore file that was in force at the check, if it still is. Raises RefusedError."""
    now, then = ignore_file(root, checked.path), checked.ignored
    before = then and (then.path, then.patterns, then.error)
    if (now and (now.path, now.patterns, now.error)) != before:
        message = "the ignore file has changed since the Dockerfile was checked"
        raise RefusedError(Failure("ignore-file-changed", "integrity", _STAGE, message, True, remedies=("run it again",)))
    if then is not None and then.error:
        raise refused(f"{then.path}: {then.error}", "correct the ignore file", code="bad-ignore-file", stage=_STAGE)
    return then or Ignored("", "")


def _place(root: str, checked: Checked) -> tuple[str, bool]:
    """The Dockerfile's name in the context, and whether it lies outside of it."""
    folder = os.path.realpath(os.path.dirname(checked.path) or ".")
    if is_below(folder, root):
        return os.path.relpath(os.path.join(folder, os.path.basename(checked.path)), root).replace(os.sep, "/"), False
    name = ".dockerfile." + hashlib.sha256(checked.content).hexdigest()[:12]  # the same one each time, so that caches hold
    while os.path.lexists(os.path.join(root, name)):
        name += "x"
    return name, True


def _for_classic(root: str, name: str, ignored: Ignored, *, outside: bool) -> bytes:
    """An ignore file that makes the classic builder hide the Dockerfile (build.AddDockerfileToBuildContext)."""
    try:
        with open(os.path.join(root, IGNORE_FILE), "rb") as file:
            own = file.read(_PIECE)
    except OSError:
        own = b""
    if not outside and ignored.path == IGNORE_FILE:
        return own
    return own + b"\n" + os.fsencode(name) + b"\n" + IGNORE_FILE.encode() + b"\n"


@dataclass(slots=True)
class _Folder:
    """A folder that is being read: its handle, the start of its entries' paths, and what is left of their names."""

    handle: int
    start: str
    names: Iterator[str]
    unsaid: tarfile.TarInfo | None = None  # its own entry, where only what it holds may be sent


class _Packer:
    def __init__(self, context: Context, ignored: Ignored, given: dict[str, bytes], operation: Operation) -> None:
        self._context = context
        self._out = io.BufferedWriter(cast("io.RawIOBase", context.file), _PIECE)
        self._ignored = ignored
        self._given = dict(given)
        self._operation = operation
        self._open: list[_Folder] = []
        self._linked: dict[tuple[int, int], str] = {}
        self._unheard = 0  # bytes since somebody could stop it

    def pack(self, root: str) -> None:
        try:
            handle = os.open(root, _OPEN | os.O_DIRECTORY)
            # The first block tells BuildKit and buildx that this is a tar file; an entry that needs two headers does not.
            self._write(_entry(".", os.fstat(handle), tarfile.DIRTYPE, 0o755).tobuf(tarfile.USTAR_FORMAT))
            self._enter(handle, "", None)
            while self._open:
                folder = self._open[-1]
                name = next(folder.names, None)
                if name is None:
                    os.close(self._open.pop().handle)
                else:
                    self._take(folder, name)
            for path in sorted(self._given):
                self._put(path, self._given[path], 0o644, 0)
            self._write(bytes(2 * _BLOCK))
            self._out.detach()
        except OSError as error:
            raise _trouble(error) from error
        finally:
            for folder in self._open:
                os.close(folder.handle)
        self._context.size = os.fstat(self._context.file.fileno()).st_size
        self._operation.progress(1.0, f"{self._context.entries} entries, {self._context.size} bytes")

    def _enter(self, handle: int, start: str, unsaid: tarfile.TarInfo | None) -> None:
        self._open.append(_Folder(handle, start, iter(()), unsaid))
        self._open[-1].names = iter(sorted(os.listdir(handle), key=os.fsencode))

    def _take(self, folder: _Folder, name: str) -> None:
        path = folder.start + name
        try:
            found = os.stat(name, dir_fd=folder.handle, follow_symlinks=False)
        except FileNotFoundError:
            raise _changed(path) from None
        if path in self._given and not stat.S_ISDIR(found.st_mode):
            self._put(path, self._given.pop(path), stat.S_IMODE(found.st_mode) if stat.S_ISREG(found.st_mode) else 0o644,
                      int(found.st_mtime))  # fmt: skip
            return
        left_out = self._ignored.leaves_out(path)
        if stat.S_ISDIR(found.st_mode):
            if not (left_out and self._ignored.prunes):
                self._descend(folder, name, path, found, left_out=left_out)
        elif not left_out:
            self._add(folder, name, path, found)

    def _descend(self, folder: _Folder, name: str, path: str, found: os.stat_result, *, left_out: bool) -> None:
        handle = os.open(name, _OPEN | os.O_DIRECTORY, dir_fd=folder.handle)
        entry = _entry(path, found, tarfile.DIRTYPE)
        if not left_out:
            self._say(entry)
        self._enter(handle, path + "/", entry if left_out else None)

    def _add(self, folder: _Folder, name: str, path: str, found: os.stat_result) -> None:
        if stat.S_ISLNK(found.st_mode):
            entry = _entry(path, found, tarfile.SYMTYPE, 0o777)
            entry.linkname = os.readlink(name, dir_fd=folder.handle)
            self._say(entry)
        elif not stat.S_ISREG(found.st_mode):
            kind = "socket" if stat.S_ISSOCK(found.st_mode) else "pipe" if stat.S_ISFIFO(found.st_mode) else "device"
            self._context.notes.append(f"{path} is a {kind} and is not sent")
        elif found.st_nlink > 1 and (found.st_dev, found.st_ino) in self._linked:
            entry = _entry(path, found, tarfile.LNKTYPE)
            entry.linkname = self._linked[found.st_dev, found.st_ino]
            self._say(entry)
        else:
            self._copy(folder, name, path, found)
            if found.st_nlink > 1:
                self._linked[found.st_dev, found.st_ino] = path

    def _copy(self, folder: _Folder, name: str, path: str, found: os.stat_result) -> None:
        """The content of a file; its size is that of its entry, or there is no context at all."""
        handle = os.open(name, _OPEN, dir_fd=folder.handle)
        try:
            before = os.fstat(handle)
            if (before.st_dev, before.st_ino) != (found.st_dev, found.st_ino) or not stat.S_ISREG(before.st_mode):
                raise _changed(path)
            entry = _entry(path, before, tarfile.REGTYPE)
            entry.size = left = before.st_size
            if capability := _capability(handle):
                entry.pax_headers = {f"SCHILY.xattr.{_CAPABILITY}": capability.decode("utf-8", "surrogateescape")}
            self._say(entry)
            while left:
                piece = os.read(handle, min(left, _PIECE))
                if not piece:
                    raise _changed(path)
                self._write(piece)
                left -= len(piece)
            after = os.fstat(handle)
            if os.read(handle, 1) or (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
                raise _changed(path)
        finally:
            os.close(handle)
        self._write(bytes(-before.st_size % _BLOCK))

    def _put(self, path: str, content: bytes, mode: int, time: int) -> None:
        entry = tarfile.TarInfo(path)
        entry.mode, entry.mtime, entry.size = mode, time, len(content)
        self._say(entry)
        self._write(content + bytes(-len(content) % _BLOCK))

    def _say(self, entry: tarfile.TarInfo) -> None:
        for folder in self._open:  # folders left out themselves, that hold something which is not
            if folder.unsaid is not None and entry.name.startswith(folder.start):
                unsaid, folder.unsaid = folder.unsaid, None
                self._say(unsaid)
        self._write(entry.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape"))
        self._context.entries += 1

    def _write(self, piece: bytes) -> None:
        self._out.write(piece)
        self._unheard += len(piece)
        if self._unheard > 1 << 23:
            self._operation.check()
            self._unheard = 0


def _entry(path: str, found: os.stat_result, kind: bytes, mode: int | None = None) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.type = kind
    entry.mode = stat.S_IMODE(found.st_mode) if mode is None else mode
    entry.mtime = int(found.st_mtime) if path != "." else 0
    return entry


def _capability(handle: int) -> bytes:
    """The capabilities of a file, the one attribute docker's client sends."""
    try:
        return os.getxattr(handle, _CAPABILITY) if hasattr(os, "getxattr") else b""
    except OSError:
        return b""


def _changed(path: str) -> OperationError:
    message = f"{path} changed while the context was read"
    remedies = ("run it again when nothing writes to the context", "or leave the file out with .dockerignore")
    return OperationError(Failure("context-changed", "integrity", _STAGE, message, True, remedies=remedies))


def _trouble(error: OSError) -> OperationError:
    what = f"{error.filename}: {error.strerror}" if error.filename is not None else str(error.strerror or error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        message = f"there is no room for the context in {tempfile.gettempdir()}"
        remedies = ("leave out with .dockerignore what the build does not need", "or set TMPDIR to a place with more room")
        return OperationError(Failure("context-disk-full", "disk_full", _STAGE, message, False, (what,), remedies))
    if error.errno in (errno.EACCES, errno.EPERM):
        remedies = ("make it readable", "or leave it out with .dockerignore")
        return OperationError(Failure("context-unreadable", "permission", _STAGE, what, False, remedies=remedies))
    return OperationError(Failure("context-unreadable", "context_archive", _STAGE, what, True))
