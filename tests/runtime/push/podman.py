"""Podman's service with Docker's API, with folders and a socket of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

PACKAGES = ("podman", "conmon", "golang-github-containers-common", "golang-github-containers-image", "libgpgme11", "libsubid4")
POLICY = '{"default": [{"type": "insecureAcceptAnything"}]}'
PLAIN = '[[registry]]\nlocation = "{host}"\ninsecure = true\n'


class NoPodmanError(Exception):
    """There is no Podman, and none can be had; the message says why."""


class Podman:
    """A running service; `host` is its address as DOCKER_HOST has it. Registries of `plain` are spoken to in the clear."""

    def __init__(self, folder: Path, plain: tuple[str, ...]) -> None:
        if os.geteuid() != 0:
            raise NoPodmanError("it takes root to start Podman's service")
        self.folder = folder
        self.socket = folder / "podman.sock"
        self.host = f"unix://{self.socket}"
        program, libraries = _program(folder)
        own = folder / "home/.config/containers"
        own.mkdir(parents=True)
        (folder / "run").mkdir()
        (own / "policy.json").write_text(POLICY)
        (own / "registries.conf").write_text("".join(PLAIN.format(host=host) for host in plain))
        (own / "containers.conf").write_text('[engine]\nevents_logger = "file"\ncgroup_manager = "cgroupfs"\n')
        environment = {
            "HOME": str(folder / "home"),
            "PATH": os.pathsep.join([str(Path(program).parent), os.environ["PATH"]]),
            "LD_LIBRARY_PATH": libraries,
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "CONTAINERS_CONF": str(own / "containers.conf"),
            "CONTAINERS_REGISTRIES_CONF": str(own / "registries.conf"),
        }
        options = ["--root", f"{folder}/store", "--runroot", f"{folder}/runroot", "--storage-driver", "vfs"]
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [program, *options, "system", "service", "--time=0", self.host], env=environment, stdout=log, stderr=log
            )
        for _ in range(200):
            if self.socket.exists() or self.process.poll() is not None:
                break
            time.sleep(0.05)
        if not self.socket.exists():
            self.stop()
            raise NoPodmanError(f"Podman does not come up: {(folder / 'log').read_text()[-500:]}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def _program(folder: Path) -> tuple[str, str]:
    """Podman's program, and where its libraries are: the installed one, else that of Debian's packages, unpacked."""
    if found := shutil.which("podman"):
        return found, ""
    if shutil.which("apt-get") is None:
        raise NoPodmanError("needs the program podman, or apt-get to get it")
    packages = folder / "packages"
    packages.mkdir()
    for command in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "download", *PACKAGES]):
        done = subprocess.run(command, cwd=packages, capture_output=True, check=False)
        if done.returncode:
            raise NoPodmanError(f"apt-get {command[2]} failed: {done.stderr.decode(errors='replace')[-300:]}")
    for package in packages.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", str(package), str(folder / "root")], check=True)
    libraries = os.pathsep.join(str(path) for path in (folder / "root").glob("**/*-linux-gnu") if path.is_dir())
    return str(folder / "root/usr/bin/podman"), libraries
