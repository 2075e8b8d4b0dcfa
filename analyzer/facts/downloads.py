"""What an instruction fetches: curl, wget and aria2c of a RUN, and ADD with a URL."""

from __future__ import annotations

from analyzer.facts import fetching, layer_words, places
from analyzer.facts.layers import FETCHERS
from analyzer.facts.node import Node, fact
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.additions import Addition
    from analyzer.facts.commands import Command
    from analyzer.facts.fetching import Fetch
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Text, Truth
    from analyzer.facts.verification import Check


class Download(Node):
    """A file that is fetched, told at its URL. `place` is where it is kept, None where it goes to standard output."""

    sort = "download"

    def __init__(self, instruction: Instruction, span: tuple[int, int], text: str, place: str | None) -> None:
        super().__init__(instruction, *span)
        self.instruction = instruction
        self.text = text  # the URL, with $NAME for what is not known of it
        self.place = place
        self.command: Command | None = None
        self.fetch: Fetch | None = None
        self.number = -1  # of its command

    @property
    def tool(self) -> str:
        """The command that fetches it, or ADD."""
        return (self.command.name or "") if self.command is not None else self.instruction.kind

    # --- what is fetched

    @property
    def url(self) -> Text:
        """The URL; unknown where a variable without a known value is part of it."""
        return UNKNOWN if "$" in self.text or "`" in self.text else self.text

    @property
    def scheme(self) -> Text:
        """The scheme in lower case; http where none is written, as curl and wget have it."""
        scheme, mark, _ = self.text.partition("://")
        if mark:
            return UNKNOWN if "$" in scheme or "`" in scheme else scheme.lower()
        return UNKNOWN if self.text[:1] in ("$", "`") else "http"

    @property
    def host(self) -> Text:
        """The host in lower case, without user and port."""
        rest = self.text.partition("://")[2] or self.text
        host = rest.partition("/")[0].rpartition("@")[2].partition(":")[0]
        return UNKNOWN if "$" in host or "`" in host or not host else host.lower()

    @property
    def name(self) -> str:
        """The last component of the URL's path."""
        path = (self.text.partition("://")[2] or self.text).partition("?")[0].partition("#")[0]
        return places.name(path) if "/" in path else ""

    @property
    def output(self) -> Text:
        """Where it is kept; unknown where a variable or the base image decides."""
        if self.place is None:
            return None
        return places.shown(self.place) if places.known(self.place) else UNKNOWN

    @fact
    def role(self) -> str:
        """``key``, ``signature`` or ``checksum`` where its name, or who reads it, tells that others are checked with it."""
        names = {self.name.lower(), places.name(self.place or "").lower()} - {""}
        ring = self.place is not None and ("keyring" in self.place or "trusted.gpg.d" in self.place or "apt-key" in self.place)
        if ring or self._read_as_key or any(_is_key(one) for one in names):
            return "key"
        if any(one.endswith(layer_words.endings("signatures")) for one in names):
            return "signature"
        if any(_is_checksum(one) for one in names):
            return "checksum"
        return "payload"

    @property
    def _read_as_key(self) -> bool:
        reader = self.piped_to
        if reader is None:
            return False
        return reader.name in ("apt-key", "rpm", "gpg-key") or (
            reader.name in ("gpg", "gpg2") and bool({"--dearmor", "--import", "--dearmour"} & set(reader.options))
        )

    @fact
    def archive(self) -> Truth:
        """An archive or a compressed file, by its name."""
        return any(layer_words.is_archive(one) for one in (self.name, places.name(self.place or "")))

    @property
    def simple(self) -> bool:
        """The request is a plain GET: no credentials, headers, data or certificates go with it."""
        return self.fetch.simple if self.fetch is not None else True

    # --- what becomes of it

    @property
    def piped_to(self) -> Command | None:
        """The command that reads its output."""
        return self.command.next_in_pipe if self.command is not None and self.place is None else None

    @fact
    def interpreter(self) -> Command | None:
        """The program that runs it right away: ``curl | sh``, ``bash <(curl ...)``, ``sh -c "$(curl ...)"``."""
        return fetching.interpreter(self.command) if self.command is not None and self.place is None else None

    @fact
    def run_by(self) -> Command | None:
        """The command that runs it once it is kept, or makes it executable."""
        return fetching.runner(self)

    @fact
    def unpacked_by(self) -> Command | None:
        """The command that unpacks it."""
        for archive in self.instruction.layer.archives:
            if archive.download is self:
                return archive.command
        return None

    @fact
    def installed_by(self) -> Command | None:
        """The package manager that is given it."""
        return fetching.installer(self)

    @fact
    def check(self) -> Check | None:
        """What checks it against a digest or a signature."""
        from analyzer.facts.verification import check_of

        return check_of(self)

    @property
    def checked_by(self) -> Command | None:
        """The command that does so."""
        return self.check.command if self.check is not None else None

    @property
    def verified_with(self) -> Text:
        """The name of the command that does so, or ``--checksum``."""
        if self.instruction.checksum is not None:
            return "--checksum"
        return self.checked_by.name if self.checked_by is not None else None

    @property
    def verified(self) -> Truth:
        """It is checked against a digest or a signature."""
        return self.instruction.checksum is not None or self.check is not None

    @property
    def addition(self) -> Addition | None:
        """The file it becomes in the layer; None where none is kept, and where a mount takes it in."""
        return next((one for one in self.instruction.layer.additions if one.download is self), None)

    @property
    def removed(self) -> Truth:
        """The same instruction removes it again."""
        addition = self.addition
        return addition.removed if addition is not None else None


def _is_key(name: str) -> bool:
    if name in layer_words.words("key-names") or name.endswith(layer_words.endings("keys")):
        return True
    return name.endswith(".asc") and ("key" in name or "gpg" in name)


def _is_checksum(name: str) -> bool:
    return name.endswith(layer_words.endings("checksums")) or any(one in name for one in layer_words.words("checksum-names"))


def command_downloads(instruction: Instruction) -> list[Download] | Unknown:
    """What the commands of a RUN fetch, in their order; unknown where its body is."""
    if isinstance(instruction.commands, Unknown):
        return UNKNOWN
    progress = instruction.layer.progress
    found = []
    for number, command in enumerate(instruction.commands):
        if command.name in FETCHERS:
            for fetch in fetching.fetches(command, progress):
                download = Download(instruction, fetch.span, fetch.url, fetch.place)
                download.command, download.fetch, download.number = command, fetch, number
                found.append(download)
    return found


def added_downloads(instruction: Instruction) -> list[Download]:
    """The URLs of an ADD. Git repositories are no downloads here: their revision names what is fetched."""
    from analyzer.facts.copies import is_remote

    found = []
    for source in instruction.sources:
        text = source.value if isinstance(source.value, str) else source.text
        if is_remote(text):
            place = instruction.layer.targets.get(source)
            found.append(Download(instruction, (source.start, source.end), text, place))
    return found
