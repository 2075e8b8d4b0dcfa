"""What engines send while they build, to steps, lines and what came from the cache."""

from __future__ import annotations

import base64
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.runtime.engine.plain import Lines, Log, plain
from analyzer.runtime.engine.protobuf import BadMessageError, read_update
from analyzer.runtime.engine.rawjson import read
from analyzer.runtime.engine.steps import Printed, Steps, Update, Vertex
from analyzer.runtime.events import Event
from analyzer.runtime.operation import Operation


def varint(number: int) -> bytes:
    found = b""
    while number > 0x7F:
        found += bytes([number & 0x7F | 0x80])
        number >>= 7
    return found + bytes([number])


def field(number: int, value: int | bytes | str) -> bytes:
    """A field in the wire format, written here anew so that the reader is not its own judge."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


TIME = field(1, 1_700_000_000) + field(2, 5)
VERTEX = (
    field(1, "sha256:a") + field(2, "sha256:b") + field(3, "[2/3] RUN make") + field(4, 1) + field(5, TIME) + field(6, TIME)
)


def test_a_status_message_is_read() -> None:
    message = (
        field(1, VERTEX)
        + field(2, field(1, "layer") + field(4, 7))
        + field(3, field(1, "sha256:a") + field(2, TIME) + field(3, 2) + field(4, b"\xffhm\n"))
        + field(4, field(1, "sha256:a") + field(3, "old syntax"))
        + field(99, "from the future")
    )
    assert read_update(message) == Update(
        (Vertex("sha256:a", "[2/3] RUN make", started=True, completed=True, cached=True),),
        (Printed("sha256:a", 2, b"\xffhm\n"),),
        ("old syntax",),
    )


def test_other_kinds_of_fields_are_passed_over() -> None:
    assert read_update(varint(9 << 3 | 1) + bytes(8) + varint(10 << 3 | 5) + bytes(4)) == Update()


@pytest.mark.parametrize(
    "message",
    [b"\x0a", b"\x0a\x05abc", b"\x80" * 11, b"\x00\x01", b"\x0b", b"\x09\x01", field(1, b"\x0a\x7f")],
    ids=["no size", "short", "endless number", "field 0", "group", "short fixed", "bad inside"],
)
def test_what_is_no_message_is_told(message: bytes) -> None:
    with pytest.raises(BadMessageError):
        read_update(message)


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(message: bytes) -> None:
    with suppress(BadMessageError):
        read_update(message)


EVENT = {
    "vertexes": [{"digest": "sha256:a", "name": "[2/3] RUN make", "started": "2026-01-01T00:00:00Z", "cached": True}],
    "logs": [{"vertex": "sha256:a", "stream": 2, "data": base64.b64encode(b"hm\n").decode()}],
    "warnings": [{"short": base64.b64encode(b"old").decode()}],
}
READ = Update((Vertex("sha256:a", "[2/3] RUN make", started=True, cached=True),), (Printed("sha256:a", 2, b"hm\n"),), ("old",))


@pytest.mark.parametrize("indent", [None, 2])
def test_events_in_json_on_one_line_or_many(indent: int | None) -> None:
    text = f"before\n{json.dumps(EVENT, indent=indent)}\n{json.dumps(EVENT, indent=indent)}\nERROR: after\n"
    assert list(read(text.splitlines(keepends=True))) == ["before", READ, READ, "ERROR: after"]


@pytest.mark.parametrize(
    "text", ["{", "{not json}", "{\nnot json\n}", "[1]", '{"vertexes": 3, "logs": [7]}', '{"logs": [{"data": "%"}]}']
)
def test_what_is_no_event_is_a_line(text: str) -> None:
    for found in read(text.splitlines()):
        assert isinstance(found, (str, Update))


def heard() -> tuple[Steps, list[Event]]:
    events: list[Event] = []
    operation = Operation("build", listen=events.append)
    with operation.stage("build"):
        return Steps(operation), events


def test_what_came_from_the_cache() -> None:
    steps, _ = heard()
    names = {
        "a": ("[internal] load build definition from Dockerfile", True),
        "b": ("[1/3] FROM docker.io/library/base:bb", True),
        "c": ("[2/3] COPY a /a", True),
        "d": ("[build 3/3] RUN make", False),
        "e": ("[linux/arm64 build 3/3] RUN make", True),
        "f": ("exporting to image", True),
        "g": ("[auth] library/base:pull", True),
    }
    for digest, (name, cached) in names.items():
        steps.take(Update((Vertex(digest, name, started=True),)))
        steps.take(Update((Vertex(digest, name, started=True, completed=True, cached=cached),)))
    assert (steps.cache.steps, steps.cache.hits) == (3, 2)


def test_a_step_that_failed_counts_for_nothing() -> None:
    steps, _ = heard()
    steps.take(Update((Vertex("a", "[2/2] RUN false", started=True, completed=True, error="exit code: 1"),)))
    assert steps.cache.ratio is None
    assert "exit code: 1" in steps.log.text


def test_progress_goes_by_steps_and_never_back() -> None:
    steps, events = heard()
    steps.take(Update(tuple(Vertex(str(number), f"[{number}/4] RUN {number}") for number in (2, 3))))
    for number in (2, 3, 4):
        steps.take(Update((Vertex(str(number), f"[{number}/4] RUN {number}", started=True, completed=True),)))
    done = [event.done for event in events if event.kind == "progress"]
    assert len(done) == 3
    assert done == sorted(done)
    assert 0 < done[0] < 1


def test_pieces_of_output_are_joined_for_each_source() -> None:
    steps, _ = heard()
    for vertex, data in (("a", b"one"), ("b", b"two\n"), ("a", b"-more\nre"), ("a", b"st"), ("b", b"\x1b[31mred\x1b[0m\r\n")):
        steps.take(Update(printed=(Printed(vertex, 1, data),)))
    steps.end()
    assert steps.log.text.split("\n") == ["#1 two", "#2 one-more", "#1 red", "#2 rest"]


PLAIN = {
    "colours": ("\x1b[1;31mred\x1b[0m", "red"),
    "8 bits": ("\x9b31mred\x9b0m", "red"),
    "a link": ("\x1b]8;;http://evil.example\x1b\\text\x1b]8;;\x1b\\", "text"),
    "the clipboard": ("a\x1b]52;c;cm0gLXJmIC8=\x07b", "ab"),
    "a title in 8 bits": ("a\x9d0;title\x9cb", "ab"),
    "a device string": ("a\x1bPq#1\x1b\\b", "ab"),
    "other": ("a\x1bcb\x1b(Bc", "abc"),
    "nothing": ("plain [0m text é", "plain [0m text é"),
}


@pytest.mark.parametrize("case", PLAIN)
def test_sequences_that_steer_a_terminal_go(case: str) -> None:
    given, expected = PLAIN[case]
    assert plain(given) == expected


@pytest.mark.parametrize("given", ["a\x1b]8;;never ended", "\u202eabc", "x\x85y", "\x1b"])
def test_what_is_left_of_them_is_shown_as_text(given: str) -> None:
    events: list[Event] = []
    operation = Operation("build", listen=events.append)
    with operation.stage("build"):
        Steps(operation).say(plain(given))
    assert all(event.message.isprintable() for event in events)


@given(st.lists(st.text(alphabet="ab\r\n", max_size=6), max_size=8))
def test_lines_are_those_of_the_text_however_it_is_cut(pieces: list[str]) -> None:
    found: list[str] = []
    lines = Lines(lambda line, _source: found.append(line))
    for piece in pieces:
        lines.add(piece)
    lines.end_all()
    expected = "".join(pieces).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert found == (expected if expected[-1] else expected[:-1])


def test_a_line_without_end_is_cut() -> None:
    found: list[str] = []
    lines = Lines(lambda line, _source: found.append(line))
    for _ in range(100):
        lines.add("x" * 1000)
    lines.end_all()
    assert sum(map(len, found)) == 100_000
    assert max(map(len, found)) <= 8_000


def test_a_long_log_keeps_its_start_and_its_end() -> None:
    log = Log()
    for number in range(300_000):
        log.add(f"line {number} of the log")
    text = log.text
    assert text.startswith("line 0 ")
    assert text.endswith("line 299999 of the log")
    assert len(text) < 2_100_000
    assert f"[{log.left_out} lines are left out]" in text
