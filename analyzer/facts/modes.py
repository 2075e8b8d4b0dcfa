"""File modes as chmod reads them (chmod(1), POSIX): octal numbers and symbolic clauses such as ``u+s,o-w``.

BuildKit's ``--chmod`` takes both forms (dockerfile2llb/convert.go, parseChmod). What cannot be read gives no bits.
"""

from __future__ import annotations

SETUID, SETGID, STICKY = 0o4000, 0o2000, 0o1000
OTHERS_WRITE = 0o002
_WHO = frozenset("ugoa")
_BITS = {"r": 0o444, "w": 0o222, "x": 0o111, "X": 0o111}
_MASKS = {"u": 0o700, "g": 0o070, "o": 0o007, "a": 0o777}


def mode_bits(text: str) -> int:
    """The bits that a mode certainly sets, whatever the file had before; ``+w`` without a who is subject to the umask (022)."""
    if text and text.isascii() and text.isdigit():
        return int(text, 8) if len(text) <= 5 and not set(text) & set("89") else 0
    bits = 0
    for clause in text.split(","):
        bits = _clause(clause, bits)
    return bits


def _clause(clause: str, bits: int) -> int:
    at = 0
    while at < len(clause) and clause[at] in _WHO:
        at += 1
    who, rest = clause[:at], clause[at:]
    if rest[:1] not in ("+", "-", "="):
        return bits
    mask = 0
    for letter in who or "a":
        mask |= _MASKS[letter]
    if not who:
        mask &= ~0o022
    given = 0
    sign = rest[0]
    for letter in rest[1:]:
        if letter in "+-=":
            bits, given, sign = _applied(bits, mask, given, sign), 0, letter
        given |= _BITS.get(letter, 0) & mask
        if letter == "s":
            given |= (SETUID if not who or set(who) & set("ua") else 0) | (SETGID if not who or set(who) & set("ga") else 0)
        elif letter == "t":
            given |= STICKY
    return _applied(bits, mask, given, sign)


def _applied(bits: int, mask: int, given: int, sign: str) -> int:
    if sign == "-":
        return bits & ~given
    return (bits & ~mask if sign == "=" else bits) | given


def setuid_mode(value: str) -> bool:
    """The file mode sets the setuid or the setgid bit; as a number (``4755``) or in letters (``u+s``)."""
    return bool(mode_bits(value) & (SETUID | SETGID))


def world_writable_mode(value: str) -> bool:
    """The file mode lets everybody write, and has no sticky bit; as a number (``777``) or in letters (``o+w``)."""
    bits = mode_bits(value)
    return bool(bits & OTHERS_WRITE) and not bits & STICKY
