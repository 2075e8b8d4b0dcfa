"""The forms in which instructions say what is to run: a shell's line, a JSON array, a here-document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.unknown import Unknown
from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.layout import checked, newline, usual_indent
from analyzer.shell.nodes import SimpleCommand
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.shell.nodes import Pipeline

_PLAIN = Lazy(r"[A-Za-z0-9_@%+=:,./-]+")
_SHELLS = (["/bin/sh", "-c"], ["sh", "-c"])


def to_shell(at: Instruction) -> list[Edit]:
    """A JSON array as a line for the shell, its words quoted; of ``["sh", "-c", "..."]`` the script itself.

    Refused where other instructions mean something else with it: ENTRYPOINT beside CMD.
    """
    words = _elements(at)
    if at.stage is not None and at.kind in ("CMD", "ENTRYPOINT"):
        other = at.stage.entrypoint if at.kind == "CMD" else at.stage.cmd
        if other is not None:
            raise Unfit("it is joined with the " + ("ENTRYPOINT" if at.kind == "CMD" else "CMD"))
    if at.kind != "HEALTHCHECK" and at.shell_instruction is not None:
        raise Unfit("another SHELL is in force")
    text = words[2] if words[:2] in _SHELLS and len(words) == 3 else " ".join(map(_quoted, words))
    if "\n" in text or "\r" in text:
        raise Unfit("a line ends in it")
    if text != text.strip() or text.endswith(at.file.escape) or text[:1] in ("[", "-", "#", "") or "<<" in text:
        raise Unfit("as a line it would be read otherwise")
    nodes = at.syntax.arguments
    source, first = at.file.source.text, nodes[-len(words)]
    start, end = source.rfind("[", 0, first.start), source.find("]", nodes[-1].end) + 1
    return [checked(at, start, end, text)]


def _elements(at: Instruction) -> list[str]:
    if not at.json_form or at.kind not in ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK") or at.onbuild:
        raise Unfit("it is not in the JSON form")
    words = at.args[1:] if at.kind == "HEALTHCHECK" else at.args
    if not words or not words[0]:
        raise Unfit("it runs nothing")
    return words


def _quoted(word: str) -> str:
    """A word as POSIX shells read it back."""
    return word if _PLAIN.fullmatch(word) else "'" + word.replace("'", "'\\''") + "'"


def runs_the_same(at: Instruction, before: FileFacts, after: FileFacts) -> str:
    """Why an instruction would not start what it does now; empty where it would."""
    number = before.instructions.index(at)
    other = after.instructions[number] if number < len(after.instructions) else None
    if other is None or other.kind != at.kind:
        return "the instructions differ"
    return "" if _started(at) == _started(other) else "it would not run the same"


def _started(step: Instruction) -> object:
    commands = step.commands
    if isinstance(commands, Unknown):
        return None
    return [[each.name, *each.args] for each in commands if each.name != "sh" or "-c" not in each.options]


def from_heredoc(at: Instruction) -> list[Edit]:
    """The lines of a here-document that begins with ``set -e`` as a chain of ``&&``.

    Refused where a chain would not do the same: without ``set -e``, with groups, loops and comments.
    """
    heredocs, body, rest = at.syntax.heredocs, at.body, at.syntax.rest
    if at.kind != "RUN" or at.onbuild or len(heredocs) != 1 or body is None or rest is None:
        raise Unfit("it is no here-document")
    heredoc, script = heredocs[0], body.script
    if rest.text.strip() != at.file.source.text[heredoc.start : heredoc.end] or body.fed is not None:
        raise Unfit("something else reads the here-document")
    if script is None or script.root is None or not body.parsed or "<<" in script.text or script.text.startswith("#!"):
        raise Unfit("the script cannot be read")
    root, at_end = script.root.pipelines, 0
    lines = []
    for pipeline in root:
        if "#" in script.text[at_end : pipeline.start]:
            raise Unfit("a comment stands in it")
        lines.append(_line(script.text[pipeline.start : pipeline.end], pipeline, at.file.escape))
        at_end = pipeline.end
    if "#" in script.text[at_end:]:
        raise Unfit("a comment stands in it")
    if not lines or not lines[0].startswith("set -") or "e" not in lines[0].split()[1]:
        raise Unfit("a failure does not end the script: it does not begin with set -e")
    lines = lines[1:] if lines[0] == "set -e" else lines
    if not lines:
        raise Unfit("it runs nothing")
    ending = newline(at.file)
    joint = f" && {at.file.escape}{ending}{usual_indent(at)}"
    text = joint.join(lines).replace("\r", "").replace("\n", ending)
    end = max(heredoc.terminator[1], heredoc.end)
    return [Edit(heredoc.start, end, text)]


def _line(text: str, pipeline: Pipeline, escape: str) -> str:
    simple = all(isinstance(one, SimpleCommand) for one in pipeline.commands)
    if pipeline.condition not in ("first", "and", "then") or pipeline.background or pipeline.negated or not simple:
        raise Unfit("a chain would not do the same")
    if any(not line.endswith("\\") for line in text.replace("\r", "").split("\n")[:-1]) or ("\n" in text and escape != "\\"):
        raise Unfit("a word reaches over several lines")
    return text
