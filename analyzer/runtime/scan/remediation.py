"""What to change so that the vulnerabilities go which a version exists without.

For each package it is the least version that clears all of them. Where the Dockerfile names the package's version, that is a
patch to its line, made and read again; otherwise a command for the Dockerfile. Nothing of it was built: a scan of the rebuilt
image tells whether it helps. Names and versions come from a scanner, so that one which is more than a name becomes no command.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analyzer.facts.model import file_facts
from analyzer.facts.redact import redact
from analyzer.report.as_patch import patch
from analyzer.runtime.scan.model import SEVERITIES
from analyzer.runtime.scan.names import SYSTEM, package_key
from analyzer.runtime.scan.pins import Pin, brings, pins, raised
from analyzer.runtime.scan.version_order import OR, compare, greatest
from analyzer.source.patterns import Lazy
from analyzer.syntax.parse import parse_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analyzer.runtime.scan.model import Package, Scan, Vulnerability
    from analyzer.source.text import Source

NOT_REBUILT = "Not rebuilt: build and scan the image again to see that it helps."
PLACES = ("pin", "instruction", "base", "image")
_NAME = Lazy(r"@?[A-Za-z0-9][A-Za-z0-9._+/-]{0,213}")
_VERSION = Lazy(r"[A-Za-z0-9][A-Za-z0-9.+:~_-]{0,127}")
_COMMANDS = {
    "deb": "RUN apt-get update && apt-get install -y --only-upgrade {name}={version} && rm -rf /var/lib/apt/lists/*",
    "apk": "RUN apk add --no-cache --upgrade '{name}>={version}'",
    "rpm": "RUN dnf upgrade -y {name}-{version} && dnf clean all",
    "pypi": "RUN pip install --no-cache-dir '{name}=={version}'",
    "npm": "RUN npm install {name}@{version}",
    "gem": "RUN gem install {name}:{version}",
    "golang": "RUN go get {name}@{version}",
}
_DEPENDENCY = "It belongs into the manifest and the lock file where the image is built from these."


@dataclass(frozen=True, slots=True)
class Remedy:
    """What clears the fixable vulnerabilities of one package.

    `version` is the least that clears all of `clears` (ids); None where nobody can tell. `left` are ids of the same package
    without a fixed version. `place` is one of PLACES: a version that the Dockerfile names, an instruction that brings the
    package along, the base image, or somewhere in the image where nothing tells. `line` (from 1) is that of the Dockerfile.
    `command` is an instruction to add, `patch` a change that names the version; either may be empty. `notes` say the rest.
    """

    package: Package
    version: str | None
    clears: tuple[str, ...]
    left: tuple[str, ...]
    severity: str
    place: str
    line: int | None
    command: str = ""
    patch: str = ""
    notes: tuple[str, ...] = ()
    pin: Pin | None = None

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a report."""
        return {
            "package": self.package.name,
            "type": self.package.type,
            "installed": self.package.version,
            "version": self.version,
            "clears": list(self.clears),
            "left": list(self.left),
            "severity": self.severity,
            "place": self.place,
            "line": self.line,
            "command": self.command,
            "patch": self.patch,
            "notes": [*self.notes, NOT_REBUILT],
        }


def remedies(scan: Scan, dockerfile: Source | None = None) -> list[Remedy]:
    """A remedy for each package with a fixable vulnerability, the gravest first; the image was built of `dockerfile`."""
    groups: dict[tuple[str, str, str], list[Vulnerability]] = {}
    for one in scan.vulnerabilities:
        groups.setdefault(package_key(one.package), []).append(one)
    named = pins(dockerfile) if dockerfile is not None else []
    base = _base_line(dockerfile) if dockerfile is not None else None
    found = [
        _remedy(group, scan.packages, named, dockerfile, base) for group in groups.values() if any(one.fixable for one in group)
    ]
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one.package.name, one.package.version))


def patched(found: Iterable[Remedy], dockerfile: Source) -> str:
    """One patch that names all versions at once; empty where there is none to name."""
    wanted: dict[Pin, str] = {}
    for remedy in found:
        if remedy.pin is not None and remedy.patch and remedy.version:
            latest = greatest(remedy.pin.type, [remedy.version, wanted.get(remedy.pin, remedy.version)])
            if latest is not None:
                wanted[remedy.pin] = latest
    text = raised(dockerfile, wanted) if wanted else None
    return _patch(dockerfile, text) if text is not None else ""


