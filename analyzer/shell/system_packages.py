"""How the package managers of distributions write packages."""

from __future__ import annotations

from analyzer.shell.packages import HOLE, Package
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.shell.word import Word

_LOCAL = ("/", "./", "../", "~", "file:")
_RPM = Lazy(r"(?s)(.+?)-((?:\d+:)?\d[^-/]*(?:\.[^-/]*(?:-\d[^-/]*)?|-\d[^-/]*))")
_APK = Lazy(r"(?s)([^=<>~@]*)(?:@[^=<>~]*)?([=<>~]*)(.*)")
_ZYPPER = Lazy(r"(?s)([^=<>!]*)([=<>!]*)(.*)")


def _exact(version: str) -> bool | None:
    """Whether a version names one: not with a wildcard or a hole."""
    return None if HOLE in version or "*" in version else bool(version)


def _bare(word: Word, name: str) -> Package:
    return Package(word, name, None, None if HOLE in name else False)


def _elsewhere(word: Word, text: str, suffix: str) -> Package | None:
    """A URL or a local file; None for what is asked of a repository."""
    if "://" in text:
        return Package(word, None, None, True, "url")
    if text.startswith(_LOCAL) or text.endswith(suffix):
        return Package(word, None, None, True, "path")
    return None


def apt(word: Word, text: str) -> Package:
    """name, name=version, name:architecture, name/release, ./file.deb (apt-get(8))."""
    elsewhere = _elsewhere(word, text, ".deb")
    if elsewhere is not None:
        return elsewhere
    name, sign, version = text.partition("=")
    if sign:
        return Package(word, name, version, _exact(version))
    name, sign, release = text.partition("/")
    return Package(word, name, release, None) if sign else _bare(word, text.partition(":")[0])


def apk(word: Word, text: str) -> Package:
    """name, name=version, name~version, name>=version, name@repository (apk-world(5))."""
    elsewhere = _elsewhere(word, text, ".apk")
    if elsewhere is not None:
        return elsewhere
    match = _APK.fullmatch(text)
    assert match is not None  # any text matches
    name, sign, version = match.groups()
    if not sign:
        return _bare(word, text.partition("@")[0])
    return Package(word, name, version, _exact(version)) if sign == "=" else Package(word, name, sign + version, None)


def rpm(word: Word, text: str) -> Package:
    """name, name-version, name-epoch:version-release.arch, @group, URL, ./file.rpm (dnf(8), specifying packages).

    A version is told from a part of the name by its dot or by the release after it: ``gcc-toolset-9`` has none.
    """
    elsewhere = _elsewhere(word, text, ".rpm")
    if elsewhere is not None:
        return elsewhere
    if text[:1] == "@":
        return Package(word, text[1:], None, None)
    match = _RPM.fullmatch(text)
    if match is not None:
        return Package(word, match.group(1), match.group(2), _exact(match.group(2)))
    name, sign, _ = text.partition("-" + HOLE)
    if sign:
        return Package(word, name, None, None)
    return zypper(word, text)


def zypper(word: Word, text: str) -> Package:
    """name, name=version, name>=version, URL, ./file.rpm (zypper(8), install)."""
    elsewhere = _elsewhere(word, text, ".rpm")
    if elsewhere is not None:
        return elsewhere
    match = _ZYPPER.fullmatch(text)
    assert match is not None  # any text matches
    name, sign, version = (part.strip() for part in match.groups())
    if not sign:
        return _bare(word, name)
    return Package(word, name, version, _exact(version)) if sign in ("=", "==") else Package(word, name, sign + version, None)


def module(word: Word, text: str) -> Package:
    """name:stream/profile of dnf module install (dnf(8), modularity)."""
    name, sign, stream = text.partition("/")[0].partition(":")
    return Package(word, name, stream, _exact(stream)) if sign else _bare(word, name)


def dpkg(word: Word, text: str) -> Package:
    """A file or a URL (dpkg(1), rpm(8))."""
    return Package(word, None, None, True, "url" if "://" in text else "path")


def pacman(word: Word, text: str) -> Package:
    """name, repository/name, name=version, name>=version, URL, file (pacman(8))."""
    elsewhere = _elsewhere(word, text, ".pkg.tar.zst") or _elsewhere(word, text, ".pkg.tar.xz")
    return elsewhere or zypper(word, text.rpartition("/")[2])


SYNTAXES: dict[str, Callable[[Word, str], Package]] = {
    "apt": apt,
    "dpkg": dpkg,
    "apk": apk,
    "rpm": rpm,
    "zypper": zypper,
    "pacman": pacman,
}
