"""The names of packages and vulnerabilities, as scanners write them and as they compare."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.runtime.scan.model import Package

CVE = Lazy(r"CVE-[0-9]{4}-[0-9]{4,}")
_ADVISORY = Lazy(r"(?:DSA|DLA|DTSA|RH[SBE]A|USN|LSN|ALAS\w*|EL[SB]A|ALSA|RLSA|SUSE|openSUSE|GLSA|MGASA|FEDORA|PHSA|CLSA)\b.*")
SYSTEM = frozenset(("deb", "apk", "rpm", "alpm"))
"""Types of packages that a distribution's package manager installs."""


def is_cve(name: str) -> bool:
    """The name is one of the CVE list."""
    return CVE.fullmatch(name) is not None


def is_advisory(name: str) -> bool:
    """The name is that of a distributor's advisory, which covers several vulnerabilities: no other name of any one of them."""
    return _ADVISORY.fullmatch(name) is not None


def ordered(names: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The name to go by, and the others: a CVE where there is one, then what is no advisory, then by letter."""
    found = sorted({name for name in names if name}, key=lambda name: (not is_cve(name), is_advisory(name), name))
    return found[0], tuple(found[1:])


def purl_type(purl: str) -> str:
    """The type of a package-url; empty where it is none."""
    scheme, colon, rest = purl.partition(":")
    type_, slash, _ = rest.lstrip("/").partition("/")
    return type_.lower() if scheme == "pkg" and colon and slash else ""


def bare(purl: str) -> str:
    """A package-url without qualifiers and subpath, percent signs resolved."""
    return unquote(purl.partition("#")[0].partition("?")[0])


def package_key(package: Package) -> tuple[str, str, str]:
    """What tells an installed package from others whoever reports it: type, name and version, evened out.

    A distribution's packages go by their names alone, others by the namespace of their package-url as well.
    """
    type_ = package.type or purl_type(package.purl)
    path = bare(package.purl).partition("/")[2]
    name = path if path.rfind("@") <= 0 else path[: path.rfind("@")]
    if not name or type_ in SYSTEM:
        name = package.name or name.rpartition("/")[2]
    name = name.replace(":", "/") if type_ == "maven" else name
    if type_ == "pypi":
        name = name.lower().replace("_", "-").replace(".", "-")
    version = package.version
    if type_ in SYSTEM:
        version = version.removeprefix("0:")
    if type_ == "golang":
        version = version.removeprefix("go").removeprefix("v")
    return type_, name, version


def rooted(path: str) -> str:
    """A path in an image, from its root; empty where there is none."""
    return "/" + path.lstrip("/") if path else ""
