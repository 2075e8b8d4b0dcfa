"""Commands that fetch files: which URLs, where to, and who runs what came."""

from __future__ import annotations

from analyzer.facts import layer_words
from analyzer.facts.places import join
from analyzer.facts.places import name as last

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.commands import Command
    from analyzer.facts.downloads import Download
    from analyzer.facts.progress import Progress
    from analyzer.shell.invocation import Option
    from analyzer.shell.word import Word

_STANDARD = frozenset({"-", "/dev/stdout", "/proc/self/fd/1"})
_NOWHERE = frozenset({"/dev/null", "/dev/stderr", ""})
_NO_FETCH = {
    "curl": frozenset({"-I", "--head", "-T", "--upload-file", "-V", "--version", "-h", "--help"}),
    "wget": frozenset({"--spider", "-V", "--version", "-h", "--help", "-i", "--input-file"}),
    "aria2c": frozenset({"-v", "--version", "-h", "--help", "-i", "--input-file"}),
}
_OUTPUT = {"curl": ("-o", "--output"), "wget": ("-O", "--output-document"), "aria2c": ("-o", "--out")}
_FOLDER = {"curl": ("--output-dir",), "wget": ("-P", "--directory-prefix"), "aria2c": ("-d", "--dir")}
# Options that leave the request a plain GET.
_PLAIN = {
    "curl": frozenset(
        ["-f", "--fail", "--fail-with-body", "-s", "--silent", "-S", "--show-error", "-L", "--location", "-o", "--output", "-O",
         "--remote-name", "--retry", "--retry-delay", "--retry-connrefused", "--retry-all-errors", "--retry-max-time", "-#",
         "--progress-bar", "--proto", "--tlsv1.2", "--tlsv1.3", "--create-dirs", "--output-dir", "-m", "--max-time",
         "--connect-timeout", "--compressed", "--url", "--no-progress-meter", "-v", "--verbose", "-4", "-6"]
    ),
    "wget": frozenset(
        ["-O", "--output-document", "-q", "--quiet", "-nv", "--no-verbose", "-P", "--directory-prefix", "--progress",
         "--show-progress", "-t", "--tries", "-T", "--timeout", "--https-only", "-c", "--continue", "-N", "--timestamping",
         "--secure-protocol", "--retry-connrefused", "--waitretry", "-v", "--verbose", "-nc"]
    ),
    "aria2c": frozenset({"-o", "--out", "-d", "--dir", "-x", "-s", "-q", "--quiet"}),
}  # fmt: skip


class Fetch:
    """A URL that a command fetches: as far as known, its span in the source, where it is kept (None: standard output)."""

    __slots__ = ("place", "simple", "span", "url")

    def __init__(self, url: str, span: tuple[int, int], place: str | None, simple: bool) -> None:
        self.url = url
        self.span = span
        self.place = place
        self.simple = simple


def fetches(command: Command, progress: Progress) -> list[Fetch]:
    """What curl, wget or aria2c fetch; nothing where they only ask, or send."""
    tool = command.name or ""
    options = command.invocation.options
    names = {option.name for option in options}
    if names & _NO_FETCH[tool]:
        return []
    words = [option.value_word for option in options if option.name == "--url" and option.value_word is not None]
    urls = [*command.invocation.operands, *words]
    simple = names <= _PLAIN[tool]
    targets = _targets(command, progress, [progress.text(word) for word in urls])
    found = []
    for word, target in zip(urls, targets, strict=True):
        if target not in _NOWHERE:
            place = None if target in _STANDARD else join(progress.directories[command], target)
            found.append(Fetch(progress.text(word), span(command, word), place, simple))
    return found


def _targets(command: Command, progress: Progress, urls: list[str]) -> list[str]:
    """Where each URL goes: a path, or ``-`` for standard output."""
    tool, folder, all_named = command.name or "", "", command.name != "curl"
    named: list[str | None] = []  # None stands for the URL's own name
    for option in command.invocation.options:
        if option.name in _OUTPUT[tool]:
            named.append(option_text(option, progress) or "-")
        elif option.name in _FOLDER[tool]:
            folder = option_text(option, progress) or ""
        elif tool == "curl" and option.name in ("-O", "--remote-name"):
            named.append(None)
        elif option.name == "--remote-name-all":
            all_named = True
    if tool != "curl" and named:
        named = named[-1:] * len(urls)
    redirected = stdout_target(command, progress) or "-"
    targets = []
    for number, url in enumerate(urls):
        target = named[number] if number < len(named) else None if all_named else "-"
        if target is None:
            target = join(folder, _own_name(url)) if folder else _own_name(url)
        elif folder and tool != "wget" and target not in _STANDARD:
            target = join(folder, target)
        targets.append(redirected if target in _STANDARD else target)
    return targets


