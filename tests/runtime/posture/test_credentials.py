"""Credentials in files: which are found, of which kind, and that no value leaves."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from analyzer.runtime.scan.posture.assessment import assess
from tests.runtime.posture.images import Step, image_of, put

VALUE = "q7Rk2PzW9xLm4TsVb8Nc"
AWS = "wJalrXUtnFEMI" + "K7MDENGbPxRfiCYk3vQzT8nLp1c"
GITHUB = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
KEY = (
    "-----BEGIN OPENSSH PRIVATE KEY-----\n"
    + "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\n" * 3
    + "-----END OPENSSH PRIVATE KEY-----\n"
)

FOUND = {
    "root/.ssh/id_ed25519": (KEY, "private-key"),
    "etc/ssl/private/site.pem": ("# a comment\n" + KEY, "private-key"),
    "root/.netrc": (f"machine git.example.com login me password {VALUE}", "netrc"),
    "app/.npmrc": (f"//npm.example.com/:_authToken={VALUE}\n", "npm-credentials"),
    "root/.pypirc": (f"[company]\nusername = me\npassword = {VALUE}\n", "pypi-credentials"),
    "root/.docker/config.json": ('{"auths": {"registry.example.com": {"auth": "bWU6cGFzcw=="}}}', "docker-credentials"),
    "root/.dockercfg": ('{"registry.example.com": {"auth": "bWU6cGFzcw=="}}', "docker-credentials"),
    "root/.git-credentials": (f"https://me:{VALUE}@git.example.com\n", "git-credentials"),
    "root/.aws/credentials": (f"[default]\naws_access_key_id = AKIA\naws_secret_access_key = {AWS}\n", "aws-credentials"),
    "app/.env": (f"DEBUG=1\nexport DB_PASSWORD='{VALUE}'\n", "environment-file"),
    "app/.env.production": (f"API_TOKEN={VALUE}\n", "environment-file"),
    "root/.kube/config": (f"users:\n- name: me\n  user:\n    token: {VALUE}\n", "kube-credentials"),
    "root/.pgpass": (f"db:5432:app:app:{VALUE}\n", "database-password"),
    "root/.my.cnf": (f"[client]\npassword={VALUE}\n", "mysql-credentials"),
    "root/.cargo/credentials.toml": (f'[registry]\ntoken = "{VALUE}"\n', "cargo-credentials"),
    "root/.config/gcloud/application_default_credentials.json": (json.dumps({"refresh_token": VALUE}), "gcloud-credentials"),
    "etc/shadow": ("root:$y$j9T$abcdefgh$ijklmnop:19000:0:99999:7:::\n", "password-hash"),
    "srv/app/settings.py": (f'TOKEN = "{GITHUB}"\n', "github-token"),
    "srv/keys/store.p12": ("\x00\x01\x02", "key-store"),
    "opt/app/node_modules/left/index.js": (f"const t = '{GITHUB}'", "github-token"),
}
QUIET = {
    "root/.ssh/id_ed25519.pub": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPq me@example.com",
    "root/.ssh/known_hosts": "git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPq",
    "root/.netrc": "machine git.example.com login me password $TOKEN",
    "app/.npmrc": "//npm.example.com/:_authToken=${NPM_TOKEN}\nregistry=https://npm.example.com/\n",
    "root/.pypirc": "[company]\nusername = me\npassword =\n",
    "root/.docker/config.json": '{"auths": {"registry.example.com": {}}, "credsStore": "pass"}',
    "root/.aws/credentials": "[default]\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
    "app/.env": "DB_PASSWORD=\nDB_HOST=db\nTOKEN_URL=https://id.example.com\nNODE_ENV=production\n",
    "app/.env.example": f"DB_PASSWORD={VALUE}\n",
    "etc/shadow": "root:*:19000:0:99999:7:::\ndaemon:!:19000:0:99999:7:::\n",
    "usr/share/doc/openssl/key.pem": KEY,
    "opt/app/node_modules/tls/test/key.pem": KEY,
    "usr/lib/python3/dist-packages/pip/_internal/vcs.py": f"# https://user:{VALUE}@host.example.com/",
    "etc/ssl/certs/ca.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    "bin/program": "\x7fELF\x00\x00" + KEY,
    "app/README": f"-----BEGIN PRIVATE KEY-----\n...\n{VALUE}",
    "root/.docker/config.json~": "{",
    "root/.dockercfg": "{not json",
}


@pytest.mark.parametrize("path", FOUND)
def test_a_credential_is_found_and_its_value_goes_nowhere(path: str, tmp_path: Path) -> None:
    content, kind = FOUND[path]
    scan = assess(image_of(tmp_path, [[put(path, content)]]))
    assert [(file.path, file.secret) for file in scan.files if file.secret] == [("/" + path, kind)]
    shown = json.dumps(asdict(scan))
    assert not any(secret in shown for secret in (VALUE, AWS, GITHUB, "b3BlbnNzaC1rZXkt", "bWU6cGFzcw", "j9T"))


@pytest.mark.parametrize("path", QUIET)
def test_what_is_no_credential(path: str, tmp_path: Path) -> None:
    scan = assess(image_of(tmp_path, [[put(path, QUIET[path])]]))
    assert [file.secret for file in scan.files if file.secret] == []


def test_a_large_file_is_searched_at_its_beginning_only(tmp_path: Path) -> None:
    early, late = KEY + "x" * 600_000, "x" * 600_000 + KEY
    scan = assess(image_of(tmp_path, [[put("early", early), put("late", late)]]))
    assert [file.path for file in scan.files] == ["/early"]


SETTINGS = {
    "Env": ["PATH=/bin", f"DB_PASSWORD={VALUE}", "TOKEN_URL=https://id.example.com"],
    "Labels": {"org.example.note": f"use {GITHUB}", "org.example.version": "1.2.3"},
    "Entrypoint": ["/app", f"--password={VALUE}"],
}


def test_credentials_in_the_configuration_are_told_by_name_alone(tmp_path: Path) -> None:
    steps = [
        Step([put("x", "y")], "/bin/sh -c #(nop) ADD file:1 in /"),
        Step([], f"ARG NPM_TOKEN={VALUE}"),
        Step([put("z", "y")], f"RUN |1 NPM_TOKEN={VALUE} /bin/sh -c npm ci # buildkit"),
    ]
    image = image_of(tmp_path, [*steps], SETTINGS)
    image.layers[1].line = 9
    scan = assess(image)
    found = [(issue.id, issue.evidence, issue.line) for issue in scan.issues if issue.control == "cis-docker/4.10"]
    assert found == [
        ("secret-in-env-name", ("DB_PASSWORD",), None),
        ("secret-known-token", ("org.example.note",), None),
        ("secret-in-cli-flag", ("Entrypoint",), None),
        ("secret-in-history", ("step 2 of the history: ARG",), None),
        ("secret-in-history", ("step 3 of the history: RUN",), 9),
    ]
    shown = json.dumps(asdict(scan))
    assert VALUE not in shown
    assert VALUE[:4] not in shown
    assert GITHUB[:8] not in shown
    settings = scan.config["config"]
    assert settings["Env"] == ["PATH=/bin", "DB_PASSWORD=********", "TOKEN_URL=https://id.example.com"]
    assert settings["Labels"]["org.example.version"] == "1.2.3"


def test_a_credential_in_the_place_of_a_name_is_not_shown(tmp_path: Path) -> None:
    settings = {"Env": [GITHUB], "Labels": {GITHUB: "x"}, "User": f"0:{GITHUB}", "ExposedPorts": {f"22/{GITHUB}": {}}}
    scan = assess(image_of(tmp_path, [[put("x", "y")]], settings))
    assert [issue.evidence for issue in scan.issues if issue.control == "cis-docker/4.10"] == [("********",), ("********",)]
    assert GITHUB not in json.dumps(asdict(scan))
