"""The modules that a Go program was built of, as the linker writes them into it (Go's debug/buildinfo)."""

from __future__ import annotations

from analyzer.runtime.scan.inventory.installed import Installed, InventoryError, one_line

LEAST = 64 * 1024  # bytes; no Go program is smaller
MOST = 192 * 1024 * 1024
FIRST = b"\x7fELF"
_MAGIC = b"\xff Go buildinf:"
_INLINE = 2  # the flag of Go 1.18 and later: the texts follow the header
_MARK = 16  # bytes before and behind the list of modules
_LONGEST = 16 * 1024 * 1024


def parse_binary(data: bytes) -> list[Installed]:
    """The modules of a program, the standard library among them; none where it is no program of Go.

    Raises InventoryError for one whose list cannot be read.
    """
    at = data.find(_MAGIC)
    while at >= 0 and at % 16:
        at = data.find(_MAGIC, at + 1)
    if at < 0 or at + 32 > len(data):
        return []
    if not data[at + 15] & _INLINE:
        raise InventoryError("a program of Go before 1.18 is not read")
    version, at = _value(data, at + 32)
    listed, _ = _value(data, at)
    release = version.decode("utf-8", "replace").split(" ")[0]
    found = [Installed("stdlib", release.removeprefix("go"), "golang")] if release.startswith("go1") else []
    return found + _modules(listed[_MARK:-_MARK].decode("utf-8", "replace"))


def _value(data: bytes, at: int) -> tuple[bytes, int]:
    """A text behind its length (a varint), and where it ends."""
    length, shift = 0, 0
    while True:
        if at >= len(data) or shift > 28:
            raise InventoryError("its list of modules is cut off")
        length |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not data[at - 1] & 0x80:
            break
    if length > _LONGEST or at + length > len(data):
        raise InventoryError("its list of modules is cut off")
    return data[at : at + length], at + length


def _modules(listed: str) -> list[Installed]:
    """Modules that others depend on, each as what replaces it where something does."""
    found: list[Installed] = []
    for line in listed.split("\n"):
        kind, *words = line.split("\t")
        if kind not in ("mod", "dep", "=>") or len(words) < 2:
            continue
        if kind == "=>" and found:
            found.pop()
        if words[1] not in ("", "(devel)"):
            found.append(Installed(one_line(words[0], "module"), one_line(words[1], f"version of {words[0]}"), "golang"))
    return found
