"""Vocabularies: what the YAML files of a folder of ``rules/data`` say, as a table that is loaded without YAML.

The table is kept in marshalled form together with the bytes it was made of, and made anew when those have changed.
"""

from __future__ import annotations

import marshal
import os

from analyzer import resources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Vocabulary:
    """The vocabulary in ``rules/data/FOLDER``.

    `compile` makes plain data of the documents of all its files, in the order of their names; it raises ValueError for a
    mistake in them. `form` numbers what it makes: it grows with each change there.
    """

    __slots__ = ("_compile", "_folder", "_form", "_loaded")

    def __init__(self, folder: str, form: int, compile: Callable[[list[Any]], Any]) -> None:
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
            kept = marshal.loads(resources.read_bytes(resources.built_path(name)))
            if kept[0] == self._form and (not sources or kept[1] == sources):
                return kept[2]
        except (OSError, ValueError, EOFError, TypeError, IndexError, KeyError):
            pass  # missing, cut short or of another format: built anew below
        data = self.build(sources or self.sources())
        resources.save_built(name, data)
        return marshal.loads(data)[2]

    def sources(self) -> bytes:
        """The bytes of all its files, in the order of their names. Raises OSError where the folder is missing."""
        folder = os.path.join(resources.rules_path(), "data", self._folder)
        names = sorted(name for name in os.listdir(folder) if name.endswith(".yaml"))
        return b"\n---\n".join(resources.read_bytes(os.path.join(folder, name)) for name in names)

    def build(self, sources: bytes) -> bytes:
        """The content of a fresh table file."""
        import yaml

        return marshal.dumps((self._form, sources, self._compile(list(yaml.safe_load_all(sources)))), 4)
