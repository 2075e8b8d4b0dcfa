"""Layers that somebody has made to do harm: each is refused with the reason, or read as an engine reads it."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import io
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.runtime.image.archive import Limits, open_image
from analyzer.runtime.image.limits import DEFAULT
from analyzer.runtime.image.model import ImageError, LayerEntry
from analyzer.runtime.image.streams import ChunkStream, FileStream
from analyzer.runtime.image.tar import read_tar
from tests.runtime.image.images import (
    BLOCK,
    END,
    Item,
    Made,
    digest,
    file,
    header,
    image_of,
    layout,
    long,
    padded,
    pax,
    saved_old,
    symlink,
    tar,
    write_folder,
    write_tar,
)


def read(path: str, limits: Limits = DEFAULT) -> list[LayerEntry]:
    return [entry for layer in open_image(path, limits=limits).layers for entry in layer.open()]


REFUSED: dict[str, tuple[bytes, str]] = {
    # names
    "out of the image": (file(b"../../etc/passwd", b"x"), "leaves the image: ../../etc/passwd"),
    "out by the middle": (file(b"a/../../x"), "leaves the image"),
    "out in PAX": (pax((b"path", b"../x")) + file(b"fine"), r"leaves the image: ../x"),
    "out in GNU's long name": (long(b"a/" * 80 + b"../" * 90 + b"x", b"L") + file(b"fine"), "leaves the image"),
    "a hard link out": (header(b"l", b"1", link=b"../../etc/shadow"), "hard link that leaves"),
    "a hard link to nothing": (header(b"l", b"1"), "hard link that leaves"),
    "a file for the root": (file(b"./"), "in the place of the root"),
    "a name too long for a file": (pax((b"path", b"a/" + b"x" * 256)) + file(b"a"), "too long: a/xxx"),
    "a path too long": (pax((b"path", b"a/" * 2049)) + file(b"a"), r"limit of 4096 bytes \(name\)"),
    "a link too long": (pax((b"linkpath", b"a/" * 2049)) + header(b"a", b"2"), r"limit of 4096 bytes \(name\)"),
    "a zero in a name": (pax((b"path", b"good\0evil")) + file(b"a"), "zero byte in a name"),
    # whiteouts
    "a whiteout of the folder": (file(b"a/.wh."), "means nothing"),
    "a whiteout of the parent": (file(b"a/.wh..."), "means nothing"),
    "a whiteout of itself": (file(b"a/.wh.."), "means nothing"),
    "what aufs keeps": (file(b".wh..wh.plnk/1.2"), "below a whiteout"),
    "a reserved whiteout": (file(b".wh..wh.aufs"), "means nothing"),
    "below a whiteout": (file(b"a/.wh.b/c"), "below a whiteout"),
    "a whiteout with content": (file(b".wh.a", b"secret"), "whiteout with content"),
    "an opaque mark with content": (file(b"a/.wh..wh..opq", b"secret"), "whiteout with content"),
    # headers
    "a wrong checksum": (header(b"a", checksum=b"000000\0 "), "wrong checksum"),
    "no number for the checksum": (header(b"a", checksum=b"zzzzzz\0 "), "where a number belongs"),
    "a negative size": (header(b"a", size=b"\xff" * 12), "impossible number, -1"),
    "a huge size": (header(b"a", size=b"\x80" + b"\0" * 3 + b"\x7f" + b"\xff" * 7), "larger than the limit"),
    "an impossible size": (header(b"a", size=b"\x80" + b"\xff" * 11), "impossible number"),
    "a size that is no number": (header(b"a", size=b"12x45678901\0"), "where a number belongs"),
    "a huge size in PAX": (pax((b"size", b"9" * 18)) + header(b"a"), "larger than the limit"),
    "a negative size in PAX": (pax((b"size", b"-1")) + header(b"a"), "impossible size, -1"),
    "a size with an underscore": (pax((b"size", b"1_0")) + header(b"a"), "impossible size"),
    "a time that is none": (pax((b"mtime", b"nan")) + header(b"a"), "impossible mtime"),
    "a directory with content": (header(b"a/", b"\0", 512) + b"x" * BLOCK, "directory with content"),
    "a sparse file": (header(b"a", b"S", magic=b"ustar  \0"), "sparse file, a,"),
    "a sparse file in PAX": (pax((b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0")) + header(b"a"), "sparse file"),
    "an unknown kind": (header(b"a", b"Z"), "engines refuse, Z: a"),
    # extended headers
    "two paths in one header": (pax((b"path", b"a"), (b"path", b"b")) + header(b"c"), "says path twice"),
    "two PAX headers": (pax((b"path", b"a")) + pax((b"path", b"b")) + header(b"c"), "contradict each other"),
    "two long names": (long(b"a", b"L") + long(b"b", b"L") + header(b"c"), "contradict each other"),
    "a global header between": (
        pax((b"path", b"a")) + pax((b"comment", b"b"), kind=b"g") + header(b"c"),
        "contradict each other",
    ),
    "a PAX header without a number": (header(b"p", b"x", 4) + padded(b"x=y\n") + header(b"a"), "damaged PAX header"),
    "a PAX header too short": (header(b"p", b"x", 6) + padded(b"99 a=b") + header(b"a"), "damaged PAX header"),
    "a PAX header without end": (header(b"p", b"x", 6) + padded(b"6 a=bc") + header(b"a"), "damaged PAX header"),
    "a PAX header without a key": (header(b"p", b"x", 5) + padded(b"5 =b\n") + header(b"a"), "damaged PAX header"),
    "a PAX header of zero": (header(b"p", b"x", 6) + padded(b"0 a=b\n") + header(b"a"), "damaged PAX header"),
    "300 MB in a PAX header": (header(b"p", b"x", 300 << 20) + b"x" * BLOCK, r"limit of 1048576 bytes \(header\)"),
    "300 MB in a global header": (header(b"p", b"g", 300 << 20) + b"x" * BLOCK, r"limit of 1048576 bytes \(header\)"),
    "300 MB in a long name": (header(b"p", b"L", 300 << 20) + b"x" * BLOCK, r"limit of 1048576 bytes \(header\)"),
    "headers without end": (header(b"p", b"g", 0) * 3_000, r"limit of 1048576 bytes \(header\)"),
    "a header for nothing": (pax((b"path", b"a")), "ends after an extended header"),
    # ends
    "cut off in a header": (header(b"a")[:300], "cut off in a header"),
    "cut off in a file": (header(b"a", size=5000) + b"x" * BLOCK, "cut off in the middle of a"),
    "cut off in the padding": (header(b"a", size=5) + b"xxxxx", "cut off in the middle of a"),
    "cut off in PAX": (header(b"p", b"x", 600) + b"x" * BLOCK, "cut off in an extended header"),
    "data behind the end": (file(b"a") + END + file(b"hidden"), "goes on after its end"),
    "data behind one empty block": (file(b"a") + b"\0" * BLOCK + file(b"hidden"), "goes on after its end"),
}  # fmt: skip


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize(("layer", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused(layer: bytes, why: str, compressed: bool, tmp_path: Path) -> None:
    content = layer if "cut off" in why or "ends after" in why else layer + END
    made = Made([content])
    path = write_tar(tmp_path / "a", saved_old(made.compressed() if compressed else made))
    with pytest.raises(ImageError, match=why):
        read(path)


READ: dict[str, tuple[bytes, list[tuple[str, str]]]] = {
    "an absolute name": (file(b"/etc/passwd"), [("etc/passwd", "")]),
    "an absolute name that climbs": (file(b"/../../etc/passwd"), [("etc/passwd", "")]),
    "a name that climbs within": (file(b"a/b/../../c"), [("c", "")]),
    "dots and slashes": (file(b".//a/./b//"), [("a/b", "")]),
    "a link out of the image": (header(b"l", b"2", link=b"../../../etc/shadow"), [("l", "../../../etc/shadow")]),
    "writing through a link": (
        header(b"l", b"2", link=b"/etc") + file(b"l/passwd", b"evil"),
        [("l", "/etc"), ("l/passwd", "")],
    ),
    "an absolute hard link": (header(b"l", b"1", link=b"/../etc/passwd"), [("l", "etc/passwd")]),
    "one entry twice": (file(b"a", b"1") + file(b"a", b"2"), [("a", ""), ("a", "")]),
    "the root": (header(b"./", b"5"), [("", "")]),
    "a global header is not heeded": (pax((b"path", b"evil"), kind=b"g") + file(b"good"), [("good", "")]),
    "an empty value in PAX": (pax((b"path", b"")) + file(b"good"), [("good", "")]),
    "GNU's long name comes before PAX's": (pax((b"path", b"p")) + long(b"gnu", b"L") + file(b"n"), [("gnu", "")]),
    "an empty long name": (header(b"l", b"L", 0) + file(b"good"), [("good", "")]),
    "a prefix": (file(b"name", prefix=b"some/folder"), [("some/folder/name", "")]),
    "no prefix in GNU's form": (file(b"n", magic=b"ustar  \0", prefix=b"0000000000\0"), [("n", "")]),
    "what Go before 1.8 wrote": (file(b"n", magic=b"ustar  \0", prefix=b"deep/folder"), [("deep/folder/n", "")]),
    "the old form has no prefix": (file(b"n", magic=b"\0" * 8, prefix=b"evil"), [("n", "")]),
    "an old directory": (header(b"d/", b"\0"), [("d", "")]),
    "a number with spaces": (header(b"a", mode=b"   644 \0"), [("a", "")]),
    "a binary number": (header(b"a", size=b"\x80" + b"\0" * 10 + b"\x02") + padded(b"xx"), [("a", "")]),
    "no end": (file(b"a", b"x"), [("a", "")]),
    "nothing at all": (b"", []),
}


@pytest.mark.parametrize(("layer", "found"), READ.values(), ids=READ.keys())
def test_it_is_read_as_an_engine_reads_it(layer: bytes, found: list[tuple[str, str]], tmp_path: Path) -> None:
    content = layer if layer in {b"", READ["no end"][0]} else layer + END
    assert [(entry.entry.path, entry.entry.link) for entry in read(image_of(tmp_path / "a", content))] == found


@pytest.mark.parametrize("outside", [True, False])
def test_nothing_is_written_and_nothing_read_through_links(outside: bool, tmp_path: Path) -> None:
    (tmp_path / "target").write_text("mine")
    link = str(tmp_path / "target") if outside else "../target"
    path = image_of(
        tmp_path / "a", tar(symlink("l", link), Item("l", b"evil"), symlink("d", str(tmp_path)), Item("d/target", b"evil"))
    )
    before = sorted(tmp_path.iterdir())
    assert [entry.content(10) for entry in open_image(path).layers[0].open()] == [b"", b"evil", b"", b"evil"]
    assert (tmp_path / "target").read_text() == "mine"
    assert sorted(tmp_path.iterdir()) == before


# --- the archive around the layers


OUTER: dict[str, tuple[bytes, str]] = {
    "out of it": (file(b"../manifest.json", b"[]"), "leaves it"),
    "a link out of it": (header(b"manifest.json", b"2", link=b"/etc/passwd"), "link that leaves it"),
    "a link that climbs out": (header(b"a/manifest.json", b"2", link=b"../../x"), "link that leaves it"),
    "a circle of links": (header(b"manifest.json", b"2", link=b"b") + header(b"b", b"2", link=b"manifest.json"), "no end"),
    "two of one name": (file(b"manifest.json", b"[]") + file(b"./manifest.json", b"[]"), "two files of one name"),
    "a pipe": (header(b"manifest.json", b"6"), "no file: manifest.json"),
    "cut off": (header(b"manifest.json", size=100) + b"[]", "cut off"),
    "data behind its end": (file(b"manifest.json", b"[]") + END + b"x", "goes on after its end"),
}


@pytest.mark.parametrize(("content", "why"), OUTER.values(), ids=OUTER.keys())
def test_an_archive_is_refused(content: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(ImageError, match=why):
        open_image(str(tmp_path / "a"))


# --- sizes


def bomb(size: int) -> bytes:
    """A gzip file of zeros, made without them all in memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = b"\0" * (1 << 20)
    parts = [packer.compress(header(b"zeros", size=size))]
    parts += [packer.compress(zeros) for _ in range(size >> 20)]
    return b"".join([*parts, packer.compress(END), packer.flush()])


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(unsuspicious=1 << 20), r"more than 250 times what it takes \(ratio\)"),
        (Limits(layer_bytes=30 << 20), r"larger than the limit of 31457280 bytes \(layer_bytes\)"),
        (Limits(layer_bytes=40 << 20), r"more than the limit of 41943040 bytes \(layer_bytes\)"),
        (Limits(image_bytes=30 << 20), r"more than the limit of 31457280 bytes \(image_bytes\)"),
    ],
    ids=["ratio", "a file", "a layer", "an image"],
)
def test_a_bomb_is_not_unpacked(limits: Limits, why: str, tmp_path: Path) -> None:
    content = bomb(40 << 20)
    made = Made([b""], packed=[content], diff_ids=[digest(b"not come to")])
    path = write_tar(tmp_path / "a", saved_old(made))
    tracemalloc.start()
    try:
        with pytest.raises(ImageError, match=why):
            read(path, limits)
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
    finally:
        tracemalloc.stop()


