"""SHA-256 without OpenSSL, whose loading takes longer than reading a file."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Digest(Protocol):
        """The SHA-256 of a text that comes in parts."""

        def update(self, data: bytes, /) -> None:
            """Takes in a part."""

        def hexdigest(self) -> str:
            """64 hexadecimal digits."""


try:
    from _sha2 import sha256 as _sha256  # type: ignore[import-not-found, unused-ignore]
except ImportError:
    try:
        from _sha256 import sha256 as _sha256  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        from hashlib import sha256 as _sha256


def sha256_hex(data: bytes) -> str:
    """The digest as 64 hexadecimal digits."""
    return str(_sha256(data).hexdigest())


def new_sha256(data: bytes = b"") -> Digest:
    """A digest that more can be added to."""
    made: Digest = _sha256(data)
    return made
