"""Images that a real engine has built, with all ways to build, saved by it and measured."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from analyzer.runtime.build import build
from analyzer.runtime.engine.connection import connect
from analyzer.runtime.events import Event
from analyzer.runtime.failure import OperationError, StoppedError
from analyzer.runtime.image.archive import Limits, open_image
from analyzer.runtime.image.engine_image import save
from analyzer.runtime.image.model import ImageError
from analyzer.runtime.layers import layers
from analyzer.runtime.operation import Operation
from analyzer.runtime.requests import BuildRequest, Judging, LayersRequest
from tests.fixes.engine.engine import Engine, NoEngineError

pytestmark = pytest.mark.engine

PLANTED = """\
FROM base:bb AS tools
ARG TOKEN=none
RUN echo "$TOKEN" | wc -c > /size
FROM tools
ENV PLACE=/srv
COPY --chown=1:1 data ${PLACE}/data
RUN head -c 20971520 /dev/zero > /twenty && cp /bin/busybox /bin/planted && \\
    chmod 4755 /bin/planted
# a remark
RUN rm /twenty && \\
    chmod 700 ${PLACE}/data
RUN ["/bin/ln", "/size", "/another"]
WORKDIR /srv
COPY --from=tools /size /size
CMD ["/bin/sh"]
"""
LINES = [3, 6, 7, 10, 12, 13, 14]
HERE_DOCUMENTS = """\
FROM base:bb
RUN <<EOF
echo one > /one
EOF
RUN <<-EOF cat > /two && cat <<OTHER > /three
\ttwo
\tEOF
three
OTHER
RUN <<EOF
#!/bin/sh
echo four > /four
EOF
COPY <<EOF /five
five
EOF
"""


def built(folder: Path, dockerfile: str, driver: str, tag: str, **more: object) -> None:
    (folder / "Dockerfile").write_text(dockerfile)
    (folder / "data").write_bytes(b"d" * 1000)
    result = build(
        BuildRequest(str(folder), tags=(tag,), driver=driver, network="host", judging=Judging(fail_on="never"), **more)  # type: ignore[arg-type]
    )
    assert result.succeeded, result.error


@pytest.mark.parametrize("driver", ["buildx", "buildkit", "classic"])
def test_a_planted_image_is_measured_exactly(driver: str, engine_host: str, tmp_path: Path) -> None:
    tag = f"layers-{driver}:planted"
    built(tmp_path, PLANTED, driver, tag, build_args=(("TOKEN", "hunter2-very-secret"),))
    events: list[Event] = []
    result = layers(LayersRequest(tag, str(tmp_path / "Dockerfile"), lowest_efficiency=0.9), listen=events.append)
    details = result.details
    assert result.error is not None
    assert (result.status, result.error.code) == ("refused", "inefficient-image")
    found = details["layers"]
    assert details["unmapped"] == ""
    lines = [each["line"] for each in found]
    assert [line for line in lines if line is not None] == [line for line in LINES if line in lines], found
    assert lines[0] is None
    assert {3, 6, 7, 10} <= set(lines)
    by_line = {each["line"]: each for each in found}
    assert by_line[7]["added"]["files"] == 2
    assert by_line[7]["added"]["bytes"] > 20 << 20
    assert by_line[10]["deleted"] == {"files": 1, "bytes": 20 << 20}
    assert by_line[10]["overwritten"] == {"files": 1, "bytes": 1000}, "a changed mode is a new copy"
    assert [each["base"] for each in found] == [True] + [False] * (len(found) - 1)
    wasted = {each["path"]: each for each in details["wasted"]}
    assert wasted["/twenty"] == {
        "path": "/twenty", "bytes": 20 << 20, "times": 1, "layers": [lines.index(7) + 1], "lines": [7],
        "hidden_by": {"layer": lines.index(10) + 1, "line": 10},
    }  # fmt: skip
    assert wasted["/srv/data"]["bytes"] == 1000
    assert details["wasted_bytes"] == sum(each["bytes"] for each in details["wasted"])
    assert "hunter2" not in str(result.as_dict())
    assert "hunter2" not in str(events)


@pytest.mark.parametrize("driver", ["buildx", "buildkit"])
def test_here_documents_are_told_by_their_lines(driver: str, engine_host: str, running_engine: Engine, tmp_path: Path) -> None:
    try:
        running_engine.must_know_heredocs()
    except NoEngineError as error:
        pytest.skip(str(error))
    tag = f"layers-{driver}:heredocs"
    built(tmp_path, HERE_DOCUMENTS, driver, tag)
    details = layers(LayersRequest(tag, str(tmp_path / "Dockerfile"))).details
    assert [each["line"] for each in details["layers"]] == [None, 2, 5, 10, 14], details["layers"]


def test_a_setuid_file_is_read_from_what_the_engine_saves(engine_host: str, tmp_path: Path) -> None:
    built(tmp_path, PLANTED, "auto", "layers:setuid")
    with connect() as engine:
        operation = Operation("layers")
        path = save(engine, "layers:setuid", operation, str(tmp_path))
        identifier = engine.api.inspect_image("layers:setuid")["Id"]
    image = open_image(path)
    assert identifier in image.digests
    planted = [(e.entry.mode, e.content(4)) for layer in image.layers for e in layer.open() if e.entry.path == "bin/planted"]
    assert planted == [(0o4755, b"\x7fELF")]


def test_an_image_that_the_engine_has_not_is_told(engine_host: str, tmp_path: Path) -> None:
    result = layers(LayersRequest("no-such-image:1"))
    assert result.error is not None
    assert (result.status, result.error.code, result.error.category) == ("failed", "image-not-found", "image_not_found")
    with connect() as engine, pytest.raises(OperationError, match="has no image"):
        save(engine, "no-such-image:1", Operation("layers"), str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_an_image_too_large_leaves_no_file(engine_host: str, tmp_path: Path) -> None:
    with connect() as engine, pytest.raises(ImageError, match=r"limit of 100000 bytes \(archive_bytes\)"):
        save(engine, "base:bb", Operation("layers"), str(tmp_path), Limits(archive_bytes=100_000))
    assert list(tmp_path.iterdir()) == []


def test_saving_is_stopped(engine_host: str, tmp_path: Path) -> None:
    cancel = threading.Event()

    def stop(event: Event) -> None:
        if event.kind == "progress":
            cancel.set()

    folder = tmp_path / "context"
    folder.mkdir()
    built(folder, PLANTED, "auto", "layers:stopped")
    place = tmp_path / "place"
    place.mkdir()
    operation = Operation("layers", cancel=cancel, listen=stop)
    with connect() as engine, pytest.raises(StoppedError), operation.stage("load"):
        save(engine, "layers:stopped", operation, str(place))
    assert list(place.iterdir()) == []
