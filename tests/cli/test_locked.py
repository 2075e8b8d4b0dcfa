"""``check --since REV --locked``: a change cannot weaken the gate that it is judged by."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli.main import main
from tests.cli.git_repository import GitRepository

GOOD = "FROM debian:12-slim\n# one\n# two\n# three\n# four\nRUN make\nUSER 1000\n"
EVIL = GOOD.replace("RUN make\n", "RUN make\nRUN sudo id\n")
RULE = "sudo-used"
SILENT = "# buildsecbot: ignore-file=sudo-used\nFROM alpine:3.20\nRUN sudo one\nRUN sudo two\nUSER 1000\n"
COMPOSE = "services: {a: {build: {context: ., target: one}}}\n"
CONFIG = "extend-select: [sudo-used]\n"
RULES = """\
id: no-make
title: make is not run
severity: error
category: security
confidence: high
since: 1.0.0
match: {command: make}
message: make is run
docs: It is not run.
remedy: Do not run it.
examples:
  bad:
    - dockerfile: |
        FROM a
        RUN make
      findings: [{line: 2}]
  good:
    - dockerfile: |
        FROM a
        RUN true
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitRepository:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = GitRepository(tmp_path / "work")
    monkeypatch.chdir(made.root)
    return made


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any], str]:
    code = main(["check", "--format", "json", *words])
    captured = capsys.readouterr()
    return code, json.loads(captured.out) if captured.out else {}, captured.err


def rules(report: dict[str, Any]) -> list[str]:
    return [finding["rule"] for finding in report["findings"]]


