"""What the shell makes of quotes and escapes (POSIX Shell Command Language 2.2; ``$'...'`` as in bash)."""

from __future__ import annotations

from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from analyzer.grammar.driver import Tree
    from analyzer.shell.heredocs import Body

QUOTES = frozenset(("SINGLE", "ANSI", "DOUBLE", "ESCAPE", "double"))
LITERALS = frozenset(("PLAIN", "VALUE", "OPERAND", "EXTGLOB", "DOLLAR", "ARITH_TEXT"))
_HERE_STATIC = frozenset(("HERE_TEXT", "DOLLAR", "ESCAPE"))
_TABS = Lazy(r"(?m)^\t+")
_ESCAPE = Lazy(r"\\(x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|[0-7]{1,3}|c[\s\S]|[\s\S])")
_SIMPLE = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def static_value(pieces: list[Tree], text: str) -> str | None:
    """The value of a word made of these pieces of `text`, None where one is expanded by the shell."""
    values = []
    for kind, start, end, children in pieces:
        if children is not None:
            return None  # an expansion, or a string that holds one
        value = piece_value(kind, text[start:end])
        if value is None:
            return None
        values.append(value)
    return "".join(values)


def piece_value(kind: str, text: str) -> str | None:
    """The value of one token outside double quotes, None where the shell expands it."""
    if kind in LITERALS:
        return text
    if kind == "NOTHING":
        return ""
    if kind == "SINGLE":
        return text[1:-1]
    if kind == "DOUBLE":
        text = text[text.index('"') + 1 : -1]
        return text if "\\" not in text else unescape(text)
    if kind == "ESCAPE":
        return "" if text == "\\\n" else text[1:] or text
    if kind == "ANSI":
        return ansi(text[2:-1])
    return None


def here_value(tree: Tree, text: str, document: Body) -> str | None:
    """What a command reads of a here-document's lines, None where the shell expands something in them."""
    if any(piece[0] not in _HERE_STATIC for piece in tree[3] or ()):
        return None
    if document.strip_tabs:
        text = _TABS.sub("", text)
    return unescape(text, "$`\\") if document.expand else text


def unescape(text: str, special: str = '"$`\\') -> str:
    """A double-quoted text without its escapes: a backslash stays before any but the special characters and a newline."""
    values, at = [], 0
    while (found := text.find("\\", at)) >= 0 and found + 1 < len(text):
        following = text[found + 1]
        values.append(text[at:found])
        if following == "\n":
            pass
        elif following in special:
            values.append(following)
        else:
            values.append("\\" + following)
        at = found + 2
    values.append(text[at:])
    return "".join(values)


def ansi(text: str) -> str:
    """The inside of ``$'...'`` with its C escapes decoded."""
    if "\\" not in text:
        return text
    decoded: str = _ESCAPE.sub(_decoded, text)
    return decoded


def _decoded(match: re.Match[str]) -> str:
    body = match.group(1)
    if body[0] in "xuU" and len(body) > 1:
        number = int(body[1:], 16)
    elif body[0] in "01234567":
        number = int(body, 8) & 255
    elif body[0] == "c" and len(body) > 1:
        number = ord(body[1]) & 31
    else:
        return _SIMPLE.get(body, body if body in "\\'\"?" else "\\" + body)
    return chr(number) if number < 0x110000 and number else ""


def globs(text: str) -> bool:
    """An unquoted text holds a character that the shell reads as a pattern."""
    return "*" in text or "?" in text or "[" in text
