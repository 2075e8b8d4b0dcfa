"""The program ``shellcheck``: where it is, which version it is, and one run of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from threading import Lock

from analyzer.providers.shellcheck.comment import comment_of
from analyzer.providers.shellcheck.errors import ScriptError, ShellCheckMissingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.providers.shellcheck.comment import Comment

OLDEST = (0, 10)  # the first that knows the shell of BusyBox
SECONDS = 60  # for one run; a script of ordinary size takes some milliseconds
_NAME = "shellcheck.exe" if os.name == "nt" else "shellcheck"
_KEPT_VARIABLES = ("SYSTEMROOT", "TEMP", "TMP")  # what a program cannot do without on Windows; SHELLCHECK_OPTS is none of them


class Program:
    """An installed ShellCheck of a version that will do."""

    __slots__ = ("_folders", "_lock", "_running", "_stopped", "path", "seconds", "version")

    def __init__(self, path: str, version: str, seconds: float = SECONDS) -> None:
        self.path = path
        self.version = version
        self.seconds = seconds
        self._lock = Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._folders: set[str] = set()
        self._stopped = False

    def fresh(self) -> Program:
        """The same program, that nobody has stopped."""
        return Program(self.path, self.version, self.seconds)

    def stop(self) -> None:
        """Ends what runs of it, and lets nothing begin."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.kill()

    def abandon(self) -> None:
        """Ends what runs of it and takes its folders away; for a process that is about to end. It waits for nobody."""
        from shutil import rmtree

        for process in tuple(self._running):
            process.kill()
        for folder in tuple(self._folders):
            rmtree(folder, ignore_errors=True)

    def comments(self, texts: Sequence[str], exclude: Sequence[int] = ()) -> list[list[Comment]]:
        """What ShellCheck says about each of some scripts, but for the codes to exclude. Raises ScriptError.

        The scripts lie in a folder that only this user can enter, under names that are ours. No configuration file is read,
        and no script that they name is opened.
        """
        import tempfile

        with tempfile.TemporaryDirectory(prefix="buildsecbot-") as folder:
            self._folders.add(folder)
            names = [str(number) for number in range(len(texts))]
            for name, text in zip(names, texts, strict=True):
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(text.encode())
            words = ["--norc", "--format=json1", "--color=never"]
            if exclude:
                words.append("--exclude=" + ",".join(f"SC{code}" for code in exclude))
            output = self._run([*words, *names], folder)
            self._folders.discard(folder)
        return _read(output, len(texts))

    def _run(self, words: list[str], folder: str) -> bytes:
        try:
            done = self._completed(words, folder)
        except subprocess.TimeoutExpired:
            raise ScriptError(f"ShellCheck took longer than {self.seconds:g} seconds") from None
        except OSError as error:
            raise ScriptError(f"ShellCheck cannot be run: {error.strerror or error}") from None
        if done.returncode not in (0, 1):
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            end = f"signal {-done.returncode}" if done.returncode < 0 else f"exit code {done.returncode}"
            raise ScriptError(f"ShellCheck failed ({end})" + (f": {said[0][:200]}" if said else ""))
        return done.stdout

    def _completed(self, words: list[str], folder: str) -> subprocess.CompletedProcess[bytes]:
        """Runs it until it ends, takes too long or is stopped. Raises OSError and subprocess.TimeoutExpired."""
        with self._lock:
            if self._stopped:
                raise OSError("it was stopped")
            process = begin(self.path, words, folder)
            self._running.add(process)
        try:
            return _ended(process, self.seconds)
        finally:
            with self._lock:
                self._running.discard(process)


def run(path: str, words: list[str], seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Runs the program without a shell. Raises OSError and subprocess.TimeoutExpired."""
    return _ended(begin(path, words), seconds)


def begin(path: str, words: list[str], folder: str | None = None) -> subprocess.Popen[bytes]:
    """Starts the program without a shell. Raises OSError."""
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    pipe = subprocess.PIPE
    return subprocess.Popen(  # noqa: S603 - no shell, and no word of a Dockerfile among the arguments
        [path, *words], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe
    )


def _ended(process: subprocess.Popen[bytes], seconds: float) -> subprocess.CompletedProcess[bytes]:
    """What it has printed when it ends; one that takes longer, or is not waited for any more, is killed."""
    with process:
        try:
            out, err = process.communicate(timeout=seconds)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def _read(output: bytes, count: int) -> list[list[Comment]]:
    """The comments by script. Raises ScriptError for anything but the output of ShellCheck."""
    found: list[list[Comment]] = [[] for _ in range(count)]
    try:
        for record in json.loads(output)["comments"]:
            number = record["file"]
            if not (number.isascii() and number.isdigit() and int(number) < count):
                raise ValueError(number)
            found[int(number)].append(
                comment_of([record[key] for key in ("line", "column", "endLine", "endColumn", "code", "level", "message")])
            )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ScriptError("ShellCheck gave an answer that cannot be read") from None
    return found


def find_program() -> Program:
    """The ShellCheck installed beside this Python, else the first one in PATH. Raises ShellCheckMissingError."""
    for folder in _folders():
        path = os.path.join(folder, _NAME)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return Program(path, _version(path))
    raise ShellCheckMissingError("ShellCheck is not installed")


def _folders() -> list[str]:
    """Where to look; what PATH says of the current directory is left out, which may be a stranger's."""
    folders = [os.path.dirname(sys.executable)] if sys.executable else []
    if sys.prefix:
        folders.append(os.path.join(sys.prefix, "Scripts" if os.name == "nt" else "bin"))
    return folders + [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if os.path.isabs(folder)]


def _version(path: str) -> str:
    """The version the program tells. Raises ShellCheckMissingError where it is too old or does not tell any."""
    try:
        answer = run(path, ["--version"], SECONDS).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ShellCheckMissingError(f"{path} cannot be run: {error}") from None
    version = next((line[9:] for line in answer.splitlines() if line.startswith("version: ")), "")
    numbers = version.split(".")
    if len(numbers) < 2 or not all(number.isascii() and number.isdigit() for number in numbers[:2]):
        raise ShellCheckMissingError(f"{path} is no ShellCheck: it tells no version")
    if (int(numbers[0]), int(numbers[1])) < OLDEST:
        raise ShellCheckMissingError(f"{path} is ShellCheck {version}, which is too old")
    return version
