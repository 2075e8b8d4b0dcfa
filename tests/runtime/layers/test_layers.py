"""The operation as a whole, on archives: result, text, gates, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest

from analyzer.runtime.events import Event
from analyzer.runtime.layers import layers, render_text, report_of
from analyzer.runtime.layers_text import amount
from analyzer.runtime.operation import Operation
from analyzer.runtime.requests import LayersRequest
from analyzer.runtime.result import Result
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document
from tests.runtime.image.images import Item, Made, hardlink, header, image_of, layout, saved_old, tar, write_folder, write_tar

DOCKERFILE = "FROM base:1\nRUN make big\nCOPY log /log\nRUN rm /big && app > /log\n"
HISTORY: list[dict[str, Any]] = [
    {"created_by": ""},
    {"created_by": "RUN |1 TOKEN=hunter2-is-secret /bin/sh -c make big # buildkit"},
    {"created_by": "ENV A=1", "empty_layer": True},
    {"created_by": "COPY log /log # buildkit"},
    {"created_by": "RUN /bin/sh -c rm /big && app > /log # buildkit"},
]
FILES = [
    tar(Item("bin/sh", b"x" * 3_000), hardlink("bin/ls", "bin/sh")),
    tar(Item("big", b"x" * 5_000_000)),
    tar(Item("log", b"x" * 2_000)),
    tar(Item(".wh.big"), Item("log", b"x" * 4_000)),
]


@pytest.fixture
def request_(tmp_path: Path) -> LayersRequest:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE.replace("COPY", "ENV A=1\nCOPY"))
    made = Made(FILES, ["app:1"], HISTORY)
    return LayersRequest(write_tar(tmp_path / "image.tar", layout(made)), str(tmp_path / "Dockerfile"))


def test_the_result_tells_all_figures(request_: LayersRequest) -> None:
    result = layers(request_)
    details = result.details
    assert (result.status, result.error, result.image) == ("succeeded", None, request_.image)
    assert result.image_id is not None
    assert result.image_id.startswith("sha256:")
    assert (result.digest, bool(details["digest"])) == (None, True), "no registry has confirmed it"
    assert [stage.status for stage in result.stages] == ["succeeded", "succeeded"]
    assert json.loads(json.dumps(result.as_dict()))["details"] == details
    assert details["total_bytes"] == 5_009_000
    assert details["visible_bytes"] == 7_000
    assert details["wasted_bytes"] == 5_002_000
    assert details["efficiency"] == 0.0014
    assert (details["wasted_files"], details["unmapped"]) == (2, "")
    keys = ("layer", "line", "base", "added", "overwritten", "deleted")
    shown = [tuple(each[key] for key in keys) for each in details["layers"]]
    none = {"files": 0, "bytes": 0}
    assert shown == [
        (1, None, True, {"files": 1, "bytes": 3_000}, none, none),
        (2, 2, False, {"files": 1, "bytes": 5_000_000}, none, none),
        (3, 4, False, {"files": 1, "bytes": 2_000}, none, none),
        (4, 5, False, none, {"files": 1, "bytes": 4_000}, {"files": 1, "bytes": 5_000_000}),
    ]
    assert details["layers"][0]["hard_links"] == 1
    assert details["wasted"] == [
        {"path": "/big", "bytes": 5_000_000, "times": 1, "layers": [2], "lines": [2], "hidden_by": {"layer": 4, "line": 5}},
        {"path": "/log", "bytes": 2_000, "times": 1, "layers": [3], "lines": [4], "hidden_by": {"layer": 4, "line": 5}},
    ]
    assert [each["path"] for each in details["largest"]] == ["/log", "/bin/sh"]
    assert "hunter2" not in json.dumps(result.as_dict())


def text_of(request: LayersRequest) -> str:
    document = parse_document(Source.from_bytes(Path(request.dockerfile).read_bytes())) if request.dockerfile else None
    return render_text(report_of(request, Operation("layers"), document))


def test_the_text_is_a_table(request_: LayersRequest) -> None:
    text = text_of(request_)
    head, rest = text.split("\n", 1)
    assert head.startswith(f"{request_.image} (sha256:")
    assert (
        rest
        == """\
4.7 MiB in 4 layers, 6.8 KiB of that visible
efficiency 0.14%, 4.7 MiB wasted

layer  line        added  overwritten      deleted  made by
    1  base  2.9 KiB (1)            -            -
    2     2  4.7 MiB (1)            -            -  RUN /bin/sh -c make big
    3     4  1.9 KiB (1)            -            -  COPY log /log
    4     5            -  3.9 KiB (1)  4.7 MiB (1)  RUN /bin/sh -c rm /big && app > /log

Wasted
4.7 MiB  /big  in layer 2 (line 2), hidden by layer 4 (line 5)
1.9 KiB  /log  in layer 3 (line 4), hidden by layer 4 (line 5)

