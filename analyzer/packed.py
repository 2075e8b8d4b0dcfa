"""Tables whose entries are read one by one, when they are first asked for.

A run on one file needs a handful of the commands, images and parser states that are known; unpacking all of them would take
longer than checking the file.
"""

from __future__ import annotations

import marshal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, KeysView, Mapping
    from typing import Any


def pack(table: Mapping[Any, Any]) -> dict[Any, bytes]:
    """The same table with each value marshalled; `Packed` reads it."""
    return {key: marshal.dumps(value, 4) for key, value in table.items()}


class Packed(dict):  # type: ignore[type-arg]
    """A mapping of keys to marshalled values that gives the values. It is not to be changed."""

    __slots__ = ("_packed",)
    __hash__ = None

    def __init__(self, packed: Mapping[Any, bytes]) -> None:
        super().__init__()  # holds the values that were asked for
        self._packed = packed

    def __missing__(self, key: Hashable) -> Any:
        value = self[key] = marshal.loads(self._packed[key])
        return value

    def get(self, key: Hashable, default: Any = None) -> Any:
        """The value of a key, or the default."""
        return self[key] if key in self._packed else default

    def __contains__(self, key: Hashable) -> bool:
        return key in self._packed

    def __iter__(self) -> Iterator[Any]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def keys(self) -> KeysView[Any]:  # type: ignore[override]
        """All keys."""
        return self._packed.keys()

    def items(self) -> list[tuple[Any, Any]]:  # type: ignore[override]
        """All keys with their values."""
        return [(key, self[key]) for key in self._packed]

    def values(self) -> list[Any]:  # type: ignore[override]
        """All values."""
        return [self[key] for key in self._packed]

    def __eq__(self, other: object) -> bool:
        return dict(self.items()) == other

    def __repr__(self) -> str:
        return repr(dict(self.items()))
