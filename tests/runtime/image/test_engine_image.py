"""Saving an image of an engine that does not do as it should. The engine is a stand-in that speaks HTTP on a socket."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

pytest.importorskip("docker")

from docker import APIClient

from analyzer.runtime.engine.address import Address
from analyzer.runtime.engine.connection import Engine
from analyzer.runtime.events import Event
from analyzer.runtime.failure import OperationError, StoppedError
from analyzer.runtime.image.engine_image import save
from analyzer.runtime.image.model import ImageError
from analyzer.runtime.operation import Operation

INSPECTED = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"Size": 10}'
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@contextmanager
def engine(place: Path, answer: bytes, *, hangs: bool = False) -> Iterator[Engine]:
    """An engine that has every image, and answers this where one is asked for; then it ends, or says nothing any more."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(place / "s"))
    listening.listen()
    over = threading.Event()

    def serve(client: socket.socket) -> None:
        with client, suppress(OSError):
            asked = b""
            while chunk := client.recv(65536):
                asked += chunk
                while b"\r\n\r\n" in asked:
                    head, _, asked = asked.partition(b"\r\n\r\n")
                    path = head.split()[1]
                    client.sendall(INSPECTED if path.endswith(b"/json") else answer)
                    if not path.endswith(b"/json"):
                        if hangs:
                            over.wait(30)
                        return

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    host = f"unix://{place}/s"
    api = APIClient(base_url=host, version="1.43", timeout=5)
    try:
        yield Engine(api, Address(host), "docker", "0", "1.43")
    finally:
        over.set()
        api.close()
        listening.close()


def piece(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


def test_what_the_engine_sends_is_written(tmp_path: Path) -> None:
    answer = CHUNKED + piece(b"abc") + piece(b"def") + b"0\r\n\r\n"
    with engine(tmp_path, answer) as made:
        path = save(made, "app:1", Operation("layers"), str(tmp_path))
    assert Path(path).read_bytes() == b"abcdef"
    assert Path(path).parent == tmp_path
    assert Path(path).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("how", ["cancelled", "timed-out"])
def test_an_engine_that_says_nothing_any_more_is_not_waited_for(how: str, tmp_path: Path) -> None:
    cancel = threading.Event()

    def listen(event: Event) -> None:
        threading.Timer(0.3, cancel.set).start()

    place = tmp_path / "place"
    place.mkdir()
    operation = Operation("layers", cancel=cancel, listen=listen if how == "cancelled" else lambda _: None,
                          timeout=0.5 if how == "timed-out" else None)  # fmt: skip
    answer = CHUNKED + piece(b"x" * 5000)
    with engine(tmp_path, answer, hangs=True) as made, pytest.raises(StoppedError) as stopped, operation.stage("load"):
        save(made, "app:1", operation, str(place))
    assert stopped.value.failure.code == how
    assert list(place.iterdir()) == []


REFUSALS = {
    "an error": (b"HTTP/1.1 500 Oops\r\nContent-Length: 7\r\n\r\nno disk", "no disk"),
    "killed in the middle": (CHUNKED + piece(b"x" * 5000), "ended prematurely|IncompleteRead|broken"),
    "killed at once": (b"", "Connection|aborted"),
}


@pytest.mark.parametrize(("answer", "said"), REFUSALS.values(), ids=REFUSALS.keys())
def test_an_engine_that_fails_is_quoted(answer: bytes, said: str, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    with engine(tmp_path, answer) as made, pytest.raises(OperationError) as failed:
        save(made, "app:1", Operation("layers"), str(place))
    failure = failed.value.failure
    assert (failure.code, failure.category, failure.retryable) == ("image-not-given", "daemon_unavailable", True)
    assert any(word in failure.evidence[0] for word in said.split("|")), failure.evidence
    assert list(place.iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A full file system takes root to make: the temporary file is the device that is always full.
    monkeypatch.setattr("tempfile.mkstemp", lambda **_: (os.open("/dev/full", os.O_WRONLY), str(tmp_path / "image")))
    (tmp_path / "image").touch()
    answer = CHUNKED + piece(b"x" * 5000) + b"0\r\n\r\n"
    with engine(tmp_path, answer) as made, pytest.raises(ImageError, match=os.strerror(errno.ENOSPC)):
        save(made, "app:1", Operation("layers"), str(tmp_path))
    assert not (tmp_path / "image").exists()
