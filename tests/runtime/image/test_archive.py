"""Archives in all the forms in which images come."""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from analyzer.runtime.failure import StoppedError
from analyzer.runtime.image.archive import Limits, open_image
from analyzer.runtime.image.model import Entry, Image, ImageError
from analyzer.runtime.operation import Operation
from tests.runtime.image.images import (
    Item,
    Made,
    blob,
    digest,
    folder,
    hardlink,
    image_of,
    index,
    layout,
    saved_new,
    saved_old,
    symlink,
    tar,
    write_folder,
    write_tar,
)

Write = Callable[[Path, dict[str, bytes]], str]
Files = Callable[..., dict[str, bytes]]
FORMS = [
    pytest.param(saved_old, write_tar, id="docker save, old"),
    pytest.param(saved_new, write_tar, id="docker save, new"),
    pytest.param(saved_old, write_folder, id="docker save, unpacked"),
    pytest.param(layout, write_tar, id="OCI tar"),
    pytest.param(layout, write_folder, id="OCI folder"),
]


def two_layers() -> Made:
    first = tar(
        folder("etc"), Item("etc/passwd", b"root\n"), symlink("bin", "/usr/bin"), Item("usr/bin/su", b"su", mode=0o4755)
    )
    second = tar(Item("etc/.wh.passwd"), Item("opt/.wh..wh..opq"), hardlink("usr/bin/do", "usr/bin/su"))
    return Made(
        [first, second], history=[{"created_by": "ADD a"}, {"created_by": "ENV", "empty_layer": True}, {"created_by": "RUN b"}]
    )


def entries(image: Image) -> list[list[Entry]]:
    return [[found.entry for found in layer.open()] for layer in image.layers]


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize(("files", "write"), FORMS)
def test_an_image_is_read_in_each_form(files: Files, write: Write, compressed: bool, tmp_path: Path) -> None:
    made = two_layers().compressed() if compressed else two_layers()
    image = open_image(write(tmp_path / "image", files(made)))
    assert (image.id, image.platform) == (made.id, "linux/amd64")
    assert image.names == ["app:1"]
    assert image.digest == (None if files is saved_old else digest(made.manifest))
    assert [layer.created_by for layer in image.layers] == ["ADD a", "RUN b"]
    assert [layer.size for layer in image.layers] == [len(packed) for packed in made.packed]
    assert entries(image) == [
        [
            Entry("etc", "directory", mode=0o755),
            Entry("etc/passwd", "file", 5, 0o644),
            Entry("bin", "symlink", mode=0o644, link="/usr/bin"),
            Entry("usr/bin/su", "file", 2, 0o4755),
        ],
        [
            Entry("etc/passwd", "whiteout"),
            Entry("opt", "opaque"),
            Entry("usr/bin/do", "hardlink", mode=0o644, link="usr/bin/su"),
        ],
    ]
    assert entries(image)[1], "a layer can be read again"


def test_content_is_given_up_to_what_is_asked_for(tmp_path: Path) -> None:
    path = image_of(tmp_path / "a", tar(Item("a", b"0123456789" * 200), Item("b"), Item("c", b"last")))
    found = list[bytes]()
    kept = None
    for entry in open_image(path).layers[0].open():
        found += [entry.content(3), entry.content(1_000_000), entry.content(0)]
        kept = entry
    assert found == [b"012", b"0123456789" * 200, b"", b"", b"", b"", b"las", b"last", b""]
    with pytest.raises(ValueError, match="read on"):
        kept.content(1)  # type: ignore[union-attr]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT], ids=["ustar", "GNU", "PAX"])
