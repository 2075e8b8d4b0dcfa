"""What layers add, overwrite and take away, held to a model that counts the slow way."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tracemalloc
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.runtime.image.archive import Limits, open_image
from analyzer.runtime.image.limits import DEFAULT
from analyzer.runtime.image.model import ImageError
from analyzer.runtime.image.usage import LayerUse, Usage, measure
from tests.runtime.image.images import Item, Made, folder, hardlink, header, image_of, saved_old, symlink, tar, write_tar

ROOT = Path(__file__).resolve().parents[3]


def used(path: Path, *layers: list[Item], limits: Limits = DEFAULT) -> Usage:
    return measure(open_image(image_of(path / "image", *(tar(*items) for items in layers))), limits=limits)


def figures(use: LayerUse) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    return (
        (use.added_files, use.added_bytes),
        (use.overwritten_files, use.overwritten_bytes),
        (use.deleted_files, use.deleted_bytes),
    )


# --- a model


@dataclass(eq=False)
class File:
    size: int
    layer: int


@dataclass
class Model:
    """Every path with what it is: a file, or for a directory the layer that says so last."""

    state: dict[str, File | int] = field(default_factory=dict)
    hidden: dict[str, int] = field(default_factory=dict)
    firsts: dict[int, str] = field(default_factory=dict)

    def alive(self) -> set[int]:
        return {id(what) for what in self.state.values() if isinstance(what, File)}

    def passable(self, path: str) -> bool:
        return not any(isinstance(self.state.get(above), File) for above in parents(path))

    def below(self, path: str) -> list[str]:
        return [other for other in self.state if other.startswith(f"{path}/")]

    def make_parents(self, path: str, layer: int) -> None:
        for above in parents(path):
            self.state.setdefault(above, layer)

    def take(self, paths: list[str], layer: int) -> None:
        """What is older than the layer goes, and the directories that are empty then."""
        for path in sorted(paths, reverse=True):
            what = self.state[path]
            age = what.layer if isinstance(what, File) else what
            if age < layer and not self.below(path):
                del self.state[path]


def parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


Step = tuple[str, str, int, str]
PATHS = ["a", "b", "a/x", "a/y", "b/x", "a/x/q", "a/x/r", "b/x/q"]
STEPS = st.tuples(
    st.sampled_from(["file", "file", "file", "directory", "link", "whiteout", "opaque"]),
    st.sampled_from(PATHS),
    st.integers(0, 40),
    st.sampled_from(PATHS),
)


def apply(model: Model, step: Step, layer: int, kept: list[File]) -> tuple[Item | None, str]:
    """Does a step to the model if an engine would do it. Its entry, and where other content takes the path: which."""
    kind, path, size, target = step
    before = model.state.get(path)
    if not model.passable(path):
        return None, ""
    if kind == "whiteout":
        model.take([other for other in [path, *model.below(path)] if other in model.state], layer)
        head, _, name = path.rpartition("/")
        return Item(f"{head}/.wh.{name}".lstrip("/")), ""
    if kind == "opaque":
        if isinstance(before, File):
            return None, ""
        model.take(model.below(path), layer)
        return Item(f"{path}/.wh..wh..opq"), ""
    if kind == "directory":
        model.make_parents(path, layer)
        model.state[path] = layer
        return folder(path), ""
    found = model.state.get(target)
    if kind == "link" and (not isinstance(found, File) or not model.passable(target)):
        return None, ""
    model.make_parents(path, layer)
    for other in model.below(path):
        del model.state[other]
    if kind == "link":
        assert isinstance(found, File)
        model.state[path] = found
        return hardlink(path, target), path if isinstance(before, File) else ""
    made = File(size, layer)
    kept.append(made)
    model.firsts[id(made)] = path
    model.state[path] = made
    return Item(path, b"x" * size), path if isinstance(before, File) else ""


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(STEPS, max_size=8), min_size=1, max_size=4))
def test_the_figures_are_those_of_a_model(steps: list[list[Step]]) -> None:
    model = Model()
    kept: list[File] = []
    layers: list[list[Item]] = []
    wanted = []
    by_id: dict[int, File] = {}
    for layer, listed in enumerate(steps):
        items: list[Item] = []
        added, overwritten, deleted = [0, 0], [0, 0], [0, 0]
        for step in listed:
            before = model.alive()
            old = model.state.get(step[1])
            item, replaced = apply(model, step, layer, kept)
            if item is None:
                continue
            items.append(item)
            by_id = {id(file): file for file in kept}
            if step[0] == "file":
                tally = overwritten if replaced else added
                tally[0] += 1
                tally[1] += step[2]
            for lost in before - model.alive():
                model.hidden[model.firsts[lost]] = model.hidden.get(model.firsts[lost], 0) + by_id[lost].size
                if not (replaced and isinstance(old, File) and id(old) == lost):
                    deleted[0] += 1
                    deleted[1] += by_id[lost].size
        layers.append(items)
        wanted.append((tuple(added), tuple(overwritten), tuple(deleted)))
    with TemporaryDirectory() as place:
        usage = used(Path(place), *layers)
    assert [figures(use) for use in usage.layers] == wanted
    assert usage.total == sum(file.size for file in kept)
    assert usage.visible == sum(by_id[file].size for file in model.alive())
    assert {waste.path: waste.bytes for waste in usage.wasted} == {path: size for path, size in model.hidden.items() if size}
    assert sum(large.bytes for large in usage.largest) == usage.visible  # there are fewer than are listed
    assert [-waste.bytes for waste in usage.wasted] == sorted(-waste.bytes for waste in usage.wasted)


# --- cases

A10, A20 = Item("a", b"x" * 10), Item("a", b"x" * 20)
CASES: dict[str, tuple[list[list[Item]], list[tuple[tuple[int, int], tuple[int, int], tuple[int, int]]], int]] = {
    "nothing": ([[]], [((0, 0), (0, 0), (0, 0))], 0),
    "deleted": ([[A10], [Item(".wh.a")]], [((1, 10), (0, 0), (0, 0)), ((0, 0), (0, 0), (1, 10))], 0),
    "overwritten": ([[A10], [A20]], [((1, 10), (0, 0), (0, 0)), ((0, 0), (1, 20), (0, 0))], 20),
    "another mode is a new copy": (
        [[A10], [Item("a", b"x" * 10, mode=0o755)]],
        [((1, 10), (0, 0), (0, 0)), ((0, 0), (1, 10), (0, 0))],
        10,
    ),
    "deleted and made again": ([[A10], [Item(".wh.a"), A20]], [((1, 10), (0, 0), (0, 0)), ((1, 20), (0, 0), (1, 10))], 20),
    "a whiteout is for lower layers alone": ([[A10, Item(".wh.a")]], [((1, 10), (0, 0), (0, 0))], 10),
    "an opaque mark comes late": (
        [[Item("d/a", b"123")], [Item("d/b", b"4"), Item("d/.wh..wh..opq")]],
        [((1, 3), (0, 0), (0, 0)), ((1, 1), (0, 0), (1, 3))],
        1,
    ),
    "an opaque root": ([[A10], [Item(".wh..wh..opq")]], [((1, 10), (0, 0), (0, 0)), ((0, 0), (0, 0), (1, 10))], 0),
    "hard links count once": ([[A10, hardlink("b", "a"), hardlink("c", "b")]], [((1, 10), (0, 0), (0, 0))], 10),
    "a hard link keeps what it names": (
        [[A10, hardlink("b", "a")], [Item(".wh.a")]],
        [((1, 10), (0, 0), (0, 0)), ((0, 0), (0, 0), (0, 0))],
        10,
    ),
    "the last hard link goes": (
        [[A10, hardlink("b", "a")], [Item(".wh.a"), Item(".wh.b")]],
        [((1, 10), (0, 0), (0, 0)), ((0, 0), (0, 0), (1, 10))],
        0,
    ),
    "a directory in the place of a file": ([[A10], [folder("a")]], [((1, 10), (0, 0), (0, 0)), ((0, 0), (0, 0), (1, 10))], 0),
    "a file in the place of a directory": (
        [[Item("a/b", b"123"), Item("a/c", b"4")], [A10]],
        [((2, 4), (0, 0), (0, 0)), ((1, 10), (0, 0), (2, 4))],
        10,
    ),
    "one entry twice in a layer": ([[A10, A20]], [((1, 10), (1, 20), (0, 0))], 20),
    "a whiteout of nothing": ([[Item(".wh.a"), Item("x/.wh.y"), Item("z/.wh..wh..opq")]], [((0, 0), (0, 0), (0, 0))], 0),
    "a directory again": (
        [[folder("d"), Item("d/a", b"1")], [folder("d", mode=0o700)]],
        [((1, 1), (0, 0), (0, 0)), ((0, 0), (0, 0), (0, 0))],
        1,
    ),
    "through a symbolic link": (
        [[folder("usr/bin"), symlink("bin", "usr/bin"), Item("usr/bin/a", b"12")], [Item("bin/a", b"345"), Item("bin/.wh.b")]],
        [((2, 2), (0, 0), (0, 0)), ((0, 0), (1, 3), (0, 0))],
        3,
    ),
    "through an absolute link that climbs": (
        [[folder("d/e"), symlink("l", "/../d/./e/..")], [Item("l/a", b"1"), Item("d/.wh.e")]],
        [((1, 0), (0, 0), (0, 0)), ((1, 1), (0, 0), (0, 0))],
        1,
    ),
    "a symbolic link to nowhere": (
        [[symlink("a", "/nowhere")], [Item(".wh.a")]],
        [((1, 0), (0, 0), (0, 0)), ((0, 0), (0, 0), (1, 0))],
        0,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("layers", "wanted", "visible"), CASES.values(), ids=CASES.keys())
def test_layers_are_laid_one_over_the_other(
    layers: list[list[Item]], wanted: list[tuple[tuple[int, int], ...]], visible: int, tmp_path: Path
) -> None:
    usage = used(tmp_path, *layers)
    assert [figures(use) for use in usage.layers] == wanted
    assert (usage.total, usage.visible) == (sum(use.bytes for use in usage.layers), visible)


def test_what_is_wasted_is_told_by_path_and_layers(tmp_path: Path) -> None:
    usage = used(
        tmp_path,
        [Item("log", b"x" * 100), Item("big", b"x" * 500), Item("kept", b"x" * 400)],
        [Item("log", b"x" * 300)],
        [Item("log", b"x" * 200)],
        [Item(".wh.big")],
    )
    assert [(w.path, w.bytes, w.times, w.layers, w.hidden_by) for w in usage.wasted] == [
        ("big", 500, 1, [0], 3),
        ("log", 400, 2, [0, 1], 2),
    ]
    assert [(large.path, large.bytes, large.layer) for large in usage.largest] == [("kept", 400, 0), ("log", 200, 2)]
    assert (usage.total, usage.visible, usage.lost, usage.efficiency) == (1500, 600, 900, 0.4)
    assert used(tmp_path, []).efficiency == 1.0


BAD: dict[str, tuple[list[list[Item]], str]] = {
    "a hard link to nothing": ([[hardlink("a", "b")]], "layer 1 has a hard link to what is no file: 'a' -> 'b'"),
    "a hard link to a directory": ([[folder("d"), hardlink("a", "d")]], "to what is no file"),
    "below a file": ([[A10], [Item("a/b")]], "layer 2 has a path through what is no directory: 'a/b'"),
    "a circle of links": ([[symlink("a", "b"), symlink("b", "a"), Item("a/x")]], "through what is no directory"),
}


@pytest.mark.parametrize(("layers", "why"), BAD.values(), ids=BAD.keys())
def test_what_no_engine_would_unpack_is_refused(layers: list[list[Item]], why: str, tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=why):
        used(tmp_path, *layers)


def test_the_table_of_paths_is_limited(tmp_path: Path) -> None:
    deep = Item("/".join("d" * 1500) + "/f")
    with pytest.raises(ImageError, match=r"limit of 500000 bytes \(table\)"):
        used(tmp_path, [deep], limits=Limits(table=500_000))
    with pytest.raises(ImageError, match=r"\(table\)"):
        used(tmp_path, [symlink(f"l{number}", "x" * 4000) for number in range(150)], limits=Limits(table=500_000))
    assert used(tmp_path, [deep]).layers[0].added_files == 1


def test_what_layers_hide_over_and_over_is_looked_at_once(tmp_path: Path) -> None:
    files = [Item(f"d/{number % 50}/{number}", b"x") for number in range(2_000)]
    marks = [Item("d/.wh..wh..opq") for _ in range(20_000)]
    assert used(tmp_path, files, marks).layers[1].deleted_files == 2_000


def many(path: Path, count: int) -> str:
    blocks = b"".join(header(b"usr/share/d%03d/name%06d" % (number % 500, number)) for number in range(count))
    made = Made([blocks + b"\0" * 1024])
    return write_tar(path, saved_old(made.compressed()))


def test_many_paths_take_little_memory(tmp_path: Path) -> None:
    image = open_image(many(tmp_path / "a", 3_000))
    tracemalloc.start()
    try:
        assert measure(image).layers[0].added_files == 3_000
        assert tracemalloc.get_traced_memory()[1] < (4 << 20) + 3_000 * 600
    finally:
        tracemalloc.stop()


MEASURED = """
import sys
from analyzer.runtime.image.archive import open_image
from analyzer.runtime.image.usage import measure

