"""The directives at the top of a file."""

from __future__ import annotations

from analyzer.lsp.knowledge.entries import Directive, rows

# name | what to write | example | meaning
_TABLE = """
syntax | IMAGE | docker/dockerfile:1 |
    + The frontend that reads this file. BuildKit fetches it, so a file can use new syntax on an old builder; a tag such as
    + `1` brings fixes by itself, a digest brings none.
escape | CHARACTER | ` |
    + What continues a line and escapes a character: a backslash, or a backtick as Windows paths like it.
check | OPTIONS | error=true;skip=NAME |
    + BuildKit's own checks: `skip=` names those to leave out (or `all`), `error=true` makes a finding fail the build,
    + `experimental=` names those to try.
"""

DIRECTIVES: dict[str, Directive] = {name: Directive(name, value, example, doc) for name, value, example, doc in rows(_TABLE, 4)}


def directive(name: str) -> Directive | None:
    """What is known of a directive, by its name in any case."""
    return DIRECTIVES.get(name.lower())
