"""How a file is laid out: its configuration first, then what its ``.editorconfig`` says, then the defaults."""

from __future__ import annotations

import os

from analyzer.config.editorconfig import properties
from analyzer.fixes.formatting.style import WIDTH, Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.config.policies import Policies

_NEWLINES = {"lf": "\n", "crlf": "\r\n"}  # a lone cr ends no line of a Dockerfile


def style_of(file: str, policies: Policies, *, editorconfig: bool = True) -> Style:
    """The style of a file; standard input has that of a Dockerfile in the working directory. Raises ConfigErrors and OSError.

    `editorconfig` tells that ``.editorconfig`` files are looked for.
    """
    given = policies.format_keys(file)
    path = os.path.abspath("Dockerfile" if file == "-" else file)
    editor = properties(path, policies.root(os.path.dirname(path))) if editorconfig else {}
    return Style(
        keyword_case=given.get("keyword-case", "upper"),
        indent=_indent(given["indent"]) if "indent" in given else _editor_indent(editor),
        blank_lines=int(given.get("blank-lines", 1)),
        split_runs=given.get("split-runs") == "true",
        width=_number(editor.get("max_line_length", ""), WIDTH),
        newline=_NEWLINES.get(editor.get("end_of_line", ""), ""),
        final_newline=editor.get("insert_final_newline") != "false",
        trim=editor.get("trim_trailing_whitespace") != "false",
    )


def _indent(value: str) -> str:
    return "\t" if value == "tab" else " " * int(value)


def _editor_indent(editor: dict[str, str]) -> str:
    """``indent_style`` and ``indent_size``; a size of ``tab`` is that of ``tab_width``."""
    size = editor.get("indent_size", "")
    if editor.get("indent_style") == "tab":
        return "\t"
    return " " * _number(editor.get("tab_width", "") if size == "tab" else size, 4)


def _number(value: str, otherwise: int) -> int:
    """A number between 1 and 1000, else another one."""
    return int(value) if value.isascii() and value.isdigit() and 0 < int(value) <= 1000 else otherwise