def test_what_is_within_the_limits_is_unpacked_in_little_memory(tmp_path: Path) -> None:
    content = bomb(40 << 20)
    made = Made([gzip.decompress(content)], packed=[content])
    path = write_tar(tmp_path / "a", saved_old(made))
    del made
    tracemalloc.start()
    try:
        assert [entry.entry.size for entry in read(path)] == [40 << 20]
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("packed", "why"),
    [
        (gzip.compress(tar(Item("a", b"x" * 5000)))[:-20], "cut off"),
        (gzip.compress(tar(Item("a"))) + b"rubbish", "damaged"),
        (gzip.compress(tar(Item("a")))[:-8] + b"\xff" * 8, "damaged"),
        (b"BZh9" + b"x" * 100, "compressed with bzip2"),
        (b"\xfd7zXZ\x00" + b"x" * 100, "compressed with xz"),
    ],
    ids=["cut off", "rubbish behind", "damaged", "bzip2", "xz"],
)
def test_damaged_compression_is_refused(packed: bytes, why: str, tmp_path: Path) -> None:
    made = Made([tar(Item("a"))], packed=[packed])
    with pytest.raises(ImageError, match=why):
        read(write_tar(tmp_path / "a", saved_old(made)))


def test_several_gzip_streams_are_one(tmp_path: Path) -> None:
    layer = tar(Item("a", b"1" * 3000), Item("b", b"2"))
    made = Made([layer], packed=[gzip.compress(layer[:1000]) + gzip.compress(b"") + gzip.compress(layer[1000:])])
    assert [entry.entry.path for entry in read(write_tar(tmp_path / "a", saved_old(made)))] == ["a", "b"]


