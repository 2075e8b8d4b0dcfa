"""The comparison itself: it finds each kind of difference, and forgives none but those that an effect allows."""

from __future__ import annotations

import io
import tarfile
from dataclasses import replace
from typing import Any

import pytest

from tests.fixes.engine.compare import CONFIG, Image, config_of, differences, files_of, is_cache, removed

INSPECTED: dict[str, Any] = {
    "Author": "Ada",
    "Os": "linux",
    "Architecture": "amd64",
    "Config": {
        "Env": ["PATH=/bin", "A=b=c"],
        "Cmd": ["sh"],
        "Entrypoint": ["/bin/busybox"],
        "WorkingDir": "/srv",
        "User": "app",
        "ExposedPorts": {"80/tcp": {}},
        "Volumes": {"/data": {}},
        "Labels": {"version": "1"},
        "Healthcheck": {"Test": ["CMD", "true"], "Interval": 1},
        "Shell": ["/bin/sh", "-c"],
        "StopSignal": "SIGTERM",
        "OnBuild": ["RUN true"],
    },
}
LISTS = "var/lib/apt/lists"
Member = tuple[str, dict[str, Any], bytes]
TREE: list[Member] = [
    ("etc", {"type": tarfile.DIRTYPE, "mode": 0o755}, b""),
    ("etc/passwd", {"mode": 0o644}, b"root"),
    ("bin/sh", {"type": tarfile.SYMTYPE, "linkname": "busybox"}, b""),
    ("bin/twin", {"type": tarfile.LNKTYPE, "linkname": "etc/passwd"}, b""),
    ("dev/null", {"type": tarfile.CHRTYPE, "devmajor": 1, "devminor": 3, "mode": 0o666}, b""),
    ("lib/a.pyc", {}, b"\xcb\x0d\x0d\x0a" + b"\0" * 12 + b"code"),
    ("var/log/dpkg.log", {}, b"at noon"),
    (f"{LISTS}/index", {}, b"packages"),
    (f"{LISTS}/partial", {"type": tarfile.DIRTYPE}, b""),
]


def tree(members: list[Member]) -> Any:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, given, content in members:
            member = tarfile.TarInfo(name)
            for key, value in given.items():
                setattr(member, key, value)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return files_of(io.BytesIO(stream.getvalue()))


def image(members: list[Member] = TREE, without: str = "") -> Image:
    config = config_of(INSPECTED)
    return Image(tree(members), {**config, without: None} if without else config)


def with_member(name: str, content: bytes | None = None, **given: Any) -> list[Member]:
    """The tree with one of its members changed."""
    return [
        (each, {**was, **given}, held if content is None else content) if each == name else (each, was, held)
        for each, was, held in TREE
    ]


@pytest.mark.parametrize("effect", ["format", "metadata", "build", "cleanup"])
def test_equal_images_have_no_differences(effect: str) -> None:
    assert differences({effect}, image(), image(), [f"/{LISTS}"]) == []


def test_times_do_not_count() -> None:
    assert differences({"build"}, image(), image(with_member("etc/passwd", mtime=7))) == []


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (with_member("etc/passwd", b"ROOT"), ["/bin/twin: content changed", "/etc/passwd: content changed"]),
        (with_member("etc/passwd", b"longer"), ["/bin/twin: size, content changed", "/etc/passwd: size, content changed"]),
        (with_member("etc/passwd", mode=0o600), ["/bin/twin: mode changed", "/etc/passwd: mode changed"]),
        (with_member("etc", mode=0o700), ["/etc: mode changed"]),
        (with_member("etc", uid=1000), ["/etc: owner changed"]),
        (with_member("bin/sh", gid=1), ["/bin/sh: owner changed"]),
        (with_member("bin/sh", linkname="dash"), ["/bin/sh: content changed"]),
        (with_member("etc", type=tarfile.REGTYPE), ["/etc: kind, content changed"]),
        (with_member("dev/null", devminor=5), ["/dev/null: content changed"]),
        (with_member("dev/null", type=tarfile.BLKTYPE), ["/dev/null: content changed"]),
        (with_member("lib/a.pyc", b"\xcb\x0d\x0d\x0a" + b"\0" * 12 + b"edoc"), ["/lib/a.pyc: content changed"]),
        (with_member("var/log/dpkg.log", mode=0o600), ["/var/log/dpkg.log: mode changed"]),
        ([*TREE, ("srv/new", {}, b"")], ["/srv/new: added"]),
        ([*TREE, (f"{LISTS}/new", {}, b"")], [f"/{LISTS}/new: added"]),
        ([each for each in TREE if each[0] != "bin/sh"], ["/bin/sh: gone"]),
        ([each for each in TREE if each[0] != "var/log/dpkg.log"], ["/var/log/dpkg.log: gone"]),
    ],
)
@pytest.mark.parametrize("effect", ["format", "metadata", "build", "cleanup"])
def test_a_difference_of_files_is_found(effect: str, members: list[Member], expected: list[str]) -> None:
    assert differences({effect}, image(), image(members), [f"/{LISTS}"]) == expected


