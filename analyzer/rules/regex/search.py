"""Runs a compiled expression over texts. See `analyzer.rules.regex.automaton` for what it is made of."""

from __future__ import annotations

from analyzer.native import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from analyzer.rules.regex.automaton import Automaton


def searcher(automaton: Automaton, walked: int = 0) -> Callable[[str], bool]:
    """A function that tells whether the expression is found in a text, in time linear in the text.

    When it has `walked` as many characters as the table has entries, the table is unpacked, which takes as long.
    """
    _, literal, folded, ascii_kinds, bounds, behind, width, start, table, ends = automaton
    translation = ascii_kinds.encode("latin-1").ljust(256, b"\0")
    targets: list[int] = []  # the table unpacked
    first = start * width
    settled = 2 * width  # below it nothing can change any more

    def kinds(text: str) -> Iterable[int]:
        for code in map(ord, text):
            yield translation[code] if code < 128 else behind[bisect_right(bounds, code)]

    def walk(text: str) -> bool:
        state = start
        for kind in text.encode("ascii").translate(translation) if text.isascii() else kinds(text):
            if state < 2:
                break
            state = ord(table[state * width + kind])
        return state == 1 or bool(state > 1 and ends[state] == "1")

    def found(text: str) -> bool:
        nonlocal walked
        if literal and literal not in (text.lower() if folded else text):
            return False
        if not targets:
            walked += len(text)
            if walked < len(table):
                return walk(text)
            rows = range(0, len(ends) * width, width)
            codes = table.encode("latin-1") if len(ends) <= 256 else map(ord, table)
            targets.extend(map([*rows].__getitem__, codes))
        state = first
        for kind in text.encode("ascii").translate(translation) if text.isascii() else kinds(text):
            if state < settled:
                break
            state = targets[state + kind]
        return state == width or bool(state >= settled and ends[state // width] == "1")

    return found
