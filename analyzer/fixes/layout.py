"""How a file is laid out: its line endings, and how an instruction continues its lines."""

from __future__ import annotations

from analyzer.fixes.edit import Unfit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.fixes.site import Site
    from analyzer.shell.nodes import Pipeline

INDENT = "    "


def newline(file: FileFacts) -> str:
    """The line ending of a file: that of its first line."""
    at = file.source.text.find("\n")
    return "\r\n" if at > 0 and file.source.text[at - 1] == "\r" else "\n"


def indent(instruction: Instruction) -> str:
    """The white space in front of an instruction's continued lines; four spaces where it has none."""
    lines = instruction.span_text.split("\n")[1:]
    for line in lines:
        stripped = line.lstrip(" \t")
        if stripped.strip() and not stripped.startswith("#"):
            return line[: len(line) - len(stripped)] or INDENT
    return INDENT


def is_wrapped(instruction: Instruction) -> bool:
    """It stands on several lines, here-documents left out."""
    node = instruction.syntax
    end = node.heredocs[0].body[0] - 1 if node.heredocs else node.end
    return "\n" in instruction.file.source.text[node.start : end]


def separator(site: Site, pipelines: list[Pipeline]) -> str:
    """What stands between the commands of a list, to put one more behind its last.

    That is what its last two are separated by; of a single one ``&&``, on a line of its own where the instruction has several.
    Raises Unfit where a command behind the last would not run after it.
    """
    last = pipelines[-1]
    if last.background:
        raise Unfit("the last command runs in the background")
    instruction = site.body.instruction
    if len(pipelines) > 1:
        gap = site.between(pipelines[-2].end, last.start)
        if "#" not in gap and "||" not in gap and "&" in gap.replace("&&", "&"):
            return gap
        if "#" not in gap and "||" not in gap and (";" in gap or instruction.syntax.heredocs):
            return gap
    if instruction.syntax.heredocs:
        return newline(instruction.file)
    if is_wrapped(instruction) and not instruction.json_form:
        return f" {instruction.file.escape}{newline(instruction.file)}{indent(instruction)}&& "
    return " && "
