"""Compose and Bake files: the builds they describe are judged as they are built."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli.main import main
from tests.cli.git_repository import GitRepository

BAD = "FROM debian:12-slim\nRUN sudo id\nUSER 1000\n"
STAGES = "ARG BASE=debian\nFROM $BASE AS one\nRUN sudo one\nUSER 1000\nFROM $BASE AS two\nRUN sudo two\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def put(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(text.encode("utf-8", "surrogateescape"))


def run(capsys: pytest.CaptureFixture[str], *words: str, select: str = "sudo-used") -> tuple[int, dict[str, Any]]:
    code = main(["check", "--format", "json", "--select", select, *words])
    captured = capsys.readouterr()
    return code, json.loads(captured.out) if captured.out else {"error": captured.err}


def places(report: dict[str, Any]) -> list[tuple[str, int, int]]:
    starts = [(finding["path"].replace(os.sep, "/"), finding["span"]["start"]) for finding in report["findings"]]
    return [(path, start["line"], start["column"]) for path, start in starts]


DOCKERFILES = [
    ("short", "services: {a: {build: ./app}}\n", "app/Dockerfile"),
    ("long", "services:\n  a:\n    build: {context: app, dockerfile: x/build.txt}\n", "app/x/build.txt"),
    ("no context", "services:\n  a:\n    build: {dockerfile: build.txt}\n", "build.txt"),
    ("default", "services: {a: {build: '${APP:-app}'}}\n", "app/Dockerfile"),
    ("unset only", "services: {a: {build: {context: '${APP-app}', dockerfile: a.txt}}}\n", "app/a.txt"),
    ("anchor", "x-a: &a {context: app, dockerfile: b.txt}\nservices: {a: {build: *a}}\n", "app/b.txt"),
    ("merge", "x-a: &a {context: app}\nservices: {a: {build: {<<: *a, dockerfile: b.txt}}}\n", "app/b.txt"),
    ("merges", "x-a: &a {context: app}\nservices: {a: {build: {<<: [*a], dockerfile: b.txt}}}\n", "app/b.txt"),
    ("tag", "services: {a: {build: !override {context: app, dockerfile: b.txt}}}\n", "app/b.txt"),
]


@pytest.mark.parametrize(("text", "path"), [case[1:] for case in DOCKERFILES], ids=[case[0] for case in DOCKERFILES])
@pytest.mark.parametrize("name", ["compose.yaml", "docker-compose.yml", "docker-compose.prod.yaml", "compose.dev.yml"])
def test_the_dockerfiles_of_a_compose_file(name: str, text: str, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    put({name: text, path: BAD})
    for operand in (".", name):
        assert places(run(capsys, operand)[1]) == [(path, 2, 5)]


NOT_LOOKED_AT = [
    "services: {a: {build: 'https://example.com/a.git'}}\n",
    "services: {a: {build: 'git@example.com:a/b'}}\n",
    "services: {a: {build: ../outside}}\n",
    "services: {a: {build: link}}\n",
    "services: {a: {build: '${APP}'}}\n",
    "services: {a: {build: {context: app, dockerfile: '$FILE'}}}\n",
    "services: {a: {build: gone}}\n",
    "services: {a: {image: b}}\n",
    "services: [a]\n",
    "services: &a {a: *a}\n",
    "a: &a [*a]\nservices: *a\n",
    "",
]


@pytest.mark.parametrize("text", NOT_LOOKED_AT)
def test_what_is_not_known_or_lies_elsewhere_is_left_out(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    put({"compose.yaml": text, "../outside/Dockerfile": BAD, "Dockerfile": "FROM scratch\n"})
    os.symlink("../outside", "link")
    code, report = run(capsys)
    assert (code, places(report), [file["path"] for file in report["files"]]) == (0, [], ["Dockerfile"])


def test_arguments_and_target(capsys: pytest.CaptureFixture[str]) -> None:
    put({"Dockerfile": STAGES, "compose.yaml": "services:\n  a:\n    build:\n      context: .\n      target: one\n"})
    select = "final-user-missing,final-user-root,stage-unreachable"
    assert {finding["stage"] for finding in run(capsys, select=select)[1]["findings"]} == {"two"}, "the stage is not built"
    put({"compose.yaml": "services:\n  a:\n    build: {context: ., target: two, args: {BASE: 'debian:latest'}}\n"})
    assert len(run(capsys, select="DL3007")[1]["findings"]) == 2
    put({"compose.yaml": "services:\n  a:\n    build: {context: ., target: gone}\n"})
    code, report = run(capsys)
    assert code == 2
    assert report["files"][0]["error"].startswith("target stage 'gone' could not be found")


def test_the_command_line_goes_before_what_a_file_says(capsys: pytest.CaptureFixture[str]) -> None:
    put({"Dockerfile": STAGES, "compose.yaml": "services:\n  a:\n    build: {context: ., args: [BASE=debian:latest]}\n"})
    assert len(run(capsys, select="DL3007")[1]["findings"]) == 2
    assert len(run(capsys, "--build-arg", "BASE=debian:12", select="DL3007")[1]["findings"]) == 0


def test_what_is_said_in_several_builds_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    builds = "".join(
        f"  {name}:\n    build: {{context: ., target: {stage}}}\n" for name, stage in (("a", "one"), ("b", "two"), ("c", "one"))
    )
    put({"Dockerfile": STAGES, "compose.yaml": "services:\n" + builds})
    report = run(capsys)[1]
    assert places(report) == [("Dockerfile", 3, 5), ("Dockerfile", 6, 5)]
    assert [file["path"] for file in report["files"]] == ["Dockerfile"]
    for words in ((".", "Dockerfile"), ("Dockerfile", "compose.yaml"), ("compose.yaml", "Dockerfile")):
        assert run(capsys, *words)[1]["summary"]["files"] == 1


INLINE = [
    ("services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM debian:12\n        RUN sudo id\n", 6, 13),
    ("services:\r\n  a:\r\n    build:\r\n      dockerfile_inline: |\r\n        FROM a\r\n        RUN sudo id\r\n", 6, 13),
    (
        "services:\n  a:\n    build:\n      dockerfile_inline: |-\n\n          FROM a\n\n          RUN \\\n           sudo id",
        9,
        12,
    ),
    ("services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM a\n        RUN echo é && sudo id\n", 6, 23),
    ("services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM a\n        RUN echo $$X && sudo id\n", 6, 25),
    ('services: {a: {build: {dockerfile_inline: "FROM a\\nRUN sudo id\\n"}}}\n', 1, 56),
    ("services:\n  a:\n    build:\n      dockerfile_inline: >\n        FROM a\n\n        RUN sudo id\n", 4, 26),
]


@pytest.mark.parametrize(("text", "line", "column"), INLINE)
def test_a_dockerfile_in_a_compose_file(text: str, line: int, column: int, capsys: pytest.CaptureFixture[str]) -> None:
    put({"compose.yaml": text})
    code, report = run(capsys)
    assert (code, places(report)) == (1, [("compose.yaml", line, column)])
    start = report["findings"][0]["span"]["start"]["offset"]
    if ">" not in text:
        assert text[start:].startswith("sudo id")
    assert main(["check", "--select", "sudo-used", "compose.yaml"]) == 1
    assert f"compose.yaml:{line}:{column}: warning[sudo-used]" in capsys.readouterr().out


def test_several_of_one_file_are_one_result(capsys: pytest.CaptureFixture[str]) -> None:
    service = "  {0}:\n    build:\n      dockerfile_inline: |\n        FROM a\n        {1}RUN sudo id\n"
    silenced = "# buildsecbot: ignore=sudo-used -- it must\n        "
    put({"compose.yaml": "services:\n" + service.format("a", "") + service.format("b", silenced) + service.format("c", "")})
    report = run(capsys)[1]
    assert [file["path"] for file in report["files"]] == ["compose.yaml"]
    assert [line for _, line, _ in places(report)] == [6, 17]
    assert report["suppressed"][0]["suppression"]["span"]["start"]["line"] == 11
    assert run(capsys, "--fix")[0] == 1, "what stands in another file is not fixed"


BAKE: dict[str, Any] = {
    "variable": {"DIR": {"default": "app"}, "NONE": {}},
    "target": {
        "base": {"context": "${DIR}", "args": {"A": "1", "B": None}},
        "a": {"inherits": ["base"], "dockerfile": "a.txt"},
        "loop": {"inherits": ["loop", "gone"], "dockerfile": "${NONE}"},
        "inline": {"dockerfile-inline": "FROM a\nRUN sudo id\n"},
    },
}


def test_a_bake_file(capsys: pytest.CaptureFixture[str]) -> None:
    text = json.dumps(BAKE, indent="\t")
    put({"docker-bake.json": text, "app/Dockerfile": BAD, "app/a.txt": BAD})
    report = run(capsys)[1]
    lines = text.split("\n")
    number = next(at for at, line in enumerate(lines) if "dockerfile-inline" in line)
    assert sorted(places(report)) == [
        ("app/Dockerfile", 2, 5),
        ("app/a.txt", 2, 5),
        ("docker-bake.json", number + 1, lines[number].index("sudo") + 1),
    ]


def test_hcl_is_not_read(capsys: pytest.CaptureFixture[str]) -> None:
    put({"docker-bake.hcl": 'target "a" {}\n', "Dockerfile": BAD})
    assert places(run(capsys)[1]) == [("Dockerfile", 2, 5)]
    code, report = run(capsys, "docker-bake.hcl", "Dockerfile")
    assert (code, places(report)) == (2, [("Dockerfile", 2, 5)])
    assert "docker buildx bake --print" in report["files"][0]["error"]


BOMB = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))
BROKEN = [
    ("services: [\n", ":1: not YAML"),
    ("services: \xff\n", ""),
    ("services: {a: *gone}\n", "1:15: no value is called 'gone'"),
    ("services: " + "[" * 2000, "nested deeper than"),
    ("a: \x07\n", "not YAML"),
    ("\udcff", "not UTF-8"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN, ids=range(len(BROKEN)))
def test_a_file_that_cannot_be_read_hides_no_other(text: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    put({"compose.yaml": text, "Dockerfile": BAD})
    code, report = run(capsys)
    assert places(report) == [("Dockerfile", 2, 5)]
    if message:
        failed = next(file for file in report["files"] if file["status"] == "failed")
        assert (code, failed["path"], message in failed["error"]) == (2, "compose.yaml", True), failed


@pytest.mark.parametrize(
    "text", [BOMB, BOMB.replace("[", "{<<: [").replace("]", "]}") + "services: *u\n"], ids=["lists", "merges"]
)
def test_what_grows_when_it_is_read_does_no_harm(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    put({"compose.yaml": text, "Dockerfile": BAD})
    assert places(run(capsys)[1]) == [("Dockerfile", 2, 5)]


def test_contexts_are_looked_at_where_that_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    put({"app/Dockerfile": "FROM scratch\nCOPY gone /x\n", "app/.dockerignore": "gone\n", ".dockerignore": "gone\n"})
    put({"../.dockerignore": "gone\n", "compose.yaml": "services: {a: {build: app}}\n"})
    assert run(capsys, select="copy-ignored-file")[1]["findings"] == []
    assert len(run(capsys, "--build-contexts", select="copy-ignored-file")[1]["findings"]) == 1
    put({"compose.yaml": "services: {a: {build: {context: .., dockerfile: work/app/Dockerfile}}}\n"})
    assert run(capsys, "--build-contexts", select="copy-ignored-file")[1]["findings"] == []


@pytest.mark.parametrize("name", ["Containerfile", "Dockerfile"])
def test_podmans_ignore_file(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    put({name: "FROM scratch\nCOPY a b /x/\n", "a": "", "b": "", ".containerignore": "a\n", ".dockerignore": "b\n"})
    report = run(capsys, "--context", ".", name, select="CopyIgnoredFile")[1]
    assert places(report) == [(name, 2, 6 if name == "Containerfile" else 8)]


def test_a_compose_file_in_a_change(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository = GitRepository(folder)
    text = "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM debian:12\n        RUN sudo id\n"
    repository.commit({"compose.yaml": text}, "base")
    more = text + "        # buildsecbot: ignore=sudo-used\n        RUN sudo more\n"
    repository.put({"compose.yaml": "# a\n" + more})
    assert run(capsys, "--since", "base")[0] == 0
    code, report = run(capsys, "--since", "base", "--locked")
    assert (code, [place for place in places(report) if place[2] == 13]) == (1, [("compose.yaml", 9, 13)])
    repository.put({"compose.yaml": "# a\n" + text})
    assert run(capsys, "--since", "base")[1]["summary"]["findings"] == 0


def test_a_build_cannot_silence_checks_of_a_locked_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository = GitRepository(folder)
    repository.commit({"Dockerfile": "FROM debian:12\n"}, "base")
    build = "services: {a: {build: {context: ., args: {BUILDKIT_DOCKERFILE_CHECK: skip=all}}}}\n"
    repository.commit({"Dockerfile": "FROM debian:12\nMAINTAINER me\n", "compose.yaml": build})
    words = ("--since", "base", "--fail-on", "style")
    assert run(capsys, *words, select="maintainer-deprecated")[0] == 0
    assert run(capsys, *words, "--locked", select="maintainer-deprecated")[0] == 1
