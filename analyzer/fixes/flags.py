"""Edits of the flags of an instruction."""

from __future__ import annotations

from analyzer.facts import places
from analyzer.facts.frontend import FEATURES
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.layout import checked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.mounts import Mount
    from analyzer.syntax.nodes import Flag


def add_flag(at: Instruction, flag: str) -> list[Edit]:
    """A flag behind the keyword and the other flags; nothing that the frontend named by the file does not know."""
    name = flag.removeprefix("--").partition("=")[0]
    if any(given.text == flag for given in at.syntax.flags) or (name != "mount" and at.syntax.flag(name) is not None):
        raise Unfit("the flag is there already")
    if any(blank in flag for blank in " \t\n") or not flag.startswith("--"):
        raise Unfit("the text is no flag")
    refuse_new(at, f"{at.kind} --{name}")
    place = at.syntax.flags[-1].end if at.syntax.flags else at.syntax.keyword.end
    return [Edit(place, place, f" {flag}")]


def remove_flag(at: Instruction, flag: str) -> list[Edit]:
    """All flags of a name go."""
    found = [given for given in at.syntax.flags if given.name.text == flag.removeprefix("--")]
    if not found:
        raise Unfit("the flag is not there")
    return [_without(at, one) for one in found]


def set_flag(at: Instruction, flag: str, value: str) -> list[Edit]:
    """A flag gets another value; where it is not there it is added."""
    name = flag.removeprefix("--")
    found = [given for given in at.syntax.flags if given.name.text == name]
    if not found:
        return add_flag(at, f"--{name}={value}")
    if len(found) > 1 or any(blank in value for blank in " \t\n"):
        raise Unfit("the flag cannot be written so")
    return [checked(at, found[0].start, found[0].end, f"--{name}={value}")]


def add_mount(at: Instruction, mount: str) -> list[Edit]:
    """A mount for a RUN that has none at its target; `mount` is what follows ``--mount=``."""
    if at.kind != "RUN":
        raise Unfit("it is no RUN")
    fields = dict(field.partition("=")[::2] for field in mount.split(","))
    target = fields.get("target") or fields.get("dst") or fields.get("destination")
    if not target or not target.startswith("/"):
        raise Unfit("the mount has no absolute target")
    place = places.join("/", target)
    for given in at.mounts:
        if isinstance(given.place, Unknown) or (isinstance(given.place, str) and overlap(given.place, place)):
            raise Unfit("something is mounted there already")
    return add_flag(at, f"--mount={mount}")


def remove_mount(at: Mount) -> list[Edit]:
    """The flag of a mount goes."""
    return [_without(at.instruction, at.flag)]


def overlap(some: str, other: str) -> bool:
    """A place lies within the other, or is it."""
    return f"{some}/".startswith(f"{other}/") or f"{other}/".startswith(f"{some}/")


def _without(at: Instruction, flag: Flag) -> Edit:
    """The flag goes, with the white space up to what follows."""
    flags = at.syntax.flags
    index = flags.index(flag)
    if index + 1 < len(flags):
        following = flags[index + 1].start
    elif at.syntax.rest is not None and at.syntax.rest.text:
        following = at.syntax.rest.start
    else:
        raise Unfit("nothing follows the flag")
    return checked(at, flag.start, following, "")


def refuse_new(at: Instruction, feature: str) -> None:
    """Refuses a feature that the frontend named by the file may not know."""
    release = at.file.frontend_release
    if feature not in FEATURES.table or (release is UNKNOWN and at.file.frontend is None):
        return
    if isinstance(release, Unknown) or not release.knows(feature):
        raise Unfit(f"the frontend that the file names may not know {feature}")
