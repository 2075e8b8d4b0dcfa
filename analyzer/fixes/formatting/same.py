"""What a file says, in a form that is equal exactly where two files differ in nothing but layout and the case of keywords.

It holds what BuildKit's parser makes of the file, down to each character of an argument. Only of a shell script that is
understood it holds the tree instead of the text: the words as they are written, and what stands between them without its
white space.
"""

from __future__ import annotations

from analyzer.fixes.formatting.script import words
from analyzer.fixes.formatting.tokens import script_of
from analyzer.shell.nodes import Compound, SimpleCommand
from analyzer.syntax.directives import detect_syntax, find_directive
from analyzer.syntax.dump import buildkit_arguments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.shell.nodes import List, Script

_BLANKS = str.maketrans("", "", " \t\n")


def content(file: FileFacts, without: tuple[str, ...] = ()) -> list[Any]:
    """What a file says, in order; with `without` the instructions of these kinds and all comments are left out."""
    document, text = file.document, file.source.text
    found: list[Any] = [("escape", document.escape), *((each.name, each.value) for each in document.directives)]
    special = (find_directive(text, "syntax"), detect_syntax(text), find_directive(text, "check"))
    found += [directive and directive.command_line for directive in special]
    found.append([issue.text for issue in document.issues] if not without else [])
    steps = iter(file.instructions)
    for piece in document.pieces:
        if piece.piece == "instruction":
            step = next(steps)
            if step.kind not in without and (step.trigger is None or step.trigger.kind not in without):
                found.append(instruction(step))
            if not without:
                found += [("comment", comment.text) for comment in step.syntax.comments]
        elif piece.piece == "comment" and not without:
            found.append(("comment", piece.text))  # type: ignore[attr-defined]
    return found


def instruction(step: Instruction) -> tuple[Any, ...]:
    """What an instruction says."""
    node = step.syntax
    arguments: list[Any] = buildkit_arguments(node)
    if step.kind == "FROM" and len(arguments) == 3:
        arguments[1] = arguments[1].upper()
    if step.kind == "HEALTHCHECK" and arguments:
        arguments[0] = arguments[0].upper()
    if node.arguments and not node.json_form and arguments:
        script = script_of(node, step, node.arguments[-1].text)
        if script is not None:
            arguments[-1] = _script(script)
    if node.trigger is not None:
        arguments = [instruction(step.trigger)] if step.trigger is not None else []
    heredocs = [(each.name, each.descriptor, each.expand, each.strip_tabs, each.content) for each in node.heredocs]
    taken = node.arguments or node.json_form or node.trigger is not None
    rest = node.rest.text if node.rest is not None and not taken else ""
    return step.kind, [flag.text for flag in node.flags], node.json_form, arguments, heredocs, rest


def _script(script: Script) -> tuple[Any, ...]:
    """The words of a script as written, the text between them without white space, and how its commands are put together."""
    text, at = script.text, 0
    written: list[str] = []
    for start, end in words(script):
        written += [text[at:start].translate(_BLANKS), text[start:end]]
        at = end
    written.append(text[at:].translate(_BLANKS))
    assert script.root is not None
    return written, _lists(script.root)


def _lists(root: List) -> list[Any]:
    """How the commands of a script are put together, from the outside in."""
    found: list[Any] = []
    pending = [root]
    while pending:
        owner = pending.pop()
        found.append((owner.construct, owner.role, len(owner.pipelines)))
        for pipeline in owner.pipelines:
            found.append((pipeline.condition, pipeline.negated, pipeline.background, len(pipeline.commands)))
            for command in pipeline.commands:
                redirects = [(each.fd, each.operator, each.target.text) for each in command.redirects]
                if isinstance(command, Compound):
                    found.append((command.kind, command.name, [word.text for word in command.words], redirects))
                    pending += command.lists
                elif isinstance(command, SimpleCommand):
                    names = [each.name for each in command.assignments]
                    found.append(("", names, [word.text for word in command.words], redirects))
    return found
