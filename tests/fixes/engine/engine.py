"""A Docker engine for one test run, and what is asked of it.

The one of DOCKER_HOST is used where that is set. Otherwise one is started with folders and a socket of its own; it touches
neither the network set-up of the machine nor another engine on it. It ends with the run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from tests.fixes.engine.compare import Image, config_of, files_of

PACKAGES = ("docker.io", "cgroupfs-mount", "busybox-static", "debootstrap", "ca-certificates", "tar")
PROGRAMS = ("dockerd", "docker", "busybox", "debootstrap", "tar")
POLICY = Path("/usr/sbin/policy-rc.d")  # keeps a package from starting its service
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
OURS = "org.example.buildsecbot.test"


class NoEngineError(Exception):
    """There is no engine, and none can be had."""


class BuildError(Exception):
    """A build failed; the message is what it printed last."""


class Engine:
    """A running engine. `host` is its address, `docker` the client's path, `scratch` a place for files on their way."""

    def __init__(self, host: str, scratch: Path | None = None) -> None:
        self.host = host
        self.scratch = scratch
        self.buildkit = True
        self.docker = self._client()

    def run(self, *arguments: str, stdin: bytes | None = None, timeout: int = 300) -> bytes:
        """What `docker ARGUMENTS` prints. Raises BuildError."""
        environment = {**os.environ, "DOCKER_HOST": self.host, "DOCKER_BUILDKIT": "1" if self.buildkit else "0"}
        done = subprocess.run(
            [self.docker, *arguments], input=stdin, capture_output=True, env=environment, timeout=timeout, check=False
        )
        if done.returncode:
            raise BuildError((done.stderr or done.stdout).decode(errors="replace")[-3000:])
        return done.stdout

    def build(self, context: Path, dockerfile: bytes) -> str:
        """The id of the image built of a Dockerfile in a context. Raises BuildError."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "Dockerfile"
            path.write_bytes(dockerfile)
            proxies = [f"--build-arg={name}" for name in PROXIES if name in os.environ]
            command = ["build", "--quiet", "--network=host", *proxies, "--file", str(path), str(context)]
            return self.run(*command).decode().split()[-1]

    def image(self, name: str) -> Image:
        """What is compared of an image."""
        config = config_of(json.loads(self.run("image", "inspect", name))[0])
        container = self.run("create", "--network=none", name, "none").decode().strip()
        try:
            environment = {**os.environ, "DOCKER_HOST": self.host}
            with subprocess.Popen([self.docker, "export", container], stdout=subprocess.PIPE, env=environment) as export:
                assert export.stdout is not None
                files = files_of(export.stdout)
            if export.returncode:
                raise BuildError(f"the export of {name} failed")
        finally:
            self.run("rm", "--volumes", container)
        return Image(files, config)

    def has(self, name: str) -> bool:
        """There is an image of that name. Raises NoEngineError where somebody else has made it."""
        try:
            labels = json.loads(self.run("image", "inspect", "--format", "{{json .Config.Labels}}", name))
        except BuildError:
            return False
        if OURS not in (labels or {}):
            raise NoEngineError(f"the engine has an image {name} of somebody else; give it one of its own")
        return True

    def import_tree(self, root: Path, name: str, *changes: str) -> None:
        """An image of the files below a folder."""
        tree = ["tar", "--sort=name", "--numeric-owner", "--one-file-system", "-C", str(root), "-c", "."]
        with subprocess.Popen(tree, stdout=subprocess.PIPE) as tar:
            options = [f"--change={change}" for change in (f"LABEL {OURS}=1", *changes)]
            environment = {**os.environ, "DOCKER_HOST": self.host}
            command = [self.docker, "import", *options, "-", name]
            subprocess.run(command, stdin=tar.stdout, stdout=subprocess.DEVNULL, env=environment, check=True)

    def _client(self) -> str:
        """A client that can build with BuildKit; some can only with a plugin."""
        found = [path for path in (shutil.which("docker"), "/usr/bin/docker") if path and os.access(path, os.X_OK)]
        for path in found:
            self.docker = path
            try:
                if b"--secret" in self.run("build", "--help"):
                    return path
            except BuildError:
                continue
        raise NoEngineError("there is no docker client that builds with BuildKit")


def install() -> None:
    """The engine and what base images are made of, from Debian's packages, where something is missing. Raises NoEngineError."""
    if all(shutil.which(program) for program in PROGRAMS):
        return
    if os.geteuid() != 0:
        raise NoEngineError("it takes root to install and start a Docker engine, and DOCKER_HOST is not set")
    if shutil.which("apt-get") is None:
        raise NoEngineError("there is no dockerd, and no apt-get to install it with")
    ours = not POLICY.exists()
    if ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
            done = subprocess.run(["apt-get", "-qq", *command], env=environment, capture_output=True, check=False)
            if done.returncode:
                raise NoEngineError(f"apt-get {command[0]} failed: {done.stderr.decode(errors='replace')[-500:]}")
    finally:
        if ours:
            POLICY.unlink()


class Daemon:
    """dockerd with folders of its own below `folder`."""

    def __init__(self, folder: Path) -> None:
        if os.geteuid() != 0:
            raise NoEngineError("it takes root to start a Docker engine, and DOCKER_HOST is not set")
        _mount_cgroups()
        # In memory where that can be: an engine writes, and in the end removes, a few hundred thousand files.
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=10g,mode=700", "engine", str(folder)], check=False, capture_output=True)
        self.folder = folder
        self.host = f"unix://{folder}/docker.sock"
        self.log = (folder / "log").open("wb")
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        options = ["--data-root", f"{folder}/data", "--exec-root", f"{folder}/exec", "--pidfile", f"{folder}/pid"]
        # Without a bridge of its own, so that it leaves the machine's network and any other engine's alone.
        options += ["--host", self.host, "--iptables=false", "--bridge=none"]
        dockerd = shutil.which("dockerd") or "/usr/sbin/dockerd"
        self.process = subprocess.Popen([dockerd, *options], stdout=self.log, stderr=self.log, start_new_session=True)

    def engine(self) -> Engine:
        """The engine, as soon as it answers. Raises NoEngineError."""
        engine = Engine(self.host, self.scratch)
        for _ in range(300):
            try:
                engine.run("version")
            except BuildError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                return engine
        said = (self.folder / "log").read_text(errors="replace")[-1000:]
        raise NoEngineError(f"dockerd does not start: {said}")

    def stop(self) -> None:
        """Ends it and removes what it kept."""
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
        for mount in reversed([place for place in mounts if f"{place}/".startswith(f"{self.folder}/")]):
            subprocess.run(["umount", "--lazy", mount], check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def _mount_cgroups() -> None:
    if any(" /sys/fs/cgroup" in line for line in Path("/proc/mounts").read_text().splitlines()):
        return
    if shutil.which("cgroupfs-mount"):
        subprocess.run(["cgroupfs-mount"], check=False, capture_output=True)
    else:
        subprocess.run(["mount", "-t", "cgroup2", "none", "/sys/fs/cgroup"], check=False, capture_output=True)