ATTACKS: dict[str, dict[str, str | None]] = {
    "nothing": {"Dockerfile": EVIL},
    "config edited": {"Dockerfile": EVIL, ".buildsecbot.yaml": "ignore: [sudo-used]\n"},
    "config taken away": {"Dockerfile": EVIL, ".buildsecbot.yaml": None},
    "config broken": {"Dockerfile": EVIL, ".buildsecbot.yaml": "ignore: [\n"},
    "threshold": {"Dockerfile": EVIL, ".buildsecbot.yaml": "fail-on: never\n"},
    "severity": {"Dockerfile": EVIL, ".buildsecbot.yaml": "severity: {sudo-used: style}\n"},
    "override": {"Dockerfile": EVIL, ".buildsecbot.yaml": "overrides:\n  - {paths: ['*'], ignore: [sudo-used]}\n"},
    "other config of the same folder": {"Dockerfile": EVIL, "pyproject.toml": "[tool.buildsecbot]\nignore = ['sudo-used']\n"},
    "hadolint's config": {"Dockerfile": EVIL, ".buildsecbot.yaml": None, ".hadolint.yaml": "ignored: [DL3004]\n"},
    "config becomes a link": {"Dockerfile": EVIL, "x.yaml": "ignore: [sudo-used]\n", ".buildsecbot.yaml": "-> x.yaml"},
    "extended config edited": {"Dockerfile": EVIL, "shared/base.yaml": "profile: buildkit\nignore: [sudo-used]\n"},
    "extended config becomes a link": {"Dockerfile": EVIL, "x": "ignore: [sudo-used]\n", "shared/base.yaml": "-> ../x"},
    "excluded": {"Dockerfile": EVIL, ".buildsecbot.yaml": "exclude: ['*']\n"},
    "baseline named": {"Dockerfile": EVIL, ".buildsecbot.yaml": "baseline: known.json\n", "known.json": "{{BASELINE}}"},
    "own comment": {"Dockerfile": EVIL.replace("RUN sudo", "# buildsecbot: ignore=sudo-used\nRUN sudo")},
    "own comment for the file": {"Dockerfile": "# buildsecbot: ignore-file=sudo-used\n" + EVIL},
    "own comment for the stage": {"Dockerfile": EVIL.replace("RUN make", "# buildsecbot: ignore-stage=sudo-used\nRUN make")},
    "comment that silences its own refusal": {"Dockerfile": "# buildsecbot: ignore-file=suppression-unused,sudo-used\n" + EVIL},
    "comment changed": {"Dockerfile": EVIL.replace("# four", "# buildsecbot: ignore-file=sudo-used")},
    "hadolint's comment": {"Dockerfile": EVIL.replace("RUN sudo", "# hadolint ignore=DL3004\nRUN sudo")},
    "hadolint's comment for the file": {"Dockerfile": "# hadolint global ignore=DL3004\n" + EVIL},
    "hadolint's shell": {"Dockerfile": EVIL.replace("# one", "# hadolint shell=powershell")},
    "ignored by git": {"Dockerfile": EVIL, ".gitignore": "Dockerfile\n"},
    "ignored folder": {"Dockerfile": None, ".gitignore": "out/\n", "out/Dockerfile": EVIL},
    "template": {"Dockerfile": None, "Dockerfile.j2": EVIL},
    "another name": {"Dockerfile": None, "build.txt": EVIL},
    "a tool's folder": {"Dockerfile": None, ".venv/Dockerfile": EVIL},
    "a folder that is judged mildly": {"Dockerfile": None, "legacy/x/Dockerfile": EVIL},
    "a folder that is left out": {"Dockerfile": None, "vendor/Dockerfile": EVIL},
    "a link to another file": {"Dockerfile": "-> build.txt", "build.txt": EVIL},
    "from a folder that is left out": {
        "vendor/x/Dockerfile": None,
        "Dockerfile": None,
        "app/Dockerfile": SILENT + "RUN sudo id\n",
    },
    "from a folder that is judged mildly": {"legacy/Dockerfile": None, "app/Dockerfile": SILENT},
    "a build of another stage": {"Dockerfile": EVIL.replace("12-slim", "12-slim AS one"), "compose.yaml": COMPOSE},
    "a folder nearer": {"Dockerfile": None, "app/Dockerfile": EVIL, "app/.buildsecbot.yaml": "ignore: [sudo-used]\n"},
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_change_cannot_weaken_its_gate(name: str, repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    config = "extends: shared/base.yaml\nexclude: [vendor/]\noverrides:\n  - {paths: [legacy/], ignore: [sudo-used]}\n"
    old = {"legacy/Dockerfile": SILENT, "vendor/x/Dockerfile": SILENT}
    repository.commit({"Dockerfile": GOOD, "shared/base.yaml": CONFIG, ".buildsecbot.yaml": config, **old}, "base")
    files = dict(ATTACKS[name])
    if "known.json" in files:
        repository.put({"Dockerfile": EVIL})
        assert main(["check", "--write-baseline", "--baseline", "known.json"]) == 0
        capsys.readouterr()
        files["known.json"] = (repository.root / "known.json").read_text()
    repository.commit(files)
    code, report, err = run(capsys, "--since", "base", "--locked")
    assert (code, RULE in rules(report)) == (1, True), err
    assert report["comparison"]["locked"] is True


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("own comment", "'sudo-used' is not silenced"),
        ("hadolint's comment", "'DL3004' is not silenced"),
        ("hadolint's shell", "'shell=powershell' is not silenced"),
        ("comment that silences its own refusal", "'suppression-unused' is not silenced"),
    ],
)
def test_a_comment_without_effect_is_told(
    name: str, line: str, repository: GitRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit({"Dockerfile": GOOD}, "base")
    repository.commit(ATTACKS[name])
    _, report, _ = run(capsys, "--since", "base", "--locked")
    told = [finding["message"] for finding in report["findings"] if finding["rule"] == "suppression-unused"]
    assert any(message.startswith(line) for message in told)


def test_without_the_lock_the_change_decides(repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit({"Dockerfile": GOOD, ".buildsecbot.yaml": CONFIG}, "base")
    repository.commit(ATTACKS["config edited"])
    assert run(capsys, "--since", "base")[0] == 0
    assert run(capsys, "--since", "base", "--locked")[0] == 1


def test_comments_of_the_base_are_heeded(repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    silenced = GOOD.replace("RUN make", "# buildsecbot: ignore=sudo-used -- it must\nRUN sudo make")
    repository.commit({"Dockerfile": silenced}, "base")
    repository.commit({"Dockerfile": silenced.replace("sudo make", "sudo make install")})
    code, report, _ = run(capsys, "--since", "base", "--locked")
    assert (code, rules(report)) == (0, [])
    assert report["summary"]["suppressed"] == 1
    repository.commit({"Dockerfile": silenced.replace("RUN sudo", "RUN sudo id\nRUN sudo")})
    code, report, _ = run(capsys, "--since", "base", "--locked")
    assert code == 1
    assert rules(report).count(RULE) == 2, "the comment was written for another instruction"


def test_a_text_that_was_no_comment_does_not_become_one(repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    before = "FROM debian:12-slim\nRUN <<E\n# buildsecbot: ignore-file=sudo-used\nE\nUSER 1000\n"
    repository.commit({"Dockerfile": before}, "base")
    repository.commit({"Dockerfile": before.replace("RUN <<E\n", "").replace("E\n", "RUN sudo id\n", 1)})
    assert RULE in rules(run(capsys, "--since", "base", "--locked")[1])


@pytest.mark.parametrize("after", ["# check=skip=all\n", "# check=skip=JSONArgsRecommended\n", ""])
def test_buildkit_checks(after: str, repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit({"Dockerfile": "# check=error=true\nFROM debian:12-slim\nUSER 1000\n"}, "base")
    repository.commit({"Dockerfile": after + "FROM debian:12-slim\nUSER 1000\nCMD make\n"})
    code, report, _ = run(capsys, "--since", "base", "--locked", "--select", "JSONArgsRecommended")
    severities = [finding["severity"] for finding in report["findings"] if finding["rule"] != "suppression-unused"]
    assert (code, severities) == (1, ["error"]), "the change cannot take back that findings are errors"


def test_rules_and_baseline_are_those_of_the_base(repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit({"Dockerfile": GOOD, "rules/no-make.yaml": RULES, ".buildsecbot.yaml": "rules: [rules]\n"})
    assert main(["check"]) == 1
    assert main(["check", "--write-baseline", "--baseline", "known.json"]) == 0
    repository.commit({}, "base")
    capsys.readouterr()
    evil = GOOD.replace("RUN make\n", "RUN make\nRUN make install\n")
    repository.commit(
        {"Dockerfile": evil, "rules/no-make.yaml": RULES.replace("command: make", "command: cmake"), "known.json": "{"}
    )
    code, report, err = run(capsys, "--since", "base", "--locked", "--baseline", "known.json")
    assert (code, rules(report)) == (1, ["no-make"]), err
    repository.commit({"rules/no-make.yaml": None, "known.json": None})
    words = ("--baseline", "known.json", "--isolated", "--rules", "rules")
    assert rules(run(capsys, "--since", "base", "--locked", *words)[1]) == ["no-make"]


def test_a_named_configuration_is_that_of_the_base(repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit({"Dockerfile": GOOD, "ci/gate.yaml": CONFIG}, "base")
    repository.commit({"Dockerfile": EVIL, "ci/gate.yaml": "ignore: [sudo-used]\n"})
    assert RULE in rules(run(capsys, "--since", "base", "--locked", "--config", "ci/gate.yaml")[1])


def test_a_broken_rule_of_the_base_is_told_by_its_own_name(
    repository: GitRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit({"Dockerfile": GOOD, "rules/bad.yaml": "id: 1\n", ".buildsecbot.yaml": "rules: [rules]\n"}, "base")
    repository.commit({"Dockerfile": EVIL})
    code, _, err = run(capsys, "--since", "base", "--locked")
    assert code == 2
    assert f"rules{os.sep}bad.yaml:1:" in err
    assert "/tmp/buildsecbot-" not in err


def test_a_package_in_the_change_is_none(
    repository: GitRepository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"Dockerfile": GOOD, ".buildsecbot.yaml": "rules: ['package:strangers_rules']\n"}, "base")
    repository.commit({"Dockerfile": EVIL, "strangers_rules/rules/no-make.yaml": RULES})
    monkeypatch.syspath_prepend(str(repository.root))
    code, _, err = run(capsys, "--since", "base", "--locked")
    assert code == 2
    assert "with --locked a package is no folder of the repository" in err


@pytest.mark.parametrize("target", ["/etc/hostname", "../outside", "gone", "folder"])
def test_a_dockerfile_that_becomes_a_link_to_elsewhere_is_an_error(
    target: str, repository: GitRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository.root.parent / "outside").write_text(EVIL)
    repository.commit({"Dockerfile": GOOD, "folder/x": ""}, "base")
    repository.commit({"Dockerfile": f"-> {target}"})
    code, report, _ = run(capsys, "--since", "base", "--locked")
    assert (code, [file["status"] for file in report["files"]]) == (2, ["failed"])


def test_a_dockerfile_that_is_taken_away_is_told(repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit({"Dockerfile": GOOD, "b/Dockerfile": GOOD}, "base")
    repository.commit({"b/Dockerfile": None})
    code, report, err = run(capsys, "--since", "base", "--locked")
    assert (code, report["comparison"]["gone"]) == (0, [os.path.join("b", "Dockerfile")])
    assert "it is gone since base" in err


def test_the_lock_needs_a_revision(repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit({"Dockerfile": GOOD})
    code, _, err = run(capsys, "--locked")
    assert (code, "--locked needs a revision" in err) == (2, True)
    code, _, err = run(capsys, "--locked", "--since", "HEAD...")
    assert (code, "--locked takes no REV..." in err) == (2, True)


SHELLCHECK = ["--shellcheck", "--select", "SC2086"]


@pytest.mark.parametrize(
    "body",
    [
        "# shellcheck disable=SC2086\nRUN rm $X\n",
        "RUN <<E\n# shellcheck disable=SC2086\nrm $X\nE\n",
        "RUN <<E\n#shellcheck disable=all\nrm $X\nE\n",
        "RUN <<E\nfalse\n  # shellcheck source=/dev/null disable=SC2086\nrm $X\nE\n",
        "# hadolint ignore=SC2086\nRUN rm $X\n",
    ],
)
def test_directives_of_shellcheck(body: str, repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "analyzer", "check", "--shellcheck", os.devnull], capture_output=True, check=False
    )
    if b"not installed" in found.stderr:
        pytest.skip("ShellCheck is not installed")
    repository.commit({"Dockerfile": GOOD}, "base")
    repository.commit({"Dockerfile": GOOD + body})
    assert "shellcheck/SC2086" not in rules(run(capsys, "--since", "base", *SHELLCHECK)[1])
    assert "shellcheck/SC2086" in rules(run(capsys, "--since", "base", "--locked", *SHELLCHECK)[1])


def test_a_build_of_the_change_hides_no_stage(repository: GitRepository, capsys: pytest.CaptureFixture[str]) -> None:
    stages = "FROM debian:12-slim AS one\nUSER 1000\nFROM one\n"
    repository.commit({"Dockerfile": stages}, "base")
    build = "services: {a: {build: {context: ., target: one}}}\n"
    repository.commit({"Dockerfile": stages + "USER root\n", "compose.yaml": build})
    words = ("--since", "base", "--fail-on", "style", "--select", "final-user-root")
    assert rules(run(capsys, *words)[1]) == []
    assert rules(run(capsys, *words, "--locked")[1]) == ["final-user-root"]