def stdout_target(command: Command, progress: Progress) -> str:
    """The file that standard output is redirected to; empty where it is not."""
    target = ""
    for redirect in command.simple.redirects:
        if redirect.operator in (">", ">>", ">|", "&>", "&>>") and redirect.fd in ("", "1"):
            target = progress.text(redirect.target)
    return target


def option_text(option: Option, progress: Progress) -> str | None:
    """The value of an option, as far as it is known; None where it has none."""
    if option.value is not None or option.value_word is None:
        return option.value
    text = progress.text(option.value_word)
    if option.value_word is not option.word:
        return text
    return text.partition("=")[2] if option.name.startswith("--") else text.partition(option.name[-1])[2]


def span(command: Command, word: Word) -> tuple[int, int]:
    """Where a word of a command lies in the source."""
    inset = 1 if command.body.is_program else 0  # the quotes of a JSON string are no part of the word
    return command.body.extract.span(word.start + inset, word.end - inset)


def _own_name(url: str) -> str:
    path = (url.partition("://")[2] or url).partition("?")[0].partition("#")[0]
    return last(path) if "/" in path.rstrip("/") else "index.html"


# --- who runs it


def interpreter(command: Command) -> Command | None:
    """The program that runs what a command prints, directly or through filters such as gunzip and tee."""
    reader = command.next_in_pipe
    passed = command
    while reader is not None and reader.name in layer_words.words("filters"):
        passed, reader = reader, reader.next_in_pipe
    if reader is not None:
        return reader if _runs_input(reader) else None
    owner = passed.simple.pipeline.list
    if owner.construct not in ("substitution", "process") or owner.parent is None:
        return None
    outer = next((one for one in owner.parent.commands if one.start <= owner.start < one.end), None)
    around = command.body.first_within(outer.start, outer.end) if outer is not None else None
    if around is None or around.simple is not outer or around.name not in layer_words.words("interpreters"):
        return None
    scripted = owner.construct == "process" or around.name == "eval" or bool({"-c", "-e"} & set(around.options))
    return around if scripted or any(redirect.operator == "<<<" for redirect in around.simple.redirects) else None


def _runs_input(reader: Command) -> bool:
    """It is an interpreter that reads its program from standard input."""
    if reader.name not in layer_words.words("interpreters") or "-c" in reader.options:
        return False
    operands = reader.operands
    if reader.name == "php" and reader.args[:1] == ["--"]:
        return True
    return not operands or operands[0] in ("-", "/dev/stdin") or "-s" in reader.options or reader.name == "busybox"


def runner(download: Download) -> Command | None:
    """The command that runs a file that was fetched, or makes it executable."""
    for command, position in _mentions(download):
        if position == 0 or (position == 1 and command.name in layer_words.words("interpreters")):
            return command
        if command.name == "chmod" and position > 1 and _executable(command.operands[0]):
            return command
    return None


def installer(download: Download) -> Command | None:
    """The package manager that is given a file that was fetched."""
    for command, position in _mentions(download):
        if position > 0 and command.name in layer_words.words("installers"):
            return command
    return None


def _mentions(download: Download) -> Iterator[tuple[Command, int]]:
    """The later commands of the instruction that name the file, with its position among their words (0: the command)."""
    if download.command is not None and download.place is not None:
        for number, command, position in download.instruction.layer.mentions(download.place):
            if number > download.number:
                yield command, position


def _executable(mode: str) -> bool:
    """A mode that chmod is given lets somebody run the file."""
    if mode.isdigit():
        return any(int(digit) % 2 for digit in mode[-3:] if digit in "1357")
    return "x" in mode and ("+" in mode or "=" in mode)