def _remedy(
    group: list[Vulnerability], packages: Sequence[Package], named: Sequence[Pin], source: Source | None, base: int | None
) -> Remedy:
    package = group[0].package
    fixable = [one for one in group if one.fixed is not None]
    version = greatest(package.type, [one.fixed for one in fixable if one.fixed is not None])
    notes = [] if version is not None else [_undecided(fixable)]
    if version is not None and package.type not in SYSTEM:
        notes += _other_line(version, fixable)
    pin = next((pin for pin in named if any(brings(pin, one) for one in _alike(package, packages))), None)
    change = ""
    if pin is not None and version is not None and source is not None and _VERSION.fullmatch(version):
        change, more = _change(pin, version, package, source)
        notes += more
    line = pin.line if pin is not None else package.line if package.line is not None else base
    place = "pin" if change else "instruction" if pin is not None or package.line not in {None, base} else "base"
    if place == "base" and base is None:
        place = "image"
    command = "" if change or version is None else _command(package, version)
    notes += _advice(place, package, pin, command)
    return Remedy(
        package=package,
        version=version,
        clears=tuple(one.id for one in fixable),
        left=tuple(one.id for one in group if one.fixed is None),
        severity=min((one.severity for one in fixable), key=SEVERITIES.index),
        place=place,
        line=line,
        command=command,
        patch=change,
        notes=tuple(notes),
        pin=pin,
    )


def _alike(package: Package, packages: Sequence[Package]) -> list[Package]:
    """The package itself, and then those built of the same source in the same version, which are raised with it."""
    others = [
        one
        for one in packages
        if one.source and one.source == package.source and one.version == package.version and one.type == package.type
    ]
    return [package, *others]


def _change(pin: Pin, version: str, package: Package, source: Source) -> tuple[str, list[str]]:
    """The patch that raises a pin, and what else to say."""
    if not pin.decided:
        return "", [f"A variable decides its version in line {pin.line}: set it to {version}."]
    if pin.version is None:
        return "", [f"Line {pin.line} names no version of {pin.name}: a build without cache takes the newest there is."]
    text = raised(source, {pin: version}) if pin.exact and compare(pin.type, pin.version, version) in {-1, None} else None
    if text is None:
        return "", [f"Line {pin.line} names a version of {pin.name} that cannot be changed by itself; it should be {version}."]
    change = _patch(source, text)
    if not change:
        return "", [
            f"Line {pin.line} names its version: it should be {version}. A patch is not shown, as it would show a secret."
        ]
    return change, [f"{package.name} comes with {pin.name}, built of the same source."] if pin.name != package.name else []


def _patch(source: Source, text: str) -> str:
    """The patch to another text; empty where its lines hold a secret, as a patch that masks them would not apply."""
    change = patch(source.path, source.text, text)
    return change if redact(change) == change else ""


def _command(package: Package, version: str) -> str:
    form = _COMMANDS.get(package.type)
    name = package.name.replace(":", "/") if package.type == "maven" else package.name
    if form is None or not (_NAME.fullmatch(name) and _VERSION.fullmatch(version)):
        return ""
    return form.format(name=name, version=version)


def _advice(place: str, package: Package, pin: Pin | None, command: str) -> list[str]:
    said = []
    if place == "instruction" and pin is None:
        said.append(f"Line {package.line} brings it along: a build of that line without cache may already take a newer one.")
    if place == "base":
        said.append("It comes with the base image: take a newer one, which is better than upgrading in a layer of its own.")
    if place == "image":
        said.append("Where it comes from is not known: take a newer base image, or raise it where it is installed.")
    if command and package.type not in SYSTEM:
        said.append(_DEPENDENCY)
    return said


def _undecided(fixable: list[Vulnerability]) -> str:
    told = sorted({one.fixed for one in fixable if one.fixed})
    why = "the scanners disagree" if any(OR in version for version in told) else "the versions cannot be compared"
    return f"Which version clears all cannot be told, {why}: {', '.join(told)}."


def _other_line(version: str, fixable: list[Vulnerability]) -> list[str]:
    """A note where a vulnerability was fixed in an earlier release line than the version is of: there it may be open."""
    of = version.lstrip("v").partition(".")[0]
    other = [one.id for one in fixable if one.fixed and one.fixed.lstrip("v").partition(".")[0] != of]
    return [f"{', '.join(other)} was fixed in another release line; {version} may lack that fix."] if other else []


def _base_line(source: Source) -> int | None:
    """The line of the FROM that names the final image's base."""
    facts = file_facts(parse_document(source))
    target = facts.target_stage
    if target is None or target.root_base != "image":
        return None
    return source.line(target.root.from_instruction.start)
