"""One thing ShellCheck says, checked to be of the form it has."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Comment = tuple[int, int, int, int, int, str, str]
    """Line, column, end line and end column, all from 1, a tab being one column; the code; the level; the message."""

LEVELS = frozenset({"error", "warning", "info", "style"})
_LARGEST = 1 << 31


def comment_of(values: list[Any]) -> Comment:
    """The comment of a list of its values. Raises ValueError and TypeError for what is none."""
    line, column, end_line, end_column, code, level, message = values
    for number in (line, column, end_line, end_column):
        if type(number) is not int or not 1 <= number < _LARGEST:
            raise ValueError(number)
    if type(code) is not int or not 1000 <= code <= 9999:
        raise ValueError(code)
    if level not in LEVELS or not isinstance(message, str):
        raise ValueError(level)
    return line, column, end_line, end_column, code, level, message


def comments_of(kept: Any) -> list[Comment] | None:
    """The comments that a cache kept as lists; None where it does not hold comments."""
    if not isinstance(kept, list):
        return None
    try:
        return [comment_of(values) for values in kept]
    except (ValueError, TypeError):
        return None
