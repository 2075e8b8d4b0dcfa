"""hadolint's formats of a line a finding: ``tty`` and ``gnu``."""

from __future__ import annotations

from analyzer.report.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.report.hadolint import Judged

_COLOURS = {"error": "\x1b[1m\x1b[91m", "warning": "\x1b[1m\x1b[93m", "info": "\x1b[92m", "style": "\x1b[96m"}


def tty(files: Sequence[Judged], colour: bool) -> str:
    """``FILE:LINE CODE LEVEL: MESSAGE``, the level in its colour whether or not a terminal reads it, as hadolint has it."""
    lines = []
    for file in files:
        for each in file.violations:
            path = visible(file.place(each))
            path = f"./{path}" if path.startswith(":") else path  # begins no command of GitHub's runner
            level = f"{_COLOURS[each.level]}{each.level}\x1b[0m" if colour else each.level
            place = f"{path}:{each.line}:{each.column}" if each.is_parse_error else f"{path}:{each.line} {each.code} {level}:"
            lines.append(f"{place} {visible(each.message)}\n")
    return _quiet("".join(lines))


def gnu(files: Sequence[Judged]) -> str:
    """``hadolint:FILE:LINE: CODE LEVEL: MESSAGE``."""
    lines = []
    for file in files:
        for each in file.violations:
            place = f"{visible(file.place(each))}:{each.line}"
            what = f":{each.column}:" if each.is_parse_error else f": {each.code} {each.level}:"
            lines.append(f"hadolint:{place}{what} {visible(each.message)}\n")
    return _quiet("".join(lines))


def _quiet(text: str) -> str:
    """The text without the commands that GitHub's runner looks for in all that a step prints."""
    return text.replace("##[", "##\\x5b")
