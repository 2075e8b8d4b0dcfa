"""Against the registry of Debian's package docker-registry, started for the test on the loopback interface."""

from __future__ import annotations

import hashlib
import http.client
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from analyzer.cli.main import main
from analyzer.providers.registry import Registries

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = """\
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage: {{filesystem: {{rootdirectory: {root}}}}}
http: {{addr: "127.0.0.1:{port}", secret: test-only}}
"""

pytestmark = pytest.mark.slow


class Real:
    """A running registry, and how things get into it."""

    def __init__(self, host: str) -> None:
        self.host = host

    def send(self, method: str, path: str, body: bytes = b"", kind: str = "application/octet-stream") -> dict[str, str]:
        connection = http.client.HTTPConnection(self.host, timeout=10)
        try:
            connection.request(method, path, body, {"Content-Type": kind})
            answer = connection.getresponse()
            content = answer.read()
            assert answer.status < 300, (method, path, answer.status, content)
            return {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()

    def push_blob(self, name: str, content: bytes) -> dict[str, Any]:
        digest = "sha256:" + hashlib.sha256(content).hexdigest()
        place = urlsplit(self.send("POST", f"/v2/{name}/blobs/uploads/")["location"])
        self.send("PUT", f"{place.path}?{place.query}&digest={digest}", content)
        return {"digest": digest, "size": len(content), "mediaType": "application/octet-stream"}

    def push_manifest(self, name: str, tag: str, manifest: Any, kind: str) -> dict[str, Any]:
        body = json.dumps({"schemaVersion": 2, "mediaType": kind, **manifest}).encode()
        digest = self.send("PUT", f"/v2/{name}/manifests/{tag}", body, kind)["docker-content-digest"]
        return {"mediaType": kind, "digest": digest, "size": len(body)}

    def push_image(self, name: str, tag: str, platform: dict[str, str]) -> dict[str, Any]:
        config = self.push_blob(
            name, json.dumps({**platform, "config": {}, "rootfs": {"type": "layers", "diff_ids": []}}).encode()
        )
        config["mediaType"] = "application/vnd.oci.image.config.v1+json"
        return {**self.push_manifest(name, tag, {"config": config, "layers": []}, OCI_MANIFEST), "platform": platform}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    """The registry; skips where the program is not installed."""
    program = shutil.which("docker-registry")
    if program is None:
        pytest.skip("needs the program docker-registry: apt-get install docker-registry")
    folder: Path = tmp_path_factory.mktemp("registry")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "config.yml").write_text(CONFIG.format(root=folder / "store", port=port))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "serve", str(folder / "config.yml")], stdout=log, stderr=log)
        try:
            _await(port, process, folder / "log")
            yield Real(f"127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(10)


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the registry does not come up: {log.read_text()}")


AMD, ARM = {"os": "linux", "architecture": "amd64"}, {"os": "linux", "architecture": "arm64", "variant": "v8"}


def test_an_image_an_index_and_tags_are_found(real: Real) -> None:
    images = [real.push_image("team/app", "amd", AMD), real.push_image("team/app", "arm", ARM)]
    index = real.push_manifest("team/app", "1", {"manifests": images}, OCI_INDEX)
    registries = Registries()
    both = registries.look_up(f"{real.host}/team/app:1")
    one = registries.look_up(f"{real.host}/team/app@{images[1]['digest']}")
    assert both is not None
    assert one is not None
    assert (both.digest, both.platforms) == (index["digest"], ["linux/amd64", "linux/arm64/v8"])
    assert (one.digest, one.platforms) == (images[1]["digest"], ["linux/arm64/v8"])
    assert sorted(registries.tags(f"{real.host}/team/app") or []) == ["1", "amd", "arm"]
    assert registries.problems == {}


def test_what_is_not_there_is_told(real: Real) -> None:
    registries = Registries()
    assert registries.look_up(f"{real.host}/team/none:1") is None
    assert registries.tags(f"{real.host}/team/none") is None
    assert set(registries.problems.values()) == {"it knows no such image"}


def test_a_moved_tag_is_seen_by_a_new_run_only(real: Real) -> None:
    first = real.push_image("moved", "1", AMD)
    registries = Registries()
    before = registries.look_up(f"{real.host}/moved:1")
    second = real.push_image("moved", "1", ARM)
    assert before is not None
    assert registries.look_up(f"{real.host}/moved:1") is before
    after = Registries().look_up(f"{real.host}/moved:1")
    assert after is not None
    assert (before.digest, after.digest) == (first["digest"], second["digest"])


def test_a_check_may_ask_it(real: Real, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    real.push_image("base", "1", AMD)
    file = tmp_path / "Dockerfile"
    file.write_text(f"FROM {real.host}/base:1\n")
    assert main(["check", "--isolated", "--registry", "--fail-on", "never", str(file)]) == 0
    assert capsys.readouterr().err == ""
