"""Whose certificates are believed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from analyzer.providers.registry_error import RegistryError
from analyzer.runtime.registry import trust as module
from analyzer.runtime.registry.trust import folders, trust


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a user's own configuration; those of the machine are empty."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(module, "DOCKER", str(tmp_path / "none"))
    monkeypatch.setattr(module, "PODMAN", str(tmp_path / "none"))
    return tmp_path / "docker/certs.d"


def pair(folder: Path, certificate: str, key: str) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("needs the program openssl")
    folder.mkdir(parents=True, exist_ok=True)
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Planted Authority"]
    subprocess.run([*command, "-keyout", str(folder / key), "-out", str(folder / certificate)], check=True, capture_output=True)


def test_the_folders_are_those_of_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/own")
    assert folders("r.example:5000") == ["/own/docker/certs.d/r.example:5000", "/etc/docker/certs.d/r.example:5000"]
    assert folders("r.example", "podman") == [
        "/own/containers/certs.d/r.example",
        "/etc/containers/certs.d/r.example",
        "/etc/docker/certs.d/r.example",
    ]
    assert "/etc/docker/certs.d/docker.io" in folders("registry-1.docker.io")


def test_without_certificates_of_its_own_there_is_nothing_to_say(own: Path) -> None:
    assert trust("r.example") is None
    (own / "r.example").mkdir(parents=True)
    (own / "r.example/notes.txt").write_text("not a certificate")
    assert trust("r.example") is None


def test_an_authority_is_believed_for_its_registry_only(own: Path) -> None:
    pair(own / "r.example", "ca.crt", "ca.key.not-used")
    context = trust("r.example")
    assert context is not None
    assert any("Planted Authority" in str(authority.get("subject")) for authority in context.get_ca_certs())
    assert (context.check_hostname, context.verify_mode.name) == (True, "CERT_REQUIRED")
    assert trust("other.example") is None


def test_what_the_engine_proves_itself_with_is_used(own: Path) -> None:
    pair(own / "r.example", "client.cert", "client.key")
    assert trust("r.example") is not None


@pytest.mark.parametrize("name", ["ca.crt", "client.cert"])
def test_a_certificate_that_is_none_is_told(name: str, own: Path) -> None:
    (own / "r.example").mkdir(parents=True)
    (own / "r.example" / name).write_text("nonsense")
    with pytest.raises(RegistryError, match=f"{name} cannot be used"):
        trust("r.example")
