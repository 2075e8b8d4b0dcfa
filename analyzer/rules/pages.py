"""The rules as Markdown: a page for each, an index, a table from other tools' rules to ours, and what a rule can ask."""

from __future__ import annotations

import re

from analyzer.facts.predicates import PREDICATES
from analyzer.facts.schema import SORTS
from analyzer.rules.explain import explain
from analyzer.rules.operators import OPERATORS, RELATIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.rules.ruleset import RuleInfo

MARK = "<!-- Written by `buildsecbot rules docs`; the source is rules/. -->\n"
INDEX, PEERS, FACTS = "README.md", "peers.md", "facts.md"


def pages(rules: Iterable[RuleInfo]) -> dict[str, str]:
    """The pages by their file names."""
    listed = sorted(rules, key=lambda rule: rule.id)
    found = {f"{rule.id}.md": f"{MARK}{explain(rule)}" for rule in listed}
    return {INDEX: MARK + index(listed), PEERS: MARK + peers(listed), FACTS: MARK + facts(), **found}


def index(rules: list[RuleInfo]) -> str:
    """A table of all rules for each category."""
    parts = ["# Rules", f"How other tools call them: [{PEERS}]({PEERS}). What a rule can ask: [{FACTS}]({FACTS})."]
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


def facts() -> str:
    """Every sort of node with its fields, the operators of each type, the relations and the predicates."""
    parts = ["# What a rule can ask", "How rules are written: [the rule language](../rule-language.md)."]
    for sort in SORTS.values():
        head = (
            f"`{sort.name}: NAME` asks for its {sort.head}." if sort.head else f"It has no name to ask for: `{sort.name}: any`."
        )
        rows = [
            f"| {field.name} | {field.type} {field.target}".rstrip() + f" | {_cell(field.doc)} |"
            for field in sort.fields.values()
        ]
        parts.append(
            "\n".join([f"## {sort.name}\n", f"{sort.doc} {head}\n", "| Field | Type | Meaning |", "|---|---|---|", *rows])
        )
    parts.append("## Operators")
    for type_, operators in OPERATORS.items():
        rows = [f"| {name} | {_cell(kind)} | {_cell(doc)} |" for name, (kind, doc) in operators.items()]
        parts.append("\n".join([f"### {type_}\n", "| Operator | Is given | Holds where |", "|---|---|---|", *rows]))
    rows = [f"| {name} | {_cell(doc)} |" for name, doc in RELATIONS.items()]
    parts.append("\n".join(["## Relations\n", "| Relation | Holds where |", "|---|---|", *rows]))
    described = [(name, " ".join(predicate.doc.split())) for name, predicate in sorted(PREDICATES.items())]
    rows = [f"| {name} | {PREDICATES[name].type} | {_cell(doc)} |" for name, doc in described]
    parts.append(
        "\n".join(["## Predicates\n", "For `is` and `is-not`.\n", "| Predicate | Of a | Holds where |", "|---|---|---|", *rows])
    )
    return "\n\n".join(parts) + "\n"


def _status(rule: RuleInfo) -> str:
    return "" if rule.status == "stable" else f" ({rule.status})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _natural(name: str) -> list[tuple[int, str]]:
    """Sorts DL999 before DL3008."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split("([0-9]+)", name)]
