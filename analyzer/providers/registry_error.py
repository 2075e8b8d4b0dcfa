"""What goes wrong between us and a registry."""

from __future__ import annotations


class RegistryError(Exception):
    """A registry could not be asked, or its answer not be used. The message holds no secret.

    `kind` is silence, dns, trust, tls, refused, cut, connection or, where a `status` was answered, status; else it is empty.
    """

    def __init__(self, message: str, kind: str = "", status: int = 0, retry_after: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.status = status
        self.retry_after = retry_after
