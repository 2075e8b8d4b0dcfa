"""Which files a run looks at.

Directories are walked; a file named on the command line is taken whatever its name. Nothing outside a directory that was
named is ever looked at: links to directories are not followed, links to files only where they lead into that directory.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analyzer.facts.providers import BuildContexts
    from analyzer.lint.builds import Build
    from analyzer.lint.inline import Inline

    Kept = Callable[[str], bool]
    ContextOf = Callable[[str], BuildContexts]

STDIN = "-"
NONE_HERE = "no Dockerfile in this directory"
_NAMES = ("Dockerfile", "dockerfile", "Containerfile")
_PREFIXES = ("Dockerfile.", "Containerfile.")
_SUFFIXES = (".Dockerfile", ".dockerfile")
_NOT_DOCKERFILES = (
    ".dockerignore",
    *(".adoc", ".htm", ".html", ".md", ".rst", ".txt"),
    *(".ejs", ".erb", ".in", ".j2", ".jinja", ".jinja2", ".m4", ".mustache", ".template", ".tmpl", ".tpl"),
    *(".bak", ".old", ".orig", ".rej", ".save", ".swp", "~"),
)
# Folders of tools, never of a project's own files; other hidden folders (.devcontainer, .github) are walked.
LEFT_OUT = frozenset({".git", ".hg", ".jj", ".svn", ".venv", ".tox", ".nox", "__pycache__"})


class Target:
    """A file to check, under the name it is reported by; `error` tells why there is nothing to check.

    `named` tells that it was named itself, and not found in a folder; `data` is its content where that was read already.
    `before` is its content before the change that a run is about, None where it is about none; with `locked` the comments it
    had then are the ones that are heeded. `describes_builds` tells that it is no Dockerfile, but a file that names some;
    `builds` are the ways in which such files say that it is built, and `inline` tells where in one of them it stands.
    With `plain_too` it is judged besides as if nothing were said of how it is built. `is_stdin` tells that it is read from
    standard input, whatever it is called.
    """

    __slots__ = (
        "before",
        "builds",
        "data",
        "describes_builds",
        "error",
        "inline",
        "is_stdin",
        "locked",
        "named",
        "path",
        "plain_too",
    )

    def __init__(self, path: str, error: str = "", named: bool = False, data: bytes | None = None) -> None:
        self.path = path
        self.error = error
        self.named = named
        self.data = data
        self.before: bytes | None = None
        self.locked = False
        self.is_stdin = path == STDIN
        self.describes_builds = self.plain_too = False
        self.builds: list[Build] = []
        self.inline: Inline | None = None

    @property
    def ways(self) -> list[Target]:
        """The file in each of the ways in which it is built."""
        ways = [[build] for build in self.builds] + ([[]] if self.plain_too and self.inline is None else [])
        if len(ways) < 2:
            return [self]
        from copy import copy

        found = []
        for builds in ways:
            way = copy(self)
            way.builds, way.plain_too = builds, False
            found.append(way)
        return found


def is_dockerfile_name(name: str) -> bool:
    """A file of that name is a Dockerfile, and neither a document, a template nor a backup of one."""
    if name in _NAMES:
        return True
    if name.lower().endswith(_NOT_DOCKERFILES):
        return False
    return name.startswith(_PREFIXES) or name.endswith(_SUFFIXES)


def discover(paths: list[str], kept: Kept | None = None, contexts: ContextOf | None = None) -> list[Target]:
    """The files of a run: each path given in its order, a directory's files sorted, none twice.

    A path that is `kept`, file or folder, is looked at whatever ``.gitignore`` says of it. Files that describe builds are
    replaced by what is built; `contexts` makes build contexts of folders, where those may be looked at.
    """
    targets: list[Target] = []
    seen: dict[tuple[str, str], Target] = {}
    for path in _matches(paths):
        for target in _targets_of(path, kept, contexts):
            name = target.path if target.path == STDIN else os.path.abspath(target.path)
            first = seen.setdefault((name, target.inline.name if target.inline is not None else ""), target)
            if first is target:
                targets.append(target)
            else:
                first.named = first.named or target.named
                first.builds += target.builds
    return targets


def is_build_file_name(name: str) -> bool:
    """A file of that name is a Compose file, or a Bake file in JSON."""
    if name.endswith((".yaml", ".yml")):
        return name.startswith(("compose.", "docker-compose"))
    return name.startswith("docker-bake.") and name.endswith(".json")


def _matches(paths: list[str]) -> Iterator[str]:
    """The paths, those that are patterns replaced by the files they match; shells of Windows leave that to programs."""
    for path in paths:
        if path == STDIN or os.path.lexists(path) or not any(char in path for char in "*?["):
            yield path
        else:
            from glob import glob

            yield from sorted(glob(path, recursive=True)) or [path]


def _targets_of(path: str, kept: Kept | None, contexts: ContextOf | None) -> list[Target]:
    if path == STDIN or not os.path.isdir(path):
        target = Target(path, named=True)
        name = os.path.basename(path)
        if not name.endswith((".yaml", ".yml", ".hcl", ".json")) or is_dockerfile_name(name) or not os.path.isfile(path):
            return [target]
        target.describes_builds = True
        found, folder = [target], _repository(path)
    else:
        found, folder = list(_walk(path, kept)), path
    if any(target.describes_builds for target in found):
        from analyzer.lint.builds import expanded

        found = expanded(found, folder, contexts)
    return found or [Target(path, NONE_HERE)]


def _repository(path: str) -> str:
    """The root of the repository that a file lies in; its own folder outside of one."""
    folder = at = os.path.dirname(os.path.abspath(path))
    while not os.path.lexists(os.path.join(at, ".git")):
        parent = os.path.dirname(at)
        if parent == at:
            return folder
        at = parent
    return at


def _walk(root: str, kept: Kept | None) -> Iterator[Target]:
    from analyzer.lint.gitignore import IgnoreRules

    ignored = IgnoreRules.above(root)
    real_root = os.path.realpath(root)
    pending = [(root, ignored)]
    while pending:
        folder, rules = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Target(folder, error.strerror or str(error))
            continue
        rules = rules.within(folder)
        below = []
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.name in LEFT_OUT:
                continue
            if rules.ignores(entry.path, is_folder) and not (kept is not None and kept(entry.path)):
                continue
            if is_folder:
                below.append((entry.path, rules))
            elif is_dockerfile_name(entry.name) and _is_file_inside(entry, real_root):
                yield Target(os.path.normpath(entry.path))
            elif is_build_file_name(entry.name) and _is_file_inside(entry, real_root):
                target = Target(os.path.normpath(entry.path))
                target.describes_builds = True
                yield target
        pending += reversed(below)


def _is_file_inside(entry: os.DirEntry[str], real_root: str) -> bool:
    """A regular file, or a link to one below the root."""
    try:
        if not entry.is_file():
            return False
        return not entry.is_symlink() or os.path.realpath(entry.path).startswith(os.path.join(real_root, ""))
    except OSError:
        return False
