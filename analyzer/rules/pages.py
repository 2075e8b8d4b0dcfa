"""The rules as Markdown: a page for each, an index, a table from other tools' rules to ours, and the operators."""

from __future__ import annotations

import re

from analyzer.rules.explain import explain
from analyzer.rules.operators import OPERATORS, RELATIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.rules.ruleset import RuleInfo

MARK = "<!-- Written by `buildsecbot rules docs`; the source is rules/. -->\n"
INDEX, PEERS, TESTS, FACTS, PROFILES = "README.md", "peers.md", "operators.md", "../facts.md", "../profiles.md"


def pages(rules: Iterable[RuleInfo]) -> dict[str, str]:
    """The pages by their file names."""
    listed = sorted(rules, key=lambda rule: rule.id)
    found = {f"{rule.id}.md": f"{MARK}{explain(rule)}" for rule in listed}
    return {INDEX: MARK + index(listed), PEERS: MARK + peers(listed), TESTS: MARK + operators(), **found}


def index(rules: list[RuleInfo]) -> str:
    """A table of all rules for each category."""
    others = f"How other tools call them: [{PEERS}]({PEERS}). Which are used: [profiles]({PROFILES})."
    parts = ["# Rules", f"{others} What a rule can ask: [facts]({FACTS}), [operators]({TESTS})."]
    for category in sorted({rule.category for rule in rules}):
        rows = [
            f"| [{rule.id}]({rule.id}.md) | {rule.severity} | {_cell(rule.title)}{_status(rule)} |"
            for rule in rules
            if rule.category == category
        ]
        parts.append(
            "\n".join([f"## {category.capitalize()}\n", "| Rule | Severity | What it finds |", "|---|---|---|", *rows])
        )
    return "\n\n".join(parts) + "\n"


def peers(rules: list[RuleInfo]) -> str:
    """A table of rules for each other tool: theirs, and the rules of ours that cover it."""
    tools: dict[str, dict[str, list[str]]] = {}
    for rule in rules:
        for alias in rule.aliases:
            tool, slash, name = alias.partition("/")
            if slash:
                tools.setdefault(tool, {}).setdefault(name, []).append(rule.id)
    parts = [
        "# Rules of other tools",
        "Their names select our rules, with or without the tool: `--select hadolint/DL3008`, `--ignore DL3008`.",
    ]
    for tool, names in sorted(tools.items()):
        rows = [
            f"| {_cell(name)} | {', '.join(f'[{id_}]({id_}.md)' for id_ in names[name])} |"
            for name in sorted(names, key=_natural)
        ]
        parts.append("\n".join([f"## {tool}\n", "| Theirs | Ours |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def operators() -> str:
    """The operators of each type of field, and the relations between nodes."""
    parts = [
        "# Operators and relations",
        f"What they are asked of: [facts]({FACTS}). How rules are written: [the rule language](../rule-language.md).",
    ]
    parts.append("## Operators")
    for type_, operators in OPERATORS.items():
        rows = [f"| {name} | {_cell(kind)} | {_cell(doc)} |" for name, (kind, doc) in operators.items()]
        parts.append("\n".join([f"### {type_}\n", "| Operator | Is given | Holds where |", "|---|---|---|", *rows]))
    rows = [f"| {name} | {_cell(doc)} |" for name, doc in RELATIONS.items()]
    parts.append("\n".join(["## Relations\n", "| Relation | Holds where |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _status(rule: RuleInfo) -> str:
    return "" if rule.status == "stable" else f" ({rule.status})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _natural(name: str) -> list[tuple[int, str]]:
    """Sorts DL999 before DL3008."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split("([0-9]+)", name)]