def test_long_names_are_read_in_each_form_of_tar(form: int, tmp_path: Path) -> None:
    deep = "/".join(["directory"] * (14 if form == tarfile.USTAR_FORMAT else 60)) + "/file"
    link = "target" if form == tarfile.USTAR_FORMAT else "x/" * 200 + "y"
    path = image_of(tmp_path / "a", tar(Item(deep, b"1"), symlink("l", link), form=form))
    assert [(e.path, e.link) for e in entries(open_image(path))[0]] == [(deep, ""), ("l", link)]


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT], ids=["GNU", "PAX"])
def test_names_that_are_no_text_are_kept(form: int, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9\x1b[2J\xff")
    path = image_of(tmp_path / "a", tar(Item(name, b"1"), Item(os.fsdecode("grüße".encode())), form=form))
    assert [entry.path for entry in entries(open_image(path))[0]] == [name, "grüße"]


# --- which image


def test_one_of_several_is_found_by_name_id_and_digest(tmp_path: Path) -> None:
    one, two = Made([tar(Item("1"))], ["one:1"]), Made([tar(Item("2"))], ["two:2", "two:latest"])
    path = write_tar(tmp_path / "a", layout(one, two))
    asked = {
        "one:1": one, "docker.io/library/one:1": one, "two": two, "two:2": two, one.id: one, two.id[7:19]: two,
        digest(two.manifest): two, f"two@{digest(two.manifest)}": two,
    }  # fmt: skip
    for reference, made in asked.items():
        assert open_image(path, reference=reference).id == made.id, reference
    assert open_image(path, reference="two").names == ["two:2", "two:latest"]


@pytest.mark.parametrize("files", [saved_old, saved_new, layout])
def test_without_a_reference_several_images_are_named(files: Files, tmp_path: Path) -> None:
    path = write_tar(tmp_path / "a", files(Made([tar(Item("1"))], ["one:1"]), Made([tar(Item("2"))], ["two:2"])))
    with pytest.raises(ImageError, match=r"several images; say which: .*one:1.*two:2"):
        open_image(path)
    with pytest.raises(ImageError, match=r"no image three; it has .*one:1.*two:2"):
        open_image(path, reference="three")


def platforms(*architectures: str, absent: str = "") -> dict[str, bytes]:
    """An index in an index, with attestations, as buildx writes them."""
    files: dict[str, bytes] = {}
    inner = []
    for architecture in architectures:
        made = Made([tar(Item(architecture))], architecture=architecture)
        if architecture != absent:
            files |= made.blobs()
        inner.append(made.descriptor(platform={"os": "linux", "architecture": architecture}))
        notes = {"vnd.docker.reference.type": "attestation-manifest"}
        inner.append({"digest": digest(architecture.encode()), "size": 1, "annotations": notes})
    nested = index(*inner)
    outer = {"digest": digest(nested), "size": len(nested), "annotations": {"org.opencontainers.image.ref.name": "app"}}
    return {**files, blob(nested): nested, "index.json": index(outer), "oci-layout": b"{}"}


@pytest.mark.parametrize(
    ("machine", "there", "absent", "chosen"),
    [
        ("x86_64", ("arm64", "amd64", "s390x"), "", "amd64"),
        ("aarch64", ("arm64", "amd64"), "", "arm64"),
        ("x86_64", ("arm64", "amd64"), "amd64", "arm64"),
        ("x86_64", ("riscv64",), "", "riscv64"),
    ],
)
def test_of_several_platforms_this_one_is_taken_or_the_only_one(
    machine: str, there: tuple[str, ...], absent: str, chosen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: machine)
    path = write_folder(tmp_path / "a", platforms(*there, absent=absent))
    image = open_image(path)
    assert (image.platform, image.names) == (f"linux/{chosen}", ["app"])
    outer = json.loads((tmp_path / "a/index.json").read_bytes())["manifests"][0]["digest"]
    assert image.digests == [image.id, image.digest, outer]
    assert all(open_image(path, reference=reference).id == image.id for reference in (*image.digests, outer[:19]))


def test_of_several_other_platforms_none_is_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "mips")
    path = write_folder(tmp_path / "a", platforms("arm64", "amd64"))
    with pytest.raises(ImageError, match=r"say which: app \(linux/arm64\); app \(linux/amd64\)"):
        open_image(path)


def test_a_layer_that_docker_save_links_to_another_image_is_found(tmp_path: Path) -> None:
    made = Made([tar(Item("a", b"1"))])
    files = saved_old(made)
    name = next(name for name in files if name.endswith("/layer.tar"))
    there = f"0000/{'x' * 3}/layer.tar"
    items = [Item(there if key == name else key, content) for key, content in files.items()]
    (tmp_path / "a").write_bytes(tar(*items, symlink(name, f"../{there}")))
    assert entries(open_image(str(tmp_path / "a")))[0][0].path == "a"


# --- what is no whole image


def without(files: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {key: content for key, content in files.items() if key != name}


GOOD = two_layers()
OTHER = Made([tar(Item("other"))], ["other:1"])
BROKEN: dict[str, tuple[dict[str, bytes], str]] = {
    "no image": ({"a": b"1"}, "neither an index.json"),
    "no layer": (without(saved_new(GOOD), blob(GOOD.layers[1])), "lacks layer 2"),
    "no config": (without(layout(GOOD), blob(GOOD.config)), "lacks the configuration"),
    "no manifest": (without(layout(GOOD), blob(GOOD.manifest)), "has no image"),
    "config changed": ({**layout(GOOD), blob(GOOD.config): b"{}"}, "not what its digest says"),
    "config changed, old form": ({**saved_old(GOOD), f"{GOOD.id[7:]}.json": b"{}"}, "not what its digest says"),
    "manifest changed": ({**layout(GOOD), blob(GOOD.manifest): GOOD.manifest + b" "}, "not what its digest says"),
    "size changed": ({**layout(GOOD), "index.json": index(GOOD.descriptor() | {"size": 1})}, "not the size"),
    "too few layers": (saved_old(Made(GOOD.layers, diff_ids=GOOD.diff_ids[:1])), "1 layers and the manifest 2"),
    "no JSON": ({"manifest.json": b"{"}, "is no JSON"),
    "deep JSON": ({"manifest.json": b"[" * 100_000}, "is no JSON"),
    "no list": ({"manifest.json": b"{}"}, "is no list"),
    "no objects": ({"manifest.json": b"[1]"}, "is no object"),
    "an empty list": ({"manifest.json": b"[]"}, "has no image"),
    "a path for a digest": ({"index.json": index({"digest": "sha256:../../etc/passwd", "size": 1})}, "where a digest belongs"),
    "two lists that differ": ({**layout(GOOD), **saved_old(OTHER)}, "that index.json has not: other:1"),
    "index and image at once": (
        {"index.json": index({"digest": digest(b'{"manifests": [], "layers": []}')}),
         blob(b'{"manifests": [], "layers": []}'): b'{"manifests": [], "layers": []}'},
        "an index and an image at once",
    ),
    "a document too large": ({"manifest.json": b" " * 9_000_000}, r"limit of 8388608 bytes \(document\)"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "why"), BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("write", [write_tar, write_folder])
def test_what_is_no_whole_image_is_refused(files: dict[str, bytes], why: str, write: Write, tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=why):
        open_image(write(tmp_path / "a", files))


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("files", [saved_old, layout])
def test_a_layer_that_is_not_what_its_digest_says_is_refused_at_its_end(files: Files, compressed: bool, tmp_path: Path) -> None:
    made, other = two_layers(), Made([tar(Item("evil")), tar()])
    if compressed:
        made.compressed()
        other.compressed()
    stored = files(made)
    name = next(name for name, content in stored.items() if content == made.packed[0])
    evil = {**stored, name: other.packed[0].ljust(len(made.packed[0]), b"\0") if not compressed else other.packed[0]}
    if compressed and files is layout:
        with pytest.raises(ImageError, match="not the size"):
            open_image(write_tar(tmp_path / "a", evil))
        return
    image = open_image(write_tar(tmp_path / "a", evil))
    with pytest.raises(ImageError, match="layer 1 is not what its digest"):
        entries(image)


def test_a_config_that_lies_about_a_layer_is_refused(tmp_path: Path) -> None:
    made = Made([tar(Item("a"))], diff_ids=[digest(b"another")])
    with pytest.raises(ImageError, match="layer 1 is not what its digest"):
        entries(open_image(write_tar(tmp_path / "a", layout(made))))
    made = Made([tar(Item("a"))], diff_ids=["md5:1"])
    with pytest.raises(ImageError, match="where a digest belongs"):
        open_image(write_tar(tmp_path / "a", layout(made)))


def test_links_of_a_folder_do_not_lead_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(json.dumps([]).encode())
    (tmp_path / "image").mkdir()
    (tmp_path / "image/manifest.json").symlink_to("../outside")
    with pytest.raises(ImageError, match="leads out of the folder"):
        open_image(str(tmp_path / "image"))
    (tmp_path / "image/manifest.json").unlink()
    os.mkfifo(tmp_path / "image/manifest.json")
    with pytest.raises(ImageError, match="is no file"):
        open_image(str(tmp_path / "image"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "neither an index"),
        (b"x" * 100, "cut off"),
        (b"x" * 512, "where a number belongs"),
        (b"\x1f\x8b" + b"0" * 600, "compressed with gzip"),
    ],
    ids=["empty", "short", "no tar", "gzip"],
)
def test_a_file_that_is_no_archive_is_refused(content: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(ImageError, match=why):
        open_image(str(tmp_path / "a"))


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="cannot be read"):
        open_image(str(tmp_path / "nothing"))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ImageError, match="neither a file nor a folder"):
        open_image(str(tmp_path / "pipe"))


def test_reading_is_stopped(tmp_path: Path) -> None:
    cancel = Event()
    path = image_of(tmp_path / "a", tar(Item("a", b"x" * 3_000_000), Item("b", b"x" * 3_000_000)))
    image = open_image(path, operation=Operation("layers", cancel=cancel))
    read = image.layers[0].open()
    next(read)
    cancel.set()
    with pytest.raises(StoppedError):
        list(read)


def test_the_number_of_layers_and_files_is_limited(tmp_path: Path) -> None:
    path = image_of(tmp_path / "a", *(tar(Item(str(number))) for number in range(5)))
    with pytest.raises(ImageError, match=r"limit of 4 layers \(layers\)"):
        open_image(path, limits=Limits(layers=4))
    with pytest.raises(ImageError, match=r"limit of 3 files \(members\)"):
        open_image(path, limits=Limits(members=3))
