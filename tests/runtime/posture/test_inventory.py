"""The packages of an image: of which manager, in which version, and which layer brought them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analyzer.runtime.image.model import Image
from analyzer.runtime.scan.inventory.golang import parse_binary
from analyzer.runtime.scan.model import Scan
from analyzer.runtime.scan.posture.assessment import assess
from tests.runtime.posture.images import Member, gone, hardlink, image_of, put, symlink
from tests.runtime.posture.rpmdb import database, header

DEBIAN = put("usr/lib/os-release", 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n')
ALPINE = put("etc/os-release", "NAME='Alpine Linux'\nID=alpine\nVERSION_ID=3.20.3\n")
FEDORA = put("etc/os-release", "ID=fedora\nVERSION_ID=40\n")


def dpkg(*packages: str, path: str = "var/lib/dpkg/status") -> Member:
    """A status file. Each package is NAME VERSION [SOURCE [STATE]]."""
    text = ""
    for package in packages:
        name, version, source, state = (*package.split("|"), "", "")[:4]
        text += f"Package: {name}\nStatus: install ok {state or 'installed'}\nArchitecture: amd64\n"
        text += (f"Source: {source}\n" if source else "") + f"Version: {version}\nDescription: a\n more: than that\n\n"
    return put(path, text)


APK = "C:Q1abc=\nP:musl\nV:1.2.5-r0\nA:x86_64\nL:MIT\no:musl\nF:lib\nR:libc.so\n\n"
APK += "P:libssl3\nV:3.3.1-r1\nA:x86_64\nL:Apache-2.0\no:openssl\n\n"
METADATA = "Metadata-Version: 2.1\nName: Some_Thing\nVersion: 1.0.post1\nLicense-Expression: MIT\n\nVersion: 9\n"


def told(scan: Scan) -> list[tuple[str, str, str]]:
    return [(one.type, one.name, one.version) for one in scan.packages]


CASES: dict[str, tuple[list[Member], list[tuple[str, str]]]] = {
    "dpkg": (
        [
            DEBIAN,
            dpkg("libssl3|3.0.9-1+b1|openssl (3.0.9-1)", "old|1|x|config-files", "half|2|y|half-configured", "g++|4:12.2.0-3"),
        ],
        [
            ("pkg:deb/debian/g%2B%2B@4:12.2.0-3?arch=amd64&distro=debian-12", "g++ 4:12.2.0-3"),
            ("pkg:deb/debian/half@2?arch=amd64&distro=debian-12", "y 2"),
            ("pkg:deb/debian/libssl3@3.0.9-1%2Bb1?arch=amd64&distro=debian-12", "openssl 3.0.9-1"),
        ],
    ),
    "distroless": (
        [
            DEBIAN, put("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12.4+deb12u1\nArchitecture: amd64\n"),
            put("var/lib/dpkg/status.d/base.md5sums", "d41d8cd98f00b204e9800998ecf8427e  etc/x\n"),
        ],
        [("pkg:deb/debian/base-files@12.4%2Bdeb12u1?arch=amd64&distro=debian-12", "base-files 12.4+deb12u1")],
    ),
    "apk": (
        [ALPINE, put("lib/apk/db/installed", APK)],
        [
            ("pkg:apk/alpine/libssl3@3.3.1-r1?arch=x86_64&distro=alpine-3.20.3", "openssl 3.3.1-r1"),
            ("pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.3", "musl 1.2.5-r0"),
        ],
    ),
    "python": (
        [
            put("usr/lib/python3.12/site-packages/some_thing-1.0.post1.dist-info/METADATA", METADATA),
            put("opt/venv/lib/a.egg-info/PKG-INFO", "Name: a\nVersion: 2\n"), put("opt/b-3.egg-info", "Name: b\nVersion: 3"),
        ],
        [("pkg:pypi/some-thing@1.0.post1", " "), ("pkg:pypi/a@2", " "), ("pkg:pypi/b@3", " ")],
    ),
    "npm": (
        [
            put("app/node_modules/left-pad/package.json", '{"name": "left-pad", "version": "1.3.0", "license": "WTFPL"}'),
            put("app/node_modules/@scope/x/package.json", '{"name": "@scope/x", "version": "2.0.0"}'),
            put("app/node_modules/x/esm/package.json", '{"type": "module"}'),
            put("app/node_modules/y/package.json", '{"private": true}'), put("app/package.json", "{"),
        ],
        [("pkg:npm/%40scope/x@2.0.0", " "), ("pkg:npm/left-pad@1.3.0", " ")],
    ),
    "a distribution nobody knows": (
        [put("etc/os-release", "ID=odd\n"), put("lib/apk/db/installed", APK)],
        [("pkg:apk/odd/libssl3@3.3.1-r1?arch=x86_64&distro=odd", "openssl 3.3.1-r1"),
         ("pkg:apk/odd/musl@1.2.5-r0?arch=x86_64&distro=odd", "musl 1.2.5-r0")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_packages(name: str, tmp_path: Path) -> None:
    members, expected = CASES[name]
    scan = assess(image_of(tmp_path, [members]))
    assert scan.assessed["packages"] == ""
    assert sorted((one.purl, f"{one.source} {one.source_version}") for one in scan.packages) == sorted(expected)


def test_licences(tmp_path: Path) -> None:
    lib = "lib/python3.12/site-packages"
    classifier = "License :: OSI Approved :: MIT License"
    members = [
        put("lib/apk/db/installed", APK),
        put(f"{lib}/a-1.dist-info/METADATA", f"Name: a\nVersion: 1\nLicense: UNKNOWN\nClassifier: {classifier}\n"),
        put(f"{lib}/b-1.dist-info/METADATA", "Name: b\nVersion: 1\nLicense: UNKNOWN\n"),
        put("node_modules/c/package.json", '{"name": "c", "version": "1.0.0", "licenses": [{"type": "MIT"}, {"type": "ISC"}]}'),
    ]  # fmt: skip
    found = {one.name: one.licences for one in assess(image_of(tmp_path, [members])).packages}
    licences = {"musl": ("MIT",), "libssl3": ("Apache-2.0",), "a": ("MIT License",), "b": None, "c": ("MIT", "ISC")}
    assert found == licences


def layered(tmp_path: Path) -> Image:
    image = image_of(
        tmp_path,
        [
            [DEBIAN, dpkg("a|1", "b|1", "c|1")],
            [dpkg("a|1", "b|2", "c|1", "d|1")],
            [dpkg("a|1", "b|2", "d|1"), put("x/node_modules/e/package.json", '{"name": "e", "version": "1.0.0"}')],
            [dpkg("a|1", "b|1", "d|1"), put("x/node_modules/e/package.json", '{"version": "1.0.0", "name": "e"}')],
        ],
    )
    for number, layer in enumerate(image.layers):
        layer.line = number * 10 or None
    return image


def test_the_layer_of_a_package_is_the_one_that_brought_this_version(tmp_path: Path) -> None:
    image = layered(tmp_path)
    found = {one.name: (one.layer, one.line) for one in assess(image).packages}
    of = {"a": 0, "b": 3, "d": 1, "e": 2}
    assert found == {name: (image.layers[index].diff_id, image.layers[index].line) for name, index in of.items()}


def test_what_a_later_layer_removes_is_not_installed(tmp_path: Path) -> None:
    lib = "opt/lib/a-1.dist-info/METADATA"
    image = image_of(tmp_path, [[ALPINE, put("lib/apk/db/installed", APK), put(lib, "Name: a\nVersion: 1")], [gone("opt/lib")]])
    assert [one.type for one in assess(image).packages] == ["apk", "apk"]


def test_what_the_distribution_packages_is_told_once(tmp_path: Path) -> None:
    python = "usr/lib/python3/dist-packages/yaml-6.egg-info"
    members = [
        DEBIAN, dpkg("python3-yaml|6.0-3"), put("var/lib/dpkg/info/python3-yaml.list", f"/.\n/usr\n/{python}\n"),
        put(python, "Name: PyYAML\nVersion: 6.0"), put("usr/local/lib/z.dist-info/METADATA", "Name: z\nVersion: 1"),
    ]  # fmt: skip
    assert told(assess(image_of(tmp_path, [members]))) == [("deb", "python3-yaml", "6.0-3"), ("pypi", "z", "1")]
    apk = APK.replace("F:lib\nR:libc.so", f"F:usr/lib/python3/dist-packages\nR:{python.rpartition('/')[2]}")
    members = [ALPINE, put("lib/apk/db/installed", apk), put(python, "Name: PyYAML\nVersion: 6.0")]
    assert {kind for kind, _, _ in told(assess(image_of(tmp_path, [members])))} == {"apk"}


def test_hard_links_to_metadata(tmp_path: Path) -> None:
    first = "opt/a.dist-info/METADATA"
    image = image_of(tmp_path, [[put(first, "Name: a\nVersion: 1"), hardlink("opt/venv/a.dist-info/METADATA", first)]])
    scan = assess(image)
    assert [one.path for one in scan.packages] == ["/" + first, "/opt/venv/a.dist-info/METADATA"]
    assert scan.assessed["packages"] == ""


def test_rpm(tmp_path: Path) -> None:
    python = ("/usr/lib/python3.12/site-packages/", "dnf-4.egg-info")
    headers = [
        header(
            name="bash", version="5.2", release="1.fc40", arch="x86_64", license="GPLv3+", sourcerpm="bash-5.2-1.fc40.src.rpm"
        ),
        header((python,), name="python3-dnf", version="4", release="2", epoch=1, arch="noarch", sourcerpm="dnf-4-2.src.rpm"),
        header(name="gpg-pubkey", version="a15b79cc", release="63d04c2c"),
    ]
    members = [FEDORA, put("usr/lib/sysimage/rpm/rpmdb.sqlite", database(tmp_path, headers)), put(python[0] + python[1], "x")]
    scan = assess(image_of(tmp_path, [members]))
    assert scan.assessed["packages"] == ""  # what the file of dnf says does not matter: rpm has told
    assert [(one.purl, one.source, one.licences) for one in scan.packages] == [
        ("pkg:rpm/fedora/bash@5.2-1.fc40?arch=x86_64&distro=fedora-40", "bash", ("GPLv3+",)),
        ("pkg:rpm/fedora/python3-dnf@4-2?arch=noarch&distro=fedora-40&epoch=1", "dnf", None),
    ]


GENERATED = "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, x, blob BLOB AS (zeroblob(1000000000)))"
VIEW = "CREATE VIEW Packages AS SELECT 1 AS hnum, randomblob(100) AS blob"
RPM = "var/lib/rpm/rpmdb.sqlite"
BROKEN: dict[str, tuple[list[Member], str]] = {
    "status": ([put("var/lib/dpkg/status", "Package: a\nno field\n")], "/var/lib/dpkg/status: line 2 is no field"),
    "status without version": ([dpkg("a|")], "/var/lib/dpkg/status: '' is no version of a"),
    "status of a strange state": ([put("var/lib/dpkg/status", "Package: a\nStatus: ok\n")], "'ok' is no state of a package"),
    "name that steers a terminal": ([dpkg("a\x1b[2J|1")], "/var/lib/dpkg/status: 'a\\x1b[2J' is no name of a package"),
    "apk": ([put("lib/apk/db/installed", "P:a\nV:1\nrubbish\n")], "/lib/apk/db/installed: line 3 is no field"),
    "apk without name": ([put("lib/apk/db/installed", "V:1\n\n")], "is no name of a package"),
    "metadata": ([put("a.dist-info/METADATA", "Name: a\n")], "/a.dist-info/METADATA: it does not tell name and version"),
    "manifest": ([put("node_modules/a/package.json", "{")], "/node_modules/a/package.json: it is no JSON"),
    "deep manifest": ([put("node_modules/a/package.json", "[" * 100_000)], "it is no JSON"),
    "manifest of numbers": ([put("node_modules/a/package.json", '{"name": 1, "version": 2}')], "name and version are no texts"),
    "huge manifest": ([put("node_modules/a/package.json", " " * 3_000_000)], "it is larger than 2097152 bytes"),
    "bdb": ([FEDORA, put("var/lib/rpm/Packages", "x")], "/Packages: an rpm database of kind Berkeley DB is not read"),
    "ndb": ([FEDORA, put("usr/lib/sysimage/rpm/Packages.db", "RpmP")], "an rpm database of kind ndb is not read"),
    "rpm with a journal": ([FEDORA, put(RPM + "-wal", "x")], "changes that are not merged is not read"),
    "no SQLite": ([FEDORA, put(RPM, "SQLite format 4")], f"/{RPM}: it is no SQLite database"),
    "damaged SQLite": ([FEDORA, put(RPM, b"SQLite format 3\x00" + b"\xff" * 200)], "SQLite cannot read it"),
    "debian without dpkg": ([DEBIAN, put("bin/sh", "x")], "the image says it is debian, and has no database of dpkg"),
    "only files": ([put("app", "x")], "the image has files, and nothing in it tells of packages"),
    "strange distribution": ([put("etc/os-release", "ID=odd"), put("b", "x")], "how odd keeps its packages is not known"),
    "link": ([DEBIAN, symlink("var/lib/dpkg/status", "/run/status")], "/var/lib/dpkg/status: it is a link to /run/status"),
    "hard link": (
        [put("store/1", "Name: a\nVersion: 1"), hardlink("a.dist-info/METADATA", "store/1")],
        "/a.dist-info/METADATA: it is a link to store/1, which was not read",
    ),
    "old go": ([put("a", b"\x7fELF" + b"\0" * 12 + b"\xff Go buildinf:\x08" + b"\0" * 70_000, 0o755)], "before 1.18 is not"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_said(name: str, tmp_path: Path) -> None:
    members, reason = BROKEN[name]
    scan = assess(image_of(tmp_path, [members]))
    assert reason in scan.assessed["packages"]
    assert scan.assessed["vulnerabilities"]


@pytest.mark.parametrize(
    ("headers", "schema", "reason"),
    [
        ([b"\0\0\0\1"], "", "a header is not as long as it says"),
        ([header(name="a", version="1", release="1")[:-1]], "", "a header is not as long as it says"),
        ([header(version="1", release="1")], "", "'' is no name of a package"),
        ([header(name="a\nb", version="1", release="1")], "", "is no name of a package"),
        ([], "CREATE TABLE other (x)", "it has no table of packages"),
        ([], VIEW, "it has no table of packages"),
        ([], GENERATED, "it has no table of packages"),
    ],
)
def test_rpm_databases_that_cannot_be_read(headers: list[bytes], schema: str, reason: str, tmp_path: Path) -> None:
    content = database(tmp_path, headers, schema) if schema else database(tmp_path, headers)
    scan = assess(image_of(tmp_path, [[FEDORA, put("var/lib/rpm/rpmdb.sqlite", content)]]))
    assert reason in scan.assessed["packages"]
    assert scan.packages == []


def go_program(modules: str, version: str = "go1.22.1 X:nocoverageredesign", flags: int = 2) -> bytes:
    def text(data: bytes) -> bytes:
        length, encoded = len(data), b""
        while length > 0x7F:
            encoded, length = encoded + bytes([length & 0x7F | 0x80]), length >> 7
        return encoded + bytes([length]) + data

    mark = bytes(range(16))
    info = b"\xff Go buildinf:\x08" + bytes([flags]) + b"\0" * 16
    return b"\x7fELF" + b"\0" * 12 + info + text(version.encode()) + text(mark + modules.encode() + mark) + b"\0" * 70_000


def test_go(tmp_path: Path) -> None:
    modules = (
        "path\texample.com/app\nmod\texample.com/app\t(devel)\t\ndep\tgolang.org/x/net\tv0.1.0\th1:x=\n"
        "dep\tgithub.com/Some/one\tv1.2.3\n=>\tgithub.com/fork/one\tv1.2.4\th1:y=\nbuild\t-compiler=gc\n"
    )
    members = [put("app", go_program(modules), 0o755), put("data", go_program(modules), 0o644)]
    scan = assess(image_of(tmp_path, [members]))
    assert scan.assessed["packages"] == ""
    assert [one.purl for one in scan.packages] == [
        "pkg:golang/github.com/fork/one@v1.2.4", "pkg:golang/golang.org/x/net@v0.1.0", "pkg:golang/stdlib@1.22.1",
    ]  # fmt: skip
    assert {one.path for one in scan.packages} == {"/app"}


@pytest.mark.skipif(shutil.which("go") is None, reason="there is no program of Go here: go itself would be one")
def test_a_real_program_of_go() -> None:
    found = parse_binary(Path(str(shutil.which("go"))).read_bytes())
    assert found[0].name == "stdlib"
