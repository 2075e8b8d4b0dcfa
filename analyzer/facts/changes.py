"""What a command does to files that an earlier instruction has added.

A layer only ever adds to those below it: a file that is removed is hidden and still part of the image; one whose mode or
owner changes is stored a second time.
"""

from __future__ import annotations

from analyzer.facts.node import Node
from analyzer.facts.places import join, known, shown
from analyzer.facts.unknown import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.additions import Addition
    from analyzer.facts.commands import Command
    from analyzer.facts.layers import Layer
    from analyzer.facts.node import Text
    from analyzer.facts.progress import Progress

_MODES = {"chmod": "chmod", "chown": "chown", "chgrp": "chown"}
_NARROW = ("-name", "-iname", "-path", "-ipath", "-regex", "-newer", "-mtime", "-size", "-perm", "-user", "-empty")


class Touch:
    """What a command does to a place: remove, move (away), chmod or chown; with all below it where `deep`."""

    __slots__ = ("action", "command", "deep", "number", "place")

    def __init__(self, action: str, command: Command, number: int, place: str, deep: bool) -> None:
        self.action = action
        self.command = command
        self.number = number
        self.place = place
        self.deep = deep


class Change(Node):
    """A touch of what an earlier instruction added. `partial` tells that it touches something within that."""

    sort = "change"

    def __init__(self, touch: Touch, addition: Addition, partial: bool) -> None:
        super().__init__(touch.command.instruction, touch.command.start, touch.command.end)
        self.instruction = touch.command.instruction
        self.command = touch.command
        self.action = touch.action
        self.place = touch.place
        self.addition = addition
        self.partial = partial

    @property
    def path(self) -> Text:
        """What the command names; unknown where a variable or the base image decides."""
        return shown(self.place) if known(self.place) else UNKNOWN


def touches(layer: Layer) -> list[Touch]:
    """What the commands of a RUN remove or change, in order."""
    progress = layer.progress
    found = []
    for number, command in enumerate(progress.commands):
        read = _READERS.get(command.name or "")
        if read is not None:
            for action, text, deep in read(command, progress):
                found.append(Touch(action, command, number, join(progress.directories[command], text), deep))
        found += [
            Touch("remove", command, number, archive.place, deep=False)
            for archive in layer.archives_of(command)
            if archive.consumed and archive.place is not None
        ]
    return found


def _removed(command: Command, progress: Progress) -> Iterator[tuple[str, str, bool]]:
    if command.name == "shred" and not {"-u", "--remove"} & set(command.options):
        return
    for word in command.invocation.operands:
        yield "remove", progress.text(word), True


def _found(command: Command, progress: Progress) -> Iterator[tuple[str, str, bool]]:
    """``find DIR... -delete`` or ``-exec rm``, where nothing but the type narrows what is found."""
    args = command.args
    removing = "-delete" in args or ({"-exec", "-execdir"} & set(args) and {"rm", "rmdir"} & set(args))
    if not removing or any(arg in _NARROW for arg in args):
        return
    for word in command.invocation.words[1:]:
        text = progress.text(word)
        if text.startswith(("-", "(", "!", "\\")):
            break
        yield "remove", text if "-mindepth" not in args else text + "/*", True


def _moved(command: Command, progress: Progress) -> Iterator[tuple[str, str, bool]]:
    operands = command.invocation.operands
    targeted = command.invocation.option("-t", "--target-directory") is not None
    for word in operands if targeted else operands[:-1]:
        yield "move", progress.text(word), True


def _modes(command: Command, progress: Progress) -> Iterator[tuple[str, str, bool]]:
    deep = bool({"-R", "--recursive"} & set(command.options))
    operands = command.invocation.operands
    for word in operands if "--reference" in command.options else operands[1:]:
        yield _MODES[command.name or ""], progress.text(word), deep


_READERS = {
    "rm": _removed, "rmdir": _removed, "unlink": _removed, "shred": _removed, "srm": _removed, "wipe": _removed,
    "find": _found, "mv": _moved,
    "chmod": _modes, "chown": _modes, "chgrp": _modes,
}  # fmt: skip
