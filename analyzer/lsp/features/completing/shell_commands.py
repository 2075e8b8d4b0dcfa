"""Commands of a script, and what may stand behind them, from the tables by which scripts are read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from analyzer.facts.shells import shebang
from analyzer.facts.unknown import Unknown
from analyzer.lsp.features.completing.place import HEREDOC
from analyzer.lsp.features.completing.proposing import propose
from analyzer.lsp.features.completing.script_scan import scan
from analyzer.lsp.features.completing.shell_options import options, subcommands
from analyzer.lsp.features.completing.variables import shell_of_place
from analyzer.shell.commands import resolve
from analyzer.shell.describe import VOCABULARY, description
from analyzer.shell.parse import parse_script
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place
    from analyzer.shell.invocation import Invocation

_COMMAND = Lazy(r"[A-Za-z0-9_.+-]*")
_STRINGS = Lazy(r"\"((?:[^\"\\]|\\.)*)\"")
_BUILTINS = {
    "cat": "shows files",
    "echo": "writes its arguments",
    "printf": "writes its arguments in a format",
    "set": "sets options of the shell",
    "test": "compares",
    "touch": "makes empty files",
    "true": "does nothing",
    "rmdir": "removes empty folders",
    "sort": "sorts lines",
    "tee": "writes to files and on",
    "tr": "replaces characters",
    "cut": "cuts lines",
    "awk": "works on lines and fields",
    "uname": "tells the system and machine",
    "sha256sum": "computes and checks digests",
    "gpg": "checks signatures",
    "update-ca-certificates": "takes certificates in",
    "ldconfig": "makes libraries known",
    "gzip": "compresses files",
    "pwd": "tells the working directory",
    "[": "compares",
    ".": "runs a file in this shell",
    "exit": "ends the script",
    "umask": "sets the mode of new files",
    "nproc": "tells how many processors there are",
    "mktemp": "makes a temporary file",
    "sha512sum": "computes and checks digests",
    "md5sum": "computes and checks digests",
    "ldd": "tells which libraries a program needs",
    "apt-mark": "marks packages as installed by hand or not",
    "readlink": "tells where a link leads",
    "systemctl": "turns services on and off",
    "locale-gen": "makes locales",
}
_SCANNED = frozenset({"posix", "", "sh", "bash", "ash", "dash", "ksh", "mksh", "zsh", "busybox"})


def shell_words(place: Place) -> Iterator[Completion]:
    """What may stand at the end of a script, or of a JSON array that is a command."""
    text, begin = place.text, place.begin
    if place.kind == HEREDOC:
        yield from _in_heredoc(place)
        return
    if place.keyword == "HEALTHCHECK":
        if not place.words or place.words[0].upper() != "CMD":
            return
        begin = text.index(place.words[0], begin) + len(place.words[0])
    rest = text[begin:]
    if rest.lstrip().startswith("["):
        yield from _in_array(place, begin, rest)
        return
    if shell_of_place(place) in _SCANNED:
        yield from _at_end(place, rest, begin)


def _in_heredoc(place: Place) -> Iterator[Completion]:
    """A script in a here-document, unless another program reads it."""
    heredoc = place.heredoc
    if heredoc is None or place.keyword != "RUN":
        return
    script = place.snapshot.text[heredoc.body[0] : place.offset]
    named = shebang(script)
    if script.startswith("#!") and (named is None or not named.posix):
        return
    if named is None and shell_of_place(place) not in _SCANNED:
        return
    yield from _at_end(place, script, len(place.text) - len(script))


def _at_end(place: Place, script: str, begin: int) -> Iterator[Completion]:
    """`begin` is where the script begins in the text of the place; below 0 where that is only its last line."""
    now = scan(script)
    if now.quote or now.comment or now.target or begin + now.at < 0:
        return
    typed = script[now.at :]
    if "=" in typed.partition("/")[0] and not typed.startswith("-"):
        return
    line = " ".join(script[start:end].replace("\n", " ") for start, end in now.words)
    yield from _words(place, begin + now.at, typed, line)


def _in_array(place: Place, begin: int, rest: str) -> Iterator[Completion]:
    """The element of an array that is being typed."""
    done = list(_STRINGS.finditer(rest))
    at = done[-1].end() if done else 0
    start = rest.find('"', at)
    if start < 0:
        return
    words = []
    for match in done:
        try:
            words.append(str(json.loads(match.group())))
        except ValueError:
            return
    if any(not word or set(word) & set(" \t\"'$;|&`\\") for word in words):
        return  # a script for a shell, mostly
    yield from _words(place, begin + start + 1, rest[start + 1 :], " ".join(words))


def _words(place: Place, at: int, typed: str, line: str) -> Iterator[Completion]:
    found = _resolved(line)
    if "/" in typed:
        return
    if found is None or not found.words:
        if not typed.startswith("-"):
            yield from _commands(place, at)
        return
    wrapper = found.description is not None and found.description["wrapper"] is not None
    if wrapper and not typed.startswith("-"):
        yield from _commands(place, at)
    described = found.description
    last = found.words[-1]
    if described is not None and last is not found.words[0] and last.value in described["values"]:
        return  # the value of an option is typed
    told = found.subcommand is not None and described is not None and found.subcommand not in described["groups"]
    subcommand = described is not None and described["subcommand"]
    if described is not None and subcommand and not found.operands and not typed.startswith("-"):
        yield from subcommands(place, at, found, described)
    if typed.startswith("-") or (not typed and described is not None and (told or not subcommand)):
        yield from options(place, at, found, described)


def _resolved(line: str) -> Invocation | None:
    if not line.strip():
        return None
    commands = parse_script(line).commands
    return resolve(commands[-1]) if commands else None


# --- commands


def _commands(place: Place, at: int) -> Iterator[Completion]:
    """The commands of the file, those that are described, some that every system has; package managers of the base first."""
    manager = _manager(place)
    used = _used(place)
    for name in used:
        yield from propose(place, at, name, "function", detail="used in this file", rank=2, following=_COMMAND)
    for name in VOCABULARY.table.keys():  # noqa: SIM118 - a packed table is gone through by its keys
        if name not in used:
            own = description(name)
            its = own["manager"] if own is not None else None
            rank = 1 if manager and its == manager else 7 if its in _SYSTEMS and manager else 4
            detail = f"packages of {its}" if its else ""
            yield from propose(place, at, name, "function", detail=detail, rank=rank, following=_COMMAND)
    for name, detail in _BUILTINS.items():
        if name not in used:
            yield from propose(place, at, name, "function", detail=detail, rank=4, following=_COMMAND)


_SYSTEMS = frozenset({"apt", "apk", "yum", "dnf", "zypper", "pacman", "opkg", "tdnf", "microdnf"})


def _manager(place: Place) -> str:
    image = place.stage.root_image if place.stage is not None else None
    manager = image.package_manager if image is not None else None
    return manager if isinstance(manager, str) else ""


def _used(place: Place) -> list[str]:
    names = {
        command.name
        for step in place.around.facts.instructions
        if step.kind == "RUN" and not isinstance(step.commands, Unknown)
        for command in step.commands
        if command.name and "/" not in command.name
    }
    return sorted(names)
