"""What the words of a script are that is half typed, or of a shell whose grammar is not known here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from analyzer.facts.bodies import Body
    from analyzer.lsp.features.painting import Painting

KEYWORDS = frozenset(
    {"if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "in", "esac", "select", "function"}
    | {"time", "coproc", "{", "}", "!"}
)
_BEFORE_NAMES = frozenset({"for", "select", "case", "in", "function", "esac", "fi", "done", "}"})  # no command follows
_TOKEN = Lazy(
    r"(?P<comment>(?<![^\s;&|()])#[^\n]*)"
    r"|(?P<string>'[^'\n]*'?|\"(?:\\[\s\S]|[^\"\\\n])*\"?)"
    r"|(?P<variable>\$\{[^}\s\"';|&]*\}?|\$\w+(?::\w+)?|\$[@*#?$!-]|%\w+%)"
    r"|(?P<operator>&&|\|[|&]?|;;?|&|[()]|(?:[0-9]|&)?(?:<<-?|>>|>&|<&|<|>))"
    r"|(?P<set>[A-Za-z_]\w*(?=\+?=))"
    r"|(?P<word>(?:\\[\s\S]|[^\s;&|()<>\"'$\\])+)"
)
_INNER = Lazy(r"\$\{[^}\s]*\}|\$\w+")


def paint_loosely(painting: Painting, body: Body) -> None:
    """Paints a script word by word."""
    text, span = body.extract.text, body.extract.span
    starts, at = True, -1  # a command begins here; where the word before ended
    for match in _TOKEN.finditer(text):
        kind, word = str(match.lastgroup), match.group()
        place = span(*match.span())
        apart, at = match.start() != at, match.end()
        if kind == "set":
            if starts:
                painting.add(place, "variable", "definition")
        elif kind != "word":
            painting.add(place, kind)
            if kind == "operator":
                starts = word != ")" and word[-1] not in "<>-" and word not in (">&", "<&")
            elif kind == "string" and word[0] == '"':
                for one in _INNER.finditer(text, *match.span()):
                    painting.add(span(*one.span()), "variable")
        elif word in KEYWORDS and starts:
            painting.add(place, "keyword")
            starts = word not in _BEFORE_NAMES
        elif apart and word[0] == "-" and len(word) > 1:
            painting.add(span(match.start(), match.start() + len(word.partition("=")[0])), "parameter")
        elif starts and apart and word[0] not in "=+":
            painting.add(place, "function")
            starts = False
