"""The known vulnerabilities of packages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from analyzer.runtime.scan.advisories.ecosystems import VersionError, advised_name, ecosystem_of
from analyzer.runtime.scan.advisories.ranges import Judge
from analyzer.runtime.scan.advisories.severity import rate
from analyzer.runtime.scan.advisories.snapshot import read_snapshot
from analyzer.runtime.scan.model import SEVERITIES, Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.runtime.operation import Operation
    from analyzer.runtime.scan.advisories.advisory import Advisory, Affected
    from analyzer.runtime.scan.advisories.snapshot import Snapshot
    from analyzer.runtime.scan.inventory.distribution import Distribution
    from analyzer.runtime.scan.model import Package

SOURCE = "posture"
_MOST_REASONS = 5


@dataclass(slots=True)
class Matched:
    """What a snapshot says of packages. `newest` is the last day (ISO) an advisory in it was changed.

    `not_assessed` tells what it says nothing of; empty where it covers all packages.
    """

    vulnerabilities: list[Vulnerability] = field(default_factory=list)
    newest: str = ""
    not_assessed: str = ""


def match(
    packages: Sequence[Package], distribution: Distribution | None, folder: str, operation: Operation | None = None
) -> Matched:
    """The vulnerabilities of packages that the advisories in a folder know.

    Raises AdvisoryError for a snapshot that cannot be read as a whole, and StoppedError.
    """
    ecosystems = [ecosystem_of(package, distribution) for package in packages]
    wanted = {(ecosystem, advised_name(package)[0]) for package, ecosystem in zip(packages, ecosystems, strict=True)}
    snapshot = read_snapshot(folder, wanted, operation)
    reasons = _uncovered(packages, ecosystems, distribution, snapshot)
    judges = {ecosystem: Judge(ecosystem) for ecosystem in set(ecosystems)}
    matched = Matched(newest=snapshot.newest)
    undecided: list[str] = []
    for package, ecosystem in zip(packages, ecosystems, strict=True):
        if operation is not None:
            operation.check()
        name, version = advised_name(package)
        found: list[Vulnerability] = []
        for advisory in snapshot.found.get((ecosystem, name), ()) if ecosystem else ():
            parts = [part for part in advisory.affected if (part.ecosystem, part.name) == (ecosystem, name)]
            try:
                if judges[ecosystem].is_affected(version, parts):
                    found += _vulnerabilities(advisory, parts, package, _fixed(judges[ecosystem], version, parts))
            except VersionError as error:
                undecided.append(f"{advisory.id} for {package.name} {package.version}: {error}")
        matched.vulnerabilities += _merged(found, judges[ecosystem])
    reasons += undecided[:_MOST_REASONS]
    if len(undecided) > _MOST_REASONS:
        reasons.append(f"and {len(undecided) - _MOST_REASONS} more advisories that cannot be judged")
    matched.not_assessed = "; ".join(reasons)
    return matched


def _uncovered(
    packages: Sequence[Package], ecosystems: Sequence[str], distribution: Distribution | None, snapshot: Snapshot
) -> list[str]:
    """What the snapshot has no advisories for."""
    of = f"{distribution.id} {distribution.version}".strip() if distribution is not None else "an unknown distribution"
    unknown = {package.type for package, ecosystem in zip(packages, ecosystems, strict=True) if not ecosystem}
    reasons = [f"no advisories are known for the {kind} packages of {of}" for kind in sorted(unknown)]
    missing = sorted(set(ecosystems) - set(snapshot.ecosystems) - {""})
    return [*reasons, *(f"the snapshot has no advisories for {ecosystem}" for ecosystem in missing)]


def _fixed(judge: Judge, version: str, parts: Sequence[Affected]) -> str | None:
    try:
        return judge.fixed_version(version, parts)
    except VersionError:
        return None  # it is affected all the same; from when on not any more cannot be told


def _vulnerabilities(
    advisory: Advisory, parts: Sequence[Affected], package: Package, fixed: str | None
) -> Iterator[Vulnerability]:
    """A vulnerability for each CVE of an advisory: those of distributions are often about several."""
    severity, score = min((rate(advisory, part) for part in parts), key=lambda rated: SEVERITIES.index(rated[0]))
    others = (*advisory.aliases, *advisory.upstream)
    cves = [advisory.id] if advisory.id.startswith("CVE-") else sorted({one for one in others if one.startswith("CVE-")})
    title = advisory.title if len(cves) < 2 else f"{advisory.id}: {advisory.title}"
    names = {advisory.id, *advisory.aliases} if len(cves) < 2 else set()
    for name in cves or [advisory.id]:
        yield Vulnerability(
            name,
            package,
            severity,
            fixed,
            tuple(sorted(names - {name})),
            score,
            title=title,
            url=advisory.url,
            sources=(SOURCE,),
        )


def _merged(found: list[Vulnerability], judge: Judge) -> list[Vulnerability]:
    """Vulnerabilities of one package, those that share a name made one."""
    groups: dict[str, list[Vulnerability]] = {}
    for one in found:
        together = [one]
        for name in (one.id, *one.aliases):
            others = groups.get(name, [])
            if others and others[0] is not together[0]:
                together = [*others, *(two for two in together if two not in others)]
        for two in together:
            for name in (two.id, *two.aliases):
                groups[name] = together
    distinct = {id(group): group for group in groups.values()}
    return sorted((_one(group, judge) for group in distinct.values()), key=lambda one: one.id)


def _one(group: list[Vulnerability], judge: Judge) -> Vulnerability:
    names = {name for one in group for name in (one.id, *one.aliases)}
    main = min(names, key=lambda name: (not name.startswith("CVE-"), name))
    known = [one for one in group if one.severity != "unknown"] or group
    gravest = min(known, key=lambda one: SEVERITIES.index(one.severity))
    fixes = [one.fixed for one in group if one.fixed is not None]
    return replace(
        gravest,
        id=main,
        aliases=tuple(sorted(names - {main})),
        cvss=max((one.cvss for one in group if one.cvss is not None), default=None),
        fixed=max(fixes, key=lambda text: judge.version("ECOSYSTEM", text), default=None),
        title=next((one.title for one in group if one.title), ""),
        url=next((one.url for one in group if one.url), ""),
    )
