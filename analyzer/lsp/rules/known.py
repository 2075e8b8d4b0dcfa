"""What is known around a place: captures and parameters of the file, shared conditions, rules and their other names."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from analyzer.facts.schema import NODE, NODES, SORTS
from analyzer.lsp.rules.captures import captures
from analyzer.lsp.rules.nodes import Items, Keys, Text
from analyzer.lsp.rules.pattern_shapes import head
from analyzer.lsp.rules.shapes import Word
from analyzer.lsp.rules.tree import tree
from analyzer.rules.builtin import builtin_rules
from analyzer.rules.profiles import ALL
from analyzer.rules.rulefile import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.lsp.rules.captures import Captured
    from analyzer.lsp.rules.folders import Folder, Outline
    from analyzer.lsp.rules.nodes import Node

_COLUMN = re.compile(r"\$([a-z][a-z0-9]*(?:-[a-z0-9]+)*)")
SHOWN = 60  # letters of a word list that are shown


class Known:
    """The surroundings of all places of a file."""

    def __init__(self, root: Node | None, folder: Folder, text: str) -> None:
        self.root, self.folder, self.text = root, folder, text

    def said(self, key: str) -> str:
        """The text of a key of the file."""
        return self.root.text(key) if isinstance(self.root, Keys) else ""

    @property
    def match_sort(self) -> str:
        """The sort of the head of the match; empty where there is none yet."""
        match = self.root.get("match") if isinstance(self.root, Keys) else None
        return head(match) if isinstance(match, Keys) else ""

    @cached_property
    def captures(self) -> dict[str, Captured]:
        """The names that the rule binds."""
        return captures(self.root, self)

    def capture_words(self) -> list[Word]:
        """The same as proposals."""
        return [
            Word(name, SORTS[each.sort].doc, "variable", f"list of {each.sort}" if each.many else each.sort)
            for name, each in self.captures.items()
        ]

    def fields_of_captures(self, type_: str) -> list[Word]:
        """``CAPTURE.field`` for the fields of a type."""
        return [
            Word(f"{name}.{field.name}", field.doc, "field", field.type)
            for name, each in self.captures.items()
            if not each.many
            for field in SORTS[each.sort].fields.values()
            if field.type == type_
        ]

    def fields_of(self, capture: str) -> list[Word]:
        """The fields of a capture that a message can show."""
        found = self.captures.get(capture)
        fields = SORTS[found.sort].fields.values() if found is not None else ()
        return [Word(field.name, field.doc, "field", field.type) for field in fields if field.type not in (NODE, NODES)]

    @cached_property
    def own_params(self) -> dict[str, str]:
        """The types of the parameters of the rule."""
        found = self.root.get("params") if isinstance(self.root, Keys) else None
        entries = found.entries if isinstance(found, Keys) else []
        return {name.text: value.text("type") if isinstance(value, Keys) else "" for name, value in entries}

    def params(self, types: Iterable[str]) -> list[Word]:
        """The parameters of the rule that are of one of the types."""
        return [Word(name, "", "variable", type_) for name, type_ in self.own_params.items() if type_ in types]

    def conditions(self, sort: str) -> list[Word]:
        """The shared conditions of a sort."""
        found = self.folder.library.conditions.values()
        return [Word(each.name, _docs(each.mark.path), "function", sort) for each in found if each.sort == sort]

    def word_lists(self) -> list[Word]:
        """The word lists."""
        found = sorted(self.folder.library.words.items())
        return [Word(name, _sample(words), "variable", f"{len(words)} words") for name, words in found]

    def rule_words(self) -> list[Word]:
        """The rules by their ids."""
        return [Word(rule.id, rule.title, "reference", rule.category) for rule in self.folder.rules]

    def rules_with_params(self) -> list[Word]:
        """The rules that have parameters."""
        return [Word(rule.id, _params(rule), "reference", rule.category) for rule in self.folder.rules if rule.params]

    def groups(self) -> list[Word]:
        """The groups that rules belong to, and ``ALL``."""
        counts = {ALL: 0}
        for rule in self.folder.rules:
            tools = {name.split("/")[0] for name in (*rule.aliases, *rule.controls) if "/" in name}
            for name in (ALL, rule.category, *tools):
                counts[name] = counts.get(name, 0) + 1
        return [Word(name, f"{count} rules", "module") for name, count in sorted(counts.items())]

    def profiles(self) -> list[Word]:
        """The built-in profiles."""
        return [Word(name, docs, "module", f"{len(ids)} rules") for name, (docs, ids) in builtin_rules().profiles.items()]

    def aliases(self) -> list[Word]:
        """The rules of other tools that rules stand for."""
        return self._named_by("aliases")

    def controls(self) -> list[Word]:
        """The controls that rules bear on."""
        return self._named_by("controls")

    def _named_by(self, key: str) -> list[Word]:
        found: dict[str, list[Outline]] = {}
        for rule in self.folder.rules:
            for name in rule.aliases if key == "aliases" else rule.controls:
                found.setdefault(name, []).append(rule)
        return [
            Word(name, "\n".join(f"- `{rule.id}`: {rule.title}" for rule in rules[:10]), "reference", name.partition("/")[0])
            for name, rules in sorted(found.items())
            if "/" in name
        ]

    def columns(self) -> list[str]:
        """The columns of a family: those that a row has, and those that the file names."""
        found = dict.fromkeys(_COLUMN.findall(self.text))
        rows = self.root.get("for") if isinstance(self.root, Keys) else None
        for row in rows.items if isinstance(rows, Items) else ():
            found |= dict.fromkeys(key.text for key, _ in row.entries) if isinstance(row, Keys) else {}
        return [name for name in found if name not in KEYS]


def _params(rule: Outline) -> str:
    return ", ".join(f"`{name}` ({type_})" for name, type_ in rule.params)


def _sample(words: tuple[str, ...]) -> str:
    shown = ", ".join(words)
    return shown if len(shown) <= SHOWN else shown[:SHOWN].rpartition(",")[0] + ", …"


def _docs(path: str) -> str:
    """What the file of a shared condition says of itself."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            root = tree(file.read(100_000))
    except OSError:
        return ""
    docs = root.get("docs") if isinstance(root, Keys) else None
    return " ".join(docs.text.split()) if isinstance(docs, Text) else ""
