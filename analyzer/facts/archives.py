"""Commands that unpack archives."""

from __future__ import annotations

from analyzer.facts.node import Node, fact
from analyzer.facts.places import HERE, join, known, shown
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.additions import Addition
    from analyzer.facts.commands import Command
    from analyzer.facts.downloads import Download
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Text, Truth
    from analyzer.facts.progress import Progress
    from analyzer.facts.words import Word as Argument
    from analyzer.shell.word import Word

_TAR = frozenset({"tar", "bsdtar", "gtar", "star"})
_ZIP = frozenset({"unzip", "unrar", "7z", "7za", "7zr", "7zz"})
_DECOMPRESS = frozenset({"gunzip", "bunzip2", "unxz", "unlzma", "unzstd", "uncompress"})
_COMPRESS = frozenset({"gzip", "bzip2", "xz", "lzma", "zstd"})  # with -d
_LISTING = frozenset({"-l", "-t", "-v", "-Z", "-p", "-z"})  # of unzip
NAMES = _TAR | _ZIP | _DECOMPRESS | _COMPRESS | {"jar", "cpio", "dpkg-deb", "dpkg", "ar", "unsquashfs", "rpm2cpio"}


class Archive(Node):
    """An archive that a command unpacks; `place` is None where it comes through a pipe."""

    sort = "archive"

    def __init__(self, command: Command, place: str | None, target: str, consumed: bool) -> None:
        super().__init__(command.instruction, command.start, command.end)
        self.instruction = command.instruction
        self.command = command
        self.place = place
        self.target = target
        self.consumed = consumed  # unpacking it removes it

    @property
    def path(self) -> Text:
        """Where it lies; unknown where a variable or the base image decides."""
        return None if self.place is None else shown(self.place) if known(self.place) else UNKNOWN

    @property
    def directory(self) -> Text:
        """Where it is unpacked to."""
        return shown(self.target) if known(self.target) else UNKNOWN

    @fact
    def download(self) -> Download | None:
        """The download of the same instruction that it is."""
        layer = self.instruction.layer
        if self.place is not None:
            return next((one for one in reversed(layer.downloads_at(self.place)) if one.start < self.start), None)
        simple = self.command.simple
        for writer in simple.pipeline.commands[: simple.position]:
            if (found := layer.download_by(writer)) is not None:
                return found
        return None

    @fact
    def addition(self) -> Addition | None:
        """The file that an instruction of the stage, this one or an earlier one, has put there."""
        stage = self.instruction.stage
        if self.place is None or stage is None or self.instruction.onbuild:
            return None
        return stage.layering.archive_sources.get(self)

    @property
    def copied_source(self) -> Argument | None:
        """The source of the COPY or ADD that brought it, from the build context."""
        from analyzer.facts.copied_archive import copied_source

        return copied_source(self)

    @property
    def copied_by(self) -> Instruction | None:
        """The COPY or ADD that brought it."""
        addition = self.addition
        return addition.instruction if addition is not None and addition.kind == "copied" else None

    @property
    def removed(self) -> Truth:
        """The instruction that unpacks it removes it; where an earlier one brought it, it stays in that one's layer."""
        if self.consumed:
            return True
        addition = self.addition
        return None if addition is None else addition.removed if addition.instruction is self.instruction else False


def instruction_archives(instruction: Instruction) -> list[Archive]:
    """What the commands of a RUN unpack, in order."""
    if isinstance(instruction.commands, Unknown):
        return []
    progress: Progress | None = None
    found: list[Archive] = []
    for command in instruction.commands:
        if command.name in NAMES:
            progress = progress or instruction.layer.progress
            found += _unpacked(command, progress)
    return found


def _unpacked(command: Command, progress: Progress) -> list[Archive]:
    name = command.name or ""
    if name in _TAR:
        return _tar(command, progress)
    if name in _DECOMPRESS or name in _COMPRESS:
        return _decompressed(command, progress)
    options, operands = set(command.options), list(command.invocation.operands)
    target = _option(command, ("-d",), progress) if name in ("unzip", "unsquashfs") else None
    verb = operands[0].value if operands else None
    if (name == "unzip" and options & _LISTING) or (name.startswith("7z") and verb not in ("x", "e")):
        return []
    if name in ("7z", "7za", "7zr", "7zz", "unrar", "ar"):
        operands = operands[1:] if verb in ("x", "e", "-x", "xo", "vx") or name == "ar" else operands
        target = next((arg[2:] for arg in command.args if arg.startswith("-o") and name.startswith("7z")), None)
    elif name in ("dpkg", "dpkg-deb"):
        if not options & {"-x", "--extract", "-X", "-R"}:
            return []
        target = progress.text(operands[1]) if len(operands) > 1 else None
    elif name == "jar":
        if "x" not in (verb or "").lstrip("-") and "-x" not in options:
            return []
        operands = operands[1:]
    elif name == "cpio":
        if not options & {"-i", "--extract"} and not any(option.startswith("-i") for option in options):
            return []
        operands = [redirect.target for redirect in command.simple.redirects if redirect.operator == "<"]
    return [_archive(command, operands[0] if operands else None, target, progress)]


def _tar(command: Command, progress: Progress) -> list[Archive]:
    if not {"-x", "--extract", "--get"} & set(command.options) and command.operands[:1] != ["x"]:
        return []
    path = _option(command, ("-f", "--file"), progress)
    if path is None:
        path = next((progress.text(one.target) for one in command.simple.redirects if one.operator == "<"), None)
    directory = _option(command, ("-C", "--directory"), progress)
    found = _archive(command, None, directory, progress)
    if path not in (None, "-", "/dev/stdin"):
        found.place = join(progress.directories[command], path or "")
    return [found]


def _decompressed(command: Command, progress: Progress) -> list[Archive]:
    letters = {f"-{letter}" for arg in command.args if arg[:1] == "-" and arg[1:2] != "-" for letter in arg[1:]}
    options = {*command.options, *letters}
    if command.name in _COMPRESS and not options & {"-d", "--decompress", "--uncompress"}:
        return []
    kept = bool(options & {"-k", "--keep", "-c", "--stdout", "--to-stdout"}) or command.name in ("unzstd", "zstd")
    words = command.invocation.operands
    return [_archive(command, word, None, progress, consumed=not kept) for word in words] or [
        _archive(command, None, None, progress)
    ]


def _archive(command: Command, word: Word | None, target: str | None, progress: Progress, *, consumed: bool = False) -> Archive:
    directory = progress.directories[command]
    text = progress.text(word) if word is not None else "-"
    place = None if text == "-" else join(directory, text)
    return Archive(command, place, join(directory, target or HERE), consumed)


def _option(command: Command, names: tuple[str, ...], progress: Progress) -> str | None:
    from analyzer.facts.fetching import option_text

    option = command.invocation.option(*names)
    return option_text(option, progress) if option is not None else None
