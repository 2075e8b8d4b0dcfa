"""Shipping for real: check, build, scan, tag, push, statement, with an engine and a registry."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from analyzer.cli.main import main
from analyzer.runtime.events import Event
from analyzer.runtime.requests import BuildRequest, Judging, ScanRequest, ShipRequest
from analyzer.runtime.scanning import scan
from analyzer.runtime.ship import ship
from tests.fixes.engine.engine import Engine
from tests.runtime.push.conftest import NUMBERS
from tests.runtime.push.registries import Registry

pytestmark = pytest.mark.engine

SCHEMA = json.loads((Path(__file__).resolve().parents[3] / "docs/runtime-result.schema.json").read_text(encoding="utf-8"))
SECRET = "pl4nted-build-secret"
DOCKERFILE = """\
FROM base:bb
COPY status /var/lib/dpkg/status
COPY os-release /etc/os-release
COPY app /app
USER 1000
HEALTHCHECK CMD ["/app"]
CMD ["/app"]
"""
STATUS = """\
Package: openssl
Status: install ok installed
Architecture: amd64
Version: {version}

"""
ADVISORY = {
    "schema_version": "1.6.0",
    "id": "DEBIAN-CVE-2026-4242",
    "aliases": ["CVE-2026-4242"],
    "modified": "2026-11-20T00:00:00Z",
    "published": "2026-11-01T00:00:00Z",
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
    "affected": [
        {
            "package": {"ecosystem": "Debian:12", "name": "openssl"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.0.2-1"}]}],
        }
    ],
}
GATE = Judging(isolated=True, ignore=("base-image-digest-missing",))
Case = Callable[..., ShipRequest]


@pytest.fixture
def case(tmp_path: Path, plain: Registry, engine_host: str, running_engine: Engine) -> Iterator[Case]:
    """A project that can be shipped, with an installed version of openssl."""
    names: list[str] = []

    def make(version: str = "3.0.2-1", dockerfile: str = DOCKERFILE, **given: Any) -> ShipRequest:
        context = tmp_path / "context"
        context.mkdir()
        advisories = tmp_path / "advisories"
        advisories.mkdir()
        (context / "Dockerfile").write_text(dockerfile)
        (context / "status").write_text(STATUS.format(version=version))
        (context / "os-release").write_text('ID=debian\nVERSION_ID="12"\n')
        (context / "app").write_text("#!/bin/sh\n")
        (context / "app").chmod(0o755)
        (advisories / "CVE-2026-4242.json").write_text(json.dumps(ADVISORY))
        names.append(f"{plain.host}/team/ship{next(NUMBERS)}:1")
        asked = {"judging": GATE, **given}
        build = BuildRequest(str(context), tags=(names[-1],), **asked)
        image_scan = ScanRequest(names[-1], advisories=str(advisories), oldest_database=None, sbom=str(tmp_path / "sbom.json"))
        return ShipRequest(build, image_scan, str(tmp_path / "statement.json"))

    yield make
    for name in names:
        with suppress(Exception):
            running_engine.run("rmi", "--force", name)


def has(engine: Engine, name: str) -> bool:
    done = subprocess.run([engine.docker, "image", "inspect", name], env=engine.environment, capture_output=True, check=False)
    return done.returncode == 0


def staging(engine: Engine) -> list[str]:
    return engine.run("image", "ls", "--quiet", "buildsecbot/staging").decode().split()


def test_everything_is_done_in_order_and_told(case: Case, running_engine: Engine, tmp_path: Path) -> None:
    request, events = case(), list[Event]()
    result = ship(request, listen=events.append)
    assert (result.status, result.error) == ("succeeded", None)
    jsonschema.validate(result.as_dict(), SCHEMA)
    assert [stage.status for stage in result.stages] == ["succeeded"] * 7
    done = [event.done for event in events]
    assert done == sorted(done)
    assert done[-1] == pytest.approx(1.0)
    statement = json.loads((tmp_path / "statement.json").read_text())
    assert result.digest is not None
    assert [subject["digest"]["sha256"] for subject in statement["subject"]] == [result.digest.removeprefix("sha256:")]
    content = (Path(request.build.context) / "Dockerfile").read_bytes()
    definition = statement["predicate"]["buildDefinition"]
    assert definition["resolvedDependencies"][0]["digest"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert {each["name"] for each in json.loads((tmp_path / "sbom.json").read_text())["components"]} >= {"openssl"}
    assert result.scan is not None
    assert all(result.scan["assessed"].values())
    name = request.build.tags[0]
    running_engine.run("rmi", "--force", name)
    running_engine.run("pull", f"{name.rpartition(':')[0]}@{result.digest}")
    assert staging(running_engine) == []


def test_no_secret_is_told_anywhere(case: Case, tmp_path: Path) -> None:
    events: list[Event] = []
    judging = replace(GATE, ignore=(*GATE.ignore, "secret-in-arg-name"))
    dockerfile = DOCKERFILE.replace("USER", 'ARG API_TOKEN\nRUN echo "$API_TOKEN"; echo "told: $API_TOKEN" >&2\nUSER')
    request = case(dockerfile=dockerfile, build_args=(("API_TOKEN", SECRET),), judging=judging, network="none")
    result = ship(request, listen=events.append)
    assert result.error is not None
    assert result.error.code == "vulnerabilities-found", "the history of the image tells the value, and the scan says so"
    assert "told:" in "".join(event.message for event in events)
    told = json.dumps([result.as_dict(), *(event.as_dict() for event in events)]) + result.text
    written = "".join(path.read_text() for path in tmp_path.glob("*.json"))
    assert SECRET not in told + written


def test_findings_stop_it_before_anything_is_built(case: Case, running_engine: Engine) -> None:
    request = case(dockerfile="FROM base\nCMD true\n")
    result = ship(request)
    assert (result.status, result.error and result.error.code) == ("refused", "findings")
    assert [stage.status for stage in result.stages] == ["failed", *["pending"] * 6]
    assert not has(running_engine, request.build.tags[0])


def test_a_vulnerability_stops_it_before_the_image_has_its_name(case: Case, running_engine: Engine, tmp_path: Path) -> None:
    request = case(version="3.0.1-1")
    result = ship(request)
    assert (result.status, result.error and result.error.category) == ("refused", "vulnerabilities")
    assert result.error is not None
    assert "CVE-2026-4242" in "".join(result.error.evidence)
    assert result.findings is not None
    found = {(each["rule"], each["line"]) for each in result.findings["findings"]}
    assert ("image-vuln-critical", 2) in found
    assert not has(running_engine, request.build.tags[0])
    assert staging(running_engine) == []
    assert not (tmp_path / "statement.json").exists()


def test_what_was_not_assessed_stops_it(case: Case, running_engine: Engine) -> None:
    request = case()
    request = replace(request, scan=replace(request.scan, advisories=""))
    result = ship(request)
    assert (result.status, result.error and result.error.category) == ("failed", "not_assessed")
    assert not has(running_engine, request.build.tags[0])
    accepted = ship(replace(request, scan=replace(request.scan, accept_gaps=True)))
    assert (accepted.status, accepted.overridden) == ("succeeded", ["not_assessed"])


def test_a_dry_run_does_nothing(case: Case, running_engine: Engine, tmp_path: Path) -> None:
    request = replace(case(), dry_run=True)
    result = ship(request)
    assert result.status == "succeeded"
    assert any(step.startswith("push ") for step in result.plan)
    assert not has(running_engine, request.build.tags[0])
    assert not (tmp_path / "sbom.json").exists()


def test_a_scan_feeds_the_rules_and_their_reports(
    case: Case, running_engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = case(version="3.0.1-1")
    forced = ship(replace(request, build=replace(request.build, force=True)))
    assert (forced.status, forced.overridden) == ("succeeded", ["vulnerabilities"])
    dockerfile = str(Path(request.build.context) / "Dockerfile")
    asked = replace(request.scan, dockerfile=dockerfile, judging=GATE)
    result = scan(asked)
    assert result.error is not None
    saved = tmp_path / "scan.json"
    saved.write_text(json.dumps(result.as_dict()))
    assert main(["check", "--isolated", "--image-scan", str(saved), "--format", "sarif", dockerfile]) == 1
    report = json.loads(capsys.readouterr().out)
    assert "image-vuln-critical" in {each["ruleId"] for each in report["runs"][0]["results"]}


def test_the_command_line(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    request = case()
    words = ["ship", "-t", request.build.tags[0], "--isolated", "--ignore", "base-image-digest-missing", "--format", "jsonl"]
    words += ["--advisories", request.scan.advisories, "--oldest-database", "0", "--result", str(tmp_path / "result.json")]
    words += ["--metrics-file", str(tmp_path / "ship.prom"), request.build.context]
    assert main(words) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    jsonschema.validate(lines[-1], SCHEMA)
    assert lines[-1]["status"] == "succeeded"
    assert json.loads((tmp_path / "result.json").read_text())["digest"] == lines[-1]["digest"]
    assert "container_kit_build_duration_seconds" in (tmp_path / "ship.prom").read_text()
