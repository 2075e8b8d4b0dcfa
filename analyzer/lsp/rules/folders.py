"""A rules folder: what its files share, and which rules it holds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from analyzer.lsp.rules.nodes import Items, Keys, Text, texts
from analyzer.lsp.rules.tree import tree
from analyzer.resources import rules_path
from analyzer.rules.builtin import builtin_rules
from analyzer.rules.document import MAX_BYTES
from analyzer.rules.files import kind_of, rule_files
from analyzer.rules.load import shared_library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.rules.check import Library

Stamp = tuple[tuple[str, int, int], ...]


class Outline(NamedTuple):
    """What others need to know of a rule. `path` is its file, empty for a built-in one; `params` are (name, type)."""

    id: str
    title: str
    category: str
    status: str
    aliases: tuple[str, ...]
    controls: tuple[str, ...]
    params: tuple[tuple[str, str], ...]
    path: str = ""

    @property
    def record(self) -> tuple[object, ...]:
        """The same as the beginning of a compiled rule, as far as profiles look at it."""
        unused = ""
        return (self.id, self.title, unused, unused, self.category, self.status, unused, self.aliases, self.controls)


class Folder:
    """A rules folder as it was when it was last read; an empty path stands for none, which has the built-in rules alone."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.stamp: Stamp = ()
        self.library: Library = shared_library(())
        self.own: tuple[Outline, ...] = ()
        self.built_in = tuple(_built_in())
        self.of_program = bool(path) and os.path.realpath(path) == os.path.realpath(rules_path())

    def refresh(self) -> None:
        """Reads again what has changed on disk."""
        if not self.path:
            return
        stamp = tuple(self._stamps())
        if stamp == self.stamp:
            return
        self.stamp = stamp
        self.library = shared_library([self.path])
        paths = [os.path.join(self.path, name) for name, _, _ in stamp if not kind_of(name) and name != "manifest.yaml"]
        self.own = tuple(outline for path in paths for outline in _read(path))

    def _stamps(self) -> Iterator[tuple[str, int, int]]:
        for name in rule_files(self.path):
            try:
                status = os.stat(os.path.join(self.path, name))
            except OSError:
                continue
            yield name, status.st_size, status.st_mtime_ns

    @property
    def rules(self) -> tuple[Outline, ...]:
        """The built-in rules and those of the folder."""
        return self.own if self.of_program and self.own else (*self.built_in, *self.own)


def _built_in() -> Iterator[Outline]:
    for rule in builtin_rules().rules:
        params = tuple((name, type_) for name, type_, _ in rule.params)
        yield Outline(rule.id, rule.title, rule.category, rule.status, rule.aliases, rule.controls, params)


def _read(path: str) -> Iterator[Outline]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read(MAX_BYTES)
    except OSError:
        return
    yield from outlines(tree(text), path)


def outlines(root: object, path: str) -> Iterator[Outline]:
    """The rules of a file; a family has one for each row."""
    if not isinstance(root, Keys):
        return
    rows = root.get("for")
    for row in rows.items if isinstance(rows, Items) else [root]:
        if isinstance(row, Keys):
            yield _outline(row, root, path)


def _outline(row: Keys, root: Keys, path: str) -> Outline:
    def one(key: str) -> str:
        return row.text(key) or root.text(key)

    def many(key: str) -> tuple[str, ...]:
        return tuple(each.text for each in texts(row.get(key) or root.get(key)))

    found = root.get("params")
    params = [(name.text, value.text("type") if isinstance(value, Keys) else "") for name, value in _entries(found)]
    return Outline(
        one("id"), one("title"), one("category"), one("status") or "stable", many("aliases"), many("controls"),
        tuple(params), path,
    )  # fmt: skip


def _entries(value: object) -> list[tuple[Text, object]]:
    return list(value.entries) if isinstance(value, Keys) else []
