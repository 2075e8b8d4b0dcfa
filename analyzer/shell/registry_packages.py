"""How cargo, composer, NuGet, conda, CPAN and LuaRocks write packages."""

from __future__ import annotations

from analyzer.shell.language_packages import is_repository, stays
from analyzer.shell.packages import HOLE, Package, pattern
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.shell.invocation import Invocation
    from analyzer.shell.word import Word

_PLACES = (".", "/", "~", "file:")
_NUMBER = Lazy(r"v?\d+(?:\.\d+)*(?:[-+.][0-9A-Za-z.+-]+)?")
_CARGO_EXACT = Lazy(r"(?:=\s*)?\d+\.\d+\.\d+(?:[-+].*)?")
_CONDA = Lazy(r"(?s)(?:.*::)?([^=<>!~ \[]*)\s*([=<>!~]*)\s*([^\[]*)(.*)")
_CPAN_RELEASE = Lazy(r"(?s).+-v?\d[\d._]*(?:-TRIAL)?\.(?:tar\.gz|tgz|zip|tar\.bz2)")
_COMPOSER = Lazy(r"(?s)([^:=@\s]+/[^:=@\s]+)(?:[:=\s]\s*|(?=@))?(.*)")


def _option_text(invocation: Invocation, *names: str) -> str | None:
    """The value of an option with holes; None where it is not given."""
    option = invocation.option(*names)
    if option is None or option.value_word is None:
        return None
    return option.value if option.value is not None else HOLE


def _bare(word: Word, name: str) -> Package:
    return Package(word, name, None, None if HOLE in name else False)


def _versioned(word: Word, name: str, version: str | None, exact: Lazy = _NUMBER) -> Package:
    """A package with a version that names one where it is written as `exact` says; else it is a range."""
    if version is None or (not version and HOLE not in name):
        return _bare(word, name)
    known = HOLE not in version
    return Package(word, name, version, True if known and exact.fullmatch(version) is not None else None)


def _cargo(invocation: Invocation) -> list[Package]:
    """name, name@1.2.3, --version 1.2.3, --git URL, --path PATH (cargo-install(1), cargo-add(1)).

    A version without an operator is exact for install, and a range for add.
    """
    exact = _CARGO_EXACT if invocation.subcommand != "add" else _NOTHING
    given = _option_text(invocation, "--version", "--vers")
    repository, path = invocation.option("--git"), invocation.option("--path")
    found = []
    for word in invocation.operands:
        name, sign, version = pattern(word).partition("@")
        if repository is not None:
            revision = _option_text(invocation, "--rev", "--tag") or ""
            found.append(Package(word, name, revision, stays(revision), "vcs"))
        elif path is not None or name.startswith(_PLACES):
            found.append(Package(word, None, None, True, "path"))
        else:
            found.append(_versioned(word, name, version if sign else given, exact))
    for option, source in ((repository, "vcs"), (path, "path")):
        if not found and option is not None and option.value_word is not None:
            revision = _option_text(invocation, "--rev", "--tag") or ""
            found.append(Package(option.value_word, None, revision, stays(revision) if source == "vcs" else True, source))
    return found


_NOTHING = Lazy(r"(?!)")


def _composer(invocation: Invocation) -> list[Package]:
    """vendor/name, vendor/name:1.0, vendor/name=^1.0, "vendor/name 1.0"; php and ext-* are of the platform."""
    found = []
    operands = invocation.operands
    if invocation.subcommand == "create-project":
        version = pattern(operands[2]) if len(operands) > 2 else None
        return [_composer_package(word, pattern(word), version) for word in operands[:1]]
    for word in operands:
        text = pattern(word)
        if "/" in text or HOLE in text:
            found.append(_composer_package(word, text, None))
    return found


def _composer_package(word: Word, text: str, later: str | None) -> Package:
    match = _COMPOSER.fullmatch(text)
    if match is None:
        return Package(word, None, None, None)
    name, version = match.group(1), match.group(2).strip() or later
    if version is not None and (version.startswith(("dev-", "@")) or version.endswith("-dev") or version == "*"):
        return Package(word, name, version, None if HOLE in version else False)
    return _versioned(word, name, version)


