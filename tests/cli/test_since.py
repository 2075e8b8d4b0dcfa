"""``check --since REV``: what a change brings about."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from analyzer.cli.main import main
from tests.cli.git_repository import GitRepository

BASE = "FROM debian:12-slim AS build\nRUN sudo old\nUSER 1000\n\nFROM build\nRUN make\nUSER 1000\n"
ONLY = ("--select", "sudo-used,final-user-root,final-user-missing,stage-unreachable,apt-lists-left")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitRepository:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = GitRepository(tmp_path / "work")
    monkeypatch.chdir(made.root)
    made.commit({"Dockerfile": BASE}, "base")
    return made


def run(capsys: pytest.CaptureFixture[str], *words: str, since: str = "base") -> tuple[int, dict[str, Any], str]:
    code = main(["check", "--format", "json", *ONLY, "--since", since, *words])
    captured = capsys.readouterr()
    return code, json.loads(captured.out) if captured.out else {}, captured.err


def found(report: dict[str, Any]) -> list[tuple[str, int]]:
    return [(finding["rule"], finding["span"]["start"]["line"]) for finding in report["findings"]]


CHANGES = [
    ("nothing", BASE, []),
    ("line ends", BASE.replace("\n", "\r\n"), []),
    ("a line elsewhere", BASE.replace("RUN make", "RUN make all"), []),
    ("lines above", "# a\n# b\n" + BASE, []),
    ("the line itself", BASE.replace("sudo old", "sudo new"), [("sudo-used", 2)]),
    ("a new line", BASE.replace("RUN make", "RUN make\nRUN sudo new"), [("sudo-used", 7)]),
    ("the same line once more", BASE.replace("RUN make", "RUN make\nRUN sudo old"), [("sudo-used", 7)]),
    ("a line that was taken away", BASE.replace("USER 1000\n\n", "\n").replace("make\nUSER 1000\n", "make\n"), ["final"]),
    ("a comment that was taken away", None, [("sudo-used", 2)]),
    ("a stage that others build on", BASE.replace("1000\n\n", "root\n\n").replace("make\nUSER 1000\n", "make\n"), ["final"]),
    (
        "a stage that nobody builds on any more",
        BASE.replace("FROM build\n", "FROM debian:12-slim\n"),
        [("stage-unreachable", 1)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_what_a_change_brings_about(
    text: str | None, expected: list[Any], repository: GitRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is None:
        repository.commit({"Dockerfile": BASE.replace("RUN sudo", "# buildsecbot: ignore=sudo-used\nRUN sudo")}, "base")
        text = BASE
    repository.put({"Dockerfile": text})
    code, report, err = run(capsys, "--fail-on", "style")
    assert err == ""
    if expected == ["final"]:
        assert any(rule.startswith("final-user") for rule, _ in found(report))
        assert "sudo-used" not in dict(found(report))
    else:
        assert found(report) == expected
    assert code == bool(expected)
    assert report["comparison"]["since"] == "base"


def test_what_the_change_did_not_bring_about_is_counted(repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.put({"Dockerfile": BASE + "RUN true\n", "b/Dockerfile": BASE})
    repository.commit({}, "base")
    repository.put({"Dockerfile": BASE})
    report = run(capsys)[1]
    assert report["comparison"]["unchanged"] == {"files": 1, "findings": 1}
    assert [file["path"] for file in report["files"]] == ["Dockerfile"]
    assert main(["check", *ONLY, "--since", "base"]) == 0
    assert capsys.readouterr().out == "no findings in 1 file; 1 not of this change; 1 file unchanged\n"


@pytest.mark.parametrize("state", ["untracked", "staged", "committed", "ignored"])
def test_new_files_are_new_whatever_git_knows_of_them(
    state: str, repository: GitRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.put({"new/Dockerfile": "FROM scratch\nRUN sudo one\n"})
    if state == "staged":
        repository.git("add", "new")
    if state == "committed":
        repository.commit({})
    if state == "ignored":
        repository.put({".gitignore": "new/\n"})
    assert [rule for rule, _ in found(run(capsys)[1])].count("sudo-used") == (state != "ignored")


@pytest.mark.parametrize("staged", [False, True])
def test_a_new_name_is_followed(staged: bool, repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.put({"Dockerfile": None, "docker/app.Dockerfile": BASE.replace("RUN make", "RUN sudo make")})
    if staged:
        repository.git("add", "--all")
    assert found(run(capsys)[1]) == [("sudo-used", 6)]


def test_from_a_folder_below(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit({"a b/é/Dockerfile": BASE}, "base")
    repository.put({"a b/é/Dockerfile": BASE.replace("make", "sudo make"), "Dockerfile": BASE.replace("make", "sudo make")})
    monkeypatch.chdir(repository.root / "a b")
    report = run(capsys)[1]
    assert [finding["path"] for finding in report["findings"]] == [os.path.join("é", "Dockerfile")]
    assert len(run(capsys, "..")[1]["findings"]) == 2


def test_a_worktree(repository: GitRepository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    repository.git("worktree", "add", "--quiet", "../other")
    other = repository.root.parent / "other"
    (other / "Dockerfile").write_text(BASE.replace("make", "sudo make"))
    monkeypatch.chdir(other)
    assert found(run(capsys)[1]) == [("sudo-used", 6)]


def test_since_the_branch_began(repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit({"Dockerfile": BASE.replace("make", "sudo make")})
    repository.git("checkout", "--quiet", "-b", "upstream", "base")
    repository.commit({"Dockerfile": BASE.replace("RUN sudo old\n", "RUN true\n")})
    repository.git("checkout", "--quiet", "topic")
    assert found(run(capsys, since="upstream...")[1]) == [("sudo-used", 6)]
    assert found(run(capsys, since="upstream")[1]) == [("sudo-used", 2), ("sudo-used", 6)]


def test_a_shallow_clone(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit({"Dockerfile": BASE.replace("make", "sudo make")})
    repository.git("clone", "--quiet", "--depth=1", repository.root.as_uri(), "../shallow")
    monkeypatch.chdir(repository.root.parent / "shallow")
    code, _, err = run(capsys, since="HEAD~1")
    assert (code, "there is no revision 'HEAD~1'" in err, "this clone is shallow" in err) == (2, True, True)
    assert run(capsys, since="HEAD")[0] == 0


@pytest.mark.parametrize(
    ("since", "message"),
    [
        ("gone", "there is no revision 'gone'"),
        ("-x", "'-x' is no revision"),
        ("--upload-pack=x", "is no revision"),
        ("", "'' is no revision"),
        ("...", "'...' is no revision"),
        ("base:Dockerfile", "there is no revision"),
    ],
)
def test_a_revision_that_is_none(
    since: str, message: str, repository: GitRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["check", f"--since={since}"])
    assert (code, message in capsys.readouterr().err) == (2, True)


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Dockerfile").write_text(BASE)
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys)
    assert (code, "--since needs a git repository" in err) == (2, True)


def test_without_git(repository: GitRepository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", str(repository.root.parent)]))
    (repository.root / "git").write_text("#!/bin/sh\ntouch ran\n")
    (repository.root / "git").chmod(0o755)
    code, _, err = run(capsys)
    assert (code, "git is not installed" in err, Path("ran").exists()) == (2, True, False)


def test_no_program_of_the_repository_is_run(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = repository.root.parent / "program"
    trace = repository.root.parent / "ran"
    program.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{trace}'\ncat\n")
    program.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "filter.x.clean", "filter.x.smudge", "diff.x.textconv"):
        repository.git("config", key, str(program))
    repository.git("config", "diff.external", str(program))
    repository.put({".gitattributes": "Dockerfile filter=x diff=x\n"})
    for hook in ("post-index-change", "reference-transaction", "post-checkout"):
        (repository.root / ".git/hooks").mkdir(exist_ok=True)
        (repository.root / ".git/hooks" / hook).symlink_to(program)
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(program))
    monkeypatch.setenv("GIT_DIR", "/nonexistent")
    trace.unlink(missing_ok=True)
    repository.put({"Dockerfile": BASE.replace("make", "sudo make")})
    index = (repository.root / ".git/index").read_bytes()
    assert found(run(capsys, "--locked")[1]) == [("sudo-used", 6)]
    assert not trace.exists()
    assert (repository.root / ".git/index").read_bytes() == index


def test_git_decides_whose_repositories_are_read(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not hasattr(os, "geteuid") or os.geteuid():
        pytest.skip("only the superuser can give a folder to somebody else")
    monkeypatch.setenv("HOME", str(repository.root.parent))
    for path in (repository.root, repository.root / ".git"):
        os.chown(path, 12345, 12345)
    code, _, err = run(capsys)
    assert (code, "belongs to somebody else" in err, "safe.directory" in err) == (2, True, True)
    subprocess.run(["git", "config", "--global", "--add", "safe.directory", str(repository.root)], check=True)
    assert run(capsys)[0] == 0


def test_a_baseline_besides(repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.put({"Dockerfile": BASE.replace("make", "sudo make")})
    assert main(["check", *ONLY, "--write-baseline", "--baseline", "known.json"]) == 0
    capsys.readouterr()
    repository.put({"Dockerfile": BASE.replace("make", "sudo make\nRUN sudo more")})
    assert found(run(capsys, "--baseline", "known.json")[1]) == [("sudo-used", 7)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--fix"], "--since and --fix exclude each other"),
        (["--diff"], "--since and --diff exclude each other"),
        (["-"], "standard input has no revision"),
    ],
)
def test_what_does_not_go_together(
    words: list[str], message: str, repository: GitRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, *words)
    assert (code, message in err) == (2, True)


def test_a_submodule_is_compared_with_the_commit_it_had(repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    inner = GitRepository(repository.root.parent / "inner")
    inner.commit({"Dockerfile": BASE})
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.root.as_uri(), "sub")
    repository.commit({}, "base")
    (repository.root / "sub/Dockerfile").write_text(BASE.replace("make", "sudo make"))
    report = run(capsys)[1]
    assert [(each["path"], each["span"]["start"]["line"]) for each in report["findings"]] == [
        (os.path.join("sub", "Dockerfile"), 6)
    ]


def test_a_partial_clone(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.commit({"Dockerfile": BASE.replace("make", "sudo make")})
    repository.git("clone", "--quiet", "--filter=blob:none", repository.root.as_uri(), "../partial")
    monkeypatch.chdir(repository.root.parent / "partial")
    code, _, err = run(capsys, since="HEAD~1")
    assert (code, "leaves out objects" in err) == (2, True), err


FORMATS = ["json", "sarif", "github", "gitlab", "checkstyle", "junit", "gnu", "sonarqube", "markdown", "html", "text"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_takes_what_was_compared(form: str, repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    inline = "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM a\n        RUN sudo id\n"
    repository.put({"Dockerfile": BASE.replace("RUN make", "RUN sudo make"), "compose.yaml": inline})
    main(["check", *ONLY, "--write-baseline", "--baseline", "known.json"])
    repository.put({"Dockerfile": BASE.replace("RUN make", "RUN sudo more"), "compose.yaml": inline.replace("id", "x")})
    capsys.readouterr()
    assert main(["check", *ONLY, "--since", "base", "--baseline", "known.json", "--format", form]) == 1
    captured = capsys.readouterr()
    assert "sudo-used" in captured.out
    assert "no longer a finding of sudo-used" in (captured.out if form == "text" else captured.err)
    if form == "json":
        schema = json.loads((Path(__file__).parents[2] / "docs/report.schema.json").read_text())
        jsonschema.validate(json.loads(captured.out), schema)
