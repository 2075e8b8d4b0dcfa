"""Package URLs (ECMA-427, the types deb, apk, rpm, pypi, npm and golang)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from analyzer.runtime.scan.inventory.distribution import Distribution
    from analyzer.runtime.scan.inventory.installed import Installed


def package_url(package: Installed, distribution: Distribution | None) -> str:
    """The URL of a package; packages of a distribution are told by it."""
    namespace, name = _place(package, distribution)
    qualifiers = {}
    if package.type in ("deb", "apk", "rpm"):
        qualifiers["arch"] = package.arch
        qualifiers["epoch"] = package.epoch
        if distribution is not None:
            qualifiers["distro"] = f"{distribution.id}-{distribution.version}" if distribution.version else distribution.id
    given = "&".join(f"{key}={_quoted(value)}" for key, value in sorted(qualifiers.items()) if value)
    path = "/".join(_quoted(part) for part in (*namespace.split("/"), name) if part)
    return f"pkg:{package.type}/{path}@{_quoted(package.version)}" + (f"?{given}" if given else "")


def _place(package: Installed, distribution: Distribution | None) -> tuple[str, str]:
    """Namespace and name, as the type has them."""
    if package.type in ("deb", "apk", "rpm"):
        name = package.name if package.type == "rpm" else package.name.lower()
        return (distribution.id if distribution is not None else ""), name
    if package.type == "pypi":
        return "", package.name.lower().replace("_", "-")
    namespace, _, name = package.name.rpartition("/")
    return namespace.lower(), name.lower()


def _quoted(text: str) -> str:
    return quote(text, safe=":")
