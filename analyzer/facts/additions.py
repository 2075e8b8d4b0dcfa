"""The files and directories that an instruction puts into its layer."""

from __future__ import annotations

from analyzer.facts.node import Node
from analyzer.facts.places import HERE, join, known, name, shown
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.changes import Change
    from analyzer.facts.commands import Command
    from analyzer.facts.downloads import Download
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.layers import Layer
    from analyzer.facts.leftovers import Leftover
    from analyzer.facts.node import Text, Truth
    from analyzer.facts.progress import Progress
    from analyzer.facts.words import Word

    Span = tuple[int, int]

_DEVICES = ("/dev/", "/proc/", "/sys/")


class Addition(Node):
    """A path that an instruction adds.

    `kind` is copied (COPY and ADD), downloaded, unpacked, written (redirects, tee, touch, here-documents), moved (cp, mv, ln,
    install), created (mkdir), cloned (git), index or cache (of a package manager).
    """

    sort = "addition"

    def __init__(self, instruction: Instruction, span: Span, kind: str, place: str, source: Text = None) -> None:
        super().__init__(instruction, *span)
        self.instruction = instruction
        self.kind = kind
        self.place = place
        self.source = source
        self.whole = False  # a directory with all that lies in it
        self.command: Command | None = None
        self.download: Download | None = None
        self.removed: Truth = False  # by the same instruction
        self.number = -1  # of its command
        self.leftover: Leftover | None = None  # of index and cache
        self.found_changes: list[Change] = []  # filled by `analyzer.facts.layering`

    @property
    def path(self) -> Text:
        """Where it lies; unknown where a variable or the base image decides."""
        return shown(self.place) if known(self.place) else UNKNOWN

    @property
    def name(self) -> str:
        """The last component of the path."""
        return name(self.place)

    @property
    def changes(self) -> list[Change]:
        """What later instructions do to it, also in stages that start from this one."""
        for stage in self.file.stages:
            _ = stage.layering
        return self.found_changes

    @property
    def removed_later(self) -> list[Change]:
        """Those of them that remove it or a part of it."""
        return [change for change in self.changes if change.action in ("remove", "move")]


# --- COPY and ADD


def copied(instruction: Instruction, targets: dict[Word, str]) -> list[Addition]:
    """What COPY and ADD add; `targets` are the places of their sources."""
    from analyzer.facts import layer_words
    from analyzer.facts.copies import is_remote

    found = []
    for source, target in targets.items():
        text = source.value if isinstance(source.value, str) else source.text
        kind = "copied"
        if instruction.kind == "ADD" and instruction.from_name is None:
            if is_remote(text):
                kind = "downloaded"
            elif text.endswith(layer_words.endings("add-unpacks")) and instruction.flag_value("unpack") != "false":
                kind = "unpacked"
        if source.text.startswith("<<"):
            kind = "written"
        place = (instruction.layer.destination if kind == "unpacked" else None) or target
        addition = Addition(instruction, (source.start, source.end), kind, place, source.value)
        addition.whole = kind == "unpacked" or place == instruction.layer.destination
        if kind == "downloaded":
            addition.download = next((one for one in instruction.layer.known_downloads if one.start == source.start), None)
        found.append(addition)
    return found


# --- RUN


def added_by_run(layer: Layer) -> Iterator[Addition]:
    """What the commands of a RUN add, in order; what a mount takes in is left out, what is removed again is not."""
    for number, command in enumerate(layer.progress.commands):
        for addition in _by_command(layer, command, number):
            addition.number = number
            yield addition


def _redirected(command: Command, progress: Progress) -> str:
    from analyzer.facts.fetching import stdout_target

    return stdout_target(command, progress)


def _by_command(layer: Layer, command: Command, number: int) -> Iterator[Addition]:
    progress, instruction = layer.progress, layer.instruction
    directory = progress.directories[command]
    span = (command.start, command.end)

    def addition(kind: str, text: str) -> Addition:
        found = Addition(instruction, span, kind, join(directory, text))
        found.command = command
        return found

    download = layer.download_by(command.simple)
    for one in layer.downloads_of(command):
        if one.place is not None:
            found = addition("downloaded", one.place)
            found.start, found.end, found.download, found.source = one.start, one.end, one, one.url
            yield found
    redirected = _redirected(command, progress) if command.simple.redirects else ""
    if redirected and download is None and not redirected.startswith(_DEVICES):
        yield addition("written", redirected)
    maker = _MAKERS.get(command.name or "")
    if maker is not None:
        operands = [progress.text(word) for word in command.invocation.operands]
        for kind, text, source in maker(command, operands):
            found = addition(kind, text)
            found.source = UNKNOWN if source is not None and "$" in source else source
            yield found
    for archive in layer.archives_of(command):
        found = addition("unpacked", archive.target)
        found.whole, found.source = True, archive.path
        yield found


def _written(command: Command, operands: list[str]) -> Iterator[tuple[str, str, str | None]]:
    for operand in operands:
        if not operand.startswith(_DEVICES):
            yield "written", operand, None


def _created(command: Command, operands: list[str]) -> Iterator[tuple[str, str, str | None]]:
    for operand in operands:
        yield "created", operand, None


def _moved(command: Command, operands: list[str]) -> Iterator[tuple[str, str, str | None]]:
    """cp, mv, ln and install: into a directory where it is named as one, or several go there."""
    option = command.invocation.option("-t", "--target-directory")
    if option is not None and option.value is not None:
        sources, target = operands, option.value + "/"
    elif command.name == "install" and "-d" in command.options:
        yield from _created(command, operands)
        return
    elif len(operands) < 2:
        return
    else:
        sources, target = operands[:-1], operands[-1]
    into = len(sources) > 1 or target.endswith(("/", "/.")) or target in (HERE, "..", "~")
    for source in sources:
        yield "moved", f"{target}/{name(source)}" if into else target, source


def _cloned(command: Command, operands: list[str]) -> Iterator[tuple[str, str, str | None]]:
    if command.subcommand == "clone" and operands:
        own = name(operands[0]).removesuffix(".git")
        yield "cloned", operands[1] if len(operands) > 1 else own, operands[0]


_MAKERS = {
    "tee": _written, "touch": _written, "truncate": _written,
    "mkdir": _created,
    "cp": _moved, "mv": _moved, "ln": _moved, "install": _moved,
    "git": _cloned,
}  # fmt: skip


# --- what package managers leave


def left_by_managers(instruction: Instruction) -> Iterator[Addition]:
    """The residue of a RUN: the first of the places each lies in."""
    residue = instruction.residue
    for one in [] if isinstance(residue, Unknown) else residue:
        found = Addition(instruction, (one.start, one.end), one.kind, join("/", one.paths[0]))
        found.command, found.source, found.whole = one.command, one.manager, True
        found.leftover = one.leftover
        yield found
