"""How a file is to be laid out."""

from __future__ import annotations

WIDTH = 100  # columns; a RUN that fits on such a line is not split


class Style:
    """What the formatter is told.

    `keyword_case` is upper, lower or keep. `indent` is the white space of one level, `blank_lines` the most in a row.
    `split_runs` puts each command of a long RUN on a line of its own; `width` is what counts as long. `newline` is the line
    ending to use, that of the file's first line where it is empty. `final_newline` and `trim` tell whether the file ends with a
    line ending, and whether white space at the end of lines goes.
    """

    __slots__ = ("blank_lines", "final_newline", "indent", "keyword_case", "newline", "split_runs", "trim", "width")

    def __init__(
        self,
        keyword_case: str = "upper",
        indent: str = "    ",
        blank_lines: int = 1,
        *,
        split_runs: bool = False,
        width: int = WIDTH,
        newline: str = "",
        final_newline: bool = True,
        trim: bool = True,
    ) -> None:
        self.keyword_case = keyword_case
        self.indent = indent
        self.blank_lines = blank_lines
        self.split_runs = split_runs
        self.width = width
        self.newline = newline
        self.final_newline = final_newline
        self.trim = trim

    def cased(self, keyword: str) -> str:
        """A keyword as this style writes it."""
        if self.keyword_case == "keep":
            return keyword
        return keyword.lower() if self.keyword_case == "lower" else keyword.upper()