def zstd() -> Callable[[bytes], bytes] | None:
    """What packs with zstd here, if anything does."""
    for name in ("compression.zstd", "backports.zstd", "zstandard"):
        try:
            pack: Callable[[bytes], bytes] = importlib.import_module(name).compress
        except ImportError:
            continue
        return pack
    return None


ZSTD = zstd()


@pytest.mark.skipif(ZSTD is None, reason="nothing here packs with zstd: it takes Python 3.14 or the package zstandard")
def test_zstd_is_unpacked_within_the_limits(tmp_path: Path) -> None:
    assert ZSTD is not None
    layer = tar(Item("a", b"x" * 3_000_000), Item("b", b"last"))
    frames = [b"\x50\x2a\x4d\x18\4\0\0\0skip", ZSTD(layer[:5000]), ZSTD(layer[5000:])]
    for count, packed in enumerate([ZSTD(layer), b"".join(frames)]):
        path = write_tar(tmp_path / str(count), saved_old(Made([layer], packed=[packed])))
        assert [entry.content(4) for entry in open_image(path).layers[0].open()] == [b"xxxx", b"last"]
        with pytest.raises(ImageError, match=r"\(ratio\)"):
            read(path, Limits(unsuspicious=1000))
        with pytest.raises(ImageError, match=r"\(layer_bytes\)"):
            read(path, Limits(layer_bytes=2_000_000))
    for broken in (ZSTD(layer)[:-30], ZSTD(layer)[:40] + b"\xff" * 80, ZSTD(layer) + b"rubbish"):
        path = write_tar(tmp_path / "broken", saved_old(Made([layer], packed=[broken])))
        with pytest.raises(ImageError, match="layer 1"):
            read(path)


