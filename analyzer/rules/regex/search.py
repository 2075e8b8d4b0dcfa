"""Runs a compiled expression over texts. See `analyzer.rules.regex.automaton` for what it is made of."""

from __future__ import annotations

from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from analyzer.rules.regex.automaton import Automaton


def searcher(automaton: Automaton) -> Callable[[str], bool]:
    """A function that tells whether the expression is found in a text, in time linear in the text."""
    _, literal, folded, ascii_kinds, bounds, behind, width, start, table, ends = automaton
    translation = ascii_kinds.encode("latin-1").ljust(256, b"\0")
    targets: list[int] = []  # worked out when they are first needed: most texts do not hold the literal
    first = start * width
    settled = 2 * width  # below it nothing can change any more

    def kinds(text: str) -> Iterable[int]:
        for code in map(ord, text):
            yield translation[code] if code < 128 else behind[bisect_right(bounds, code)]

    def found(text: str) -> bool:
        if literal and literal not in (text.lower() if folded else text):
            return False
        if not targets:
            targets.extend([ord(char) * width for char in table])
        state = first
        for kind in text.encode("ascii").translate(translation) if text.isascii() else kinds(text):
            if state < settled:
                break
            state = targets[state + kind]
        return state == width or bool(state >= settled and ends[state // width] == "1")

    return found
