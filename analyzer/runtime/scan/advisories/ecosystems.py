"""Under which names advisories know the packages of an image, and how their versions compare."""

from __future__ import annotations

import re
from functools import total_ordering
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.runtime.scan.inventory.distribution import Distribution
    from analyzer.runtime.scan.model import Package

LANGUAGES = {"pypi": "PyPI", "npm": "npm", "golang": "Go"}
_SEMVER = re.compile(r"v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)(?:\+[0-9A-Za-z.-]+)?", re.ASCII)
_GO_RELEASE = re.compile(r"(\d+\.\d+)(?:(rc|beta)(\d+))?", re.ASCII)
_ALPINE_LATER = {"cvs": "alpha", "svn": "beta", "git": "pre", "hg": "rc"}
_ALPINE_SUFFIX = re.compile(r"_(cvs|svn|git|hg)(\d*)")
_LONGEST = 200  # characters of a version


class VersionError(Exception):
    """A text is no version of its kind."""


@total_ordering
class Version:
    """A version among those of its kind. Of univers' comparisons only < and == are used: >= of Alpine's compares texts."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and bool(self._value == other._value)

    def __lt__(self, other: Version) -> bool:
        return bool(self._value < other._value)

    def __hash__(self) -> int:
        return hash(self._value)


def ecosystem_of(package: Package, distribution: Distribution | None) -> str:
    """The ecosystem of a package's advisories, as ``Debian:12``; empty where none is known."""
    if package.type in LANGUAGES:
        return LANGUAGES[package.type]
    if distribution is None or not distribution.version or distribution.manager != package.type:
        return ""
    parts = distribution.version.split(".")
    if distribution.id == "debian":
        return f"Debian:{parts[0]}"
    if distribution.id == "ubuntu" and len(parts) > 1:
        return f"Ubuntu:{parts[0]}.{parts[1]}"
    if distribution.id == "alpine" and len(parts) > 1 and parts[1].isdigit():
        return f"Alpine:v{parts[0]}.{parts[1]}"
    return ""


def canonical(ecosystem: str) -> str:
    """An ecosystem as `ecosystem_of` writes it: that of a long-term Ubuntu is told with ``:LTS``."""
    return ecosystem.removesuffix(":LTS") if ecosystem.startswith("Ubuntu:") else ecosystem


def advised_name(package: Package) -> tuple[str, str]:
    """Name and version under which advisories know a package: distributions advise on source packages."""
    if package.type in ("deb", "apk"):
        return package.source or package.name, package.source_version or package.version
    return (python_name(package.name) if package.type == "pypi" else package.name), package.version


def python_name(name: str) -> str:
    """A name of a Python distribution as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def versions_of(ecosystem: str, kind: str) -> Callable[[str], Version]:
    """What makes of a text a version that compares with others; it raises VersionError.

    `kind` is that of the range: SEMVER ranges compare alike in all ecosystems.
    """
    family = "semver" if kind == "SEMVER" else ecosystem.partition(":")[0]
    return lambda text: Version(_version(family, text))


def _version(family: str, text: str) -> Any:
    from univers.versions import AlpineLinuxVersion, DebianVersion, InvalidVersion, PypiVersion

    kinds = {"Debian": DebianVersion, "Ubuntu": DebianVersion, "Alpine": AlpineLinuxVersion, "PyPI": PypiVersion}
    if len(text) > _LONGEST or not text.isascii() or text != text.strip():
        raise VersionError(f"{text[:60]!r} is no version")
    try:
        if family in ("npm", "Go", "semver"):
            return _semver(text)
        return kinds[family](_alpine(text) if family == "Alpine" else text)
    except (InvalidVersion, ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise VersionError(f"{text[:60]!r} is no version of {family}") from None


def _semver(text: str) -> Any:
    """A semantic version. What was built from it (+...) does not count, which univers would let it.

    Releases of Go have versions such as 1.21 and 1.22rc1; advisories write them as 1.21.0 and 1.22.0-rc.1.
    """
    from univers.versions import SemverVersion

    if (release := _GO_RELEASE.fullmatch(text)) is not None:
        text = f"{release[1]}.0-{release[2]}.{release[3]}" if release[2] else f"{release[1]}.0"
    match = _SEMVER.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return SemverVersion(match[1])


def _alpine(text: str) -> str:
    """A version of Alpine in the words of Gentoo, which univers has: it knows no ``_git``.

    apk puts ``_cvs``, ``_svn``, ``_git`` and ``_hg`` in this order between a version and its ``_p``.
    """
    return _ALPINE_SUFFIX.sub(lambda match: f"_p0_{_ALPINE_LATER[match[1]]}{match[2]}", text)
