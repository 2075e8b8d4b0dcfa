"""Commands that check files against digests and signatures, and what they cover."""

from __future__ import annotations

from analyzer.facts.layer_words import check_of as what_checks
from analyzer.facts.places import name
from analyzer.native import bisect_right, itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.commands import Command
    from analyzer.facts.downloads import Download
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.progress import Progress
    from analyzer.facts.stages import Stage
    from analyzer.shell.nodes import SimpleCommand

_PLACE = itemgetter(0, 1)
_BREAKS = str.maketrans(dict.fromkeys("\n\t\"'*,;|&()=<>", " "))
_ENDINGS = (
    ".asc",
    ".sig",
    ".sign",
    ".sha256",
    ".sha512",
    ".sha1",
    ".md5",
    ".minisig",
    ".sha256sum",
    ".sha512sum",
    ".sha256.txt",
)


_MAKERS = frozenset({"mv", "cp", "ln", "install", "gunzip", "gzip", "bunzip2", "bzip2", "unxz", "xz", "zstd", "unzip", "tar"})
_UNSURE = frozenset("$*?[`")


class Check:
    """A command that checks files. `names` are the file names it mentions, also on its standard input.

    `lists` are those that hold the digests it compares with. `complete` tells that it checks what it names, and no more.
    """

    __slots__ = ("command", "complete", "lists", "names", "number")

    def __init__(
        self,
        command: Command,
        number: int,
        names: frozenset[str],
        lists: frozenset[str] = frozenset(),
        complete: bool = False,
    ) -> None:
        self.command = command
        self.number = number  # of the command in its instruction
        self.names = names
        self.lists = lists
        self.complete = complete


def instruction_checks(instruction: Instruction) -> list[Check]:
    """The checks of a RUN, in order."""
    progress = instruction.layer.progress
    found: list[Check] = []
    made: set[str] = set()  # by commands that give what was fetched another name
    for number, command in enumerate(progress.commands):
        if _is_check(command):
            names = frozenset(_names(command, progress))
            complete = names.isdisjoint(made) and _names_its_files(command, progress)
            found.append(Check(command, number, names, frozenset(_lists(command, progress)), complete))
        elif command.name in _MAKERS:
            made.update(_names(command, progress))
    return found


def _is_check(command: Command) -> bool:
    described = what_checks(command.name or "")
    if described is None:
        return False
    options, words, digest = described
    if not options and not words:
        return True
    if options & {*command.options, *command.args} or words & set(command.args):
        return True
    return digest and (command.piped or command.simple.pipeline.list.construct == "substitution")


def _names_its_files(command: Command, progress: Progress) -> bool:
    """It prints the digests of files (``sha256sum FILE``), and what these are called is known."""
    described = what_checks(command.name or "")
    if described is None or not described[2] or described[0] & {*command.options, *command.args}:
        return False
    texts = [progress.text(word) for word in command.invocation.operands]
    return bool(texts) and not any(text == "-" or not _UNSURE.isdisjoint(text) for text in texts)


def _lists(command: Command, progress: Progress) -> Iterator[str]:
    """The files that ``sha256sum -c`` and its like read digests from."""
    if (command.name or "").endswith("sum") and {"-c", "--check"} & set(command.options):
        for word in command.invocation.operands:
            yield name(progress.text(word))
        for redirect in command.simple.redirects:
            if redirect.operator == "<":
                yield name(progress.text(redirect.target))


def _names(command: Command, progress: Progress) -> Iterator[str]:
    """The last components of all paths that a check is given, those it reads from a pipe or a here-document included."""
    simple = command.simple
    for text in _texts(simple, progress):
        yield from _split(text)
    for writer in simple.pipeline.commands[: simple.position]:
        if hasattr(writer, "words") and not hasattr(writer, "lists"):
            for text in _texts(writer, progress):
                yield from _split(text)


def _texts(simple: SimpleCommand, progress: Progress) -> Iterator[str]:
    for word in simple.words:
        yield progress.text(word)
    for redirect in simple.redirects:
        yield progress.text(redirect.target if redirect.heredoc is None else redirect.heredoc.content)


def _split(text: str) -> Iterator[str]:
    for token in text.replace("\\n", " ").translate(_BREAKS).split():
        last = name(token)
        yield last
        for ending in _ENDINGS:
            if last.endswith(ending):
                yield last[: -len(ending)]


class Checks:
    """All checks of a stage: which of them come after a command, and what they cover."""

    def __init__(self, stage: Stage) -> None:
        self._named: dict[str, list[tuple[int, int, Check]]] = {}
        self._open: list[tuple[int, int, Check]] = []  # those that name no file that the stage downloads
        downloads = [one for step in stage.instructions for one in step.layer.known_downloads]
        files = {name(one.place) for one in downloads if one.place is not None and one.role == "payload"}
        known = not any("$" in file for file in files)
        for step in stage.instructions:
            for check in step.layer.checks if step.kind == "RUN" else ():
                entry = (step.tick, check.number, check)
                covered = (check.names & files) - check.lists
                for one in covered:
                    self._named.setdefault(one, []).append(entry)
                if not covered and not (check.complete and known):
                    self._open.append(entry)

    def after(self, tick: int, number: int, file: str) -> Check | None:
        """The first check after a command that names the file, else one that does not tell what it checks."""
        for entries in (self._named.get(file, []), self._open):
            at = bisect_right(entries, (tick, number), key=_PLACE)
            if at < len(entries):
                return entries[at][2]
        return None


def check_of(download: Download) -> Check | None:
    """What checks a download: a later command of its stage that names it, or whose list of files cannot be told.

    What is piped is checked where a part of the pipe does so.
    """
    instruction = download.instruction
    if instruction.stage is None or instruction.onbuild:
        return None
    if download.place is None:
        reader = download.piped_to
        while reader is not None:
            if _is_check(reader):
                return Check(reader, download.number, frozenset())
            reader = reader.next_in_pipe
        return None
    return instruction.stage.checks.after(instruction.tick, download.number, name(download.place))
