"""Lines above instructions."""

from __future__ import annotations

import pytest

from analyzer.lsp.features.display import LensOptions
from analyzer.lsp.features.lenses import AT_ONCE, SHOW_REFERENCES, lenses, resolve
from tests.lsp.marked import opened, snapshot

ANY = "rebuilt when any file of the context changes"
USES = [
    ("FROM a\n", ["becomes the image"]),
    ("FROM a AS b\nFROM c\n", ["0 uses of this stage · not part of the build", "becomes the image"]),
    ("FROM a AS b\nFROM «b»\n", ["1 use of this stage", "becomes the image"]),
    (
        "FROM a AS b\nFROM «b»\nCOPY --from=«B» x y\nRUN --mount=from=«b»,target=/x true\n",
        ["3 uses of this stage", "becomes the image"],
    ),
    ("FROM a\nFROM c\nCOPY --from=«0» x y\n", ["1 use of this stage", "becomes the image"]),
    ("ARG V\nFROM a AS b\nFROM $V\n", ["0 uses of this stage", "becomes the image"]),
    ("FROM a AS b\r\nRUN x \\\r\n  y\r\nFROM «b»\r\n", ["1 use of this stage", "becomes the image"]),
]  # fmt: skip

LAYERS = [
    ("FROM a\nRUN true\nENV A=b\nWORKDIR /x\n", ["layer 1", "layer 2"]),
    ("FROM a\nCOPY . .\nRUN true\n", [f"layer 1 · {ANY}", f"layer 2 · {ANY}"]),
    ("FROM a\nRUN true\nCOPY . .\n", ["layer 1", f"layer 2 · {ANY}"]),
    ("FROM a\nCOPY x y ./\nRUN true\n", ["layer 1 · rebuilt when x, y change", "layer 2 · rebuilt when x, y change"]),
    ("FROM a\nARG V\nRUN true\n", ["layer 1 · rebuilt when V changes"]),
    ("FROM a\nCOPY 1 2 3 4 5 ./\n", ["layer 1 · rebuilt when 1, 2, 3 and 2 more change"]),
    ("FROM a\nCOPY . .\nCOPY --link x y\n", [f"layer 1 · {ANY}", "layer 2 · rebuilt when x changes"]),
    ("FROM a\nRUN --mount=target=/src make\n", [f"layer 1 · {ANY}"]),
    ("FROM a AS b\nCOPY . .\nFROM c\nCOPY --from=b /x /\n", [f"layer 1 · {ANY}", f"layer 1 · {ANY}"]),
    (
        "FROM debian:12\nCOPY . .\nRUN apt-get update && apt-get install -y curl\n",
        [f"layer 1 · {ANY}", f"layer 2 · leaves /var/lib/apt/lists · {ANY}"],
    ),
    ("FROM debian:12\nRUN apt-get update && rm -rf /var/lib/apt/lists/*\n", ["layer 1"]),
    ("FROM a\nRUN --mount=type=cache,target=/root/.npm npm ci\n", ["layer 1"]),
    ("FROM a\nCOPY hunter2secret x\nENV A_PASSWORD=hunter2secret\n", ["layer 1 · rebuilt when hun********** changes"]),
    ("FROM a\nONBUILD RUN true\n", []),
    ("FROM a AS b\nONBUILD RUN true\nFROM b\nRUN true\n", ["layer 2"]),
    ("RUN\nFROM a\nCOPY\n", ["layer 1"]),
]


@pytest.mark.parametrize(("text", "titles"), USES)
def test_uses_of_stages(text: str, titles: list[str]) -> None:
    file, marks = opened(text)
    found = lenses(file, LensOptions(layers=False))
    assert [lens.title for lens in found] == titles
    assert sorted(place for lens in found for place in lens.places) == marks.ranges
    for lens in found:
        assert lens.command == (SHOW_REFERENCES if lens.places else "")
        assert file.text[slice(*lens.range)] == "FROM"


@pytest.mark.parametrize(("text", "titles"), LAYERS)
def test_layers(text: str, titles: list[str]) -> None:
    file = snapshot(text)
    found = lenses(file, LensOptions(uses=False))
    assert [lens.title for lens in found] == titles
    assert [resolve(file, lens.data) for lens in found] == titles


def test_layers_of_a_large_file_are_told_when_they_are_seen() -> None:
    file = snapshot("FROM a\nCOPY . .\n" + "RUN true\n" * AT_ONCE)
    found = lenses(file, LensOptions(uses=False))
    assert len(found) == AT_ONCE + 1
    assert not any(lens.title for lens in found)
    assert resolve(file, found[-1].data) == f"layer {AT_ONCE + 1} · {ANY}"


@pytest.mark.parametrize("data", [None, {}, {"layer": 1}, {"layer": "x"}, {"layer": 0}, 3])
def test_what_names_no_layer_any_more(data: object) -> None:
    assert resolve(snapshot("FROM a\nRUN true\n"), data) is None


def test_nothing_is_shown_where_all_is_switched_off() -> None:
    assert lenses(snapshot("FROM a\nRUN true\n"), LensOptions(uses=False, layers=False)) == []
