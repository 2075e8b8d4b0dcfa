"""How messages come in: read ahead on a thread, so that what cancels a request is seen before the request is worked on."""

from __future__ import annotations

import asyncio
import os
import threading
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_LINE = 1 << 16  # of a header
_PORTION = 1 << 16


class Bytes(Protocol):
    """A stream that gives what is there, and waits where nothing is."""

    def read1(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at its end."""


class Descriptor:
    """A file descriptor as such a stream. Nobody holds a lock of Python's while it waits, so that the process can end then."""

    def __init__(self, number: int) -> None:
        self._number = number

    def read1(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at its end."""
        return os.read(self._number, size)


def read_ahead(source: Bytes) -> asyncio.StreamReader:
    """A reader on the running loop that is fed by a thread of its own. The thread never keeps the process from ending."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=LONGEST_LINE, loop=loop)
    threading.Thread(target=_feed, args=(loop, reader, source), name="client", daemon=True).start()
    return reader


def _feed(loop: asyncio.AbstractEventLoop, reader: asyncio.StreamReader, source: Bytes) -> None:
    def at_loop(call: Callable[..., None], *data: bytes) -> bool:
        try:
            loop.call_soon_threadsafe(call, *data)
        except RuntimeError:  # the loop has ended
            return False
        return True

    while True:
        try:
            data = source.read1(_PORTION)
        except (OSError, ValueError):  # closed meanwhile
            data = b""
        if not data:
            at_loop(reader.feed_eof)
            return
        if not at_loop(reader.feed_data, data):
            return
