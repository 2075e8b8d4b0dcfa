"""Which engine is meant, and what is said where none answers."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.runtime.engine.address import USUAL, Address, find
from analyzer.runtime.engine.connection import connect
from analyzer.runtime.failure import OperationError, RefusedError
from analyzer.runtime.operation import Operation


def folder_with(folder: Path, current: str = "", **contexts: str) -> dict[str, str]:
    """The variables for a folder of docker's with contexts, by their names, that lead to hosts."""
    (folder / "config.json").write_text(json.dumps({"currentContext": current} if current else {}))
    for name, host in contexts.items():
        key = hashlib.sha256(name.encode()).hexdigest()
        meta = folder / "contexts/meta" / key
        meta.mkdir(parents=True)
        (meta / "meta.json").write_text(
            json.dumps({"Name": name, "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": True}}})
        )
        if host.startswith("tcp"):
            (folder / "contexts/tls" / key / "docker").mkdir(parents=True)
    return {"DOCKER_CONFIG": str(folder)}


def test_the_usual_socket_where_nothing_is_set(tmp_path: Path) -> None:
    assert find({"DOCKER_CONFIG": str(tmp_path)}) == Address(USUAL)


def test_the_variable_goes_before_all_contexts(tmp_path: Path) -> None:
    given = {**folder_with(tmp_path, "one", one="unix:///one"), "DOCKER_HOST": "unix:///x", "DOCKER_CONTEXT": "one"}
    assert find(given) == Address("unix:///x", "", verify=False)


def test_the_context_of_the_variable_goes_before_the_current_one(tmp_path: Path) -> None:
    given = folder_with(tmp_path, "one", one="unix:///one", two="tcp://two:1")
    assert find(given) == Address("unix:///one", "", verify=False, context="one")
    key = hashlib.sha256(b"two").hexdigest()
    found = find({**given, "DOCKER_CONTEXT": "two"})
    assert found == Address("tcp://two:1", str(tmp_path / "contexts/tls" / key / "docker"), verify=False, context="two")
    assert find({**given, "DOCKER_CONTEXT": "default"}).host == USUAL


def test_tls_by_variables(tmp_path: Path) -> None:
    given = {"DOCKER_HOST": "tcp://h:2376", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/certs"}
    assert find(given) == Address("tcp://h:2376", "/certs", verify=True)
    del given["DOCKER_CERT_PATH"]
    assert find({**given, "DOCKER_CONFIG": "/c"}).tls == "/c"


def test_a_client_of_ours_goes_to_the_same_engine() -> None:
    given = {"DOCKER_CONTEXT": "other", "DOCKER_HOST": "unix:///other", "DOCKER_TLS_VERIFY": "1", "HOME": "/h"}
    assert Address("unix:///x").environment(given) == {"DOCKER_HOST": "unix:///x", "HOME": "/h"}
    assert Address("tcp://x", "/t").environment({})["DOCKER_TLS_VERIFY"] == "1"


@pytest.mark.parametrize("host", ["ssh://user@host", "npipe:////./pipe/x", "unix://", "fd://", "-x://y", "unix://relative"])
def test_hosts_that_cannot_be_spoken_to_are_refused(host: str) -> None:
    with pytest.raises(RefusedError) as error:
        find({"DOCKER_HOST": host})
    assert error.value.failure.code == "bad-docker-host"


def test_a_context_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as error:
        find(folder_with(tmp_path, "gone"))
    assert error.value.failure.code == "bad-docker-context"


@pytest.mark.parametrize("content", ["{", "\0", "[" * 100_000])
def test_a_configuration_that_cannot_be_read_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content)
    with pytest.raises(RefusedError) as error:
        find({"DOCKER_CONFIG": str(tmp_path)})
    assert error.value.failure.code == "bad-docker-config"


def listening(path: Path, answer: bytes | None) -> Iterator[None]:
    """A socket that takes one connection and gives an answer, or none."""
    program = (
        "import socket,sys,time\ns=socket.socket(socket.AF_UNIX)\ns.bind(sys.argv[1])\ns.listen(9)\nprint('up',flush=True)\n"
        "while True:\n c=s.accept()[0]\n"
        " if sys.argv[2]:\n  c.recv(9999)\n  c.sendall(sys.argv[2].encode())\n  c.close()\n else: k=c\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(path), (answer or b"").decode()], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield
    finally:
        process.kill()
        process.communicate()


def failure_at(host: str, monkeypatch: pytest.MonkeyPatch, timeout: float | None = None) -> OperationError:
    monkeypatch.setenv("DOCKER_HOST", host)
    with pytest.raises(OperationError) as error:
        connect(Operation("build", timeout=timeout))
    return error.value


def test_a_socket_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = failure_at(f"unix://{tmp_path}/no.sock", monkeypatch).failure
    assert (failure.code, failure.category, failure.retryable) == ("daemon-unreachable", "daemon_unavailable", True)
    assert failure.remedies


def test_a_port_where_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        failure = failure_at(f"tcp://127.0.0.1:{taken.getsockname()[1]}", monkeypatch).failure
    assert failure.code == "daemon-unreachable"


@pytest.mark.parametrize("host", ["tcp://127.0.0.1:99999", "tcp://127.0.0.1:x", "tcp://[::"])
def test_a_host_that_is_none(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert failure_at(host, monkeypatch).failure.code == "daemon-unreachable"


def test_an_engine_that_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in listening(tmp_path / "s", None):
        error = failure_at(f"unix://{tmp_path}/s", monkeypatch, timeout=0.5)
        assert error.failure.code in ("timed-out", "daemon-unreachable")


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", b"no HTTP\r\n\r\n", b"HTTP/1.1 500 No\r\n\r\n"]
)
def test_what_is_no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    for _ in listening(tmp_path / "s", answer):
        assert failure_at(f"unix://{tmp_path}/s", monkeypatch).failure.code == "daemon-unreachable"


@pytest.mark.skipif(os.geteuid() != 0, reason="it takes root to become somebody else")
def test_a_socket_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s"
    for _ in listening(path, None):
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        for parent in (tmp_path, *tmp_path.parents[:2]):
            parent.chmod(0o755)
        monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.setuid(65534)
                connect()
            except OperationError as error:
                code = 0 if (error.failure.code, error.failure.retryable) == ("daemon-permission", False) else 2
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