@pytest.mark.parametrize(
    "members",
    [
        with_member("var/log/dpkg.log", b"at midnight"),
        with_member("lib/a.pyc", b"\xcb\x0d\x0d\x0a" + b"\1" * 12 + b"code"),
        with_member(f"{LISTS}/index", b"packages of an hour later"),
    ],
)
def test_what_differs_between_any_two_builds_does_not_count(members: list[Member]) -> None:
    assert differences({"build"}, image(), image(members)) == []


@pytest.mark.parametrize("name", CONFIG)
@pytest.mark.parametrize("effect", ["format", "metadata", "build", "cleanup"])
def test_a_difference_of_the_configuration_is_found(effect: str, name: str) -> None:
    assert image().config[name], "there is nothing to change"
    found = differences({effect}, image(), image(without=name))
    expected = [] if effect == "metadata" and name in ("Labels", "Author") else [name]
    assert [line.partition(":")[0] for line in found] == expected


def test_a_variable_is_compared_by_name_and_value() -> None:
    config = config_of({**INSPECTED, "Config": {**INSPECTED["Config"], "Env": ["A=b=d", "PATH=/bin"]}})
    assert differences({"build"}, image(), Image(image().files, config)) == [
        "Env: {'PATH': '/bin', 'A': 'b=c'} -> {'A': 'b=d', 'PATH': '/bin'}"
    ]
    config = config_of({**INSPECTED, "Config": {**INSPECTED["Config"], "Env": ["A=b=c", "PATH=/bin"]}})
    assert differences({"build"}, image(), Image(image().files, config)) == []


LEFT = [each for each in TREE if not each[0].startswith(f"{LISTS}/")]


@pytest.mark.parametrize(
    ("effects", "gone", "left"),
    [
        ({"cleanup"}, [f"/{LISTS}"], 0),
        ({"cleanup"}, [f"/{LISTS}/*"], 0),
        ({"cleanup", "build"}, [f"/{LISTS}"], 0),
        ({"cleanup"}, ["/var/lib/apt/list"], 2),
        ({"cleanup"}, [], 2),
        ({"build"}, [f"/{LISTS}"], 2),
        ({"metadata"}, [f"/{LISTS}"], 2),
    ],
)
def test_only_a_cleanup_removes_and_only_what_it_names(effects: set[str], gone: list[str], left: int) -> None:
    assert len(differences(effects, image(), image(LEFT), gone)) == left
    assert removed(image(), image(LEFT)) == [f"/{LISTS}/index", f"/{LISTS}/partial"]


def test_an_unsafe_fix_cannot_be_compared() -> None:
    with pytest.raises(AssertionError):
        differences({"image"}, image(), image())


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/var/lib/apt/lists", True), ("/var/cache/apt/archives", True), ("/var/lib/dpkg", False), ("/", False), ("/root", False)],
)
def test_places_of_caches(path: str, expected: bool) -> None:
    assert is_cache(path) is expected


def test_every_part_of_an_entry_is_compared() -> None:
    entry = image().files["/etc/passwd"]
    changed: dict[str, Any] = {"kind": "link", "mode": 0, "owner": (1, 1), "size": 9, "content": "x"}
    for name, value in changed.items():
        assert entry.differences(replace(entry, **{name: value})) == [name]
