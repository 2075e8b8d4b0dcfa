"""Which files are left of several layers, and what of them the image still holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.runtime.failure import StoppedError
from analyzer.runtime.operation import Operation
from analyzer.runtime.scan.posture.assessment import assess
from tests.runtime.posture.images import Member, folder, gone, hardlink, image_of, opaque, put, symlink

KEY = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA7bq4Vw9Zk3yq\n" * 4 + "-----END RSA PRIVATE KEY-----\n"
SU = put("bin/su", "x", 0o4755)
ID = put("root/.ssh/id_rsa", KEY, 0o600)

LOST = {("/root/.ssh/id_rsa", "removed private-key")}

CASES: dict[str, tuple[list[list[Member]], set[tuple[str, str]]]] = {
    "one layer": ([[SU, ID]], {("/bin/su", "setuid"), ("/root/.ssh/id_rsa", "private-key")}),
    "setgid": ([[put("bin/wall", "x", 0o2755)]], {("/bin/wall", "setuid")}),
    "setgid of a directory": ([[folder("var/mail", 0o2775)]], set()),
    "deleted": ([[SU, ID], [gone("bin/su"), gone("root/.ssh/id_rsa")]], LOST),
    "folder deleted": ([[SU, ID], [gone("root"), gone("bin")]], LOST),
    "folder replaced by a file": ([[SU, ID], [put("root", "x"), put("bin", "x")]], LOST),
    "folder replaced by a link": ([[ID], [symlink("root", "home")]], LOST),
    "hidden by an opaque directory": ([[ID], [opaque("root/.ssh")]], LOST),
    "opaque spares its own layer": (
        [[put("opt/a", "x", 0o4755)], [put("opt/b", "x", 0o4755), opaque("opt"), put("opt/c", "x", 0o4755)]],
        {("/opt/b", "setuid"), ("/opt/c", "setuid")},
    ),
    "whiteout spares its own layer": ([[SU], [SU, gone("bin/su")]], {("/bin/su", "setuid")}),
    "bit removed later": ([[SU], [put("bin/su", "x", 0o755)]], set()),
    "bit set later": ([[put("bin/su", "x", 0o755)], [SU]], {("/bin/su", "setuid")}),
    "written over": ([[ID], [put("root/.ssh/id_rsa", "revoked")]], LOST),
    "copied up": ([[ID], [ID]], {("/root/.ssh/id_rsa", "private-key")}),
    "deleted and back": ([[ID], [gone("root/.ssh/id_rsa")], [ID]], {
        ("/root/.ssh/id_rsa", "private-key"), ("/root/.ssh/id_rsa", "removed private-key"),
    }),
    "twice in a layer": ([[ID, put("root/.ssh/id_rsa", "x")]], LOST),
    "folder again": ([[folder("root"), ID], [folder("root", 0o700), folder("root/.ssh", 0o700)]], {
        ("/root/.ssh/id_rsa", "private-key"),
    }),
    "through a link": ([[symlink("bin", "usr/bin"), put("usr/bin/su", "x", 0o4755)], [gone("bin/su")]], set()),
    "through an absolute link": ([[symlink("a/b", "/usr/bin"), put("usr/bin/su", "x", 0o4755)], [put("a/b/su", "x")]], set()),
    "through links in a circle": ([[symlink("a", "b"), symlink("b", "a")], [put("a/su", "x", 0o4755)]], {("/a/su", "setuid")}),
    "link out of the root": ([[symlink("a", "../../.."), put("bin/su", "x", 0o4755)], [gone("a/bin/su")]], set()),
    "link itself deleted": (
        [[symlink("bin", "usr/bin"), put("usr/bin/su", "x", 0o4755)], [gone("bin")]], {("/usr/bin/su", "setuid")},
    ),
    "hard link": ([[SU, hardlink("bin/mount", "bin/su", 0o4755)]], {("/bin/su", "setuid"), ("/bin/mount", "setuid")}),
    "hard link to a key": ([[ID, hardlink("key", "root/.ssh/id_rsa")], [gone("root")]], {
        ("/key", "private-key"), ("/root/.ssh/id_rsa", "removed private-key"),
    }),
    "left behind": (
        [[folder("app/.git"), folder("app/.git/.x"), put("app/.git/config", "[core]"), folder("app/src")]], {("/app/.git", "")},
    ),
    "left behind and removed": ([[folder("app/.svn")], [gone("app/.svn")]], {("/app/.svn", "removed ")}),
    "mark of a file manager": ([[put("app/.DS_Store", "x"), put("app/.dockerignore", "x")]], {("/app/.DS_Store", "")}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_left_of_the_layers(name: str, tmp_path: Path) -> None:
    layers, expected = CASES[name]
    scan = assess(image_of(tmp_path, [*layers]))
    assert scan.assessed["files"] == ""
    found = {
        (file.path, ("removed " if file.removed else "") + (file.secret or ("setuid" if file.setuid else "")))
        for file in scan.files
        if not (file.path == "/root/.ssh" and not file.secret)
    }
    assert found == expected


def test_what_everybody_may_write_to(tmp_path: Path) -> None:
    members = [
        folder("tmp", 0o1777),
        folder("data", 0o777),
        put("etc/motd", "hi", 0o666),
        put("ok", "x", 0o664),
        symlink("l", "ok"),
    ]
    image = image_of(tmp_path, [members, [put("etc/motd", "hi", 0o644), put("late", "x", 0o602)]])
    image.layers[1].line = 7
    issues = [issue for issue in assess(image).issues if issue.id == "world-writable-mode"]
    assert [(issue.evidence, issue.layer, issue.line) for issue in issues] == [
        (("/data",), image.layers[0].diff_id, None),
        (("/late",), image.layers[1].diff_id, 7),
    ]


def test_a_layer_that_cannot_be_read_leaves_nothing_assessed_but_the_configuration(tmp_path: Path) -> None:
    image = image_of(tmp_path, [[SU], [put("x", "y" * 4000)]])
    path = next(tmp_path.glob("*.tar"))
    path.write_bytes(path.read_bytes().replace(b"y" * 4000, b"z" * 4000))
    scan = assess(image)
    assert scan.scanners[0].status == "failed"
    assert scan.assessed.pop("configuration") == ""
    assert all("layer 2" in reason for reason in scan.assessed.values())
    assert (scan.files, scan.packages) == ([], [])


def deep(number: int) -> list[Member]:
    return [put(f"r{one}/" + "a/" * 1900 + "su", "x", 0o4755) for one in range(number)]


def test_paths_beyond_all_limits_leave_nothing_assessed(tmp_path: Path) -> None:
    assert assess(image_of(tmp_path, [deep(1)])).assessed["files"] == ""
    reason = assess(image_of(tmp_path, [deep(30)])).assessed["files"]
    assert reason == "the layers have more than the limit of 100000000 characters in the names of a layer's folders"


def test_an_assessment_can_be_stopped(tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        assess(image_of(tmp_path, [[SU]]), Operation("scan", timeout=0))
