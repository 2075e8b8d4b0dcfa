"""Findings stop an operation before an engine is asked for anything, and what was judged is what is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.runtime.failure import RefusedError
from analyzer.runtime.gate import Checked, examine
from analyzer.runtime.operation import Operation
from analyzer.runtime.requests import BuildRequest, Judging
from analyzer.runtime.result import Result

GOOD = 'FROM alpine:3.20.3\nCOPY app /app\nUSER 1000\nHEALTHCHECK CMD ["/app"]\nCMD ["/app"]\n'
BAD = "FROM alpine\nENV API_TOKEN=s3cr3t-value-1\n"


def examined(request: BuildRequest) -> tuple[Checked, Result]:
    result = Result("build")
    operation = Operation("build")
    with operation.stage("check"):
        return examine(request, operation, result), result


def written(folder: Path, text: str, name: str = "Dockerfile") -> str:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text.encode())
    return str(folder / name)


def test_a_good_file_passes_with_the_bytes_that_were_judged(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    (tmp_path / "app").write_text("x")
    checked, result = examined(BuildRequest(str(tmp_path), judging=Judging(isolated=True)))
    assert checked.content == GOOD.encode()
    (tmp_path / "Dockerfile").write_text(BAD)
    assert checked.content == GOOD.encode()
    assert result.findings is not None
    assert result.findings["reached"] == 0


def test_findings_at_the_threshold_stop_it_and_stand_in_the_result(tmp_path: Path) -> None:
    written(tmp_path, BAD)
    result, operation = Result("build"), Operation("build")
    with pytest.raises(RefusedError) as caught, operation.stage("check"):
        examine(BuildRequest(str(tmp_path), judging=Judging(isolated=True)), operation, result)
    failure = caught.value.failure
    assert (failure.code, failure.category, failure.line) == ("findings", "findings", 1)
    assert any("secret-in-env-name" in line for line in failure.evidence)
    assert not any("s3cr3t" in line for line in failure.evidence)
    assert result.findings is not None
    assert result.findings["reached"] >= 2


@pytest.mark.parametrize(
    ("judging", "force", "overridden"),
    [
        (Judging(isolated=True), True, ["findings"]),
        (Judging(isolated=True, fail_on="never"), False, []),
        (Judging(isolated=True, select=("maintainer-deprecated",)), False, []),
        (Judging(isolated=True, ignore=("security", "correctness", "compliance", "optimization", "style")), False, []),
    ],
)
def test_what_lets_it_pass_is_told(tmp_path: Path, judging: Judging, force: bool, overridden: list[str]) -> None:
    written(tmp_path, BAD)
    _, result = examined(BuildRequest(str(tmp_path), judging=judging, force=force))
    assert result.overridden == overridden


def test_a_configuration_beside_the_file_counts(tmp_path: Path) -> None:
    written(tmp_path, "fail-on: never\n", ".buildsecbot.yaml")
    written(tmp_path, BAD)
    checked, _ = examined(BuildRequest(str(tmp_path)))
    assert checked.policy.fail_on == "never"


@pytest.mark.parametrize(
    ("files", "request_", "code"),
    [
        ({}, {}, "dockerfile-missing"),
        ({"Dockerfile": BAD}, {"dockerfile": "other"}, "dockerfile-missing"),
        ({"Dockerfile": BAD}, {"judging": Judging(select=("no-such-rule",))}, "configuration"),
        ({"Dockerfile": BAD, ".buildsecbot.yaml": "no-such-key: 1\n"}, {}, "configuration"),
        ({"Dockerfile": BAD}, {"judging": Judging(fail_on="grave")}, "bad-request"),
        ({"Dockerfile": BAD}, {"target": "no-such-stage", "judging": Judging(isolated=True)}, "not-checked"),
        ({"Dockerfile": BAD}, {"judging": Judging(config="missing.yaml")}, "unreadable"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    tmp_path: Path, files: dict[str, str], request_: dict[str, object], code: str
) -> None:
    for name, text in files.items():
        written(tmp_path, text, name)
    with pytest.raises(RefusedError) as caught:
        examined(BuildRequest(str(tmp_path), **request_))  # type: ignore[arg-type]
    assert caught.value.failure.code == code


def test_a_context_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="is no folder"):
        examined(BuildRequest(str(tmp_path / "nowhere")))


@pytest.mark.parametrize("name", ["Dockerfile", "dockerfile", "Containerfile"])
def test_the_file_is_found_by_its_usual_names(tmp_path: Path, name: str) -> None:
    written(tmp_path, GOOD, name)
    (tmp_path / "app").write_text("x")
    checked, _ = examined(BuildRequest(str(tmp_path), judging=Judging(isolated=True)))
    assert checked.path == str(tmp_path / name)


def test_a_link_is_followed_within_the_context_only(tmp_path: Path) -> None:
    outside = written(tmp_path / "outside", GOOD, "secret.Dockerfile")
    context = tmp_path / "context"
    written(context, GOOD, "docker/real")
    (context / "inside").symlink_to("docker/real")
    (context / "escapes").symlink_to(outside)
    judging = Judging(isolated=True, fail_on="never")
    checked, _ = examined(BuildRequest(str(context), str(context / "inside"), judging=judging))
    assert checked.content == GOOD.encode()
    with pytest.raises(RefusedError, match="outside of the context"):
        examined(BuildRequest(str(context), str(context / "escapes"), judging=judging))


def test_the_context_feeds_the_rules_and_its_ignore_file_is_kept(tmp_path: Path) -> None:
    written(tmp_path, "app\n", ".dockerignore")
    written(tmp_path, GOOD)
    (tmp_path / "app").write_text("x")
    judging = Judging(isolated=True, fail_on="never", select=("ALL",))
    checked, _ = examined(BuildRequest(str(tmp_path), judging=judging))
    assert checked.ignored is not None
    assert checked.ignored.leaves_out("app")
    assert "copy-ignored-file" in {finding.rule for finding in checked.findings}
