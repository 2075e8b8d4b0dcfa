"""An engine that is spoken to by TLS, both sides proving who they are."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag
from threading import Timer

import pytest

from analyzer.runtime.build import build
from analyzer.runtime.engine.connection import connect
from analyzer.runtime.failure import OperationError
from analyzer.runtime.requests import BuildRequest, Judging
from tests.fixes.engine.engine import Engine
from tests.runtime.build.small import Small

pytestmark = pytest.mark.engine


def certificates(folder: Path) -> None:
    """A certificate authority, and what it certifies: a server at 127.0.0.1, and a client (cert.pem)."""

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    key = ["-newkey", "rsa:2048", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=ca", "-days", "2")
    for name, use in (("server", "serverAuth"), ("cert", "clientAuth")):
        openssl("req", *key, "-keyout", f"{name}-key.pem", "-out", "request", "-subj", f"/CN={name}")
        (folder / "more").write_text(f"subjectAltName=IP:127.0.0.1\nextendedKeyUsage={use}\n")
        signing = ["-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-days", "2", "-extfile", "more"]
        openssl("x509", "-req", "-in", "request", "-out", f"{name}.pem", *signing)
    (folder / "cert-key.pem").rename(folder / "key.pem")


@pytest.fixture(scope="module")
def secure(running_engine: Engine) -> Iterator[tuple[str, Path]]:
    """The address of an engine, and the folder with the certificates."""
    if running_engine.scratch is None or shutil.which("openssl") is None:
        pytest.skip("it takes an engine of our own, and the program openssl")
    with tempfile.TemporaryDirectory() as name, socket.socket() as taken:
        folder = Path(name)
        certificates(folder)
        taken.bind(("127.0.0.1", 0))
        host = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        taken.close()
        files = {"tlscacert": "ca.pem", "tlscert": "server.pem", "tlskey": "server-key.pem"}
        options = ["--host", host, "--tlsverify", *(f"--{option}={folder}/{file}" for option, file in files.items())]
        small = Small(running_engine, Path(tempfile.mkdtemp(prefix="small-")), *options)
        try:
            small.start()
            yield host, folder
        finally:
            small.stop()


@pytest.mark.parametrize("driver", ["buildx", "buildkit", "classic"])
def test_a_build_and_one_that_is_cancelled(
    secure: tuple[str, Path], engine_host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, driver: str
) -> None:
    host, folder = secure
    plugins = Path(os.environ["DOCKER_CONFIG"]) / "cli-plugins"
    (tmp_path / "config").mkdir()
    (tmp_path / "config/cli-plugins").symlink_to(plugins)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("DOCKER_HOST")
    files = ",".join(f"{name}={folder}/{name}.pem" for name in ("ca", "cert", "key"))
    subprocess.run(
        ["docker", "context", "create", "secure", "--docker", f"host={host},{files}"], check=True, capture_output=True
    )
    monkeypatch.setenv("DOCKER_CONTEXT", "secure")
    (tmp_path / "Dockerfile").write_text("FROM base:bb\nRUN true\n")
    judging = Judging(fail_on="never", isolated=True)
    request = BuildRequest(str(tmp_path), tags=("buildsecbot-test/tls:1",), network="none", driver=driver, judging=judging)
    (tmp_path / ".dockerignore").write_text("config\n")
    result = build(request)
    assert (result.error, result.driver) == (None, driver)
    (tmp_path / "Dockerfile").write_text("FROM base:bb\nRUN sleep 100000\n")
    cancel = Flag()
    timer = Timer(3.0, cancel.set)
    timer.start()
    assert build(request, cancel=cancel).status == "cancelled"
    timer.join()


def test_who_does_not_prove_himself_is_told(
    secure: tuple[str, Path], engine_host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, folder = secure
    monkeypatch.setenv("DOCKER_HOST", host)
    with pytest.raises(OperationError) as plain:
        connect()
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(tmp_path))  # where there are none
    with pytest.raises(OperationError) as unknown:
        connect()
    assert {error.value.failure.code for error in (plain, unknown)} == {"daemon-unreachable"}
    assert "HTTPS" in plain.value.failure.evidence[0]
    assert "CERTIFICATE_VERIFY_FAILED" in unknown.value.failure.evidence[0]
    monkeypatch.setenv("DOCKER_CERT_PATH", str(folder))
    with connect() as engine:
        assert engine.kind == "docker"
