"""Running a scanner: where it runs, what it is told, and how it ends. The scanners here are scripts of ours."""

from __future__ import annotations

import os
import stat
import tarfile
import threading
import time
from pathlib import Path

import pytest

from analyzer.runtime.failure import OperationError, StoppedError
from analyzer.runtime.image.model import Image
from analyzer.runtime.operation import Operation
from analyzer.runtime.requests import ScanRequest
from analyzer.runtime.scan import program, trivy
from tests.runtime.scan import reports


def script(folder: Path, text: str, name: str = "trivy") -> str:
    path = folder / name
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def run(path: str, *arguments: str, operation: Operation | None = None, most: int = 10_000) -> program.Ran:
    return program.run("trivy", path, arguments, operation or Operation("scan"), {"TRIVY_CACHE_DIR": "/cache"}, most)


def test_it_runs_in_an_empty_folder_with_few_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "trivy.yaml").write_text("severity: [CRITICAL]\n")
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "TRIVY_SEVERITY": "CRITICAL",
        "AWS_SECRET_ACCESS_KEY": "x",
        "https_proxy": "http://proxy.example.com",
    }.items():
        monkeypatch.setenv(name, value)
    told = run(script(tmp_path, 'ls -A; ls -A "$HOME"; pwd; env')).printed.decode().splitlines()
    assert told[0].startswith("/")
    assert not told[0].startswith(str(tmp_path))
    names = {line.partition("=")[0] for line in told[1:]}
    assert {"HOME", "PATH", "TRIVY_CACHE_DIR", "https_proxy"} <= names
    assert not names & {"TRIVY_SEVERITY", "AWS_SECRET_ACCESS_KEY"}
    assert f"HOME={os.path.expanduser('~')}" not in told


def test_nothing_is_left_of_its_folder(tmp_path: Path) -> None:
    folder = run(script(tmp_path, 'touch here "$HOME/there"; pwd')).printed.decode().strip()
    assert folder
    assert not os.path.exists(os.path.dirname(folder))


def test_words_are_passed_on_as_they_are(tmp_path: Path) -> None:
    words = ["$(id)", "a b", "; ls", "*", "`x`"]
    assert run(script(tmp_path, 'for w; do echo "$w"; done'), *words).printed.decode().splitlines() == words


def test_exit_code_and_complaints_are_told(tmp_path: Path) -> None:
    ran = run(script(tmp_path, "printf 'one\\n\\033[31mtwo\\n' >&2; exit 7"))
    assert (ran.code, ran.complaints) == (7, ("one", "\\x1b[31mtwo"))


def test_complaints_show_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:hunter%402hunter@proxy.example.com")
    ran = run(script(tmp_path, 'echo "proxyconnect $HTTPS_PROXY: hunter@2hunter refused" >&2; exit 1'))
    assert ran.complaints
    assert "hunter" not in "".join(ran.complaints)


@pytest.mark.parametrize("to", ["", ">&2"])
def test_it_is_stopped_where_it_prints_too_much(tmp_path: Path, to: str) -> None:
    with pytest.raises(OperationError, match="more than 10000 bytes") as caught:
        run(script(tmp_path, f"while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa {to}; done"))
    assert caught.value.failure.category == "not_assessed"


def gone(pid: int) -> bool:
    """The process has ended; what was killed takes a moment, as nobody waits for a scanner's own children."""
    for _ in range(1000):
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.01)
    return False


@pytest.mark.slow
def test_a_time_out_ends_it_and_what_it_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    path = script(tmp_path, f"trap '' TERM; sleep 300 & echo $! >> {pids}; echo $$ >> {pids}; wait")
    with pytest.raises(StoppedError) as caught:
        run(path, operation=Operation("scan", timeout=0.5))
    assert caught.value.failure.category == "timeout"
    assert [gone(int(pid)) for pid in pids.read_text().split()] == [True, True]


def test_cancelling_ends_it(tmp_path: Path) -> None:
    flag = threading.Event()
    started = tmp_path / "started"
    path = script(tmp_path, f"touch {started}; exec sleep 300")

    def cancel() -> None:
        while not started.exists():
            pass
        flag.set()

    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(StoppedError) as caught:
        run(path, operation=Operation("scan", cancel=flag))
    thread.join()
    assert caught.value.failure.category == "cancelled"


def test_what_it_leaves_running_is_ended(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    assert run(script(tmp_path, f"sleep 300 & echo $! > {pids}")).code == 0
    assert gone(int(pids.read_text()))


@pytest.mark.parametrize("scanner", ["trivy", "grype"])
def test_without_a_program_nobody_has_looked(scanner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(program.variable(scanner), raising=False)
    with pytest.raises(OperationError, match="not installed") as caught:
        program.find(scanner)
    failure = caught.value.failure
    assert (failure.category, failure.code) == ("not_assessed", "scanner-missing")
    assert any(program.variable(scanner) in remedy for remedy in failure.remedies)


def test_a_variable_names_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = script(tmp_path, "exit 0", "my-trivy")
    monkeypatch.setenv("BUILDSECBOT_TRIVY", path)
    assert program.find("trivy") == path
    monkeypatch.setenv("BUILDSECBOT_TRIVY", str(tmp_path / "none"))
    with pytest.raises(OperationError, match="BUILDSECBOT_TRIVY names no program"):
        program.find("trivy")


def scanned(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str, oldest: float | None = None) -> object:
    monkeypatch.setenv("BUILDSECBOT_TRIVY", script(folder, text))
    with tarfile.open(folder / "app.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("manifest.json"))
    image: Image = reports.image()
    request = ScanRequest(reports.NAME, scanners=("trivy",), oldest_database=oldest)
    return trivy.scan(image, str(folder / "app.tar"), request, Operation("scan"))


REPORT = 'case "$1" in version) echo \'{"Version": "1", "VulnerabilityDB": {"UpdatedAt": "2020-01-01T00:00:00Z"}}\';; image) '


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("exit 1", "scanner-failed"),
        ("kill -SEGV $$", "scanner-failed"),
        ("exit 0", "report-empty"),
        ("echo '{}'", "report-unknown-form"),
        (f"{REPORT} cat {{report}};; esac", "database-stale"),
    ],
)
def test_a_scan_fails_closed(text: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "report.json"
    report.write_bytes(reports.changed(reports.trivy()))
    with pytest.raises(OperationError) as caught:
        scanned(monkeypatch, tmp_path, text.replace("{report}", str(report)), oldest=5)
    assert (caught.value.failure.category, caught.value.failure.code) == ("not_assessed", code)


def test_a_program_that_reports_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "report.json"
    report.write_bytes(reports.changed(reports.trivy()))
    scan = scanned(monkeypatch, tmp_path, f"{REPORT} cat {report};; esac")
    assert scan.scanners[0].database == "2020-01-01T00:00:00Z"  # type: ignore[attr-defined]
    assert len(scan.vulnerabilities) == 3  # type: ignore[attr-defined]
