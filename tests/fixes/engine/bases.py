"""The base images of the cases, made on the machine: no image comes from a registry."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.fixes.engine.engine import BuildError, Engine, mirror

HOST_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
CERTIFICATES = "/etc/machine-certificates.pem"  # no package touches it

DOCKER_CLEAN = """\
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
"""  # what the official images of Debian and Ubuntu are set to


class NoBaseError(Exception):
    """The base image cannot be made here."""


def busybox(engine: Engine, name: str) -> None:
    """A static BusyBox with its applets; the files of Alpine that tools look at are there, its package manager is not."""
    program = shutil.which("busybox")
    if program is None:
        raise NoBaseError("there is no busybox")
    with tempfile.TemporaryDirectory(dir=engine.scratch) as folder:
        root = Path(folder)
        for place in ("bin", "etc", "home", "root", "tmp", "usr/bin", "var"):
            (root / place).mkdir(parents=True)
        (root / "tmp").chmod(0o1777)
        shutil.copy(program, root / "bin/busybox")
        applets = subprocess.run([program, "--list"], capture_output=True, text=True, check=True).stdout.split()
        for applet in set(applets) - {"busybox"}:
            (root / "bin" / applet).symlink_to("busybox")
        (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000:app:/home:/bin/sh\n")
        (root / "etc/group").write_text("root:x:0:\napp:x:1000:\n")
        engine.import_tree(root, name, "ENV PATH=/usr/bin:/bin", 'CMD ["/bin/sh"]')


def debian(engine: Engine, name: str) -> None:
    """The smallest Debian that has apt, from the mirror that the machine is set to."""
    if shutil.which("debootstrap") is None:
        raise NoBaseError("there is no debootstrap")
    with tempfile.TemporaryDirectory(dir=engine.scratch) as folder:
        root = Path(folder) / "root"
        command = ["debootstrap", "--variant=minbase", name.partition(":")[2], str(root), mirror()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoBaseError(f"debootstrap failed: {done.stdout[-500:]}{done.stderr[-500:]}")
        shutil.rmtree(root / "var/cache/apt/archives")
        for place in ("var/cache/apt/archives/partial", "etc/ssl/certs"):
            (root / place).mkdir(parents=True)
        for left in (root / "var/lib/apt/lists").iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        for setting, place in ((HOST_CERTIFICATES, CERTIFICATES), ("/etc/pip.conf", "/etc/pip.conf")):
            if Path(setting).exists():
                shutil.copy(setting, root / place[1:])
        proxy = subprocess.run(["apt-config", "dump", "Acquire::http::Proxy"], capture_output=True, text=True, check=False)
        (root / "etc/apt/apt.conf.d/80machine").write_text(proxy.stdout)
        (root / "etc/apt/apt.conf.d/docker-clean").write_text(DOCKER_CLEAN)
        engine.import_tree(root, name, "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "CMD bash")


def python(engine: Engine, name: str) -> None:
    """Debian with Python and pip."""
    install = "apt-get update && apt-get install -y --no-install-recommends python3-pip python3-venv python3-wheel"
    tidy = "rm -rf /var/lib/apt/lists/* /usr/lib/python3*/EXTERNALLY-MANAGED && ln -s python3 /usr/bin/python"
    dockerfile = f"FROM {DEBIAN}\nENV PIP_CERT={CERTIFICATES} DEBIAN_FRONTEND=noninteractive\nRUN {install} && {tidy}\n"
    _built(engine, name, dockerfile)


def node(engine: Engine, name: str) -> None:
    """Debian with the Node.js and npm of this machine."""
    program = shutil.which("node")
    modules = Path(program or "/").resolve().parents[1] / "lib/node_modules/npm"
    if program is None or not modules.is_dir():
        raise NoBaseError("there is no Node.js with npm on this machine")
    with tempfile.TemporaryDirectory(dir=engine.scratch) as folder:
        shutil.copy(program, Path(folder) / "node")
        shutil.copytree(modules, Path(folder) / "npm", symlinks=True)
        dockerfile = (
            f"FROM {DEBIAN}\nENV NODE_EXTRA_CA_CERTS={CERTIFICATES}\nCOPY node /usr/local/bin/\n"
            "COPY npm /usr/local/lib/node_modules/npm\n"
            "RUN for each in npm npx; do ln -s ../lib/node_modules/npm/bin/$each-cli.js /usr/local/bin/$each; done"
            " && npm --version\n"
        )
        _built(engine, name, dockerfile, Path(folder))


def _built(engine: Engine, name: str, dockerfile: str, context: Path | None = None) -> None:
    make(engine, DEBIAN)
    with tempfile.TemporaryDirectory() as empty:
        try:
            image = engine.build(context or Path(empty), dockerfile.encode())
        except BuildError as error:
            raise NoBaseError(str(error)) from error
    engine.run("tag", image, name)


DEBIAN = "debian:bookworm"
BASES: dict[str, Callable[[Engine, str], None]] = {
    "busybox:1.36": busybox,
    "alpine:3.20": busybox,
    DEBIAN: debian,
    "python:3.11-bookworm": python,
    "node:20-bookworm": node,
}
_missing: dict[tuple[str, str], str] = {}


def make(engine: Engine, name: str) -> None:
    """Makes a base image where the engine does not have it. Raises NoBaseError."""
    if engine.has(name):
        return
    if (engine.host, name) not in _missing:
        try:
            BASES[name](engine, name)
        except NoBaseError as error:
            _missing[engine.host, name] = str(error)
    if (engine.host, name) in _missing:
        raise NoBaseError(f"{name}: {_missing[engine.host, name]}")