@pytest.mark.skipif(ZSTD is not None, reason="zstd can be unpacked here")
def test_zstd_without_a_package_is_an_error_that_names_one(tmp_path: Path) -> None:
    made = Made([tar(Item("a"))], packed=[b"\x28\xb5\x2f\xfd" + b"\0" * 50])
    with pytest.raises(ImageError, match="compressed with zstd: install the package zstandard"):
        read(write_tar(tmp_path / "a", saved_old(made)))


@pytest.mark.slow
def test_300_000_entries_are_counted(tmp_path: Path) -> None:
    some = b"".join(header(b"d%03d/n" % number) for number in range(1000))
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    known = hashlib.sha256(some * 300 + END)
    packed = b"".join([*(packer.compress(some) for _ in range(300)), packer.compress(END), packer.flush()])
    path = write_tar(tmp_path / "a", saved_old(Made([b""], packed=[packed], diff_ids=[f"sha256:{known.hexdigest()}"])))
    assert sum(1 for _ in open_image(path).layers[0].open()) == 300_000
    with pytest.raises(ImageError, match=r"more than the limit of 10000 entries \(entries\)"):
        read(path, Limits(entries=10_000))


@pytest.mark.parametrize("count", [2_000, 10_000])
def test_no_number_of_entries_takes_more_memory(count: int, tmp_path: Path) -> None:
    some = header(b"directory/name", size=1) + padded(b"x")
    path = write_tar(tmp_path / "a", saved_old(Made([some * count + END]).compressed()))
    image = open_image(path)
    tracemalloc.start()
    try:
        assert sum(1 for _ in image.layers[0].open()) == count
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_the_limits_are_those_of_all_layers_together_however_often_they_are_read(tmp_path: Path) -> None:
    layers = [tar(*(Item(f"{layer}-{number}") for number in range(10))) for layer in range(3)]
    path = image_of(tmp_path / "a", *layers)
    image = open_image(path, limits=Limits(entries=30))
    for _ in range(3):
        assert sum(len(list(layer.open())) for layer in image.layers) == 30
    with pytest.raises(ImageError, match="29 entries"):
        read(path, Limits(entries=29))


