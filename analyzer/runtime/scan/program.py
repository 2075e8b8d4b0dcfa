"""Running a scanner: a program that others wrote, which reads its settings wherever it finds some.

It starts in an empty directory, with a home of its own and the few variables that tell it where its database is and how to
reach it. No shell is used. What it prints goes to files, and no further than a number of bytes. However the run ends, nothing
of its process group is left.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from analyzer.runtime.scan.unassessed import INSTEAD, unassessed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analyzer.runtime.operation import Operation

MOST = 256 * 1024 * 1024  # bytes of a report; that of an image with 5,000 packages takes some 20 MB
_PASSED_ON = (
    *("PATH", "SSL_CERT_FILE", "SSL_CERT_DIR"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy"),
)
_TAIL = 4000  # bytes of what it complained of
_LINES = 12  # of these
_PAUSE = 0.02  # seconds between two looks at it
_GRACE = 2.0  # seconds it has to end by itself when it is stopped


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that came to its end: the exit `code`, what was printed, and the last `complaints` (lines of stderr)."""

    code: int
    printed: bytes
    complaints: tuple[str, ...]


def variable(name: str) -> str:
    """The environment variable that names the program of a scanner: BUILDSECBOT_TRIVY."""
    return f"BUILDSECBOT_{name.upper()}"


def find(name: str) -> str:
    """The path of a scanner's program: what its variable says, otherwise the first on PATH. Raises OperationError."""
    given = os.environ.get(variable(name), "")
    if given:
        path = os.path.abspath(given)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
        message = f"{variable(name)} names no program that can be run: {given}"
        raise unassessed(name, "scanner-missing", message, f"correct or unset {variable(name)}")
    found = shutil.which(name)
    if found is None:
        remedy = f"install {name}, or name its program in {variable(name)}"
        raise unassessed(name, "scanner-missing", "the program is not installed, so nobody has looked", remedy, INSTEAD)
    return os.path.abspath(found)


def run(
    name: str,
    program: str,
    arguments: Sequence[str],
    operation: Operation,
    settings: Mapping[str, str] | None = None,
    most: int = MOST,
) -> Ran:
    """Runs a scanner to its end. `settings` are added to its environment; `most` limits what it prints, in bytes.

    Raises OperationError where it does not start or prints too much, and StoppedError where the operation is stopped.
    """
    with TemporaryDirectory(prefix="buildsecbot-scan-", ignore_cleanup_errors=True) as root:
        places = {place: os.path.join(root, place) for place in ("work", "home", "tmp", "printed")}
        for path in places.values():
            os.mkdir(path, 0o700)
        out, err = os.path.join(places["printed"], "out"), os.path.join(places["printed"], "err")
        environment = _environment(places, settings or {}, operation)
        with open(out, "wb") as stdout, open(err, "wb") as stderr:
            try:
                process = subprocess.Popen(  # noqa: S603 - no shell, and no word of an image among the arguments
                    [program, *arguments],
                    cwd=places["work"],
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=stdout,
                    stderr=stderr,
                    start_new_session=True,
                )
            except OSError as error:
                raise unassessed(name, "scanner-failed", f"{program} cannot be started: {error.strerror}", INSTEAD) from error
        try:
            _wait(name, process, (out, err), operation, most)
        finally:
            _end(process)
        with open(out, "rb") as file:
            printed = file.read(most + 1)
        if len(printed) > most:
            raise _too_much(name, most)
        return Ran(process.returncode, printed, _complaints(err, operation))


def failed(name: str, ran: Ran) -> Exception:
    """The error of a run that ended with an exit code it should not have."""
    how = f"signal {-ran.code}" if ran.code < 0 else f"exit code {ran.code}"
    return unassessed(name, "scanner-failed", f"it ended with {how}, so nobody has looked", INSTEAD, evidence=ran.complaints)


def _environment(places: Mapping[str, str], settings: Mapping[str, str], operation: Operation) -> dict[str, str]:
    kept = {key: os.environ[key] for key in _PASSED_ON if os.environ.get(key)}
    for key, value in kept.items():
        with suppress(ValueError):  # a proxy's address may hold a password, which its errors quote
            password = urlsplit(value).password if key.lower().endswith("_proxy") else None
            operation.secrets.add([password, unquote(password)] if password else [])
    own = {"HOME": places["home"], "TMPDIR": places["tmp"], "LANG": "C.UTF-8", "NO_COLOR": "1"}
    return {**kept, **settings, **own}


def _wait(name: str, process: subprocess.Popen[bytes], files: Sequence[str], operation: Operation, most: int) -> None:
    """Waits for its end without taking its exit code, so that its process group keeps its number until it is ended."""
    while not _exited(process):
        if any(os.path.getsize(path) > most for path in files):
            raise _too_much(name, most)
        operation.wait(_PAUSE)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends what is left of its process group, and takes its exit code."""
    if not _exited(process):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        _until_exit(process, _GRACE)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _until_exit(process: subprocess.Popen[bytes], seconds: float) -> None:
    from time import monotonic, sleep

    end = monotonic() + seconds
    while not _exited(process) and monotonic() < end:
        sleep(_PAUSE)


def _exited(process: subprocess.Popen[bytes]) -> bool:
    if not hasattr(os, "waitid"):  # macOS before Python 3.13: the exit code is taken
        return process.poll() is not None
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _too_much(name: str, most: int) -> Exception:
    return unassessed(name, "scanner-failed", f"it printed more than {most} bytes and was stopped", INSTEAD)


def _complaints(path: str, operation: Operation) -> tuple[str, ...]:
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - _TAIL))
        text = file.read(_TAIL).decode("utf-8", "replace")
    lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
    return tuple(operation.secrets.text(line) for line in lines[-_LINES:])
