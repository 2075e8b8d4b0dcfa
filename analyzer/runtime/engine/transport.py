"""Sockets and HTTP to an engine, below docker-py: what can be stopped at any moment, and leaves nothing open."""

from __future__ import annotations

import http.client
import os
import socket
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from analyzer.runtime.engine.address import Address

PATIENCE = 10.0  # seconds within which an engine must take a connection


def open_socket(address: Address, timeout: float | None) -> socket.socket:
    """A connection to the engine's socket, without TLS. Raises OSError."""
    parts = urlsplit(address.host)
    if parts.scheme == "unix":
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.settimeout(timeout)
        try:
            made.connect(address.host.removeprefix("unix://"))
        except OSError:
            made.close()
            raise
        return made
    return socket.create_connection((parts.hostname or "", parts.port or (2376 if address.secure else 2375)), timeout)


class EngineConnection(http.client.HTTPConnection):
    """HTTP to an engine. `stop` may be called by another thread; `timeout` is in seconds, None for no limit."""

    def __init__(self, address: Address, timeout: float | None = None) -> None:
        super().__init__(urlsplit(address.host).hostname or "localhost", blocksize=1 << 20)
        self._address = address
        self._limit = timeout
        self._stopped = False

    def connect(self) -> None:
        """Opens the connection. Raises OSError."""
        made = open_socket(self._address, self._limit or PATIENCE)
        if self._address.secure:
            plain = made
            try:
                made = _tls(self._address).wrap_socket(plain, server_hostname=urlsplit(self._address.host).hostname)
            except BaseException:
                plain.close()
                raise
        made.settimeout(self._limit)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.sock = made
        if self._stopped:
            self.stop()

    def stop(self) -> None:
        """Closes the connection under whoever uses it."""
        self._stopped = True
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)  # below TLS, too: nobody is to wait for an answer


def _tls(address: Address) -> ssl.SSLContext:
    ca, cert, key = (os.path.join(address.tls, f"{name}.pem") for name in ("ca", "cert", "key"))
    context = ssl.create_default_context(cafile=ca if os.path.exists(ca) else None)
    if not address.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if os.path.exists(cert):
        context.load_cert_chain(cert, key)
    return context