Largest files
3.9 KiB  /log     layer 4 (line 5)
2.9 KiB  /bin/sh  layer 1
"""
    )
    assert "\x1b" not in text


def test_what_is_not_shown_is_counted(request_: LayersRequest) -> None:
    assert "  and 1 more files\n" in text_of(replace(request_, shown=1))
    assert len(layers(replace(request_, shown=1)).details["wasted"]) == 1
    assert layers(replace(request_, shown=1)).details["wasted_files"] == 2
    assert "  and 2 more files\n" in text_of(replace(request_, shown=0))


def test_without_a_dockerfile_there_are_no_lines(request_: LayersRequest) -> None:
    text = text_of(replace(request_, dockerfile=""))
    assert "no Dockerfile lines: no Dockerfile was named" in text
    assert "base" not in text
    assert {each["base"] for each in layers(replace(request_, dockerfile="")).details["layers"]} == {None}


@pytest.mark.parametrize(
    ("gates", "why"),
    [
        ({"lowest_efficiency": 0.9}, ["the efficiency is 0.14%, below 90.00%"]),
        ({"most_wasted": 1000}, ["4.7 MiB are wasted, more than 1000 B"]),
        (
            {"most_wasted": 0, "lowest_efficiency": 1.0},
            ["the efficiency is 0.14%, below 100.00%", "4.7 MiB are wasted, more than 0 B"],
        ),
        ({"lowest_efficiency": 0.0, "most_wasted": 5_002_000}, []),
    ],
)
def test_the_gates_fail_it(request_: LayersRequest, gates: dict[str, float], why: list[str]) -> None:
    result = layers(replace(request_, **gates))  # type: ignore[arg-type]
    assert result.details["failed"] == why
    assert result.details["wasted_files"] == 2
    assert result.succeeded == (not why)
    if result.error is not None:
        assert (result.status, result.error.code, result.error.category) == ("refused", "inefficient-image", "waste")
        assert result.error.message == "; ".join(why)
    assert [line for line in text_of(replace(request_, **gates)).splitlines() if line.startswith("failed")] == [  # type: ignore[arg-type]
        f"failed: {each}" for each in why
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lowest_efficiency": 1.1}, "bad-request"),
        ({"lowest_efficiency": float("nan")}, "bad-request"),
        ({"most_wasted": -1}, "bad-request"),
        ({"shown": -1}, "bad-request"),
        ({"dockerfile": "", "target": "x"}, "bad-request"),
        ({"target": "nothing"}, "bad-target"),
        ({"dockerfile": "/nothing"}, "bad-dockerfile"),
        ({"image": "-rm"}, "bad-reference"),
        ({"image": "no/such/../file"}, "bad-reference"),
    ],
)
def test_a_request_that_cannot_be_acted_on_is_refused(request_: LayersRequest, change: dict[str, str], code: str) -> None:
    result = layers(replace(request_, **change))  # type: ignore[arg-type]
    assert (result.status, result.error and result.error.code) == ("refused", code)
    assert not result.details


def refused_of(result: Result) -> tuple[str, str, str]:
    assert result.error is not None
    assert not result.details
    return result.status, result.error.code, result.error.category


def test_an_image_that_cannot_be_read_is_not_assessed(tmp_path: Path) -> None:
    bad = image_of(tmp_path / "bad", header(b"../x") + b"\0" * 1024)
    result = layers(LayersRequest(bad))
    assert refused_of(result) == ("failed", "bad-image", "not_assessed")
    assert result.error is not None
    assert (result.error.stage, result.error.message) == ("read", "layer 1 has a path that leaves the image: ../x")
    (tmp_path / "empty").mkdir()
    assert refused_of(layers(LayersRequest(str(tmp_path / "empty")))) == ("failed", "bad-image", "not_assessed")


def test_a_folder_of_the_name_of_an_image_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path)
    result = layers(LayersRequest("app"))
    assert result.error is not None
    assert result.error.remedies == ("there is a folder app; if an image of the engine is meant, write app:latest",)


def test_a_dry_run_reads_nothing(request_: LayersRequest) -> None:
    Path(request_.image).write_bytes(b"no image")
    result = layers(replace(request_, dry_run=True, lowest_efficiency=0.5, most_wasted=1 << 20))
    assert (result.status, result.details) == ("succeeded", {})
    assert result.plan == [
        f"read the archive {request_.image}",
        f"tell its layers by the lines of {request_.dockerfile}",
        "measure its layers; an efficiency below 50.0% fails; more than 1.0 MiB wasted fails",
    ]
    assert layers(LayersRequest("app:1", dry_run=True)).plan[0] == "ask the engine for app:1"


def test_it_tells_how_far_it_is_and_can_be_stopped(request_: LayersRequest) -> None:
    events: list[Event] = []
    layers(request_, listen=events.append)
    assert [event.done for event in events] == sorted(event.done for event in events)
    assert events[-1].done == 1.0
    assert any(event.message == "layer 2 of 4" for event in events)
    cancel = Flag()
    cancel.set()
    assert refused_of(layers(request_, cancel=cancel)) == ("cancelled", "cancelled", "cancelled")
    assert refused_of(layers(replace(request_, timeout=0.0)))[1] == "timed-out"


def test_nothing_in_an_image_steers_the_terminal(tmp_path: Path) -> None:
    name = "evil\x1b]52;c;x\x07\u202e\udce9\n"
    history = [{"created_by": "RUN /bin/sh -c echo \x1b[2J\u202e\x9b31m # buildkit"}, {"created_by": ""}]
    made = Made([tar(Item(name, b"xx")), tar(Item(f".wh.{name}"), Item(f"{name}2", b"1"))], ["n"], history)
    request = LayersRequest(write_folder(tmp_path / "image", saved_old(made)))
    texts = [text_of(request), json.dumps(layers(request).as_dict(), ensure_ascii=False)]
    for text in texts:
        assert all(char.isprintable() or char == "\n" for char in text)
        assert r"/evil\x1b]52;c;x\x07\u202e\xe9\x0a" in text.replace("\\\\", "\\")


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (1 << 20, "1.0 MiB"),
        ((1 << 20) - 1, "1023.9 KiB"),
        (5 << 49, "2560.0 TiB"),
    ],
)
def test_amounts_are_never_more_than_there_is(size: int, text: str) -> None:
    assert amount(size) == text
