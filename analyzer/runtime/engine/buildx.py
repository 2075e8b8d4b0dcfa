"""``docker buildx build``, where the plugin is installed: all of BuildKit, with secrets, SSH and the user's credentials."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING

from analyzer.interrupts import UNDO
from analyzer.runtime.engine.driver import EngineSaysNoError, Objections, Outcome
from analyzer.runtime.engine.images import uses_containerd
from analyzer.runtime.engine.plain import plain
from analyzer.runtime.engine.rawjson import read
from analyzer.runtime.engine.steps import Steps, Update
from analyzer.runtime.failure import refused
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.runtime.context import Context
    from analyzer.runtime.engine.connection import Engine
    from analyzer.runtime.engine.wanted import Wanted
    from analyzer.runtime.operation import Operation

OLDEST = (0, 13)  # the first with --progress=rawjson
_VERSION = Lazy(r"\bv?(\d+)\.(\d+)")
_PATIENCE = 20.0  # seconds for the plugin to tell its version
_GRACE = 5.0  # seconds for a program to end when it is asked to
# Variables that steer the client itself: a build argument of such a name is none of its business.
_STEERING = ("DOCKER_TLS", "DOCKER_CLI_", "DOCKER_CONTENT_TRUST", "BUILDX_", "BUILDKIT_", "LD_", "OTEL_", "SSL_CERT_", "XDG_")
_STEERING_NAMES = frozenset({
    "PATH", "HOME", "TMPDIR", "NO_COLOR", "GODEBUG", "GOGC", "GOMAXPROCS", "GOMEMLIMIT", "GOTRACEBACK", "SSH_AUTH_SOCK",
    "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_API_VERSION", "DOCKER_BUILDKIT",
    "DOCKER_DEFAULT_PLATFORM", "DOCKER_AUTH_CONFIG", "DOCKER_CUSTOM_HEADERS",
})  # fmt: skip
_PROXIES = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "FTP_PROXY"})  # they do not, at a local socket
_LONGEST = 1 << 26  # bytes of a line


class Buildx:
    """The driver `buildx`."""

    name = "buildx"
    for_classic = False
    hides = True

    def objections(self, engine: Engine, wanted: Wanted) -> list[str]:
        """Why it cannot build what is wanted."""
        found = Objections()
        found.add(engine.kind != "docker", f"buildx builds with Docker's engine, and this one is {engine.kind}")
        if not found.found:
            missing = missing_plugin(engine)
            found.add(missing, missing)
        network = wanted.request.network
        found.add(network not in ("", "default", "none", "host"), f"BuildKit has no network {network}")
        several = len(wanted.request.platforms) > 1 and not found.found
        found.add(
            several and not uses_containerd(engine),
            "this engine keeps images for one platform only; it takes the containerd image store for several",
        )
        steering = sorted(name for name in wanted.hidden if steers(name))
        found.add(steering, f"the secret {', '.join(steering)} would steer docker's client; give it as a --secret")
        return found.found

    def build(self, engine: Engine, wanted: Wanted, context: Context, tag: str, operation: Operation) -> Outcome:
        """Builds. Raises EngineSaysNoError, StoppedError, OperationError."""
        steps = Steps(operation)
        with tempfile.TemporaryDirectory(prefix="buildsecbot-") as folder:
            told = os.path.join(folder, "metadata.json")
            command, variables = command_line(wanted, context, tag, told)
            if context.hidden:
                command = [
                    *command[:-1],
                    f"--file={unpack(context, wanted.checked.content, folder)}",
                    os.path.join(folder, "context"),
                ]
            started = _Started(command, {**engine.environment(), **variables}, context)
            with started as process, operation.stopping_with(lambda: end(process)):
                for event in read(_lines(process)):
                    if isinstance(event, Update):
                        steps.take(event)
                    elif event:
                        steps.say(plain(event))
                process.wait()
            steps.end()
            if process.returncode:
                raise EngineSaysNoError(steps.log.text or f"buildx ended with exit code {process.returncode}")
            ids = _ids(told)
        if not ids:
            raise EngineSaysNoError(f"{steps.log.text}\nERROR: buildx does not tell what it has built")
        return Outcome(ids, steps.cache, steps.log.text)


def command_line(wanted: Wanted, context: Context, tag: str, metadata: str) -> tuple[list[str], dict[str, str]]:
    """The command, and the variables it takes values from that are in no process list.

    Every value is joined to its option, so none is taken for an option itself.
    """
    request = wanted.request
    name = context.dockerfile if context.dockerfile != "-" else "./-"
    builder = os.environ.get("BUILDX_BUILDER") or "default"
    command = [shutil.which("docker") or "docker", "buildx", "build", f"--builder={builder}", "--progress=rawjson"]
    command += [f"--metadata-file={metadata}", f"--file={name}", "--load"]
    variables: dict[str, str] = {}
    for argument, value in wanted.arguments.items():
        if value is None or (argument not in wanted.hidden and (steers(argument) or argument.upper() in _PROXIES)):
            command.append(f"--build-arg={argument}" + ("" if value is None else f"={value}"))
        else:
            command.append(f"--build-arg={argument}")
            variables[argument] = value
    single = {"tag": tag, "target": request.target, "platform": ",".join(request.platforms), "network": request.network}
    command += [f"--{option}={value}" for option, value in single.items() if value]
    many = {
        "label": [f"{key}={value}" for key, value in request.labels],
        "build-context": [f"{key}={value}" for key, value in request.build_contexts],
        "secret": request.secrets,
        "ssh": request.ssh,
        "cache-from": request.cache_from,
        "cache-to": request.cache_to,
    }
    command += [f"--{option}={value}" for option, values in many.items() for value in values]
    command += [f"--{option}" for option, asked in (("pull", request.pull), ("no-cache", request.no_cache)) if asked]
    return [*command, "-"], variables


def unpack(context: Context, dockerfile: bytes, folder: str) -> str:
    """Unpacks a context below a folder, and puts a Dockerfile beside it that is no part of it; gives back its path.

    Only so can BuildKit build of a Dockerfile that COPY does not see. What is ignored has been left out before: the ignore file
    of this Dockerfile says so, for the one in the context must not be taken.
    """
    with tarfile.open(fileobj=context.rewind()) as tar:
        tar.extraction_filter = tarfile.fully_trusted_filter  # it is a tar file of our own
        tar.extractall(os.path.join(folder, "context"), (entry for entry in tar if entry.name != context.dockerfile))  # noqa: S202
    path = os.path.join(folder, "Dockerfile")
    for name, content in ((path, dockerfile), (f"{path}.dockerignore", b"# nothing\n")):
        with open(name, "wb") as file:
            file.write(content)
    return path


def steers(name: str) -> bool:
    """A variable of that name has a meaning for docker's client."""
    return name.upper().startswith(_STEERING) or name in _STEERING_NAMES


