"""Trivy and Grype themselves, on an image made here; skipped where they, or their databases, are not to be had."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile

import pytest

from analyzer.runtime.failure import OperationError
from analyzer.runtime.image.archive import open_image
from analyzer.runtime.image.model import Image
from analyzer.runtime.operation import Operation
from analyzer.runtime.requests import ScanRequest
from analyzer.runtime.scan import grype, program, trivy
from analyzer.runtime.scan.merge import merge
from analyzer.runtime.scan.model import Scan

pytestmark = pytest.mark.peers
SCANNERS = {"trivy": trivy, "grype": grype}
SYSTEM = {
    "etc/os-release": b'ID=debian\nVERSION_ID="12"\nNAME="Debian GNU/Linux"\n',
    "etc/debian_version": b"12.1\n",
    "var/lib/dpkg/status": b"Package: tar\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:1.34+dfsg-1\n"
    b"Maintainer: Nobody <nobody@example.com>\nDescription: tar\n\n",
}
APP = {
    "app/node_modules/lodash/package.json": b'{"name": "lodash", "version": "4.17.20", "license": "MIT"}',
    "app/id_rsa": b"-----BEGIN RSA PRIVATE KEY-----\n" + b"QUFB" * 16 + b"\n-----END RSA PRIVATE KEY-----\n",
}
LODASH = ("CVE-2021-23337", "4.17.21")  # what every database has of it


def tar(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    layers = [tar(SYSTEM), tar(APP)]
    rootfs = {"type": "layers", "diff_ids": [digest(layer) for layer in layers]}
    history = [{"created_by": "ADD rootfs"}, {"created_by": "COPY app /app"}]
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": rootfs, "history": history}).encode()
    name = digest(config).removeprefix("sha256:") + ".json"
    manifest = [{"Config": name, "RepoTags": ["app:1"], "Layers": ["0/layer.tar", "1/layer.tar"]}]
    files = {name: config, "0/layer.tar": layers[0], "1/layer.tar": layers[1], "manifest.json": json.dumps(manifest).encode()}
    path = tmp_path_factory.mktemp("image") / "app.tar"
    path.write_bytes(tar(files))
    return str(path)


def scanned(name: str, archive: str, image: Image) -> Scan:
    try:
        program.find(name)
    except OperationError as error:
        pytest.skip(error.failure.message)
    request = ScanRequest("app:1", scanners=(name,), oldest_database=None)
    found: Scan
    try:
        found = SCANNERS[name].scan(image, archive, request, Operation("scan"))
    except OperationError as error:
        if error.failure.code != "scanner-failed":
            raise
        pytest.skip(f"the database of {name} is not to be had: {' '.join(error.failure.evidence)[-300:]}")
    return found


@pytest.mark.parametrize("name", SCANNERS)
def test_its_own_report_is_read(name: str, archive: str) -> None:
    image = open_image(archive)
    image.layers[1].line = 4
    found = scanned(name, archive, image)
    (lodash,) = [one for one in found.vulnerabilities if one.id == LODASH[0]]
    assert (lodash.fixed, lodash.package.line, lodash.package.type, lodash.sources) == (LODASH[1], 4, "npm", (name,))
    assert (found.image_id, found.assessed["vulnerabilities"]) == (image.id, "")
    assert found.scanners[0].database
    if name == "trivy":
        assert {(one.name, one.version) for one in found.packages} == {("tar", "1:1.34+dfsg-1"), ("lodash", "4.17.20")}
        assert [(one.path, one.line) for one in found.files] == [("/app/id_rsa", 4)]


def test_both_report_one_vulnerability(archive: str) -> None:
    image = open_image(archive)
    merged = merge([scanned(name, archive, image) for name in SCANNERS])
    assert [one.sources for one in merged.vulnerabilities if one.id == LODASH[0]] == [("grype", "trivy")]


@pytest.mark.parametrize("name", SCANNERS)
def test_its_report_on_another_image_is_refused(name: str, archive: str) -> None:
    image = open_image(archive)
    image.id = "sha256:" + "0" * 64
    with pytest.raises(OperationError) as caught:
        scanned(name, archive, image)
    assert (caught.value.failure.category, caught.value.failure.code) == ("not_assessed", "wrong-image")
