"""Files by which packages are told that may belong to a package of the distribution."""

from __future__ import annotations

from analyzer.runtime.scan.inventory import npm, python

_PROGRAMS = ("bin/", "sbin/", "usr/bin/", "usr/sbin/", "usr/libexec/")
_MERGED = ("bin/", "sbin/", "lib/")


def tells_packages(path: str) -> bool:
    """A path is that of metadata, or one where distributions install programs."""
    return path.startswith(_PROGRAMS) or python.is_metadata(path) or npm.is_manifest(path)


def owned(paths: list[str]) -> tuple[str, ...]:
    """Those of a package's paths that count, also as they are called where ``/bin`` is a link to ``/usr/bin``."""
    found = [path for path in paths if tells_packages(path)]
    return tuple(found + ["usr/" + path for path in found if path.startswith(_MERGED)])