def most():  # KiB of memory it ever had; what getrusage tells may be that of the process it comes from
    with open("/proc/self/status") as file:
        return int(next(line for line in file if line.startswith("VmHWM")).split()[1])

image = open_image(sys.argv[1])
before = most()
entries = sum(1 for _ in image.layers[0].open())
between = most()
files = measure(image).layers[0].added_files
print(entries, files, between - before, most() - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is told in other units there")
def test_300_000_paths_take_little_memory(tmp_path: Path) -> None:
    path = many(tmp_path / "a", 300_000)
    done = subprocess.run([sys.executable, "-c", MEASURED, path], capture_output=True, text=True, check=True, cwd=ROOT)
    entries, files, streamed, measured = map(int, done.stdout.split())
    assert (entries, files) == (300_000, 300_000)
    assert streamed < 20 << 10, "KiB, to read them"
    assert streamed < measured < 200 << 10, "KiB, to lay them one over the other"


def test_names_that_are_no_text_are_measured(tmp_path: Path) -> None:
    name = "caf\udce9"
    path = image_of(
        tmp_path / "a", tar(Item(name, b"12"), form=tarfile.GNU_FORMAT), tar(Item(f".wh.{name}"), form=tarfile.GNU_FORMAT)
    )
    assert [(waste.path, waste.bytes) for waste in measure(open_image(path)).wasted] == [(name, 2)]
