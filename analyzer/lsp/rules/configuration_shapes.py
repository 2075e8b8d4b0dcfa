"""Configuration files, from the table of their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.config.keys import CASES, FLAGS, FORMAT_KEYS, INDENTS, KEYS, LEVELS, OVERRIDE_KEYS, RULE_LEVELS
from analyzer.lsp.rules.shapes import ANY, Choice, Entry, Listed, Listing, Named, Shape, Table

if TYPE_CHECKING:
    from analyzer.config.keys import Key

SELECTORS = Listed(lambda known: [*known.groups(), *known.rule_words()])
_RULES: dict[str, Shape] = {
    "select": SELECTORS,
    "extend-select": SELECTORS,
    "ignore": SELECTORS,
    "profile": Listed(lambda known: known.profiles()),
}
_KINDS: dict[str, Shape] = {
    "level": Choice(LEVELS),
    "severities": Named(Choice(RULE_LEVELS), lambda known: known.rule_words()),
    "settings": Named(ANY, lambda known: known.rules_with_params()),
    "values": Named(ANY),
    "case": Choice(CASES),
    "indent": Choice(INDENTS),
    "flag": Choice(FLAGS),
}


def _table(keys: tuple[Key, ...], more: dict[str, Shape]) -> Table:
    kinds = {**_KINDS, **more}
    return Table(Entry(key.name, _RULES.get(key.name) or kinds.get(key.kind, ANY), key.help) for key in keys)


_FORMAT: dict[str, Shape] = {"format": _table(FORMAT_KEYS, {})}
CONFIGURATION = _table(KEYS, {**_FORMAT, "overrides": Listing(_table(OVERRIDE_KEYS, _FORMAT))})
