"""Lark grammar -> plain tables. Runs when the package is built, or when the tables on disk are stale.

Lark does the whole analysis: EBNF, LALR(1), terminal order, tree shaping. What is taken from it is data only, so that the
path of a normal run imports no Lark. `driver.py` runs the tables; the tests hold both to the same trees.
"""

from __future__ import annotations

import marshal
import os

from lark import Lark
from lark.grammar import Rule, Terminal
from lark.lexer import ContextualLexer, PatternStr
from lark.parsers.lalr_analysis import Reduce

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


FORMAT = 2
_OPTIONS: dict[str, Any] = {
    "parser": "lalr",
    "lexer": "contextual",
    "maybe_placeholders": False,
    "propagate_positions": True,
    "keep_all_tokens": False,
}


def lark_parser(path: str) -> Lark:
    """Lark's own parser of a grammar file, every public rule a start rule: the reference the tables must equal."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return Lark(text, start=_start_rules(text), import_paths=[os.path.dirname(path)], **_OPTIONS)


def _start_rules(text: str) -> list[str]:
    """The names on the grammar's first line, ``// start: a b c``."""
    first = text.split("\n", 1)[0]
    prefix = "// start:"
    if not first.startswith(prefix):
        raise ValueError("the first line of a grammar must read '// start: RULE ...'")
    return first[len(prefix) :].split()


def compile_grammar(path: str) -> dict[str, Any]:
    """The tables of a grammar as plain data: dicts, tuples, strings and integers; the same grammar gives the same tables.

    The rows of the automaton, a dict by symbol for each state, are marshalled one by one.

    Raises ValueError where the grammar uses what the driver does not run.
    """
    parser = lark_parser(path)
    table = parser.parser.parser._parse_table  # noqa: SLF001 - Lark shows its tables nowhere else
    lexer = parser.parser.lexer
    assert isinstance(lexer, ContextualLexer)
    nonterminals = frozenset(rule.origin.name for rule in parser.rules) | {f"$root_{start}" for start in parser.options.start}
    order = _state_order(table)
    number = {state: index for index, state in enumerate(order)}
    rules: dict[Rule, int] = {}
    actions: list[bytes] = []
    gotos: list[bytes] = []
    for state in order:
        row: dict[str, int] = {}
        goto: dict[str, int] = {}
        for name, (action, target) in sorted(table.states[state].items()):
            if action is Reduce:
                row[str(name)] = -1 - rules.setdefault(target, len(rules))
            elif name in nonterminals:
                goto[str(name)] = number[target]
            else:
                row[str(name)] = number[target]
        actions.append(marshal.dumps(row, 4))
        gotos.append(marshal.dumps(goto, 4))
    patterns, keywords, scanner_of = _scanners(lexer, order)
    root: Any = lexer.root_lexer
    return {
        "format": FORMAT,
        "patterns": patterns,
        "keywords": keywords,
        "scanner_of": scanner_of,
        "actions": actions,
        "gotos": gotos,
        "rules": [_shape(rule) for rule in rules],
        "starts": {str(start): number[state] for start, state in sorted(table.start_states.items())},
        "ends": {str(start): number[state] for start, state in sorted(table.end_states.items())},
        "ignore": tuple(sorted(str(name) for name in root.ignore_types)),
    }


def _state_order(table: Any) -> list[int]:
    """The states in the order a walk from the start states meets them; Lark's own numbers differ from run to run."""
    order = [state for _, state in sorted(table.start_states.items())]
    seen = set(order)
    for state in order:
        for _, (action, target) in sorted(table.states[state].items()):
            if action is not Reduce and target not in seen:
                seen.add(target)
                order.append(target)
    return order


def _scanners(lexer: ContextualLexer, order: list[int]) -> tuple[list[str], list[dict[str, dict[str, str]]], list[int]]:
    """The scanners without repetition, their keywords, and which of them each state uses."""
    numbers: dict[tuple[str, ...], int] = {}
    patterns: list[str] = []
    keywords: list[dict[str, dict[str, str]]] = []
    scanner_of: list[int] = []
    for state in order:
        basic: Any = lexer.lexers[state]
        names = tuple(t.name for t in basic.terminals)
        if names not in numbers:
            numbers[names] = len(patterns)
            pattern, exact = _scanner(basic)
            patterns.append(pattern)
            keywords.append(exact)
        scanner_of.append(numbers[names])
    return patterns, keywords, scanner_of


def _scanner(basic: Any) -> tuple[str, dict[str, dict[str, str]]]:
    """One alternation of the state's terminals, and the keywords that win over a regex terminal matching the same text."""
    scanner = basic.scanner
    pattern = "|".join(f"(?P<{t.name}>{t.pattern.to_regexp()})" for t in scanner.terminals)
    if len(scanner.terminals) > 90:
        raise ValueError("more than 90 terminals in one state")
    exact: dict[str, dict[str, str]] = {}
    for name, callback in basic.callback.items():
        exact[str(name)] = {
            str(t.pattern.value): str(t.name) for t in callback.scanner.terminals if isinstance(t.pattern, PatternStr)
        }
    return pattern, exact


def _shape(rule: Rule) -> tuple[str, int, str, tuple[tuple[int, bool], ...] | None, bool]:
    """(rule, symbols, tree name, children to keep, replaced by its only child); a kept child flagged true is spliced in."""
    if not rule.expansion and not rule.origin.name.startswith("_"):
        raise ValueError(f"rule {rule.origin.name} may be empty: give the empty case to its user")
    keep: list[tuple[int, bool]] = []
    for index, symbol in enumerate(rule.expansion):
        if isinstance(symbol, Terminal) and symbol.filter_out:
            continue
        keep.append((index, not symbol.is_term and symbol.name.startswith("_")))
    plain = len(keep) == len(rule.expansion) and not any(spliced for _, spliced in keep)
    name = str(rule.alias or rule.options.template_source or rule.origin.name)
    expand = bool(rule.options.expand1 and not rule.alias)
    return str(rule.origin.name), len(rule.expansion), name, None if plain else tuple(keep), expand
