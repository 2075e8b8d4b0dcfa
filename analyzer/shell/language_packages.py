"""How the package managers of languages write packages."""

from __future__ import annotations

from analyzer.shell.packages import HOLE, Package, pattern
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.shell.invocation import Invocation
    from analyzer.shell.word import Word

_BRANCHES = frozenset(("main", "master", "develop", "dev", "trunk", "HEAD", ""))
_SERVICES = ("github:", "gitlab:", "bitbucket:", "gist:")
_ARCHIVE = (".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".gem")
_NPM_ARCHIVE = (".tgz", ".tar.gz", ".tar")
_REQUIREMENT = Lazy(r"(?s)\s*([A-Za-z0-9\0](?:[A-Za-z0-9._\0-]*[A-Za-z0-9\0])?)\s*(?:\[[^\]]*\])?\s*(.*)")
_TAGGED = Lazy(r"[A-Za-z0-9.+!^~<>=,*\0-]+")
_EXACT = Lazy(r"===?\s*([^,*]+)")
_EGG = Lazy(r"(?:^|&)egg=([^&\[]+)")
_SEMVER = Lazy(r"(?s)[=v]*\d+\.\d+\.\d+([-+].*)?")
_GEM_VERSION = Lazy(r"=?\s*\d[^\0,<>~*]*")
_GO_OWN = frozenset(  # the folders of the standard library, and words of the go command
    ("all", "archive", "bufio", "builtin", "bytes", "cmd", "cmp", "compress", "container", "context", "crypto",
     "database", "debug", "embed", "encoding", "errors", "expvar", "flag", "fmt", "go", "hash", "html", "image",
     "index", "internal", "io", "iter", "log", "maps", "math", "mime", "net", "os", "path", "plugin", "reflect",
     "regexp", "runtime", "slices", "sort", "std", "strconv", "strings", "structs", "sync", "syscall", "testing",
     "text", "time", "tool", "toolchain", "unicode", "unique", "unsafe", "vendor", "weak", "work")
)  # fmt: skip
_GO_RANGE = Lazy(r"(?s)v\d+(\.\d+)?|[<>].*")


def is_repository(text: str) -> bool:
    """Whether a location is that of a version control system: git+https:, git@host:, github:user/name."""
    system = text[:4].rstrip("+@:").lower()
    return (system in ("git", "hg", "svn", "bzr") and text[len(system) : len(system) + 1] in ("+", "@", ":")) or (
        text.startswith(_SERVICES)
    )


def stays(revision: str) -> bool | None:
    """Whether a revision of a repository stays what it is; a tag is taken to."""
    return None if HOLE in revision or revision.startswith("semver:") else revision not in _BRANCHES


def _pip(invocation: Invocation) -> list[Package]:
    """Requirements in the order of their words, those of -r and -e included. A constraints file leaves bare names open."""
    operands = invocation.operands
    if invocation.name == "pipx" and invocation.subcommand in ("run", "inject"):
        operands = operands[:1] if invocation.subcommand == "run" else operands[1:]
    found = [_requirement(word, pattern(word)) for word in operands]
    for option in invocation.options:
        word = option.value_word
        if word is None:
            continue
        if option.name in ("-r", "--requirement", "--requirements", "--with-requirements"):
            found.append(Package(word, None, None, None, "file"))
        elif option.name in ("-e", "--editable", "--with", "--with-editable"):
            found.append(_requirement(word, _value(pattern(word), option.name)))
            if option.name != "--with" and found[-1].source == "index":
                found[-1] = Package(word, None, None, True, "path")  # only folders and URLs can be edited
    if invocation.option("-c", "--constraint") is not None:
        for package in found:
            package.pinned = None if package.pinned is False else package.pinned
    return sorted(found, key=_start)


def _value(text: str, option: str) -> str:
    """The value of an option that may stand in the same word."""
    text = text.removeprefix(option)
    return text.removeprefix("=")


def _requirement(word: Word, text: str) -> Package:
    """name==1.0, name[extra]>=1.0, name @ url, path, URL (PEP 508; pip install); name@1.0 (uv tool install, poetry add)."""
    name, sign, location = text.partition("@")
    if sign and name.strip() and "/" not in name and _TAGGED.fullmatch(location) is not None:
        return _tagged(word, name.strip().partition("[")[0], location)
    if sign and ":" in location.split("/", 1)[0] and "/" not in name:
        return _located(word, name.strip().partition("[")[0], location.strip())
    if is_repository(text) or "://" in text:
        return _located(word, None, text)
    if text.startswith((".", "~")) or "/" in text or text.endswith(_ARCHIVE):
        return Package(word, None, None, True, "path")
    match = _REQUIREMENT.fullmatch(text.partition(";")[0])
    if match is None:
        return Package(word, None, None, None)
    name, constraint = match.group(1), match.group(2).strip()
    if not constraint:
        return Package(word, name, None, None if HOLE in name else False)
    exact = _EXACT.fullmatch(constraint)
    if exact is None:
        return Package(word, name, constraint, None)
    return Package(word, name, exact.group(1), None if HOLE in text else True)


def _tagged(word: Word, name: str, version: str) -> Package:
    if HOLE in version:
        return Package(word, name, version, None)
    return Package(word, name, version, False if version == "latest" else None if version[0] in "^~<>*" else True)


def _located(word: Word, name: str | None, url: str) -> Package:
    """A URL; of a repository it may say ``@revision`` after its path."""
    if not is_repository(url):
        return Package(word, name, None, True, "url")
    address, _, fragment = url.partition("#")
    egg = _EGG.search(fragment)
    path, _, revision = address.rpartition("@")
    if "/" in revision or not path or revision == address:
        revision = "" if "=" in fragment else fragment  # as poetry writes it
    return Package(word, name or (egg.group(1) if egg else None), revision, stays(revision), "vcs")


def _npm(invocation: Invocation) -> list[Package]:
    return [_npm_package(word, pattern(word)) for word in invocation.operands]


def _npm_package(word: Word, text: str) -> Package:
    """name, @scope/name@version, user/repository#revision, URL, folder (npm-package-arg; npm-install(1))."""
    if _is_npm_path(text):
        return Package(word, None, None, True, "path")
    at = text.find("@", 1)
    name, version = (text[:at], text[at + 1 :]) if at > 0 else (text, "")
    if at > 0 and _is_npm_path(version) and not is_repository(text):
        return Package(word, name, None, True, "path")
    specifier = text if at < 0 or "://" in name or is_repository(text) else version
    if "://" in specifier or is_repository(specifier) or (specifier[:1] != "@" and "/" in specifier.partition("#")[0]):
        owner = None if specifier is text else name
        address, _, revision = specifier.partition("#")
        if specifier.startswith(("http:", "https:")) and not address.endswith(".git"):
            return Package(word, owner, None, True, "url")
        return Package(word, owner, revision, stays(revision), "vcs")
    if not version:
        return Package(word, name, None, None if HOLE in text else False)
    version = version.rpartition("@")[2] if version.startswith("npm:") else version
    return Package(word, name, version, _npm_pinned(version))


def _is_npm_path(text: str) -> bool:
    return text.startswith((".", "/", "~/", "file:")) or (text.lower().endswith(_NPM_ARCHIVE) and "://" not in text)


def _npm_pinned(version: str) -> bool | None:
    if HOLE in version:
        return None
    if _SEMVER.fullmatch(version):
        return True
    return None if any(letter.isdigit() for letter in version) else False  # a range, else a tag such as latest


def _gem(invocation: Invocation) -> list[Package]:
    """name, name:version, -v version for all of them, file.gem (gem help install)."""
    option = invocation.option("-v", "--version")
    common = None
    if option is not None and option.value_word is not None:
        common = option.value if option.value is not None else HOLE
    found = []
    behind = {id(word) for word in invocation.after_dashes}  # gem install NAME -- --with-c-flag
    for word in invocation.operands:
        text = pattern(word)
        if id(word) in behind:
            continue
        if text.endswith(".gem") or text.startswith((".", "/")):
            found.append(Package(word, None, None, True, "path"))
            continue
        name, sign, own = text.partition(":")
        version = own if sign else common
        if version is None:
            found.append(Package(word, name, None, None if HOLE in text else False))
        else:
            found.append(Package(word, name, version, True if _GEM_VERSION.fullmatch(version) else None))
    listed = invocation.option("-g", "--file")
    if listed is not None and listed.value_word is not None:
        found.append(Package(listed.value_word, None, None, None, "file"))
    return found


def _go(invocation: Invocation) -> list[Package]:
    """path@version; packages of the standard library and of the module at hand have no version (go help install)."""
    operands = invocation.operands
    if invocation.subcommand == "run":
        operands = operands[:1]
    return [
        _bare(word, text) if invocation.subcommand == "get" and _is_go_module(text) else _go_package(word, text)
        for word, text in ((word, pattern(word)) for word in operands)
    ]


def _is_go_module(text: str) -> bool:
    """A path without a version that is of another module, also where its host has no dot: nobody gets what is at hand."""
    first = text.partition("/")[0]
    return not (text.startswith((".", "/")) or "@" in text or HOLE in first or first in _GO_OWN or text.endswith(".go"))


def _go_package(word: Word, text: str) -> Package:
    path, sign, version = text.partition("@")
    if not sign:
        first = path.partition("/")[0]
        if HOLE in first:
            return Package(word, None, None, None)
        if path.startswith((".", "/")) or path.endswith(".go") or "." not in first:
            return Package(word, path, None, True, "path")
        return Package(word, path, None, None if HOLE in path else False)
    if HOLE in version:
        return Package(word, path, version, None)
    if _GO_RANGE.fullmatch(version):
        return Package(word, path, version, None)
    moving = version in _BRANCHES or version in ("latest", "upgrade", "patch", "none")
    return Package(word, path, version, not moving)


def _bare(word: Word, name: str) -> Package:
    return Package(word, name, None, None if HOLE in name else False)


def _start(package: Package) -> int:
    return package.start


SYNTAXES: dict[str, Callable[[Invocation], list[Package]]] = {"pip": _pip, "poetry": _pip, "npm": _npm, "gem": _gem, "go": _go}
