"""Text as Markdown: what comes from a file can bring no markup, no link and no HTML into it."""

from __future__ import annotations

from analyzer.report.visible import visible

_SPECIAL = frozenset("\\`*_{}[]()#+-.!|~>")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
LONGEST = 200
"""The characters of a piece of a file that are shown."""


def escape(text: str) -> str:
    """Text of unknown origin that is shown as it is."""
    parts = []
    for char in visible(cut(text)):
        if char in _ENTITIES:
            parts.append(_ENTITIES[char])
        elif char in _SPECIAL:
            parts.append("\\" + char)
        elif char in ":@":
            parts.append(char + "&#8203;")  # what would become a link or a mention by itself
        else:
            parts.append(char)
    return "".join(parts)


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
