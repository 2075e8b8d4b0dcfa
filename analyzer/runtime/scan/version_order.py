"""Which of two versions is the later one, by the rules of the ecosystem they belong to."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

OR = " or "
"""Between versions of which nobody can tell the lesser."""

_CLASSES = {
    "deb": "DebianVersion",
    "apk": "AlpineLinuxVersion",
    "rpm": "RpmVersion",
    "alpm": "ArchLinuxVersion",
    "pypi": "PypiVersion",
    "npm": "SemverVersion",
    "cargo": "SemverVersion",
    "golang": "GolangVersion",
    "gem": "RubygemsVersion",
    "maven": "MavenVersion",
    "nuget": "NugetVersion",
    "composer": "ComposerVersion",
}


def compare(type_: str, one: str, other: str) -> int | None:
    """-1, 0 or 1 as `one` is earlier than, the same as or later than `other`; None where nobody can tell.

    `type_` is that of a package-url. Versions that read the same are the same in any ecosystem.
    """
    if one == other:
        return 0
    first, second = _read(type_, one), _read(type_, other)
    if first is None or second is None:
        return None
    try:
        return -1 if first < second else 1 if second < first else 0
    except Exception:  # noqa: BLE001 - a version that its own ecosystem cannot order
        return None


def least(type_: str, versions: Iterable[str]) -> str:
    """The earliest of some versions; those of which it cannot be told, joined by ``or``."""
    return _extreme(type_, versions, 1)


def greatest(type_: str, versions: Iterable[str]) -> str | None:
    """The latest of some versions; None where it cannot be told, or where there is none."""
    found = _extreme(type_, versions, -1)
    return found if found and OR not in found else None


def least_fix(type_: str, installed: str, versions: Iterable[str]) -> str | None:
    """The earliest version that is later than the installed one; those that cannot be compared with it count. None of none.

    An advisory names a version for each release line; those before the installed one are no way out.
    """
    later = [version for version in split(versions) if compare(type_, version, installed) in {1, None}]
    return least(type_, later) or None


def split(versions: Iterable[str]) -> list[str]:
    """The versions each by itself, sorted, without those that are empty."""
    return sorted({part.strip() for version in versions for part in version.split(OR)} - {""})


def _extreme(type_: str, versions: Iterable[str], sign: int) -> str:
    """The versions that no other is known to come before (`sign` 1) or behind (-1); of equal ones the first as text."""
    found = split(versions)
    left: list[str] = []
    for version in found:
        beaten = any(_beats(type_, other, version, sign) for other in found if other != version)
        if not beaten:
            left.append(version)
    return OR.join(left)


def _beats(type_: str, one: str, other: str, sign: int) -> bool:
    order = compare(type_, one, other)
    return order is not None and (order * sign < 0 or (order == 0 and one < other))


@lru_cache(maxsize=4096)
def _read(type_: str, version: str) -> Any:
    """A version that can be compared; None where it is none of its ecosystem, or where that is not known."""
    name = _CLASSES.get(type_)
    if name is None:
        return None
    import univers.versions

    try:
        return getattr(univers.versions, name)(version)
    except Exception:  # noqa: BLE001 - what is no version of the ecosystem is refused in many ways
        return None