def _nuget(invocation: Invocation) -> list[Package]:
    """name, name@1.2.3, --version 1.2.3 (dotnet tool install, dotnet add package, nuget install)."""
    operands = invocation.operands
    if invocation.subcommand == "add" and invocation.group is None:  # dotnet add [PROJECT] package NAME
        at = next((index for index, word in enumerate(operands) if word.value == "package"), len(operands))
        operands = operands[at + 1 :]
    given = _option_text(invocation, "--version", "-v", "-Version")
    found = []
    for word in operands:
        name, sign, version = pattern(word).partition("@")
        if name.endswith(("packages.config", ".sln")):
            found.append(Package(word, None, None, None, "file"))
        else:
            found.append(_versioned(word, name, version if sign else given))
    return found


def _conda(invocation: Invocation) -> list[Package]:
    """name, name=1.2 (a range), name==1.2.3, name=1.2.3=build, "name >=1", channel::name, file (conda match specifications)."""
    found = [_conda_package(word, pattern(word)) for word in invocation.operands]
    files = [option.value_word for option in invocation.options if option.name in ("--file", "-f")]
    return found + [Package(word, None, None, None, "file") for word in files if word is not None]


def _conda_package(word: Word, text: str) -> Package:
    if "://" in text:
        return Package(word, None, None, True, "url")
    if text.endswith((".conda", ".tar.bz2")) or text.startswith(_PLACES):
        return Package(word, None, None, True, "path")
    match = _CONDA.fullmatch(text)
    assert match is not None  # any text matches
    name, sign, version, _ = (part.strip() for part in match.groups())
    if not version:
        return _bare(word, name)
    if HOLE in version:
        return Package(word, name, version, None)
    number, equals, build = version.replace(" ", "=").partition("=")
    exact = "*" not in version and "," not in version and "|" not in version
    if exact and (sign in ("==", "===") or (sign in ("=", "") and equals and build)):
        return Package(word, name, number if sign == "==" and not equals else version, True)
    return Package(word, name, sign + version if sign != "=" else version, None)


def _cpan(invocation: Invocation) -> list[Package]:
    """Module, Module@1.2, Module~'>= 1.2', AUTHOR/Name-1.2.tar.gz, URL, folder (cpanm(1), cpan(1))."""
    found = []
    for word in invocation.operands:
        text = pattern(word)
        if is_repository(text) or text.endswith(".git") or ".git@" in text:
            revision = text.rpartition(".git@")[2] if ".git@" in text else ""
            found.append(Package(word, None, revision, stays(revision), "vcs"))
        elif "://" in text:
            found.append(Package(word, None, None, True, "url"))
        elif _CPAN_RELEASE.fullmatch(text) is not None and not text.startswith(_PLACES):
            found.append(Package(word, text.rpartition("/")[2], None, True))
        elif text.startswith(_PLACES):
            found.append(Package(word, None, None, True, "path"))
        else:
            name, sign, version = text.partition("@")
            if not sign:
                name, sign, version = text.partition("~")
                version = "~" + version if sign else version
            found.append(_versioned(word, name, version if sign else None))
    return found


def _luarocks(invocation: Invocation) -> list[Package]:
    """One name and maybe its version, a rockspec or rock file, URL (luarocks help install)."""
    operands = invocation.operands
    if not operands:
        return []
    text = pattern(operands[0])
    if "://" in text:
        return [Package(operands[0], None, None, True, "url")]
    if text.endswith((".rockspec", ".rock")) or text.startswith(_PLACES):
        return [Package(operands[0], None, None, True, "path")]
    return [_versioned(operands[0], text, pattern(operands[1]) if len(operands) > 1 else None)]


SYNTAXES: dict[str, Callable[[Invocation], list[Package]]] = {
    "cargo": _cargo,
    "composer": _composer,
    "nuget": _nuget,
    "conda": _conda,
    "cpan": _cpan,
    "luarocks": _luarocks,
}
