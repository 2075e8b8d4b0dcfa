"""SHA-256 without OpenSSL, whose loading takes longer than reading a file."""

from __future__ import annotations


def sha256_hex(data: bytes) -> str:
    """The digest as 64 hexadecimal digits."""
    try:
        from _sha2 import sha256  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        try:
            from _sha256 import sha256  # type: ignore[import-not-found, unused-ignore]
        except ImportError:
            from hashlib import sha256
    return str(sha256(data).hexdigest())
