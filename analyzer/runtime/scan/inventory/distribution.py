"""Which distribution an image is made of (os-release(5))."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from analyzer.runtime.scan.inventory.fields import decoded

FILES = ("etc/os-release", "usr/lib/os-release")
MANAGERS = {
    **dict.fromkeys(("debian", "ubuntu", "linuxmint", "kali", "raspbian"), "deb"),
    **dict.fromkeys(("alpine", "wolfi", "chainguard", "postmarketos"), "apk"),
    **dict.fromkeys(
        ("fedora", "rhel", "centos", "rocky", "almalinux", "ol", "amzn", "sles", "opensuse-leap", "opensuse-tumbleweed",
         "mariner", "azurelinux", "photon", "openEuler"), "rpm"
    ),
}  # fmt: skip
"""What kind of packages a distribution consists of, by its ID."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """`id` as debian, `version` as 12 or 3.20.3, empty where it has none (a rolling one)."""

    id: str
    version: str = ""

    @property
    def manager(self) -> str:
        """The type of its packages, empty where it is not known."""
        return MANAGERS.get(self.id, "")


def parse_os_release(data: bytes) -> Distribution | None:
    """The distribution that os-release names; None where it names none."""
    fields: dict[str, str] = {}
    for line in decoded(data).split("\n"):
        key, sign, value = line.strip().partition("=")
        if sign and not key.startswith("#"):
            fields[key] = _unquoted(value)
    identity, version = fields.get("ID", ""), fields.get("VERSION_ID", "")
    if not _is_word(identity):
        return None
    return Distribution(identity, version if _is_word(version) else "")


def _is_word(text: str) -> bool:
    return 0 < len(text) < 100 and text.isprintable() and " " not in text


def _unquoted(value: str) -> str:
    try:
        words = shlex.split(value)
    except ValueError:
        return value.strip("\"'")
    return " ".join(words)
