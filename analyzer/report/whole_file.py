"""A file that is there whole or not at all, though it is written in parts."""

from __future__ import annotations

import os
import stat

from analyzer.interrupts import UNDO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


class WholeFile:
    """A file in the making: it takes its place when a ``with`` block ends well, and leaves no trace when it does not.

    A link is followed, and a file that is there keeps its mode. A pipe or a device, and a file where none can be made beside
    it, is written in place. Raises OSError.
    """

    __slots__ = ("_file", "_mode", "_path", "_scratch")

    def __init__(self, path: str) -> None:
        self._path = path
        self._scratch = ""
        try:
            mode = os.stat(path).st_mode
        except FileNotFoundError:
            mode = 0
        self._mode = stat.S_IMODE(mode)
        beside = os.access(os.path.dirname(os.path.realpath(path)), os.W_OK)
        # what /dev/stdout leads to may be open already, and must stay the same file
        opened = os.path.abspath(path).startswith(("/dev/", "/proc/"))
        if mode and (not stat.S_ISREG(mode) or not os.access(path, os.W_OK) or not beside or opened):
            self._file = open(path, "wb")  # noqa: SIM115 - it is this object that is closed
            return
        folder, name = os.path.split(os.path.realpath(path))
        self._scratch = os.path.join(folder, f".{name[:50]}.{os.getpid()}.{os.urandom(4).hex()}")
        UNDO.append(self._take_away)
        try:
            self._file = open(self._scratch, "xb")  # noqa: SIM115 - as above
        except OSError as error:
            UNDO.remove(self._take_away)
            raise self._named(error) from None

    def write(self, data: bytes) -> None:
        """Writes a part; to what is no file at once."""
        try:
            self._file.write(data)
            if not self._scratch:
                self._file.flush()
        except OSError as error:
            raise self._named(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._put()
        except OSError as failure:
            raise self._named(failure) from None
        finally:
            self._discard()

    def _put(self) -> None:
        self._file.close()
        if self._scratch:
            if self._mode:
                os.chmod(self._scratch, self._mode)
            os.replace(self._scratch, os.path.realpath(self._path))
            self._scratch = ""

    def _discard(self) -> None:
        """Closes what is open still, and takes away what did not take its place."""
        try:
            self._file.close()
        except OSError:
            pass  # it was complained about, or is not wanted any more
        finally:
            self._take_away()
            if self._take_away in UNDO:
                UNDO.remove(self._take_away)

    def _take_away(self) -> None:
        if self._scratch and os.path.exists(self._scratch):
            os.unlink(self._scratch)

    def _named(self, error: OSError) -> OSError:
        """The error under the name of the file, not under the one it had before it was whole."""
        error.filename, error.filename2 = self._path, None
        return error
