"""Packages that commands install, by the syntax of each ecosystem."""

from __future__ import annotations

import pytest

from analyzer.shell.commands import resolve
from analyzer.shell.packages import packages
from analyzer.shell.parse import parse_script

Row = tuple[str | None, str | None, bool | None, str]


def found(text: str) -> list[Row]:
    installed = packages(resolve(parse_script(text).commands[0]))
    assert all(text[one.start : one.end] == one.text for one in installed)
    return [(one.name, one.version, one.pinned, one.source) for one in installed]


def index(name: str | None, version: str | None, pinned: bool | None) -> Row:
    return name, version, pinned, "index"


PATH: Row = (None, None, True, "path")
URL: Row = (None, None, True, "url")


@pytest.mark.parametrize(
    ("operand", "row"),
    [
        ("curl", index("curl", None, False)),
        ("curl=7.88.1-10", index("curl", "7.88.1-10", True)),
        ("'curl=7.*'", index("curl", "7.*", None)),
        ("libc6:i386", index("libc6", None, False)),
        ("curl/bookworm-backports", index("curl", "bookworm-backports", None)),
        ("curl=$VERSION", index("curl", None, None)),
        ("curl=${VERSION}-1", index("curl", None, None)),
        ("lib$X", index(None, None, None)),
        ("$PACKAGES", index(None, None, None)),
        ("$(cat list)", index(None, None, None)),
        ("./a.deb", PATH),
        ("/tmp/a_1.deb", PATH),
    ],
)
def test_apt(operand: str, row: Row) -> None:
    assert found(f"sudo apt-get install -y {operand}") == [row]


@pytest.mark.parametrize(
    ("operand", "row"),
    [
        ("bash", index("bash", None, False)),
        ("bash=5.2.15-r5", index("bash", "5.2.15-r5", True)),
        ("bash~5.2", index("bash", "~5.2", None)),
        ("'bash=~5.2'", index("bash", "=~5.2", None)),
        ("'bash>5'", index("bash", ">5", None)),
        ("bash@edge", index("bash", None, False)),
        ("bash@edge=5.2.15-r5", index("bash", "5.2.15-r5", True)),
        ("bash=$V", index("bash", None, None)),
        ("./a.apk", PATH),
    ],
)
def test_apk(operand: str, row: Row) -> None:
    assert found(f"apk add --no-cache -t .deps {operand}") == [row]


@pytest.mark.parametrize("manager", ["yum", "dnf", "microdnf"])
@pytest.mark.parametrize(
    ("operand", "row"),
    [
        ("httpd", index("httpd", None, False)),
        ("httpd-2.4.57", index("httpd", "2.4.57", True)),
        ("httpd-2.4.57-5.el9.x86_64", index("httpd", "2.4.57-5.el9.x86_64", True)),
        ("openssl-1:3.0.7-6.el9", index("openssl", "1:3.0.7-6.el9", True)),
        ("gcc-c++-11.4.1", index("gcc-c++", "11.4.1", True)),
        ("java-17-openjdk", index("java-17-openjdk", None, False)),
        ("java-1.8.0-openjdk", index("java-1.8.0-openjdk", None, False)),
        ("gcc-toolset-12", index("gcc-toolset-12", None, False)),
        ("httpd-2.4*", index("httpd", "2.4*", None)),
        ("httpd-$V", index("httpd", None, None)),
        ("'httpd >= 2.4'", index("httpd", ">=2.4", None)),
        ("@development", index("development", None, None)),
        ("https://example.org/a.rpm", URL),
        ("./a.rpm", PATH),
        ("a.rpm", PATH),
    ],
)
def test_rpm(manager: str, operand: str, row: Row) -> None:
    assert found(f"{manager} -y install {operand}") == [row]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("dnf module install -y nodejs:18/common", index("nodejs", "18", True)),
        ("yum module install -y nodejs", index("nodejs", None, False)),
        ("zypper -n in vim", index("vim", None, False)),
        ("zypper --non-interactive install vim=9.0", index("vim", "9.0", True)),
        ("zypper in 'vim>=9'", index("vim", ">=9", None)),
        ("zypper in vim-9.rpm", PATH),
    ],
)
def test_modules_and_zypper(text: str, row: Row) -> None:
    assert found(text) == [row]


