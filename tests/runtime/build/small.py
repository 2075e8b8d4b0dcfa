"""A second engine, with little room, that a test may kill or set up as it likes."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.fixes.engine.engine import Engine


class Small:
    """An engine of the programs of another one. `folder` has a short name: paths of sockets do."""

    def __init__(self, other: Engine, folder: Path, *options: str) -> None:
        self.other = other
        self.options = options
        self.folder = folder
        self.host = f"unix://{folder}/docker.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60m", "small", str(self.folder)], check=False).returncode:
            pytest.skip("no file system can be mounted here")
        programs = self.other.scratch / "root" if self.other.scratch else Path("/")
        options = [
            "--data-root",
            f"{self.folder}/data",
            "--exec-root",
            f"{self.folder}/exec",
            "--pidfile",
            f"{self.folder}/pid",
        ]
        options += [*self.options, "--host", self.host, "--iptables=false", "--ip6tables=false", "--bridge=none"]
        environment = {**os.environ, "PATH": f"{programs}/usr/sbin:{programs}/usr/bin:{os.environ['PATH']}"}
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [f"{programs}/usr/sbin/dockerd", *options], stdout=log, stderr=log, env=environment, start_new_session=True
            )
        environment["DOCKER_HOST"] = self.host
        for _ in range(100):
            if not subprocess.run([self.other.docker, "version"], env=environment, capture_output=True, check=False).returncode:
                break
            assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.1)
        saved = subprocess.run(
            [self.other.docker, "save", "base:bb"], env=self.other.environment, capture_output=True, check=True
        )
        subprocess.run([self.other.docker, "load"], env=environment, input=saved.stdout, capture_output=True, check=True)

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, 9)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        for place in Path("/proc").iterdir():  # what watches over containers outlives an engine that is killed
            if place.name.isdigit() and f"{self.folder}/".encode() in _command(place):
                with suppress(ProcessLookupError):
                    os.kill(int(place.name), 9)
        mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
        for mount in reversed([place for place in mounts if f"{place}/".startswith(f"{self.folder}/")]):
            subprocess.run(["umount", "--lazy", mount], check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def _command(place: Path) -> bytes:
    try:
        return (place / "cmdline").read_bytes()
    except OSError:
        return b""
