"""Registries of Debian's package docker-registry, started for a test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from urllib.request import getproxies, proxy_bypass

PACKAGE = "docker-registry"
USER = "tester"
CONFIG = """\
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage: {{filesystem: {{rootdirectory: {folder}/store}}, delete: {{enabled: true}}}}
http:
  addr: "{host}"
  secret: test-only
{more}
"""
SECURE = """\
  tls: {{certificate: {folder}/cert.pem, key: {folder}/key.pem}}
auth: {{htpasswd: {{realm: test, path: {folder}/htpasswd}}}}
"""
# bcrypt by the C library, which Perl reaches without anything else; its alphabet is ./A-Za-z0-9.
BCRYPT = (
    '@a=(".","/","A".."Z","a".."z",0..9);$s=join"",map{$a[rand 64]}1..21;print crypt($ENV{SECRET},"\\$2y\\$05\\$$s."),"\\n"'
)


class NoRegistryError(Exception):
    """There is no registry, and none can be had; the message says why."""


def program(folder: Path) -> str:
    """The registry's program: the installed one, else Debian's, unpacked below a folder. Raises NoRegistryError."""
    if found := shutil.which(PACKAGE):
        return found
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise NoRegistryError(f"needs the program {PACKAGE}, or root and apt-get to get it")
    for command in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "download", PACKAGE]):
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        if done.returncode:
            raise NoRegistryError(f"{' '.join(command)} failed: {done.stderr.decode(errors='replace')[-300:]}")
    (package,) = folder.glob(f"{PACKAGE}_*.deb")
    subprocess.run(["dpkg-deb", "-x", str(package), str(folder / "root")], check=True)
    return str(folder / "root/usr/bin" / PACKAGE)


def free_port(address: str) -> int:
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def own_address() -> str:
    """An address of this machine that is not the loopback interface's: engines verify TLS only there."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError as error:
            raise NoRegistryError(f"this machine has no address but that of its loopback interface: {error}") from error
        address = str(probe.getsockname()[0])
    if address.startswith("127."):
        raise NoRegistryError("this machine has no address but that of its loopback interface")
    if "https" in getproxies() and not proxy_bypass(address):
        raise NoRegistryError(f"this machine's programs reach {address} through a proxy; put it into NO_PROXY")
    return address


class Registry:
    """A running registry; `host` is its address and port, `authority` the certificate it shows where it speaks TLS."""

    def __init__(self, program: str, folder: Path, address: str = "127.0.0.1", password: str = "") -> None:
        self.host = f"{address}:{free_port(address)}"
        self.folder = folder
        self.authority = folder / "cert.pem"
        more = ""
        if password:
            more = SECURE.format(folder=folder)
            _certificate(folder, address)
            (folder / "htpasswd").write_text(f"{USER}:{_bcrypt(password)}\n")
        (folder / "config.yml").write_text(CONFIG.format(folder=folder, host=self.host, more=more))
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen([program, "serve", str(folder / "config.yml")], stdout=log, stderr=log)
        self._await()

    def _await(self) -> None:
        address, _, port = self.host.rpartition(":")
        for _ in range(200):
            try:
                socket.create_connection((address, int(port)), 1).close()
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
            else:
                return
        self.stop()
        raise NoRegistryError(f"the registry does not come up: {(self.folder / 'log').read_text()[-500:]}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def _certificate(folder: Path, address: str) -> None:
    if shutil.which("openssl") is None:
        raise NoRegistryError("needs the program openssl")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]
    command += ["-addext", f"subjectAltName=IP:{address}", "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True)


def _bcrypt(password: str) -> str:
    if shutil.which("perl") is None:
        raise NoRegistryError("needs the program perl")
    made = subprocess.run(
        ["perl", "-e", BCRYPT], env={**os.environ, "SECRET": password}, capture_output=True, text=True, check=True
    )
    if not made.stdout.startswith("$2y$"):
        raise NoRegistryError("the C library of this machine makes no bcrypt")
    return made.stdout.strip()
