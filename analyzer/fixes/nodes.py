"""Edits of any node: a text in its place or beside it, or nothing."""

from __future__ import annotations

from analyzer.fixes.commands import command_of, delete_command, remove_word, replace_command
from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.flags import remove_mount
from analyzer.fixes.instructions import delete_instruction
from analyzer.fixes.layout import checked, removal
from analyzer.fixes.pairs import remove_pair
from analyzer.fixes.site import Site, element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from analyzer.facts.instructions import Comment, Instruction
    from analyzer.facts.node import Node
    from analyzer.facts.words import Word

_FEWEST = {"EXPOSE": 1, "VOLUME": 1, "COPY": 2, "ADD": 2}  # the arguments that such an instruction must keep


def replace(at: Node, text: str) -> list[Edit]:
    """A text in place of a node."""
    if at.sort == "command":
        return replace_command(at, text)  # type: ignore[arg-type]
    return [checked(_instruction(at), at.start, at.end, _written(at, text)) if _inside(at) else Edit(at.start, at.end, text)]


def insert_before(at: Node, text: str) -> list[Edit]:
    """A text right in front of a node, white space included."""
    return [Edit(at.start, at.start, _written(at, text))]


def insert_after(at: Node, text: str) -> list[Edit]:
    """A text right behind a node, white space included."""
    return [Edit(at.end, at.end, _written(at, text))]


def delete(at: Any) -> list[Edit]:
    """A node goes, with what joins it to its neighbours."""
    if at.sort == "word":
        return remove_word(at) if at.parent.sort == "command" else [_argument(at)]
    by_sort: dict[str, Callable[[Any], list[Edit]]] = {
        "instruction": delete_instruction,
        "command": delete_command,
        "pair": remove_pair,
        "mount": remove_mount,
        "comment": _comment,
    }
    if at.sort not in by_sort:
        raise Unfit(f"a {at.sort} cannot be deleted by itself")
    return by_sort[at.sort](at)


def _comment(at: Comment) -> list[Edit]:
    text = at.file.source.text
    start = text.rfind("\n", 0, at.start) + 1
    return [Edit(start + (text[start : start + 1] == "\ufeff"), at.end, "")]


def _argument(at: Word) -> Edit:
    step = _instruction(at)
    words = step.syntax.arguments
    if len(words) <= _FEWEST.get(step.kind, len(words)) or step.syntax.heredocs:
        raise Unfit("the instruction needs the word")
    index = next(index for index, word in enumerate(words) if word is at.word)
    quotes = int(step.json_form)
    if index == 0:
        return checked(step, at.start - quotes, words[1].start - quotes, "")
    if step.json_form:
        return checked(step, words[index - 1].end + 1, at.end + 1, "")
    return removal(step, words[index - 1].end, at.start, at.end)


def _written(at: Node, text: str) -> str:
    """A text as it is written where a node stands."""
    if at.sort == "word" and at.parent is not None and at.parent.sort == "command":
        command = command_of(at)  # type: ignore[arg-type]
        site = Site(command.body, command)
        return element(text)[1:-1] if site.elements else site.written(text)
    if at.sort == "command":
        return Site(at.body, at).written(text)  # type: ignore[attr-defined,arg-type]
    if _inside(at) and at.sort == "word" and _instruction(at).json_form:
        return element(text)[1:-1]
    return text


def _inside(at: Node) -> bool:
    return at.sort not in ("file", "stage", "instruction", "comment") and at.ancestor("instruction") is not None


def _instruction(at: Node) -> Instruction:
    return at.ancestor("instruction")  # type: ignore[return-value]
