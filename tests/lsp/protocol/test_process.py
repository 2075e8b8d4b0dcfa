"""The server as a process of its own: how it is started, over what it speaks, and when it leaves."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analyzer.lsp.parent import runs
from tests.lsp.protocol.session import frame

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "analyzer", "lsp"]
BEGIN: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {}}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


def request(id_: int, method: str, params: Any = None) -> bytes:
    return frame({"jsonrpc": "2.0", "id": id_, "method": method, "params": params})


def note(method: str, params: Any = None) -> bytes:
    return frame({"jsonrpc": "2.0", "method": method, "params": params})


def messages(data: bytes) -> list[dict[str, Any]]:
    """All messages of a stream; it holds nothing else."""
    found = []
    while data:
        head, gap, rest = data.partition(b"\r\n\r\n")
        assert gap, f"no message: {data[:200]!r}"
        length = int(dict(line.split(b": ", 1) for line in head.split(b"\r\n"))[b"Content-Length"])
        found.append(json.loads(rest[:length]))
        data = rest[length:]
    return found


def run(data: bytes, *words: str) -> tuple[int, list[dict[str, Any]], str]:
    ended = subprocess.run([*COMMAND, *words], input=data, capture_output=True, cwd=ROOT, timeout=60, check=False)
    return ended.returncode, messages(ended.stdout), ended.stderr.decode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (request(1, "initialize", BEGIN) + note("initialized", {}) + request(2, "shutdown") + note("exit"), 0),
        (request(1, "initialize", BEGIN) + note("initialized", {}) + note("exit"), 1),
        (request(1, "initialize", BEGIN), 1),
        (note("exit"), 1),
        (b"", 1),
        (request(1, "initialize", BEGIN) + b"Content-Length: 100\r\n\r\n{", 1),
        (b"x" * 100_000, 1),
    ],
    ids=["shutdown and exit", "exit", "end of input", "exit alone", "nothing", "half a message", "no header"],
)
@pytest.mark.parametrize("words", [(), ("--stdio",)])
def test_it_leaves(data: bytes, code: int, words: tuple[str, ...]) -> None:
    returned, answers, _ = run(data, *words)
    assert returned == code
    assert [each["id"] for each in answers if "id" in each] == [1, 2][: data.count(b'"id"')]


def test_what_goes_wrong_is_a_line_on_standard_error_with_the_number_of_the_request() -> None:
    begin = request(1, "initialize", BEGIN) + request(77, "workspace/executeCommand", {"command": "no.such"})
    _, answers, said = run(begin + request(3, "shutdown") + note("exit"))
    assert [each["id"] for each in answers] == [1, 77, 3]
    assert answers[1]["error"]
    assert len(said.splitlines()) == 1
    assert '"77"' in said


def test_what_goes_wrong_is_told_in_full_in_a_file(tmp_path: Path) -> None:
    begin = request(1, "initialize", BEGIN) + request(77, "workspace/executeCommand", {"command": "no.such"})
    _, _, said = run(begin + request(3, "shutdown") + note("exit"), "--log-file", str(tmp_path / "log"))
    assert said == ""
    assert "Traceback" in (tmp_path / "log").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="signal 0 ends a process there")
def test_it_leaves_when_the_editor_dies_though_its_input_stays_open() -> None:
    editor = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    assert editor.stdin is not None
    assert runs(editor.pid)
    server = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT)
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        server.stdin.write(request(1, "initialize", {**BEGIN, "processId": editor.pid}))
        server.stdin.flush()
        assert server.stdout.readline().startswith(b"Content-Length")  # it has begun
        editor.stdin.close()
        editor.wait()
        assert not runs(editor.pid)
        assert server.wait(60) == 1
    finally:
        server.kill()
        server.wait()
        server.stdin.close()
        server.stdout.close()


def test_a_process_that_was_never_seen_is_not_waited_for() -> None:
    """An editor on another machine, or around a container, has a number that means nothing here."""
    begin = request(1, "initialize", {**BEGIN, "processId": 2**22 + 12345})
    returned, answers, _ = run(begin + request(2, "shutdown") + note("exit"))
    assert (returned, len(answers)) == (0, 2)


@pytest.mark.parametrize("ends", ["exit", "close"])
def test_over_tcp(ends: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([*COMMAND, "--tcp", str(port)], stderr=subprocess.PIPE, cwd=ROOT, text=True)
    try:
        assert server.stderr is not None
        assert f"listening on 127.0.0.1:{port}" in server.stderr.readline()
        with socket.create_connection(("127.0.0.1", port), 30) as client:
            stream = client.makefile("rwb")
            text = {"uri": "file:///nowhere/Dockerfile", "languageId": "dockerfile", "version": 1, "text": "FROM a\n"}
            stream.write(request(1, "initialize", BEGIN) + note("initialized", {}))
            stream.write(note("textDocument/didOpen", {"textDocument": text}) + request(2, "shutdown"))
            stream.flush()
            seen: list[Any] = []
            while 2 not in seen:
                length = 0
                while (line := stream.readline()).strip():
                    length = int(line.split()[1]) if line.startswith(b"Content-Length") else length
                seen.append(json.loads(stream.read(length)).get("id"))
            if ends == "exit":
                stream.write(note("exit"))
                stream.flush()
                assert server.wait(30) == 0
            stream.close()
        assert server.wait(30) == 0
    finally:
        server.kill()
        server.wait()
        assert server.stderr is not None
        server.stderr.close()


def test_own_number_runs() -> None:
    assert runs(os.getpid())
    assert not runs(0)
