"""How a file is laid out: its line endings, its comments, and how an instruction continues its lines."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts

INDENT = "    "


def newline(file: FileFacts) -> str:
    """The line ending of a file: that of its first line."""
    at = file.source.text.find("\n")
    return "\r\n" if at > 0 and file.source.text[at - 1] == "\r" else "\n"


def indent(instruction: Instruction) -> str:
    """The white space in front of an instruction's continued lines; four spaces where it has none."""
    node = instruction.syntax
    end = node.heredocs[0].body[0] if node.heredocs else node.end
    lines = instruction.file.source.text[node.start : end].split("\n")[1:]
    for line in lines:
        stripped = line.lstrip(" \t")
        if stripped.strip() and not stripped.startswith("#"):
            return line[: len(line) - len(stripped)] or INDENT
    return INDENT


def usual_indent(instruction: Instruction) -> str:
    """The white space in front of its continued lines, or where it has none of those of the first instruction with some."""
    steps = [instruction, *instruction.file.instructions]
    return next((indent(step) for step in steps if is_wrapped(step)), INDENT)


def line_indent(text: str, offset: int) -> str:
    """The white space that the line of an offset begins with."""
    line = text[text.rfind("\n", 0, offset) + 1 :]
    return line[: len(line) - len(line.lstrip(" \t"))]


def is_wrapped(instruction: Instruction) -> bool:
    """It stands on several lines, here-documents left out."""
    node = instruction.syntax
    end = node.heredocs[0].body[0] - 1 if node.heredocs else node.end
    return "\n" in instruction.file.source.text[node.start : end]


def crosses_comment(instruction: Instruction, start: int, end: int) -> bool:
    """A comment line between the continued lines of an instruction lies in a span of the source."""
    comments = _outer(instruction).comments
    return any(comment.start < end and start < comment.end for comment in comments)


def removal(instruction: Instruction, before: int, start: int, end: int) -> Edit:
    """Nothing in place of the words from `start` to `end`; `before` is where the white space in front of them begins.

    Words that begin a line others follow on go with the white space behind them, so that the line stays where it is.
    """
    text = instruction.file.source.text
    stop = text.find("\n", end)
    tail = text[end : stop if stop >= 0 else len(text)].strip(" \t\r")
    joins = tail in ("", instruction.file.escape, "\\") or tail.startswith(("&", "|", ";"))
    if not text[text.rfind("\n", 0, start) + 1 : start].strip(" \t") and not joins:
        behind = text[end:]
        return checked(instruction, start, end + len(behind) - len(behind.lstrip(" \t")), "")
    return checked(instruction, before, end, "")


def checked(instruction: Instruction, start: int, end: int, text: str) -> Edit:
    """A text in place of a span that holds no comment line."""
    if crosses_comment(instruction, start, end):
        raise Unfit("a comment stands in between")
    return Edit(start, end, text)


def _outer(instruction: Instruction) -> Instruction:
    """The ONBUILD of a trigger, else the instruction itself."""
    if instruction.onbuild and instruction.parent is not None and instruction.parent.sort == "instruction":
        return instruction.parent  # type: ignore[return-value]
    return instruction
