"""Text as Markdown: what comes from a file can bring no markup, no link and no HTML into it."""

from __future__ import annotations

from analyzer.report.visible import visible

_SPECIAL = frozenset("\\`*[]~")
_AT_START = frozenset("-+#=")  # what begins a list, a heading or a rule
_ENTITIES = {"<": "&lt;", ">": "&gt;"}
_NO_LINK = "&#8203;"
LONGEST = 200
"""The characters of a piece of a file that are shown."""


def escape(text: str) -> str:
    """Text of unknown origin that is shown as it is, on one line.

    No more is escaped than must be: not every editor renders it.
    """
    text = visible(cut(text.strip()))
    return "".join(_escaped(text, index, char) for index, char in enumerate(text))


def _escaped(text: str, index: int, char: str) -> str:
    before, after = text[:index], text[index + 1 : index + 2]
    if char in _ENTITIES:
        return _ENTITIES[char]
    if char == "&":
        return "&amp;" if after.isalpha() or after == "#" else char
    if char in _SPECIAL or (not before and char in _AT_START) or (before.isdigit() and char in ".)" and after in ("", " ")):
        return "\\" + char
    if char == "_":
        return char if before[-1:].isalnum() and after.isalnum() else "\\_"
    links = (
        (char == ":" and after == "/") or (char == "." and before[-3:].lower() == "www") or (char == "@" and after.isalnum())
    )
    return char + _NO_LINK if links else char


def code(text: str) -> str:
    """A code span that holds text of unknown origin; empty text is shown as two quotes."""
    text = visible(cut(text)) or '""'
    longest = run = 0
    for char in text:
        run = run + 1 if char == "`" else 0
        longest = max(longest, run)
    fence = "`" * (longest + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def block(text: str, language: str = "dockerfile") -> str:
    """A code block of our own text."""
    return f"```{language}\n{text}\n```"


def cut(text: str) -> str:
    """The beginning of a long text."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def items(lines: list[str]) -> str:
    """A list, an item a line."""
    return "\n".join(f"- {line}" for line in lines)


def link(text: str, address: str) -> str:
    """A link with an address of our own."""
    return f"[{text}]({address})"


def together(names: list[str], most: int = 8) -> str:
    """Names behind each other; of many the first."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
