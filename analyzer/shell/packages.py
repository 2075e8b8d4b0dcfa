"""The packages that a command installs."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.shell.invocation import Invocation
    from analyzer.shell.word import Word

HOLE = "\0"  # in a pattern: what a variable or another command decides


class Package:
    """A package that a command installs.

    `name` and `version` are None where not written or decided by a variable; `version` is what is written, without the sign of
    an exact version. `pinned` is true where one version is named, false where nothing limits it or a moving tag is named, None
    where a variable decides, or where a range limits it. `source` is index, url, vcs (a repository), path or file (a file that
    lists packages).
    """

    __slots__ = ("end", "name", "pinned", "source", "start", "text", "version", "word")

    def __init__(self, word: Word, name: str | None, version: str | None, pinned: bool | None, source: str = "index") -> None:
        self.word = word
        self.text = word.text
        self.name = name if name and HOLE not in name else None
        self.version = version if version and HOLE not in version else None
        self.pinned = pinned
        self.source = source
        self.start = word.start
        self.end = word.end

    def __repr__(self) -> str:
        return f"Package({self.text!r}, {self.name!r}, {self.version!r}, {self.pinned!r}, {self.source!r})"


def pattern(word: Word) -> str:
    """The value of a word, with a hole for each part that is expanded."""
    if word.value is not None:
        return word.value
    return "".join(HOLE if part.value is None else part.value for part in word.parts)


def packages(invocation: Invocation) -> list[Package]:
    """What the command installs, in the order written; empty where it installs nothing or is no known package manager."""
    from analyzer.shell.actions import takes_packages

    described = invocation.description
    if described is None or described["syntax"] is None or not takes_packages(invocation):
        return []
    if invocation.group == "module":
        from analyzer.shell.system_packages import module

        return [module(word, pattern(word)) for word in invocation.operands]
    syntax: str = described["syntax"]
    if syntax in _SYSTEM:
        from analyzer.shell import system_packages

        read = system_packages.SYNTAXES[syntax]
        return [read(word, pattern(word)) for word in invocation.operands]
    if syntax in _LANGUAGE:
        from analyzer.shell import language_packages

        return language_packages.SYNTAXES[syntax](invocation)
    from analyzer.shell import registry_packages

    return registry_packages.SYNTAXES[syntax](invocation)


_SYSTEM = frozenset(("apt", "dpkg", "apk", "rpm", "zypper", "pacman"))
_LANGUAGE = frozenset(("pip", "poetry", "npm", "gem", "go"))
