"""Compiles an expression to a deterministic automaton, so that looking for it takes one step a character whatever the text.

The result is plain data, part of a rule's plan: ``(expression, literal, folded, kinds, bounds, kinds behind, width, start,
table, ends)``. Characters are sorted into kinds that the expression does not tell apart: `kinds` has one for each ASCII
character, as characters; the code points from 128 up are cut at `bounds`. State 0 can find nothing any more, state 1 has found;
`table` holds the next state for state * width + kind, as a character, `ends` a 1 for each state that fits at the end of the
text. `literal` is a text that must occur, in lower case letters only where `folded`.
"""

from __future__ import annotations

from functools import lru_cache

from analyzer.native import bisect_right
from analyzer.rules.regex.dialect import NEWLINE, WORD, ExpressionError, parse_expression
from analyzer.rules.regex.program import Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.rules.regex.dialect import Ranges, Tree

    State = tuple[frozenset[int], str]

Automaton = tuple["Any", ...]
MAX_STATES = 1000
MAX_WORK = 400_000
MAX_KINDS = 255
DEAD, FOUND = 0, 1


@lru_cache(maxsize=1000)
def compile_expression(text: str) -> Automaton:
    """The automaton that finds an expression anywhere in a text. Raises ExpressionError."""
    tree = parse_expression(text)
    kinds = _Kinds(Program(tree))
    if len(kinds.samples) > MAX_KINDS:
        raise ExpressionError(0, "R121", f"the expression is too large: it tells more than {MAX_KINDS} characters apart")
    literal, folded = _literal(tree)
    width = len(kinds.samples)
    ascii_kinds = "".join(chr(kinds.of(code)) for code in range(128))
    bounds = tuple(bound for bound in kinds.bounds if bound > 127)
    behind = tuple(kinds.of(code) for code in (128, *bounds))
    start, rows, ends = _numbered(*_minimal(*_Construction(kinds).run()))
    table = "".join(chr(target) for row in rows for target in row)
    return text, literal, folded, ascii_kinds, bounds, behind, width, start, table, "".join(ends)


class _Kinds:
    """The characters that a program does not tell apart, by number; `samples` has one character of each kind."""

    def __init__(self, program: Program) -> None:
        self.program = program
        marks = {step[1] for step in program.steps if step[0] == "at"}
        self.by_word, self.by_line, self.by_start = bool(marks & {"b", "B"}), bool(marks & {"^^", "$$"}), bool(marks)
        sets = {step[1] for step in program.steps if step[0] == "set"}
        sets |= ({WORD} if self.by_word else set()) | ({NEWLINE} if self.by_line else set())
        self.bounds = sorted({edge for ranges in sets for first, last in ranges for edge in (first, last + 1)} | {0})
        ordered = sorted(sets)
        numbers: dict[tuple[bool, ...], int] = {}
        self.samples: list[int] = []
        self.numbers: list[int] = []  # of each interval between two bounds
        for bound in self.bounds:
            signature = tuple(within(ranges, bound) for ranges in ordered)
            if signature not in numbers:
                numbers[signature] = len(self.samples)
                self.samples.append(bound)
            self.numbers.append(numbers[signature])

    def of(self, code: int) -> int:
        """The kind of a character."""
        return self.numbers[bisect_right(self.bounds, code) - 1]

    def side(self, code: int) -> str:
        r"""What the marks ^ $ \b see of a character beside them."""
        if self.by_word and within(WORD, code):
            return "word"
        return "line" if self.by_line and code == 10 else "other"


def within(ranges: Ranges, code: int) -> bool:
    """The code point lies in one of the ranges."""
    return any(first <= code <= last for first, last in ranges)


