"""The verdicts of ``rules test`` on the examples of a file, at the lines they are about."""

from __future__ import annotations

import ast
import re
from difflib import unified_diff
from typing import TYPE_CHECKING

from analyzer.lsp.data import Diagnostic, Related
from analyzer.lsp.rules.nodes import Items, Keys, Text
from analyzer.lsp.rules.tree import LINE
from analyzer.providers.rule_examples import evaluate, repair
from analyzer.rules.examples import MISSING, NOT_IDEMPOTENT, WRONG, run_examples

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.lsp.data import Range
    from analyzer.lsp.rules.nodes import Node
    from analyzer.rules.examples import Outcome
    from analyzer.rules.ruleset import Ruleset

_AT = re.compile(r"line (\d+)")
_FIXED = re.compile(r"(wrong: fixed to|not-idempotent: fixed again to) ('.*'|\".*\")( \(not made: .*\))?", re.DOTALL)
LONGEST = 2000  # characters of a difference that are shown


def verdicts(
    text: str, root: Node | None, rules: Ruleset, wanted: Callable[[], bool] = lambda: True
) -> list[Diagnostic] | None:
    """What is wrong with the examples; empty where all are ok.

    None where the answer is no longer `wanted`, which is asked in between.
    """
    found: list[Diagnostic] = []
    for outcome in run_examples(rules, evaluate, repair):
        if not wanted():
            return None
        example = _example(root, outcome)
        found += [_diagnostic(text, example, outcome, problem) for problem in outcome.problems]
    return found


def _example(root: Node | None, outcome: Outcome) -> Keys | None:
    """Where the example stands: in the file, or in the row that makes the rule."""
    if not isinstance(root, Keys):
        return None
    holder: Node | None = root.get("examples")
    rows = root.get("for")
    for row in rows.items if isinstance(rows, Items) else ():
        if isinstance(row, Keys) and row.text("id") == outcome.rule.id:
            holder = row.get("examples") or holder
    listed = holder.get(outcome.kind) if isinstance(holder, Keys) else None
    if not isinstance(listed, Items) or outcome.number >= len(listed.items):
        return None
    example = listed.items[outcome.number]
    return example if isinstance(example, Keys) else None


def _diagnostic(text: str, example: Keys | None, outcome: Outcome, problem: str) -> Diagnostic:
    verdict, _, said = problem.partition(": ")
    message = f"example of {outcome.rule.id} is {verdict}: {said}"
    if verdict == MISSING:
        message = f"example of {outcome.rule.id}: nothing is found at {said}"
    if example is None:
        return Diagnostic((0, 0), message, "warning", verdict)
    place = first_line(text, example)
    related: tuple[Related, ...] = ()
    fixed, findings = example.get("fixed"), example.get("findings")
    if (change := _FIXED.fullmatch(problem)) is not None and isinstance(fixed, Text):
        place = first_line(text, example.key("fixed") or fixed)
        message = _difference(outcome, verdict, change)
    elif (line := _AT.search(said.partition(" but ")[2] or said)) is not None:
        place = line_of(text, example.get("dockerfile"), int(line[1])) or place
    if verdict in (MISSING, WRONG) and findings is not None:
        related = (Related(first_line(text, findings), "this is expected"),)
    return Diagnostic(place, message, "warning", verdict, related=related)


def _difference(outcome: Outcome, verdict: str, change: re.Match[str]) -> str:
    """Expected and found texts as a difference, line by line."""
    found = str(ast.literal_eval(change[2]))
    _, _, _, _, fixed, _ = outcome.rule.examples[0][outcome.number]
    what = "is fixed to another text" if verdict != NOT_IDEMPOTENT else "is changed when it is fixed again"
    names = ("expected", "found") if verdict != NOT_IDEMPOTENT else ("fixed", "fixed again")
    rows = unified_diff(str(fixed or "").splitlines(), found.splitlines(), *names, lineterm="", n=1)
    shown = "\n".join(rows)
    return f"example of {outcome.rule.id} {what}{change[3] or ''}\n{shown[:LONGEST]}"


def first_line(text: str, node: Node) -> Range:
    """A part of the file as far as its first line goes."""
    end = LINE.search(text, node.start)
    return node.start, min(node.end, end.start() if end else len(text))


def line_of(text: str, node: Node | None, line: int) -> Range | None:
    """A line, from 1, of a text that is written as a literal block; None where it cannot be told."""
    if not isinstance(node, Text) or node.style != "|":
        return None
    starts = [match.end() for match in LINE.finditer(text, node.start, node.end)]
    if not 0 < line <= len(starts):
        return None
    begin = starts[line - 1]
    end = LINE.search(text, begin)
    stop = end.start() if end else len(text)
    content = text[begin:stop]
    return begin + len(content) - len(content.lstrip()), begin + len(content.rstrip())
