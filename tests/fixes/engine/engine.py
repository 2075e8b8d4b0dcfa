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

TOOLS = ("debootstrap", "busybox-static", "wget")  # what base images are made with
PROGRAMS = ("debootstrap", "busybox", "wget", "tar")
SUITE = "trixie"  # the first whose engine reads here-documents; its programs run on the Debian before, too
# And runc, but of the suite of this machine, for its C library.
ENGINE = ("docker.io", "docker-cli", "docker-buildx", "containerd")
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
OURS = "org.example.buildsecbot.test"


class NoEngineError(Exception):
    """There is no engine, and none can be had."""


class BuildError(Exception):
    """A build failed; the message is what it printed last."""


class Engine:
    """A running engine. `host` is its address, `docker` the client's path, `scratch` a place for files on their way."""

    def __init__(self, host: str, docker: str = "docker", scratch: Path | None = None) -> None:
        self.docker = docker
        self.host = host
        self.scratch = scratch
        self.environment = {**os.environ, "DOCKER_HOST": host, "DOCKER_BUILDKIT": "1"}
        if scratch is not None:
            self.environment["DOCKER_CONFIG"] = str(scratch / "config")

    def must_know_heredocs(self) -> None:
        """Raises NoEngineError where it is older than that."""
        version = self.run("version", "--format", "{{.Server.Version}}").decode()
        if int(version.partition(".")[0]) < 23:
            raise NoEngineError(f"Docker {version.strip()} reads no here-documents; it takes 23.0 or newer")

    def run(self, *arguments: str, stdin: bytes | None = None, timeout: int = 300) -> bytes:
        """What `docker ARGUMENTS` prints. Raises BuildError."""
        command = [self.docker, *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, env=self.environment, timeout=timeout, check=False)
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
            command = [self.docker, "export", container]
            with subprocess.Popen(command, stdout=subprocess.PIPE, env=self.environment) as export:
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
            command = [self.docker, "import", *options, "-", name]
            subprocess.run(command, stdin=tar.stdout, stdout=subprocess.DEVNULL, env=self.environment, check=True)


def install() -> None:
    """What base images are made with, from Debian's packages, where something is missing. Raises NoEngineError."""
    if all(shutil.which(program) for program in PROGRAMS):
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise NoEngineError(f"it takes root and apt-get to install {', '.join(TOOLS)}")
    for command in (["update"], ["install", "-y", "--no-install-recommends", *TOOLS]):
        _apt([], *command)


def unpack(folder: Path) -> Path:
    """The engine of Debian's packages, unpacked into a folder and not installed: where its programs are."""
    if shutil.which("apt-get") is None:
        raise NoEngineError("DOCKER_HOST is not set, and there is no apt-get to get a Docker engine with")
    for place in ("lists/partial", "cache/archives/partial", "packages"):
        (folder / place).mkdir(parents=True)
    (folder / "sources").write_text(f"deb [signed-by={KEYRING}] {mirror()} {SUITE} main\n")
    options = [f"Dir::Etc::SourceList={folder}/sources", "Dir::Etc::SourceParts=/dev/null", "APT::Sandbox::User=root"]
    options += [f"Dir::State::Lists={folder}/lists", f"Dir::Cache={folder}/cache"]
    given = [f"-o{option}" for option in options]
    given += ["-oAcquire::Languages=none", "-oAcquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false"]
    _apt(given, "update")
    _apt(given, "download", *(f"{package}/{SUITE}" for package in ENGINE), folder=folder / "packages")
    _apt([], "download", "runc", folder=folder / "packages")
    for package in sorted((folder / "packages").iterdir()):
        subprocess.run(["dpkg-deb", "-x", str(package), str(folder / "root")], check=True)
    plugins = folder / "config/cli-plugins"
    plugins.mkdir(parents=True)
    (plugins / "docker-buildx").symlink_to(folder / "root/usr/libexec/docker/cli-plugins/docker-buildx")
    shutil.rmtree(folder / "packages")
    return folder / "root"


def mirror() -> str:
    """The mirror of Debian's packages that this machine uses. Raises NoEngineError."""
    command = [
        "apt-get",
        "indextargets",
        "--format",
        "$(REPO_URI)",
        "Created-By: Packages",
        "Origin: Debian",
        "Component: main",
    ]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    for uri in listed:
        if uri.rstrip("/").endswith("/debian"):
            return uri
    raise NoEngineError("apt is set to no mirror of Debian")


def _apt(options: list[str], *command: str, folder: Path | None = None) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-qq", *options, *command], env=environment, capture_output=True, cwd=folder, check=False)
    if done.returncode:
        raise NoEngineError(f"apt-get {command[0]} failed: {done.stderr.decode(errors='replace')[-500:]}")


class Daemon:
    """dockerd with folders of its own below `folder`."""

    def __init__(self, folder: Path) -> None:
        if os.geteuid() != 0:
            raise NoEngineError("it takes root to start a Docker engine, and DOCKER_HOST is not set")
        _mount_cgroups()
        # In memory where that can be: an engine writes, and in the end removes, a few hundred thousand files.
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=10g,mode=700", "engine", str(folder)], check=False, capture_output=True
        )
        self.folder = folder
        self.host = f"unix://{folder}/docker.sock"
        self.scratch = folder / "scratch"
        self.process: subprocess.Popen[bytes] | None = None
        try:
            programs = unpack(self.scratch)
        except NoEngineError:
            self.stop()
            raise
        self.docker = str(programs / "usr/bin/docker")
        options = ["--data-root", f"{folder}/data", "--exec-root", f"{folder}/exec", "--pidfile", f"{folder}/pid"]
        # Without a bridge of its own, so that it leaves the machine's network and any other engine's alone.
        options += ["--host", self.host, "--iptables=false", "--ip6tables=false", "--bridge=none"]
        path = f"{programs}/usr/sbin:{programs}/usr/bin:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path}
        command = [f"{programs}/usr/sbin/dockerd", *options]
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)

    def engine(self) -> Engine:
        """The engine, as soon as it answers. Raises NoEngineError."""
        engine = Engine(self.host, self.docker, self.scratch)
        for _ in range(300):
            try:
                engine.run("version")
            except BuildError:
                if self.process is None or self.process.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                return engine
        said = (self.folder / "log").read_text(errors="replace")[-1000:]
        raise NoEngineError(f"dockerd does not start: {said}")

    def stop(self) -> None:
        """Ends it and removes what it kept."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
        for mount in reversed([place for place in mounts if f"{place}/".startswith(f"{self.folder}/")]):
            subprocess.run(["umount", "--lazy", mount], check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def _mount_cgroups() -> None:
    if any(" /sys/fs/cgroup" in line for line in Path("/proc/mounts").read_text().splitlines()):
        return
    subprocess.run(["mount", "-t", "cgroup2", "none", "/sys/fs/cgroup"], check=False, capture_output=True)
