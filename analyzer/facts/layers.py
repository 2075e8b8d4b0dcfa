"""What an instruction does to the files of its image: one object with all facts of its layer."""

from __future__ import annotations

from analyzer.facts.node import fact
from analyzer.facts.places import Index, is_glob, join, same
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.additions import Addition
    from analyzer.facts.archives import Archive
    from analyzer.facts.changes import Touch
    from analyzer.facts.commands import Command
    from analyzer.facts.downloads import Download
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.progress import Progress
    from analyzer.facts.verification import Check
    from analyzer.facts.words import Word

    Mention = tuple[int, Command, int]

FETCHERS = frozenset({"curl", "wget", "aria2c"})
_MOST_GLOBS = 50  # words with wildcards in one body that are compared with each download


class Layer:
    """The layer of an instruction; that of one without any is empty."""

    def __init__(self, instruction: Instruction) -> None:
        self.instruction = instruction
        self.is_run = instruction.kind == "RUN"
        self.is_copy = instruction.kind in ("COPY", "ADD")

    @fact
    def progress(self) -> Progress:
        """What is in force at each command."""
        from analyzer.facts.progress import Progress

        return Progress(self.instruction)

    # --- COPY and ADD

    @fact
    def destination(self) -> str | None:
        """The place COPY or ADD copies to."""
        from analyzer.facts.copies import destination

        return destination(self.instruction) if self.is_copy else None

    @fact
    def targets(self) -> dict[Word, str]:
        """The place of each source."""
        from analyzer.facts.copies import targets

        return targets(self.instruction) if self.is_copy else {}

    # --- downloads and archives

    @fact
    def downloads(self) -> list[Download] | Unknown:
        """What it fetches; unknown where its body is."""
        if self.instruction.kind not in ("RUN", "ADD"):
            return []
        commands = self.instruction.commands if self.is_run else UNKNOWN
        if not isinstance(commands, Unknown) and all(command.name not in FETCHERS for command in commands):
            return []
        from analyzer.facts.downloads import added_downloads, command_downloads

        return command_downloads(self.instruction) if self.is_run else added_downloads(self.instruction)

    @property
    def known_downloads(self) -> list[Download]:
        """The same, none where that is unknown."""
        return [] if isinstance(self.downloads, Unknown) else self.downloads

    @fact
    def _downloads_by(self) -> dict[object, list[Download]]:
        """By place, and by the simple command that fetches."""
        found: dict[object, list[Download]] = {}
        for download in self.known_downloads:
            if download.place is not None:
                found.setdefault(download.place, []).append(download)
            if download.command is not None:
                found.setdefault(id(download.command.simple), []).append(download)
        return found

    def downloads_at(self, place: str) -> list[Download]:
        """What is fetched to a place, which may hold wildcards."""
        if is_glob(place):
            return [one for one in self.known_downloads[:_MOST_GLOBS] if one.place is not None and same(one.place, place)]
        return self._downloads_by.get(place, [])

    def downloads_of(self, command: Command) -> list[Download]:
        """What a command fetches."""
        return self._downloads_by.get(id(command.simple), [])

    def download_by(self, simple: object) -> Download | None:
        """The first that a simple command fetches."""
        found = self._downloads_by.get(id(simple), [])
        return found[0] if found else None

    @fact
    def archives(self) -> list[Archive]:
        """What it unpacks."""
        from analyzer.facts.archives import instruction_archives

        return instruction_archives(self.instruction) if self.is_run else []

    @fact
    def _archives_by(self) -> dict[int, list[Archive]]:
        found: dict[int, list[Archive]] = {}
        for archive in self.archives:
            found.setdefault(id(archive.command), []).append(archive)
        return found

    def archives_of(self, command: Command) -> list[Archive]:
        """What a command unpacks."""
        return self._archives_by.get(id(command), [])

    @fact
    def checks(self) -> list[Check]:
        """The commands that check files."""
        from analyzer.facts.verification import instruction_checks

        return instruction_checks(self.instruction) if self.is_run else []

    @fact
    def index_uses(self) -> dict[Command, Command | Unknown | None]:
        """The commands that refresh a package index, with what uses it."""
        from analyzer.facts.indexes import index_uses

        return index_uses(self.progress.commands)

    # --- words that name files

    @fact
    def _mentions(self) -> tuple[dict[str, list[Mention]], list[tuple[str, Mention]]]:
        """Every command name and operand by the place it names; those with wildcards apart."""
        found: dict[str, list[Mention]] = {}
        globs: list[tuple[str, Mention]] = []
        progress = self.progress
        for number, command in enumerate(progress.commands):
            directory, words = progress.directories[command], command.invocation.words
            texts = [progress.text(words[0]) if words and "/" in words[0].text else ""]
            texts += [progress.text(word) for word in command.invocation.operands]
            for position, text in enumerate(texts):
                place = join(directory, text) if text else ""
                if is_glob(place):
                    globs.append((place, (number, command, position)))
                elif place:
                    found.setdefault(place, []).append((number, command, position))
        return found, globs[:_MOST_GLOBS]

    def mentions(self, place: str) -> Iterator[Mention]:
        """The commands that name a place: (number of the command, the command, position; 0 is its name)."""
        exact, globs = self._mentions
        found = [*exact.get(place, ()), *(mention for pattern, mention in globs if same(place, pattern))]
        yield from sorted(found, key=_number) if globs else found

    # --- what is added and removed

    @fact
    def touches(self) -> list[Touch]:
        """What it removes and changes."""
        from analyzer.facts.changes import touches

        return touches(self) if self.is_run else []

    @fact
    def additions(self) -> list[Addition]:
        """What it adds, told at the place in the file that says so; what it removes again is among them, marked so."""
        from analyzer.facts import additions

        if self.is_copy:
            return additions.copied(self.instruction, self.targets)
        if not self.is_run:
            return []
        found = [one for one in additions.added_by_run(self) if not self._mounted(one)]
        self._remove(found)
        found += additions.left_by_managers(self.instruction)
        return sorted(found, key=_start)

    def _remove(self, found: list[Addition]) -> None:
        """Marks what is removed again by the instruction itself."""
        live, touches = Index(), [touch for touch in self.touches if touch.action in ("remove", "move")]
        at = 0
        for addition in found:
            while at < len(touches) and touches[at].number < addition.number:
                _drop(live, touches[at].place)
                at += 1
            live.add(addition)
        for touch in touches[at:]:
            _drop(live, touch.place, before=touch.number)

    def _mounted(self, addition: Addition) -> bool:
        """A mount takes it in, so that it is no part of the layer; where that cannot be told, nor can what becomes of it."""
        for mount in self.instruction.mounts:
            if isinstance(mount.place, Unknown):
                addition.removed = UNKNOWN
            elif mount.covers_place(addition.place):
                return True
        return False


def _drop(live: Index, place: str, before: int | None = None) -> None:
    for addition in live.covered(place):
        if before is None or addition.number < before:
            addition.removed = True
            live.remove(addition)


def _start(addition: Addition) -> int:
    return addition.start


def _number(mention: Mention) -> int:
    return mention[0]
