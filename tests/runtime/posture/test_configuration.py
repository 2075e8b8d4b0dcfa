"""What an image's configuration leaves to be wished for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analyzer.runtime.scan.posture.assessment import assess
from tests.runtime.posture.images import Step, image_of, put

GOOD: dict[str, Any] = {"User": "app", "Healthcheck": {"Test": ["CMD", "/app", "--check"]}}
TODAY = "2026-03-04"

CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"User": ""}, ["final-user-missing"]),
    ({"User": None}, ["final-user-missing"]),
    ({"User": "root"}, ["final-user-root"]),
    ({"User": "0:1000"}, ["final-user-root"]),
    ({"User": "00"}, ["final-user-root"]),
    ({"User": "1000:0"}, []),
    ({"Healthcheck": None}, ["healthcheck-missing"]),
    ({"Healthcheck": {"Test": ["NONE"]}}, ["healthcheck-missing"]),
    ({"ExposedPorts": {"8080/tcp": {}}}, []),
    ({"ExposedPorts": {"443/tcp": {}, "80/tcp": {}}}, ["expose-privileged-port"]),
    ({"ExposedPorts": {"22/tcp": {}}}, ["expose-ssh"]),
    ({"ExposedPorts": {"23": {}}}, ["expose-admin-port"]),
    ({"ExposedPorts": {"x": {}, "999999": {}}}, []),
    ({"Entrypoint": ["/bin/sh", "-c", "exec app"]}, ["shell-form-cmd"]),
    ({"Cmd": ["cmd", "/S", "/C", "app"]}, []),
    ({"Cmd": ["bash"]}, []),
    ({"Entrypoint": ["/entrypoint.sh"], "Cmd": ["app"]}, []),
    ({"Env": "none", "Labels": [], "ExposedPorts": [], "Cmd": "app"}, []),
]


@pytest.mark.parametrize(("changes", "expected"), CASES)
def test_settings(changes: dict[str, Any], expected: list[str], tmp_path: Path) -> None:
    scan = assess(image_of(tmp_path, [[put("x", "y")]], GOOD | changes), today=TODAY)
    assert [issue.id for issue in scan.issues] == expected
    assert scan.assessed["configuration"] == ""


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        ("2026-03-04T23:59:59Z", []),
        ("2026-03-05T00:00:00Z", ["image-date-wrong"]),
        ("1970-01-01T00:00:00Z", ["image-date-wrong"]),
        ("0001-01-01T00:00:00Z", ["image-date-wrong"]),
        ("\x1b[31m", ["image-date-wrong"]),
        ("", ["image-date-missing"]),
        (None, ["image-date-missing"]),
    ],
)
def test_the_day_of_the_build(created: str | None, expected: list[str], tmp_path: Path) -> None:
    scan = assess(image_of(tmp_path, [[put("x", "y")]], GOOD, created=created), today=TODAY)
    assert [issue.id for issue in scan.issues] == expected
    assert not any("\x1b" in issue.message for issue in scan.issues)


def test_add_counts_but_for_the_root_file_system_of_the_base(tmp_path: Path) -> None:
    steps = [
        Step([put("bin/sh", "x")], "/bin/sh -c #(nop) ADD file:0f1e in / "),
        Step([], '/bin/sh -c #(nop)  CMD ["sh"]'),
        Step([put("a", "x")], "/bin/sh -c #(nop) ADD file:2d3c in /a "),
        Step([put("b", "x")], "ADD b.tar /b # buildkit"),
        Step([put("c", "x")], "COPY c /c # buildkit"),
    ]
    image = image_of(tmp_path, [*steps], GOOD)
    scan = assess(image, today=TODAY)
    assert [(issue.id, issue.layer) for issue in scan.issues] == [
        ("add-instead-of-copy", image.layers[1].diff_id),
        ("add-instead-of-copy", image.layers[2].diff_id),
    ]


PASSWD = "root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\n\n# a remark\n+::::::\napp:x:1000:1000::/:/bin/false\n"


def test_accounts(tmp_path: Path) -> None:
    members = [
        put("etc/passwd", PASSWD),
        put("etc/group", "root:x:0:\napp:x:1000:app\n"),
        put("etc/shadow", "root::19000::::::\n"),
    ]
    scan = assess(image_of(tmp_path, [members]))
    assert scan.assessed["accounts"] == ""
    assert [(one.kind, one.name, one.id) for one in scan.accounts] == [
        ("user", "root", 0), ("user", "toor", 0), ("user", "app", 1000), ("group", "root", 0), ("group", "app", 1000),
    ]  # fmt: skip
    assert [issue.evidence for issue in scan.issues if issue.id == "account-without-password"] == [("root",)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("root:x\n", "/etc/passwd: line 1 is no account"),
        ("root:x:0:0:::\nme:x:-1:0\n", "/etc/passwd: line 2 is no account"),
        ("me:x:99999999999:0\n", "/etc/passwd: line 1 is beyond all limits"),
        ("root:x:٣:0\n", "/etc/passwd: line 1 is no account"),
        ("x" * 5_000_000, "/etc/passwd: it is larger than 4194304 bytes"),
    ],
)
def test_accounts_that_cannot_be_read(content: str, reason: str, tmp_path: Path) -> None:
    assert assess(image_of(tmp_path, [[put("etc/passwd", content)]])).assessed["accounts"] == reason


def test_accounts_that_a_later_layer_removes(tmp_path: Path) -> None:
    from tests.runtime.posture.images import gone, symlink

    image = image_of(tmp_path, [[put("etc/passwd", PASSWD), put("etc/group", "root:x:0:\n")], [gone("etc/passwd")]])
    assert [one.kind for one in assess(image).accounts] == ["group"]
    image = image_of(tmp_path, [[put("etc/passwd", PASSWD)], [symlink("etc/passwd", "/run/passwd")]])
    assert assess(image).assessed["accounts"] == "/etc/passwd: it is a symlink"
