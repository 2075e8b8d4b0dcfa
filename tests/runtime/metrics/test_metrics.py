"""Metrics: names, what they say after each kind of run, and that promtool takes them."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Self

import pytest

pytest.importorskip("prometheus_client", reason="needs prometheus-client, of the extra `runtime`")

from prometheus_client.parser import text_string_to_metric_families

from analyzer.runtime.failure import Failure, OperationError
from analyzer.runtime.metrics import COUNTERS, GAUGES, MOST_IMAGES, PREFIX, Metrics
from analyzer.runtime.operation import StageRecord
from analyzer.runtime.result import CacheUse, Result
from analyzer.runtime.scan.model import PARTS, Package, Scan, ScannerRun, Vulnerability
from analyzer.runtime.scan.stored import to_data


def build(**given: Any) -> Result:
    stages = [StageRecord("check", 0.1, "succeeded", 1.0), StageRecord("build", 0.9, "succeeded", 41.5)]
    return Result("build", image="app:1", driver="buildx", cache=CacheUse(8, 6), stages=stages, seconds=43.0, **given)


def failed(category: str = "network", **given: Any) -> Result:
    return build(status="failed", error=Failure("x", category, "build", "it failed", **given))


def scan(*severities: str, image: str = "app:1", missing: str = "") -> Scan:
    found = [Vulnerability(f"CVE-2026-{at}", Package("x", "1", "deb"), each, cvss=7.5) for at, each in enumerate(severities)]
    runs = [ScannerRun("trivy", seconds=2.5), ScannerRun("grype", "failed" if missing else "assessed", seconds=1.0)]
    return Scan(image, "", None, runs, dict.fromkeys(PARTS, missing), found)


def values(text: str) -> dict[str, float]:
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name.removeprefix(PREFIX)}{{{labels}}}"] = sample.value
    return found


def told(*results: Result, scan: Scan | None = None) -> dict[str, float]:
    metrics = Metrics()
    for result in results:
        metrics.record(result, scan)
    return values(metrics.text())


def test_a_build_is_told() -> None:
    assert told(build(retries=2)) == {
        "build_duration_seconds{status=succeeded,strategy=buildx,tool=build}": 41.5,
        "build_cache_hit_ratio{strategy=buildx,tool=build}": 0.75,
        "operation_duration_seconds{operation=build,status=succeeded}": 43.0,
        "retries_total{operation=build}": 2,
        "recovery_outcomes_total{operation=build,outcome=recovered}": 1,
    }


@pytest.mark.parametrize(
    ("result", "name", "value"),
    [
        (failed(), "build_errors_total{error_type=network,tool=build}", 1),
        (failed(), "recovery_outcomes_total{operation=build,outcome=unresolved}", 1),
        (failed(patch="diff"), "recovery_outcomes_total{operation=build,outcome=remedied}", 1),
        (failed("findings"), "build_errors_total{error_type=findings,tool=build}", None),
        (failed("not a word; nor a label"), "build_errors_total{error_type=other,tool=build}", 1),
        (build(dry_run=True), "operation_duration_seconds{operation=build,status=succeeded}", None),
    ],
)
def test_failures_are_counted(result: Result, name: str, value: float | None) -> None:
    assert told(result).get(name) == value


def test_a_gauge_tells_of_the_last_run() -> None:
    found = told(failed(), build())
    assert "build_duration_seconds{status=succeeded,strategy=buildx,tool=build}" in found
    assert "build_duration_seconds{status=failed,strategy=buildx,tool=build}" not in found


def test_a_scan_is_told() -> None:
    found = told(Result("scan"), scan=scan("high", "high", "unknown"))
    for name in ("vulnerabilities", "vulnerabilities_total"):
        assert found[f"{name}{{image=app:1,severity=high}}"] == 2
        assert found[f"{name}{{image=app:1,severity=critical}}"] == 0
        assert found[f"{name}{{image=app:1,severity=unknown}}"] == 1
    assert found["risk_score{image=app:1}"] > 0
    assert found["security_scan_duration_seconds{scanner=trivy,status=assessed}"] == 2.5


def test_the_scan_in_a_result_is_told() -> None:
    found = told(Result("ship", scan={"report": to_data(scan("high"))}))
    assert found["vulnerabilities{image=app:1,severity=high}"] == 1


def test_a_rescan_leaves_nothing_of_the_one_before() -> None:
    metrics = Metrics()
    metrics.record(Result("scan"), scan("critical", "high"))
    metrics.record(Result("scan"), scan("high"))
    found = values(metrics.text())
    assert found["vulnerabilities{image=app:1,severity=critical}"] == 0
    metrics.record(Result("scan"), scan(missing="it crashed"))
    found = values(metrics.text())
    assert not [name for name in found if name.startswith(("vulnerabilities", "risk_score"))]
    assert found["security_scan_errors_total{error_type=failed,scanner=grype}"] == 1
    assert found["security_scan_duration_seconds{scanner=grype,status=failed}"] == 1


def test_a_scan_that_came_to_no_end_is_counted() -> None:
    error = Failure("scanner-missing", "not_assessed", "scan", "trivy: the program is not installed")
    found = told(Result("scan", status="failed", error=error))
    assert found["security_scan_errors_total{error_type=scanner-missing,scanner=trivy}"] == 1


def test_labels_hold_no_secret_and_are_bounded() -> None:
    metrics = Metrics()
    metrics.record(
        Result("scan"), scan("high", image="https://me:hunter2hunter2@registry.example.com/app\n\x1b[31m" + "x" * 999)
    )
    text = metrics.text()
    assert "hunter2hunter2" not in text
    assert "\x1b" not in text
    for at in range(MOST_IMAGES + 5):
        metrics.record(Result("scan"), scan(image=f"app:{at}"))
    images = {name for name in values(metrics.text()) if name.startswith("risk_score")}
    assert len(images) == MOST_IMAGES
    assert "risk_score{image=app:4}" not in images
    assert max(len(name) for name in images) < 300


def test_constructing_it_twice_is_safe() -> None:
    first, second = Metrics(), Metrics()
    first.record(build())
    assert second.text() == ""
    assert first.registry() is not first.registry()


# --- a file


def test_a_file_is_written_whole_and_counters_go_on(tmp_path: Path) -> None:
    path = tmp_path / "buildsecbot.prom"
    for count in (1, 2, 3):
        metrics = Metrics()
        metrics.record(failed())
        metrics.write(str(path))
        metrics.write(str(path))  # twice says it once
        assert values(path.read_text())["build_errors_total{error_type=network,tool=build}"] == count
    assert os.listdir(tmp_path) == ["buildsecbot.prom"]


def test_gauges_of_an_earlier_run_are_gone(tmp_path: Path) -> None:
    path = tmp_path / "x.prom"
    for each in (scan("high", image="old:1"), scan("high", image="new:1")):
        metrics = Metrics()
        metrics.record(Result("scan"), each)
        metrics.write(str(path))
    assert "old:1" not in path.read_text()


def test_a_file_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes\n")
    metrics = Metrics()
    with pytest.raises(OperationError, match="something else than metrics"):
        metrics.write(str(path))
    assert path.read_text() == "my notes\n"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="cannot be written"):
        Metrics().write(str(tmp_path / "none" / "x.prom"))


# --- a Pushgateway


class Gateway:
    """Takes what is pushed; a real server on this machine."""

    def __init__(self, status: int) -> None:
        self.requests: list[tuple[str, str, str, bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests.append((self.command, self.path, self.headers.get("Authorization", ""), body))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def test_a_push_replaces_what_is_there() -> None:
    metrics = Metrics()
    metrics.record(Result("scan"), scan("high"))
    with Gateway(200) as gateway:
        metrics.push(f"http://me:p%40ss-word@{gateway.address}")
    ((method, path, authorization, body),) = gateway.requests
    assert (method, path.split("/")[:4]) == ("PUT", ["", "metrics", "job", "buildsecbot"])
    assert authorization == "Basic bWU6cEBzcy13b3Jk"
    assert b'container_kit_vulnerabilities{image="app:1",severity="high"} 1.0' in body
    assert b"p@ss" not in body


@pytest.mark.parametrize("status", [400, 401, 500])
def test_a_gateway_that_refuses_is_told(status: int) -> None:
    with Gateway(status) as gateway, pytest.raises(OperationError, match=str(status)) as caught:
        Metrics().push(f"http://me:hunter2hunter2@{gateway.address}")
    assert "hunter2hunter2" not in str(caught.value.failure.as_dict())


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "file:///etc/passwd", "ftp://127.0.0.1", "http://", ""])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(OperationError) as caught:
        Metrics().push(url)
    assert caught.value.failure.code == "metrics-push"


# --- Prometheus's own checks


def promtool() -> str:
    path = os.environ.get("PROMTOOL") or shutil.which("promtool")
    if not path:
        pytest.skip("needs promtool: install Debian's package prometheus, or name the program in PROMTOOL")
    return path


@pytest.mark.peers
def test_promtool_minds_nothing_but_the_gauge_that_is_called_total() -> None:
    metrics = Metrics()
    for result in (build(retries=1), failed(), failed(patch="diff")):
        metrics.record(result)
    metrics.record(Result("scan"), scan("high", missing=""))
    metrics.record(Result("scan", status="failed", error=Failure("x", "not_assessed", "scan", "trivy: no")))
    text = metrics.text()
    for name in (*GAUGES, *COUNTERS):
        assert f"# TYPE {PREFIX}{name} " in text
    done = subprocess.run([promtool(), "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    minded = [line for line in (done.stdout + done.stderr).splitlines() if line]
    assert len(minded) == 1
    assert minded[0].startswith(f"{PREFIX}vulnerabilities_total ")
