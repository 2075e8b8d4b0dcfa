"""Several scans of one image as one.

What two scanners report is one vulnerability where it is of the same package and goes by a common name. What they know of it
adds up: the gravest severity, the highest scores, the earliest version without it. Nothing is taken back: what one scanner
reports stands, whatever the others are silent about. The order in which scans are given changes nothing.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from analyzer.runtime.scan.model import PARTS, SEVERITIES, ImageFile, Package, Scan, ScannerRun, Vulnerability
from analyzer.runtime.scan.names import is_advisory, ordered, package_key, rooted
from analyzer.runtime.scan.unassessed import unassessed
from analyzer.runtime.scan.version_order import OR, least

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from analyzer.runtime.failure import OperationError

T = TypeVar("T")
_NOBODY = "nobody has looked"


def failed(scanner: str, error: OperationError, image: str, image_id: str = "", seconds: float = 0.0) -> Scan:
    """The scan of a scanner that came to no end: it says nothing, and why."""
    reason = error.failure.message
    return Scan(image, image_id, None, [ScannerRun(scanner, "failed", reason, seconds=seconds)], dict.fromkeys(PARTS, reason))


def merge(scans: Sequence[Scan]) -> Scan:
    """All scans as one; a part of the image is assessed where one of them assessed it.

    A scanner that failed stays among `scanners`, and `judge` refuses the image for it. Raises OperationError where scans are
    of different images, or where there is none.
    """
    if not scans:
        raise unassessed("scan", "no-scanner", "no scanner was asked, so nobody has looked", "name one with --scanner")
    runs = _unique([run for scan in scans for run in scan.scanners], repr)
    return Scan(
        image=min(scan.image for scan in scans),
        image_id=_one({scan.image_id for scan in scans} - {""}) or "",
        digest=_one({scan.digest for scan in scans if scan.digest}),
        scanners=sorted(runs, key=repr),
        assessed={part: _assessed([scan.assessed.get(part, _NOBODY) for scan in scans]) for part in PARTS},
        vulnerabilities=_vulnerabilities([one for scan in scans for one in scan.vulnerabilities]),
        packages=_packages([one for scan in scans for one in scan.packages]),
        files=_files([one for scan in scans for one in scan.files]),
        accounts=sorted(_unique([one for scan in scans for one in scan.accounts], repr), key=repr),
        issues=sorted(_unique([one for scan in scans for one in scan.issues], repr), key=repr),
        config=_config([scan.config for scan in scans if scan.config]),
    )


def _one(values: set[str]) -> str | None:
    """The only value there is. Raises OperationError where there are several: they are of different images."""
    if len(values) > 1:
        raise unassessed("scan", "wrong-image", f"the scanners have looked at different images: {', '.join(sorted(values))}")
    return next(iter(values), None)


def _assessed(reasons: list[str]) -> str:
    """Why nobody has assessed a part; empty where somebody has."""
    if "" in reasons:
        return ""
    return "; ".join(sorted({part for reason in reasons for part in reason.split("; ")} - {_NOBODY})) or _NOBODY


def _unique(values: Iterable[T], key: Callable[[T], Hashable]) -> list[T]:
    return list({key(value): value for value in values}.values())


def _config(configs: list[dict[str, Any]]) -> dict[str, Any]:
    """The configuration that says the most; of those that say as much the first as text."""
    return max(configs, key=lambda config: (len(config), json.dumps(config, sort_keys=True, default=repr)), default={})


# --- files and packages


def _files(files: list[ImageFile]) -> list[ImageFile]:
    """Each file once for each layer it lies in, with all kinds of secrets that were found in it."""
    found: list[ImageFile] = []
    for group in _grouped(files, lambda one: rooted(one.path)):
        layers: set[str | None] = {one.layer for one in group if one.layer} or {None}
        for layer in layers:
            same = [one for one in group if one.layer in {layer, None}]
            kinds = {kind for one in same for kind in (one.secret or "").split(OR)} - {""}
            lines = {one.line for one in same if one.line is not None}
            found.append(
                ImageFile(
                    path=rooted(group[0].path),
                    setuid=any(one.setuid for one in same),
                    secret=OR.join(sorted(kinds)) or None,
                    removed=any(one.removed for one in same),
                    size=max(one.size for one in same),
                    layer=layer,
                    line=min(lines, default=None),
                )
            )
    return sorted(found, key=repr)


def _packages(packages: list[Package]) -> list[Package]:
    """Each package once for each path it lies at; one without a path is the same as those with one."""
    found: list[Package] = []
    for group in _grouped(packages, package_key):
        by_path: dict[str, list[Package]] = {}
        for package in group:
            by_path.setdefault(rooted(package.path), []).append(package)
        lost = by_path.pop("", []) if len(by_path) > 1 else []
        found += [_package([*same, *lost]) for same in by_path.values()]
    return sorted(found, key=repr)


def _package(packages: Sequence[Package]) -> Package:
    """One package of what several scanners say of it."""
    licences = {each for package in packages for each in package.licences or ()}
    layer, line = min(
        ((package.layer, package.line) for package in packages),
        key=lambda place: (place[1] is None, place[0] is None, place[1] or 0, place[0] or ""),
    )
    return Package(
        name=_first(package.name for package in packages),
        version=_first(package.version for package in packages),
        type=_first(package.type for package in packages),
        purl=_first(package.purl for package in packages),
        source=_first(package.source for package in packages),
        licences=tuple(sorted(licences)) or None,
        path=_first(rooted(package.path) for package in packages),
        layer=layer,
        line=line,
        source_version=_first(package.source_version for package in packages),
    )


def _first(texts: Iterable[str]) -> str:
    """The first text that is not empty, by letter."""
    return min((text for text in texts if text), default="")


# --- vulnerabilities


def _vulnerabilities(found: list[Vulnerability]) -> list[Vulnerability]:
    merged: list[Vulnerability] = []
    for of_package in _grouped(found, lambda one: package_key(one.package)):
        package = _package([one.package for one in of_package])
        merged += [_vulnerability(same, package) for same in _same(of_package)]
    return sorted(merged, key=lambda one: (SEVERITIES.index(one.severity), one.id, repr(one)))


def _same(found: list[Vulnerability]) -> list[list[Vulnerability]]:
    """The vulnerabilities of one package in groups that go by common names.

    The name of an advisory, which covers several, is common only to those that have no other name.
    """
    groups: list[tuple[set[str], list[Vulnerability]]] = []
    for one in found:
        names = {name for name in (one.id, *one.aliases) if not is_advisory(name)} or {one.id}
        members = [one]
        apart = []
        for group in groups:
            if group[0] & names:
                names |= group[0]
                members += group[1]
            else:
                apart.append(group)
        groups = [*apart, (names, members)]
    return [members for _, members in groups]


def _vulnerability(same: list[Vulnerability], package: Package) -> Vulnerability:
    id_, aliases = ordered(name for one in same for name in (one.id, *one.aliases))
    kev = {one.kev for one in same}
    fixed = [one.fixed for one in same if one.fixed is not None]
    title, url = min(((one.title, one.url) for one in same if one.title), default=("", _first(one.url for one in same)))
    return replace(
        same[0],
        id=id_,
        package=package,
        severity=min((one.severity for one in same), key=SEVERITIES.index),
        fixed=least(package.type, fixed) if fixed else None,
        aliases=aliases,
        cvss=max((one.cvss for one in same if one.cvss is not None), default=None),
        epss=max((one.epss for one in same if one.epss is not None), default=None),
        kev=True if True in kev else False if False in kev else None,
        title=title,
        url=url or _first(one.url for one in same),
        sources=tuple(sorted({source for one in same for source in one.sources})),
    )


def _grouped(values: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    groups: dict[Hashable, list[T]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return list(groups.values())
