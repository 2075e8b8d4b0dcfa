"""Vocabularies: what the YAML files of a folder of ``rules/data`` say, as a table that is loaded without YAML.

The table is kept in marshalled form together with the bytes it was made of, and made anew when those have changed; the files
of an installed package do not. The entries of a table that is a dict are read when they are first asked for.
"""

from __future__ import annotations

import marshal
import os

from analyzer import resources
from analyzer.packed import Packed, pack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LAYOUT = 1  # of the file, whatever the table


class Vocabulary:
    """The vocabulary in ``rules/data/FOLDER``.

    `compile` makes plain data of the documents of all its files, in the order of their names; it raises ValueError for a
    mistake in them. `form` numbers what it makes: it grows with each change there. The entries named in `large` are dicts
    whose own entries are read one by one.
    """

    __slots__ = ("_compile", "_folder", "_form", "_large", "_loaded")

    def __init__(self, folder: str, form: int, compile: Callable[[list[Any]], Any], large: tuple[str, ...] = ()) -> None:
        self._large = large
        self._folder = folder
        self._form = form
        self._compile = compile
        self._loaded: list[Any] = []

    @property
    def table(self) -> Any:
        """What `compile` made, loaded once a process."""
        if not self._loaded:
            self._loaded.append(self.load())
        return self._loaded[0]

    def load(self) -> Any:
        """The table from disk where that is fresh, else from the YAML files. Raises ValueError and yaml.YAMLError."""
        name = f"{self._folder}.tables"
        sources = b"" if resources.is_packaged() else self.sources()
        try:
            return self.read(resources.read_bytes(resources.built_path(name)), sources)
        except (OSError, ValueError, EOFError, TypeError, IndexError, KeyError):
            pass  # missing, cut short or of another format: built anew below
        data = self.build(sources or self.sources())
        resources.save_built(name, data)
        return self.read(data, sources)

    def read(self, data: bytes, sources: bytes) -> Any:
        """The table of what `build` made; `sources` are the bytes it must be made of, empty where any will do.

        Raises ValueError where it is another form or was made of other bytes, and what broken data bring about.
        """
        form, origin, table = marshal.loads(data)
        if form != (LAYOUT, self._form) or (sources and origin != sources):
            raise ValueError("the table is stale")
        if not isinstance(table, dict):
            return table
        found = Packed(table)
        for key in self._large:
            found[key] = Packed(found[key])
        return found

    def sources(self) -> bytes:
        """The bytes of all its files, in the order of their names. Raises OSError where the folder is missing."""
        folder = os.path.join(resources.rules_path(), "data", self._folder)
        names = sorted(name for name in os.listdir(folder) if name.endswith(".yaml"))
        return b"\n---\n".join(resources.read_bytes(os.path.join(folder, name)) for name in names)

    def build(self, sources: bytes) -> bytes:
        """The content of a fresh table file."""
        import yaml

        table = self._compile(list(yaml.safe_load_all(sources)))
        if isinstance(table, dict):
            table = pack({key: pack(value) if key in self._large else value for key, value in table.items()})
        origin = b"" if resources.is_packaged() else sources
        return marshal.dumps(((LAYOUT, self._form), origin, table), 4)
