"""Takes the bodies of here-documents out of a script before the grammar reads it (POSIX Shell Command Language 2.7.4).

Where a body ends is said by its delimiter, so no grammar can tell. The lines are replaced by as many line ends, which mean
nothing there; all offsets stay as they are.
"""

from __future__ import annotations

from analyzer.source.patterns import Lazy

_ESCAPES = r"\\[\s\S]|'[^']*'|`[^`\\]*(?:\\[\s\S][^`\\]*)*`"
_ANSI = r"\$'[^'\\]*(?:\\[\s\S][^'\\]*)*'"
_COMMENT = r"(?:(?<=[ \t\n;&|()])|^)#[^\n]*"
_OPENING = r"\$\(\(|\$\(|\$\{"
# The patterns of case end in a ) that closes nothing.
_CASE = r"(?<![^ \t\n;&|()])(?:case(?=[ \t][^\n;]{1,200}[ \t]in[ \t\n])|esac(?![^ \t\n;&|()]))"
_NEXT = {  # what may change the mode, by mode; the first alternative that is no quoted text decides
    "code": rf"{_CASE}|{_ESCAPES}|{_ANSI}|{_OPENING}|\"|\(\(|\(|\)|<<<|<<-?|\n|{_COMMENT}",
    "double": rf"\\[\s\S]|`[^`\\]*(?:\\[\s\S][^`\\]*)*`|{_OPENING}|\"",
    "brace": rf"{_ESCAPES}|{_OPENING}|\"|\}}",
    "arithmetic": rf"{_ESCAPES}|{_OPENING}|\"|\(|\)",
    "here": rf"\\[\s\S]|`[^`\\]*(?:\\[\s\S][^`\\]*)*`|{_OPENING}",
}
_NEXT["case"] = _NEXT["code"]
_SCANNERS = {mode: Lazy(expression) for mode, expression in _NEXT.items()}
_ENTER = {  # the modes a token opens
    "case": ("case",),
    "$((": ("arithmetic", "arithmetic"),
    "((": ("arithmetic", "arithmetic"),
    "$(": ("code",),
    "${": ("brace",),
    '"': ("double",),
}
_CLOSE = {"code": ")", "case": "esac", "double": '"', "brace": "}", "arithmetic": ")", "here": ""}
_DELIMITER = Lazy(r"""[ \t]*((?:\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|[^ \t\n;&|()<>'"\\])+)""")
_UNQUOTED = Lazy(r"""\\([\s\S])|['"]""")


class Body:
    """A here-document found: the span of its delimiter word, of its lines, and of the line that ends them."""

    __slots__ = ("body", "delimiter", "end", "expand", "start", "strip_tabs", "terminator")

    def __init__(self, word: str, start: int, end: int, strip_tabs: bool) -> None:
        self.start = start
        self.end = end
        self.expand = not any(quote in word for quote in "\\'\"")
        self.delimiter = word if self.expand else _UNQUOTED.sub(r"\1", word)
        self.strip_tabs = strip_tabs
        self.body = self.terminator = (end, end)

    def read(self, text: str, at: int, stop: int) -> int:
        """Take the lines from `at` on, up to the delimiter or the text's end. Gives where the line after them begins."""
        first = at
        while at < stop:
            end = text.find("\n", at, stop)
            end = stop if end < 0 else end
            line = text[at:end]
            if (line.lstrip("\t") if self.strip_tabs else line) == self.delimiter:
                self.body, self.terminator = (first, at), (at, end)
                return min(end + 1, stop)
            at = end + 1
        self.body, self.terminator = (first, stop), (stop, stop)
        return stop


def split_heredocs(text: str, start: int, stop: int, mode: str = "code") -> tuple[str, dict[int, Body]]:
    """The text with the here-document lines of ``text[start:stop]`` blanked out; the documents by the offset of their ``<<``.

    `mode` is ``here`` where the text is itself the body of a here-document.
    """
    if text.find("<<", start, stop) < 0:
        return text, {}
    found: dict[int, Body] = {}
    pending: list[Body] = []
    blanked: list[str] = []
    kept = at = start
    modes = [mode]
    while (match := _SCANNERS[modes[-1]].search(text, at, stop)) is not None:
        token, at = match.group(), match.end()
        if token == _CLOSE[modes[-1]]:
            if len(modes) > 1:
                modes.pop()
        elif token in _ENTER:
            modes += _ENTER[token]
        elif token == "(":
            modes.append("arithmetic" if modes[-1] == "arithmetic" else "code")
        elif token in ("<<", "<<-"):
            word = _DELIMITER.match(text, at, stop)
            if word is not None:
                document = found[match.start()] = Body(word.group(1), word.start(1), word.end(1), token == "<<-")
                pending.append(document)
                at = word.end()
        elif token == "\n" and pending:
            blanked.append(text[kept:at])
            kept = at
            for document in pending:
                at = document.read(text, at, stop)
            blanked.append("\n" * (at - kept))
            kept = at
            pending = []
    for document in pending:
        document.read(text, stop, stop)
    return text[:start] + "".join(blanked) + text[kept:], found
