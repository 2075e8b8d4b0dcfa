"""Builds that do not come to an engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.runtime.build import build
from analyzer.runtime.requests import BuildRequest, Judging

JUDGING = Judging(fail_on="never", isolated=True)


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY a /a\n")
    (tmp_path / "a").touch()


def test_a_dry_run_asks_no_engine_and_says_what_would_be_done(tmp_path: Path) -> None:
    result = build(
        BuildRequest(str(tmp_path), tags=("name:1", "name:2"), target="", driver="classic", judging=JUDGING, dry_run=True)
    )
    assert (result.status, result.error, result.dry_run) == ("succeeded", None, True)
    assert [stage.status for stage in result.stages] == ["succeeded", "skipped", "skipped", "skipped"]
    assert result.plan[-2:] == ["tag it name:1", "tag it name:2"]
    assert any("classic" in step for step in result.plan)
    assert result.image_id is None


def test_a_dry_run_is_refused_what_a_build_is(tmp_path: Path) -> None:
    request = BuildRequest(str(tmp_path), tags=("-x",), judging=JUDGING, dry_run=True)
    assert build(request).status == "refused"


def test_without_an_engine_nothing_is_built(tmp_path: Path) -> None:
    result = build(BuildRequest(str(tmp_path), judging=JUDGING))
    assert result.status == "failed"
    assert result.error is not None
    assert (result.error.code, result.error.category) == ("daemon-unreachable", "daemon_unavailable")
    assert [stage.status for stage in result.stages] == ["succeeded", "pending", "pending", "pending"]


def test_no_secret_is_shown_by_a_check_that_stops_it(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM base\nENV PASSWORD=hunter2-of-the-check\nRUN cd /x\n")
    judging = Judging(fail_on="style", isolated=True)
    result = build(BuildRequest(str(tmp_path), judging=judging, build_args=(("API_PASSWORD", "hunter2-of-the-check"),)))
    assert result.status == "refused"
    assert "hunter2-of-the-check" not in str(result.as_dict())
