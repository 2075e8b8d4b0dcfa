"""The packages whose version a Dockerfile names, and the Dockerfile with another version named there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.facts.model import file_facts
from analyzer.runtime.scan.names import SYSTEM
from analyzer.runtime.scan.version_order import compare
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

if TYPE_CHECKING:
    from analyzer.runtime.scan.model import Package

TYPES = {
    "apt": "deb",
    "apk": "apk",
    "pacman": "alpm",
    **dict.fromkeys(("dnf", "yum", "microdnf", "tdnf", "zypper", "rpm"), "rpm"),
    **dict.fromkeys(("pip", "uv", "pipx"), "pypi"),
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun"), "npm"),
    "gem": "gem",
    "go": "golang",
    "cargo": "cargo",
}
"""The type of the packages that a package manager installs."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A package that an instruction of the Dockerfile installs.

    `version` is None where none is named, `decided` is false where a variable decides it. `line` (from 1) is that of the
    instruction, `start` and `end` are offsets in the source.
    """

    name: str
    type: str
    version: str | None
    decided: bool
    exact: bool
    line: int
    start: int
    end: int


def pins(source: Source, *, all_stages: bool = False) -> list[Pin]:
    """The packages that the stages of the final image install, in order; with `all_stages` those of every stage."""
    facts = file_facts(parse_document(source))
    target = facts.target_stage
    wanted = {stage.index for stage in target.lineage()} if target is not None and not all_stages else None
    found = []
    for stage in facts.stages:
        for instruction in stage.instructions if wanted is None or stage.index in wanted else ():
            for command in getattr(instruction, "commands", ()):
                line = source.line(instruction.start)
                found += [_pin(package, line) for package in command.packages if isinstance(package.name, str)]
    return found


def _pin(package: object, line: int) -> Pin:
    from analyzer.facts.packages import Package as Named

    assert isinstance(package, Named)
    assert isinstance(package.name, str)
    version = package.version if isinstance(package.version, str) else None
    decided = package.version is None or version is not None
    exact = package.pinned is True and version is not None
    name = package.name
    type_ = TYPES.get(package.manager or "", "")
    if type_ == "deb":
        name = name.partition(":")[0]
    return Pin(name, type_, version, decided, exact, line, package.start, package.end)


def brings(pin: Pin, package: Package) -> bool:
    """The instruction installs just this package; where it names a version, in this one."""
    if pin.type != package.type or _even(pin.name, pin.type) != _even(package.name, pin.type):
        return False
    if package.line is not None and package.line != pin.line:
        return False
    if pin.version is None or not pin.exact:
        return True
    if compare(pin.type, pin.version, package.version) == 0:
        return True
    return pin.type == "rpm" and package.version.rpartition(":")[2].startswith(pin.version.rpartition(":")[2] + "-")


def raised(source: Source, changes: dict[Pin, str]) -> str | None:
    """The text with other versions named; None where that cannot be done without changing anything else.

    It is read again: all packages must be the same as before, but for the versions that were changed.
    """
    text = source.text
    for pin, version in sorted(changes.items(), key=lambda change: -change[0].start):
        word = text[pin.start : pin.end]
        if pin.version is None or not pin.exact or word.count(pin.version, len(pin.name)) != 1:
            return None
        at = pin.start + word.rindex(pin.version)
        text = text[:at] + version + text[at + len(pin.version) :]
    after = Source(text, source.path)
    expected = [_told(pin, changes.get(pin, pin.version)) for pin in pins(source, all_stages=True)]
    same = [_told(pin, pin.version) for pin in pins(after, all_stages=True)] == expected
    return text if same and _issues(after) == _issues(source) else None


def _told(pin: Pin, version: str | None) -> tuple[object, ...]:
    return pin.name, pin.type, version, pin.decided, pin.exact, pin.line


def _issues(source: Source) -> int:
    document = parse_document(source)
    return len(document.issues) * 100_000 + len(document.instructions)


def _even(name: str, type_: str) -> str:
    if type_ == "pypi":
        return name.lower().replace("_", "-").replace(".", "-")
    return name if type_ in SYSTEM else name.lower()