# --- anything


@given(st.binary(max_size=2000), st.integers(0, 3))
def test_no_bytes_raise_anything_but_an_image_error(noise: bytes, form: int) -> None:
    starts = [b"", header(b"a", size=3) + padded(b"abc"), pax((b"path", b"x")), header(b"a", b"x", len(noise))]
    for stream in (ChunkStream(iter([starts[form] + noise])), FileStream(io.BytesIO(starts[form] + noise))):
        try:
            for member in read_tar(stream, DEFAULT, "it"):
                member.content(100)
        except ImageError as error:
            assert str(error).startswith("it ")  # noqa: PT017


@given(
    st.lists(st.tuples(st.text("ab./é", min_size=1, max_size=12), st.binary(max_size=1500)), max_size=8),
    st.lists(st.integers(1, 700), min_size=1, max_size=5),
)
def test_the_pieces_in_which_bytes_come_do_not_matter(items: list[tuple[str, bytes]], sizes: list[int]) -> None:
    content = tar(*(Item(name, data) for name, data in items))

    def pieces() -> list[bytes]:
        at = 0
        found: list[bytes] = []
        while at < len(content):
            size = sizes[len(found) % len(sizes)]
            found.append(content[at : at + size])
            at += size
        return found

    whole = [(m.name, m.content(700)) for m in read_tar(FileStream(io.BytesIO(content)), DEFAULT, "it")]
    parts = [(m.name, m.content(700)) for m in read_tar(ChunkStream(iter(pieces())), DEFAULT, "it")]
    assert whole == parts == [(name.rstrip("\0").encode(), data[:700]) for name, data in items]


def test_a_folder_is_read_as_the_same_archive(tmp_path: Path) -> None:
    made = Made([tar(Item("a", b"1"))]).compressed()
    paths = [write_folder(tmp_path / "folder", layout(made)), write_tar(tmp_path / "tar", layout(made))]
    assert len({tuple(entry.entry.path for entry in read(path)) for path in paths}) == 1
