"""Parses a shell script, POSIX sh or bash, into a tree of nodes. The grammar is ``grammars/shell.lark``."""

from __future__ import annotations

from analyzer.grammar.driver import GrammarError
from analyzer.grammar.tables import parser
from analyzer.shell.build import Builder
from analyzer.shell.nodes import Script, ShellSyntaxError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMES = {
    "$END": "the end",
    "PLAIN": "a word",
    "ARGUMENT": "a word",
    "VALUE": "a word",
    "OPERAND": "a word",
    "AND": "&&",
    "OR": "||",
    "PIPE": "|",
    "BACKGROUND": "&",
    "SEPARATOR": ";",
    "RPAREN": ")",
    "LPAR": "(",
    "RBRACE": "}",
    "LBRACE": "{",
    "BANG": "!",
    "DBLQUOTE": '"',
    "REDIRECT": "a redirect",
    "NAME": "a name",
    "_PARENS": "()",
    "_DSEMI": ";;",
    "_CONDITION_OPEN": "[[",
    "_CONDITION_CLOSE": "]]",
}
_KEYWORDS = frozenset(("IF", "THEN", "ELIF", "ELSE", "FI", "DO", "DONE", "CASE", "IN", "ESAC", "FOR", "WHILE", "UNTIL"))


def parse_script(text: str) -> Script:
    """The tree of a script. Never raises: why a text is no script is told by `Script.error`; it has no commands then."""
    script = Script(text)
    try:
        Builder(script, parser("shell")).run()
    except GrammarError as error:
        script.root = None
        script.lists = []
        script.commands = []
        script.error = _explained(text, error)
    return script


def _explained(text: str, error: GrammarError) -> ShellSyntaxError:
    expected = tuple(sorted(set(_readable(error.expected))))
    if error.offset >= len(text.rstrip()):
        found = "the end of the script"
    else:
        found = repr(text[error.offset :].split(None, 1)[0][:20]) if text[error.offset :].strip() else "white space"
    return ShellSyntaxError(error.offset, f"unexpected {found}", expected)


def _readable(names: Iterable[str]) -> Iterable[str]:
    """The terminals a reader knows, as they are written."""
    for name in names:
        if name in _NAMES:
            yield _NAMES[name]
        elif name in _KEYWORDS:
            yield name.lower()
