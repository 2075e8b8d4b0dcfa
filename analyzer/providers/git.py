"""What a git repository holds at a revision. Git is started as a program, for nothing but reading objects and the index.

No hook, pager, filter, alias, credential helper or file system monitor is run, and nothing is fetched: the commands used
are those that look nothing up in the working tree, and the environment is a fixed one. Whether a repository of somebody else
may be read is git's own decision (``safe.directory``).
"""

from __future__ import annotations

import os
import subprocess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

SECONDS = 60  # for one command
LINK = "120000"
SUBMODULE = "160000"
_FILES = ("100644", "100755", LINK)
_NAME = "git.exe" if os.name == "nt" else "git"
_KEPT = (  # where git's own configuration lies, which says what repositories are safe
    *("HOME", "XDG_CONFIG_HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "PROGRAMDATA"),
    *("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"),
    *("SYSTEMROOT", "TEMP", "TMP", "PATH"),
)
_FIXED = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PROTOCOL_FROM_USER": "0",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_PAGER": "",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_ADVICE": "0",
    "GIT_TRACE2": "0",
    "GIT_TRACE2_EVENT": "0",
    "GIT_TRACE2_PERF": "0",
}
_SETTINGS = (
    *("core.fsmonitor=", "core.hooksPath=" + os.devnull, "core.pager=", "core.sshCommand=false", "core.askPass="),
    *("credential.helper=", "protocol.allow=never", "safe.bareRepository=explicit", "gc.auto=0", "maintenance.auto=false"),
)

Entry = tuple[str, str]  # mode and object


class GitError(Exception):
    """Git cannot tell what was asked for. `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Repository:
    """The repository whose working tree has its root at `root`. Raises GitError where it cannot be read."""

    __slots__ = ("_program", "root")

    def __init__(self, root: str) -> None:
        self.root = root
        self._program = find_git()
        self._run("rev-parse", "--git-dir")

    def commit(self, revision: str) -> str:
        """The id of the commit that a revision names; of ``REVISION...``, of the last one it has in common with HEAD.

        Raises GitError.
        """
        shared = revision.endswith("...")
        name = revision[:-3] if shared else revision
        if not name or name.startswith("-") or not name.isprintable():
            raise GitError(f"{revision!r} is no revision", "name a commit, a branch or a tag")
        done = self._try("rev-parse", "--verify", "--quiet", name + "^{commit}")
        if done.returncode:
            raise GitError(f"there is no revision {name!r} in {self.root}", self._hint(name))
        found = _first(done.stdout)
        if not shared:
            return found
        done = self._try("merge-base", found, "HEAD")
        if done.returncode:
            raise GitError(f"{name!r} and HEAD have no commit in common that is known", self._hint(name))
        return _first(done.stdout)

    def tree(self, commit: str) -> tuple[dict[str, Entry], dict[str, str]]:
        """All files of a commit, by their paths from the root with slashes: mode and object; and the commits of submodules.

        Raises GitError.
        """
        found: dict[str, Entry] = {}
        modules: dict[str, str] = {}
        for record in self._run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
            head, tab, name = record.partition(b"\t")
            if tab:
                mode, _, object_ = head.decode("ascii").split(" ")
                if mode in _FILES:
                    found[os.fsdecode(name)] = mode, object_
                elif mode == SUBMODULE:
                    modules[os.fsdecode(name)] = object_
        return found, modules

    def tracked(self) -> set[str]:
        """The files in the index, by their paths from the root with slashes. Raises GitError."""
        return {os.fsdecode(name) for name in self._run("ls-files", "-z", "--full-name").split(b"\0") if name}

    def contents(self, objects: Iterable[str]) -> dict[str, bytes]:
        """The content of blobs, by object. Raises GitError."""
        wanted = list(dict.fromkeys(objects))
        if not wanted:
            return {}
        output = self._run("cat-file", "--batch", given="".join(f"{object_}\n" for object_ in wanted).encode())
        found, at = {}, 0
        for object_ in wanted:
            end = output.find(b"\n", at)
            head = output[at:end].split(b" ")
            if end < 0 or len(head) != 3 or head[1] != b"blob":
                raise self._incomplete()
            size = int(head[2])
            found[object_] = output[end + 1 : end + 1 + size]
            at = end + 1 + size + 1
        return found

    def _hint(self, revision: str) -> str:
        done = self._try("rev-parse", "--is-shallow-repository")
        if done.stdout.strip() == b"true":
            return f"this clone is shallow; fetch more first, e.g. git fetch --depth=50 origin {revision.rpartition('/')[2]}"
        return "see git branch --all and git tag, or fetch it first"

    def _run(self, *words: str, given: bytes = b"") -> bytes:
        done = self._try(*words, given=given)
        if done.returncode:
            raise self._failed(done.stderr)
        return done.stdout

    def _failed(self, stderr: bytes) -> GitError:
        said = stderr.decode("utf-8", "replace").strip()
        if "dubious ownership" in said:
            hint = f"if you trust it: git config --global --add safe.directory {self.root}"
            return GitError(f"{self.root} belongs to somebody else, and git does not read it", hint)
        if "lazy fetching" in said or "promisor" in said or "could not fetch" in said:
            return self._incomplete()
        line = said.splitlines()[0][:300] if said else "it says nothing"
        return GitError(f"git cannot read {self.root}: {''.join(char for char in line if char.isprintable())}")

    def _incomplete(self) -> GitError:
        hint = "this clone leaves out objects; clone without --filter, or fetch them first"
        return GitError(f"an object of the revision is not in {self.root}", hint)

    def _try(self, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | _FIXED
        environment["GIT_CEILING_DIRECTORIES"] = os.path.dirname(self.root)
        try:
            return subprocess.run(  # noqa: S603 - no shell, and no word of a file among the arguments
                [self._program, "--no-pager", *settings, *words],
                cwd=self.root,
                env=environment,
                input=given,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise GitError(f"git took longer than {SECONDS} seconds on {self.root}") from None
        except OSError as error:
            raise GitError(f"git cannot be run: {error.strerror or error}") from None


def find_git() -> str:
    """The first git in PATH; what PATH says of the current directory is left out. Raises GitError."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = os.path.join(folder, _NAME)
        if os.path.isabs(folder) and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise GitError("git is not installed", "install git, or leave --since out")


def root_of(folder: str) -> str:
    """The root of the working tree that a folder lies in; empty where it lies in none."""
    at = os.path.abspath(folder)
    while not os.path.lexists(os.path.join(at, ".git")):
        parent = os.path.dirname(at)
        if parent == at:
            return ""
        at = parent
    return at


def _first(output: bytes) -> str:
    return output.decode("ascii", "replace").split("\n", 1)[0].strip()