def missing_plugin(engine: Engine) -> str:
    """Why there is no buildx that can be used; empty where there is."""
    docker = shutil.which("docker")
    if docker is None:
        return "there is no docker client on the PATH"
    try:
        done = subprocess.run(  # noqa: S603 - docker's client, with no word of anybody among its arguments
            [docker, "buildx", "version"], env=engine.environment(), stdin=subprocess.DEVNULL, capture_output=True,
            timeout=_PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"docker's client does not work: {type(error).__name__}"
    found = _VERSION.search(done.stdout.decode("utf-8", "replace").partition(" ")[2])
    if done.returncode or not found:
        return "the buildx plugin is not installed"
    if (int(found[1]), int(found[2])) < OLDEST:
        return f"buildx {found[1]}.{found[2]} is too old; it takes {OLDEST[0]}.{OLDEST[1]}"
    return ""


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a program and what it has started: it is asked to, and after a while made to."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(OSError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
            return


class _Started:
    """A running buildx that ends with the block, or with the whole process at an interrupt."""

    def __init__(self, command: list[str], environment: dict[str, str], context: Context) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - every value is joined to its option
                command, env=environment, stdin=context.rewind(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                start_new_session=True,
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise refused(f"docker's client cannot be started: {error}", code="buildx-unusable", stage="build") from error

    def __enter__(self) -> subprocess.Popen[bytes]:
        UNDO.append(self._end)
        return self._process

    def __exit__(self, *_: object) -> None:
        UNDO.remove(self._end)
        if self._process.poll() is None:
            self._end()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def _end(self) -> None:
        end(self._process)


def _lines(process: subprocess.Popen[bytes]) -> Iterator[str]:
    assert process.stderr is not None
    while line := process.stderr.readline(_LONGEST):
        yield line.decode("utf-8", "replace")


def _ids(path: str) -> tuple[str, ...]:
    """What buildx has built, by its metadata file: the image's id is one or the other, as the engine keeps its images."""
    try:
        with open(path, "rb") as file:
            told = json.load(file)
    except (OSError, ValueError, RecursionError):
        return ()
    keys = ("containerimage.digest", "containerimage.config.digest")
    return tuple(dict.fromkeys(str(told[key]) for key in keys if isinstance(told, dict) and told.get(key)))
