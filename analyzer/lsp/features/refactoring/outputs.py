"""Which files the instructions of a selection make, where facts tell all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.copies import is_remote
from analyzer.facts.places import known, shown
from analyzer.facts.unknown import Unknown
from analyzer.fixes.edit import Unfit

if TYPE_CHECKING:
    from analyzer.facts.additions import Addition
    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction

_TOLD = frozenset(  # whose files are additions
    {"curl", "wget", "aria2c", "tar", "unzip", "tee", "touch", "mkdir", "cp", "mv", "install"}
)
_MAKING_NOTHING = frozenset(
    {"set", "echo", "printf", "true", ":", "test", "[", "[[", "cat", "grep", "sha256sum", "sha512sum", "sha1sum", "md5sum"}
    | {"ls", "head", "tail", "cut", "tr", "jq", "basename", "dirname", "uname", "dpkg", "arch", "cd", "pwd", "id"}
)
_FETCHING = ("curl", "wget", "aria2c")
_SHARED = frozenset(  # directories that every image has
    {"/", "/bin", "/boot", "/etc", "/home", "/lib", "/lib64", "/media", "/mnt", "/opt", "/root", "/run", "/sbin", "/srv"}
    | {"/tmp", "/usr", "/usr/bin", "/usr/include", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/local/lib"}  # noqa: S108
    | {"/usr/local/share", "/usr/sbin", "/usr/share", "/var", "/var/cache", "/var/lib", "/var/log", "/var/tmp"}  # noqa: S108
)
_CHANGING = frozenset({"chmod", "chown", "chgrp", "rm"})
_WHOLE = ("unpacked", "cloned", "created")  # directories


def outputs(steps: list[Instruction]) -> list[str]:
    """The paths that instructions make and leave, none within another; absolute. Raises Unfit where they cannot be told."""
    found: list[Addition] = []
    for step in steps:
        if step.kind == "RUN":
            _refuse_untold(step)
        else:
            _refuse_into_directory(step)
        found += [each for each in step.layer.additions if each.removed is not True]
    kept: dict[str, Addition] = {}
    for each in found:
        if not known(each.place) or "*" in each.place or "?" in each.place or "[" in each.place:
            raise Unfit(f"where '{each.name}' lies cannot be told")
        if each.removed is not False:
            raise Unfit(f"whether '{shown(each.place)}' stays cannot be told")
        kept.setdefault(each.place, each)
    _refuse_changes(steps, kept)
    places = [place for place in kept if not any(_is_below(place, other) and _is_whole(kept[other]) for other in kept)]
    places = [  # a directory that something else brings along
        place for place in places if kept[place].kind != "created" or not any(_is_below(other, place) for other in kept)
    ]
    if not places:
        raise Unfit("it leaves no files")
    for place in places:
        if shown(place) in _SHARED:
            raise Unfit(f"'{shown(place)}' holds more than what it makes")
    return sorted(shown(place) for place in places)


def _refuse_untold(step: Instruction) -> None:
    commands = step.commands
    if isinstance(commands, Unknown) or step.body is None or step.body.script is None:
        raise Unfit("the script cannot be read")
    for command in commands:
        name = command.name or "a variable"
        if command.conditional is not False or command.in_loop or command.function:
            raise Unfit(f"whether '{name}' runs depends on something")
        if command.wrappers or (name not in _TOLD and name not in _MAKING_NOTHING and name not in _CHANGING):
            git = name == "git" and command.subcommand == "clone"
            if not git:
                raise Unfit(f"which files '{name}' makes cannot be told")
        if name == "mkdir" and not {"-m", "--mode"}.isdisjoint(command.options):
            raise Unfit("the mode of a directory would not be copied")
        if name == "dpkg" and "--print-architecture" not in command.options:
            raise Unfit("which files 'dpkg' makes cannot be told")
        _refuse_silent(step, command)


def _refuse_silent(step: Instruction, command: Command) -> None:
    """A command that makes files must be one whose files are told."""
    if command.name not in _TOLD or command.name in ("mkdir", "tee", "touch"):
        return
    if command.name == "install" and "-d" in command.options and not {"-m", "--mode"}.isdisjoint(command.options):
        raise Unfit("the mode of a directory would not be copied")
    lists = command.name == "tar" and not {"-t", "--list"}.isdisjoint(command.options)
    shows = command.name in _FETCHING and all(one.place is None for one in step.layer.downloads_of(command))
    if not lists and not shows and not any(each.command is command for each in step.layer.additions):
        raise Unfit(f"which files '{command.name}' makes cannot be told")


def _refuse_into_directory(step: Instruction) -> None:
    """``COPY a /b/`` makes ``/b/a`` of a file, and of a directory puts what it holds into ``/b``."""
    for source, place in step.layer.targets.items():
        text = source.value if isinstance(source.value, str) else source.text
        if place != step.layer.destination and not text.startswith("<<") and not is_remote(text):
            raise Unfit(f"whether '{text}' is a directory cannot be told")


def _refuse_changes(steps: list[Instruction], kept: dict[str, Addition]) -> None:
    """Refuses a selection that changes or removes what it has not made, or the mode of a directory that is copied."""
    made = {each.place for step in steps for each in step.layer.additions}
    made |= {one.place for step in steps for one in step.layer.known_downloads if one.place is not None}
    for step in steps:
        for touch in step.layer.touches:
            own = any(touch.place == place or _is_below(touch.place, place) for place in made)
            absolute = touch.place if known(touch.place) else ""
            if not own and not (touch.action == "remove" and absolute.startswith("/tmp/")):  # noqa: S108
                raise Unfit(f"'{touch.command.name}' changes what was there before")
            if touch.action in ("chmod", "chown") and touch.place in kept and _is_whole(kept[touch.place]):
                raise Unfit("the mode or owner of a directory would not be copied")


def _is_whole(each: Addition) -> bool:
    return each.whole or each.kind in _WHOLE


def _is_below(place: str, other: str) -> bool:
    return place != other and place.startswith(other.rstrip("/") + "/")