@pytest.mark.parametrize(
    ("operand", "row"),
    [
        ("flask", index("flask", None, False)),
        ("flask==3.0.0", index("flask", "3.0.0", True)),
        ("'flask[async] == 3.0.0'", index("flask", "3.0.0", True)),
        ("flask===3.0", index("flask", "3.0", True)),
        ("'flask==3.*'", index("flask", "==3.*", None)),
        ("'flask>=2,<4'", index("flask", ">=2,<4", None)),
        ("'flask~=3.0'", index("flask", "~=3.0", None)),
        ("flask==$V", index("flask", None, None)),
        ("flask$V", index(None, None, None)),
        ("'flask; python_version < \"3.9\"'", index("flask", None, False)),
        ("'flask @ https://example.org/flask.whl'", ("flask", None, True, "url")),
        ("git+https://example.org/a/b.git@v1.0#egg=b", ("b", "v1.0", True, "vcs")),
        ("git+https://user@example.org/a/b.git", (None, None, False, "vcs")),
        ("git+https://example.org/a/b.git@main", (None, "main", False, "vcs")),
        ("git+https://example.org/a/b.git@$REF", (None, None, None, "vcs")),
        ("https://example.org/a.tar.gz", URL),
        (".", PATH),
        (".[dev]", PATH),
        ("./a", PATH),
        ("/wheels/*.whl", PATH),
        ("a-1.0-py3-none-any.whl", PATH),
        ("-e .", PATH),
        ("--editable=./a", PATH),
        ("-e a", PATH),
        ("-r requirements.txt", (None, None, None, "file")),
        ("-r$FILE", (None, None, None, "file")),
    ],
)
@pytest.mark.parametrize("command", ["pip install", "pip3.12 --quiet install --no-cache-dir", "python3 -m pip install"])
def test_pip(command: str, operand: str, row: Row) -> None:
    assert found(f"{command} {operand}") == [row]


def test_a_constraints_file_may_pin() -> None:
    assert found("pip install -c c.txt flask jinja2==3.1") == [index("flask", None, None), index("jinja2", "3.1", True)]


@pytest.mark.parametrize(
    ("operand", "row"),
    [
        ("yarn", index("yarn", None, False)),
        ("yarn@1.22.19", index("yarn", "1.22.19", True)),
        ("yarn@latest", index("yarn", "latest", False)),
        ("yarn@^1.22", index("yarn", "^1.22", None)),
        ("yarn@1", index("yarn", "1", None)),
        ("yarn@$V", index("yarn", None, None)),
        ("@angular/cli", index("@angular/cli", None, False)),
        ("@angular/cli@17.0.0", index("@angular/cli", "17.0.0", True)),
        ("old@npm:new@2.0.0", index("old", "2.0.0", True)),
        ("user/repository", (None, None, False, "vcs")),
        ("github:user/repository#v2", (None, "v2", True, "vcs")),
        ("git+ssh://git@example.org:a/b.git#semver:^5", (None, "semver:^5", None, "vcs")),
        ("git@example.org:a/b.git", (None, None, False, "vcs")),
        ("https://example.org/a.tgz", URL),
        ("./a", PATH),
        ("a.tgz", PATH),
        ("a.tar", PATH),
        ("a@file:../a", ("a", None, True, "path")),
    ],
)
@pytest.mark.parametrize("command", ["npm install -g", "npm i", "yarn add", "yarn global add"])
def test_npm(command: str, operand: str, row: Row) -> None:
    assert found(f"{command} {operand}") == [row]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("gem install rake", [index("rake", None, False)]),
        ("gem install rake:13.0.6 bundler", [index("rake", "13.0.6", True), index("bundler", None, False)]),
        ("gem install rake -v 13.0.6", [index("rake", "13.0.6", True)]),
        ("gem install --version '~> 13.0' rake", [index("rake", "~> 13.0", None)]),
        ("gem install rake -v $V", [index("rake", None, None)]),
        ("gem install ./rake.gem", [PATH]),
        ("gem install -g Gemfile", [(None, None, None, "file")]),
        ("go install example.org/a/b@v1.2.3", [index("example.org/a/b", "v1.2.3", True)]),
        ("go install example.org/a@latest", [index("example.org/a", "latest", False)]),
        ("go install example.org/a@main", [index("example.org/a", "main", False)]),
        ("go install example.org/a@v1", [index("example.org/a", "v1", None)]),
        ("go get -u example.org/a", [index("example.org/a", None, False)]),
        ("go install example.org/a@$V", [index("example.org/a", None, None)]),
        ("go run example.org/a@v1.0.0 example.org/b", [index("example.org/a", "v1.0.0", True)]),
        ("go install ./...", [("./...", None, True, "path")]),
        ("go install cmd/vet", [("cmd/vet", None, True, "path")]),
        ("go get -tool corp/lint", [index("corp/lint", None, False)]),
        ("go get net/http ./...", [("net/http", None, True, "path"), ("./...", None, True, "path")]),
        ("go install corp/lint", [("corp/lint", None, True, "path")]),
        ("gem install rake:13.0.6 --use-system-libraries true", [index("rake", "13.0.6", True)]),
    ],
)
def test_gem_and_go(text: str, rows: list[Row]) -> None:
    assert found(text) == rows


@pytest.mark.parametrize(
    "text",
    ["apt-get update", "apt-get remove curl", "apt-get install", "npm ci", "npm run install", "yum module list", "make install",
     "pip uninstall x", "go build example.org/a", "$PIP install x", "yarn workspace a add", "yum group install a"],
)  # fmt: skip
def test_nothing_is_installed(text: str) -> None:
    assert found(text) == []