class _Construction:
    """The subset construction. A state is the instructions to go on from and what stands before them."""

    def __init__(self, kinds: _Kinds) -> None:
        self.kinds, self.steps, self.first = kinds, kinds.program.steps, kinds.program.first
        self.sides = [kinds.side(code) for code in kinds.samples]
        self.fits = [
            frozenset(number for number, code in enumerate(kinds.samples) if within(step[1], code))
            if step[0] == "set"
            else None
            for step in self.steps
        ]
        self.work = 0

    def run(self) -> tuple[list[list[int]], list[bool]]:
        """(the next state by state and kind, whether each fits at the end); the first three are dead, found, start."""
        width = len(self.sides)
        start: State = (frozenset((self.first,)), "start" if self.kinds.by_start else "other")
        numbers: dict[State, int] = {start: 2}
        rows, ends = [[DEAD] * width, [FOUND] * width], [False, True]
        pending = [start]
        for kernel, before in pending:
            reached = {side: self._closure(kernel, before, side) for side in {*self.sides, "end"}}
            row = []
            for kind, side in enumerate(self.sides):
                if 0 in reached[side]:
                    row.append(FOUND)
                    continue
                after = {self.steps[at][2] for at in reached[side] if (fits := self.fits[at]) is not None and kind in fits}
                state = (frozenset(after | {self.first}), side)
                number = numbers.setdefault(state, len(numbers) + 2)
                if number == len(pending) + 2:
                    pending.append(state)
                row.append(number)
            if len(pending) > MAX_STATES or self.work > MAX_WORK:
                raise ExpressionError(0, "R121", f"the expression is too large: it needs more than {MAX_STATES} states")
            rows.append(row)
            ends.append(0 in reached["end"])
        return rows, ends

    def _closure(self, kernel: frozenset[int], before: str, after: str) -> set[int]:
        """All instructions that are reached without reading a character."""
        seen = set(kernel)
        pending = list(kernel)
        while pending:
            step = self.steps[pending.pop()]
            if step[0] == "split":
                fresh = [target for target in step[1] if target not in seen]
            elif step[0] == "at" and step[2] not in seen and _holds(step[1], before, after):
                fresh = [step[2]]
            else:
                continue
            seen.update(fresh)
            pending += fresh
        self.work += len(seen)
        return seen


def _holds(mark: str, before: str, after: str) -> bool:
    if mark in ("b", "B"):
        return ((before == "word") != (after == "word")) is (mark == "b")
    if mark[0] == "^":
        return before == "start" or (len(mark) == 2 and before == "line")
    return after == "end" or (len(mark) == 2 and after == "line")


def _minimal(rows: list[list[int]], ends: list[bool]) -> tuple[list[list[int]], list[bool]]:
    """The same automaton with states that nothing tells apart made one (Moore's refinement); dead, found, start stay first."""
    block = [int(end) for end in ends]
    count = 0
    while len(set(block)) != count:
        count = len(set(block))
        names: dict[tuple[int, ...], int] = {}
        block = [names.setdefault((block[at], *(block[to] for to in row)), len(names)) for at, row in enumerate(rows)]
    first = {number: at for at, number in reversed(list(enumerate(block)))}
    return [[first[block[to]] for to in row] for row in rows], ends


def _numbered(rows: list[list[int]], ends: list[bool]) -> tuple[int, list[list[int]], list[str]]:
    """(start, rows, ends) with only those states that can be reached, numbered anew; dead and found keep theirs."""
    start = next(at for at, row in enumerate(rows) if at == 2 or (at < 2 and row == rows[2] and ends[at] == ends[2]))
    numbers = {DEAD: DEAD, FOUND: FOUND}
    order = [DEAD, FOUND]
    for at in [start, *order]:
        if at not in numbers:
            numbers[at] = len(order)
            order.append(at)
    for at in order:
        for to in rows[at]:
            if to not in numbers:
                numbers[to] = len(order)
                order.append(to)
    return numbers[start], [[numbers[to] for to in rows[at]] for at in order], ["01"[ends[at]] for at in order]


def _literal(tree: Tree) -> tuple[str, bool]:
    """The longest text that must occur where the expression is found, and whether letters of it may be capitals."""
    best, run, folds = ("", False), "", False
    for part in (*(tree[1] if tree[0] == "cat" else (tree,)), ("end",)):
        letter = _letter(part[1]) if part[0] == "set" else ""
        if letter:
            run, folds = run + letter[0], folds or len(letter) > 1
            continue
        best = max(best, (run.lower() if folds else run, folds), key=lambda found: len(found[0]))
        run, folds = "", False
    return best


def _letter(ranges: Ranges) -> str:
    """The only character of a set; of a letter in both cases ``aA``; else nothing."""
    codes = [code for first, last in ranges[:2] for code in range(first, min(last, first + 2) + 1)]
    if len(codes) == 1:
        return chr(codes[0])
    if len(codes) == 2 and codes[0] + 32 == codes[1] and within(((65, 90),), codes[0]):
        return chr(codes[1]) + chr(codes[0])
    return ""
