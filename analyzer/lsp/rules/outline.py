"""The outline of a rule file: the rule, what it asks, its fixes and examples; and a line above the examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.data import Lens, Symbol
from analyzer.lsp.rules import kinds
from analyzer.lsp.rules.nodes import Items, Keys, Text
from analyzer.lsp.rules.verdicts import first_line

if TYPE_CHECKING:
    from analyzer.lsp.rules.document import RuleFile
    from analyzer.lsp.rules.nodes import Node

_KINDS = {"match": "event", "message": "string", "fix": "method", "examples": "namespace", "params": "variable"}
_SHOWN = 60  # characters of a name


def symbols(file: RuleFile) -> list[Symbol]:
    """The keys of the file, those of a rule below its id."""
    root = file.root
    if not isinstance(root, Keys):
        return []
    found = tuple(_symbol(file, key, value) for key, value in root.entries if key.text)
    name = root.get("id")
    if file.kind != kinds.RULE or not isinstance(name, Text) or not name.text:
        return list(found)
    whole = (0, len(file.text))
    return [Symbol(name.text, "class", whole, (name.start, name.end), root.text("title"), found)]


def _symbol(file: RuleFile, key: Text, value: Node | None) -> Symbol:
    children: tuple[Symbol, ...] = ()
    if key.text == "examples" and isinstance(value, Keys):
        children = tuple(
            _example(file, f"{kind.text} {number + 1}", example)
            for kind, listed in value.entries
            for number, example in enumerate(listed.items if isinstance(listed, Items) else ())
        )
    elif key.text in ("fix", "for") and isinstance(value, Items):
        names = "title" if key.text == "fix" else "id"
        children = tuple(_item(file, item, names) for item in value.items if isinstance(item, Keys))
    end = max(key.end, value.end if value is not None else 0)
    detail = value.text[:_SHOWN] if isinstance(value, Text) and value.style not in ("|", ">") else ""
    return Symbol(key.text, _KINDS.get(key.text, "property"), (key.start, end), (key.start, key.end), detail, children)


def _example(file: RuleFile, name: str, example: Node) -> Symbol:
    why = " ".join(example.text("why").split())[:_SHOWN] if isinstance(example, Keys) else ""
    return Symbol(name, "object", (example.start, example.end), first_line(file.text, example), why)


def _item(file: RuleFile, item: Keys, name: str) -> Symbol:
    title = item.text(name)[:_SHOWN] or name
    return Symbol(title, "method", (item.start, item.end), first_line(file.text, item))


def lenses(file: RuleFile) -> list[Lens]:
    """How the examples went, above them."""
    examples = file.root.key("examples") if isinstance(file.root, Keys) and file.kind == kinds.RULE else None
    if examples is None or file.checked.rules is None or file.verdicts is None:
        return []
    count = sum(len(part) for rule in file.checked.rules.rules for part in rule.examples)
    failed = len(file.verdicts)
    said = f"{failed} problem{'s' if failed != 1 else ''}" if failed else "all ok"
    return [Lens((examples.start, examples.end), f"{count} examples: {said}")]
