"""What is installed in an image, and what could not be told of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.report.visible import visible
from analyzer.runtime.scan.inventory.distribution import FILES
from analyzer.runtime.scan.inventory.purl import package_url
from analyzer.runtime.scan.model import Package

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.runtime.image.model import Layer
    from analyzer.runtime.scan.inventory.distribution import Distribution
    from analyzer.runtime.scan.inventory.installed import Installed
    from analyzer.runtime.scan.posture.view import Seen

_DATABASES = {"deb": "dpkg", "apk": "apk", "rpm": "rpm"}
_MOST_REASONS = 5


def distribution_of(left: Sequence[Seen]) -> Distribution | None:
    """The distribution that the image says it is."""
    told = {seen.path: seen.records.distribution for seen in left if seen.records is not None and seen.path in FILES}
    return next((found for path in FILES if (found := told.get(path)) is not None), None)


def packages_of(left: Sequence[Seen], layers: Sequence[Layer]) -> list[Package]:
    """The packages in what is left of the layers, by type, name, version and place.

    What a file tells that a package of the distribution has brought is not told twice: that package stands for them.
    """
    distribution = distribution_of(left)
    owned = _owned(left)
    found: dict[tuple[str, ...], Package] = {}
    for seen in left:
        if seen.records is None or seen.path in owned:
            continue
        for one in seen.records.packages:
            package = _package(one, seen, layers, distribution)
            found.setdefault((one.type, one.name, one.version, one.arch, package.path), package)
    return [found[key] for key in sorted(found)]


def _owned(left: Sequence[Seen]) -> set[str]:
    return {path for seen in left if seen.records is not None for path in seen.records.owned}


def _package(one: Installed, seen: Seen, layers: Sequence[Layer], distribution: Distribution | None) -> Package:
    layer = layers[seen.brought.get(one.key, seen.layer)]
    return Package(
        one.name,
        one.version,
        one.type,
        purl=package_url(one, distribution),
        source=one.source,
        licences=one.licences,
        path="/" + seen.path,
        layer=layer.diff_id,
        line=layer.line,
        source_version=one.source_version,
    )


def not_assessed(left: Sequence[Seen], plain: bool) -> str:
    """Why the packages are not all known; empty where they are.

    Looked for are those of dpkg, apk, rpm, Python, npm and Go. `plain` tells that there are ordinary files.
    """
    told = [(seen.path, seen.records) for seen in left if seen.records is not None]
    owned = _owned(left)
    problems = [visible(f"/{path}: {records.problem}") for path, records in told if records.problem and path not in owned]
    reasons = problems[:_MOST_REASONS]
    if len(problems) > _MOST_REASONS:
        reasons.append(f"and {len(problems) - _MOST_REASONS} more")
    databases = {records.database for _, records in told} - {""}
    distribution = distribution_of(left)
    if distribution is not None and not problems:
        wanted = _DATABASES.get(distribution.manager, "")
        if wanted and wanted not in databases:
            reasons.append(f"the image says it is {distribution.id}, and has no database of {wanted}")
        elif not wanted and not databases:
            reasons.append(f"how {distribution.id} keeps its packages is not known")
    if not reasons and plain and not any(records.packages or records.database for _, records in told):
        reasons.append("the image has files, and nothing in it tells of packages")
    return "; ".join(reasons)
