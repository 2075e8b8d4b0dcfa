"""Files that no person wrote: each is judged, or reported as failed, beside the others, in work that grows with its size."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.cli.main import main

pytestmark = pytest.mark.slow

FINE = "FROM alpine:3.20\nMAINTAINER me\n"
FROM = "FROM debian:12\n"


def nested(opening: str, inner: str, closing: str) -> Callable[[int], str]:
    return lambda size: f"{FROM}RUN {opening * size}{inner}{closing * size}\n"


def each(line: str, head: str = FROM, tail: str = "") -> Callable[[int], str]:
    """Lines of which ``%d`` is the number, and ``%e`` the one before."""
    return lambda size: head + "".join(line.replace("%d", str(n)).replace("%e", str(n - 1)) for n in range(size)) + tail


INPUTS: dict[str, tuple[int, Callable[[int], str]]] = {
    "stages": (200, each("FROM alpine:3.20 AS s%d\nRUN a\n", "")),
    "stages on each other": (200, each("FROM s%e AS s%d\nRUN a\n", "")),
    "stages that copy from each other": (200, each("FROM alpine:3.20 AS s%d\nCOPY --from=s%e /a /b\n", "")),
    "a circle of stages": (200, each("FROM alpine:3.20 AS s%d\nCOPY --from=s%e /a /b\n", "FROM s199 AS s-1\n")),
    "arguments of arguments": (400, each("ARG A%d=${A%e}x\n", FROM, "RUN echo $A300\n")),
    "arguments of arguments in FROM": (400, each("ARG A%d=${A%e}\n", "ARG A-1=x\n", "FROM a:$A300\n")),
    "a growing PATH": (300, each("ENV PATH=$PATH:/x%d\n")),
    "words": (4000, each(" p%d \\\n", FROM + "RUN apk add \\\n", " z\n")),
    "words of COPY": (4000, each(" p%d \\\n", FROM + "COPY \\\n", " z/\n")),
    "words of JSON": (4000, each(', "p%d" \\\n', FROM + 'RUN ["a" \\\n', "]\n")),
    "pairs": (3000, each(" A%d=b", FROM + "ENV", "\n")),
    "commands": (400, each("&& apt-get install -y curl \\\n", FROM + "RUN a \\\n", "\n")),
    "pipes": (1000, each("| b \\\n", FROM + "RUN a \\\n", "\n")),
    "here-documents": (200, lambda size: each("x\nE%d\n", f"{FROM}RUN cat {' '.join(f'<<E{n}' for n in range(size))}\n")(size)),
    "here-documents that never end": (300, each("RUN cat <<E%d\n")),
    "subshells": (400, nested("(", "a", ")")),
    "substitutions": (400, nested("$(", "a", ")")),
    "quoted substitutions": (400, nested('"$(', "a", ')"')),
    "defaults": (400, nested("${A:-", "a", "}")),
    "defaults of ENV": (400, lambda size: f"{FROM}ENV A={'${A:-' * size}{'}' * size}\n"),
    "conditions": (300, nested("if a; then ", "b", "; fi")),
    "programs that start programs": (800, nested("sudo ", "apt-get install a", "")),
    "shells in shells": (300, nested("sh -c ", "a", "")),
    "backquotes": (999, nested("`", "a", "")),
    "quotes": (999, nested('"', "a", "")),
    "continued lines": (4000, each("\\\n", FROM + "RUN a \\\n", "b\n")),
    "comments in a line": (4000, each("# x\n", FROM + "RUN a \\\n", "b\n")),
    "suppressions": (200, each("# hadolint ignore=DL3008,SC2086\nRUN apt-get install curl\n")),
    "names in a suppression": (2000, lambda size: f"{FROM}# hadolint ignore={','.join(['DL3008'] * size)}\nRUN a\n"),
    "credentials": (200, each("ENV API_TOKEN%d=hunter2hunter%d\n")),
    "unknown instructions": (1000, each("x%d y\n")),
    "triggers": (200, each("ONBUILD RUN apt-get install x%d\n")),
    "mounts": (300, each("--mount=type=cache,target=/x%d ", FROM + "RUN ", "a\n")),
    "NUL": (60_000, lambda size: FROM + "\0" * size),
    "binary": (60_000, lambda size: FROM + "".join(map(chr, range(256))) * (size // 256)),
    "sequences for a terminal": (100, each(f'LABEL a="{chr(0x1B)}[2J{chr(0x202E)}{chr(0x1F40B)}" b=c\n')),
    "a line that is too long": (20_000, lambda size: f"{FROM}RUN a{' && a' * size}\n"),
    "no line ending": (70_000, lambda size: "x" * size),
    "empty lines": (20_000, lambda size: "\n" * size + FROM),
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    work = tmp_path / "work"
    work.mkdir()
    (work / "Dockerfile.fine").write_text(FINE)
    monkeypatch.chdir(work)
    return work


def check(*words: str) -> int:
    return main(["check", "--isolated", "--no-cache", "--jobs", "1", *words, "Dockerfile", "Dockerfile.fine"])


@pytest.mark.parametrize(("size", "make"), INPUTS.values(), ids=INPUTS)
@pytest.mark.parametrize("form", ["text", "json"])
def test_it_is_judged_and_so_are_the_others(
    size: int, make: Callable[[int], str], form: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "Dockerfile").write_text(make(size), encoding="utf-8", newline="")
    assert check("--select", "ALL", "--format", form) in (0, 1)
    output = capsys.readouterr()
    assert output.err == ""
    assert output.out.replace("\n", "").isprintable()
    assert "Dockerfile.fine" in output.out
    assert "internal error" not in output.out


def calls(run: Callable[[], object]) -> int:
    """How many Python functions are called, which is the same on all machines."""
    count = 0

    def called(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(called)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(("size", "make"), INPUTS.values(), ids=INPUTS)
def test_work_grows_with_the_size(
    size: int, make: Callable[[int], str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "Dockerfile").write_text(FROM)
    check("--select", "ALL")  # what is made once
    counts = []
    for times in (1, 4):
        (folder / "Dockerfile").write_text(make(size * times), encoding="utf-8", newline="")
        counts.append(calls(lambda: check("--select", "ALL")))
    assert counts[1] < 5 * counts[0]


LARGE: dict[str, Callable[[], bytes]] = {
    "100 MB of zeros": lambda: b"\0" * 100_000_000,
    "100 MB of comments": lambda: FROM.encode() + (b"# " + b"x" * 998 + b"\n") * 100_000,
    "a million lines": lambda: FROM.encode() + b"\n# x" * 1_000_000,
    "a line of 10 MB": lambda: FROM.encode() + b"RUN echo " + b"hi && echo " * 900_000 + b"hi\n",
    "100,000 steps": lambda: FROM.encode() + b"RUN echo hi\n" * 100_000,
    "100,000 words": lambda: FROM.encode() + b"RUN apk add \\\n" + b" a \\\n" * 100_000 + b" z\n",
    "10,000 stages": lambda: b"".join(b"FROM alpine:3.20 AS s%d\nCOPY --from=s%d /a /b\n" % (n, n - 1) for n in range(10_000)),
    "no text": lambda: bytes(range(256)) * 40_000,
}


@pytest.mark.parametrize("make", LARGE.values(), ids=LARGE)
def test_a_large_file(make: Callable[[], bytes], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "Dockerfile").write_bytes(make())
    assert check("--format", "gnu", "--fail-on", "style") == 1
    assert "Dockerfile.fine:2" in capsys.readouterr().out


OUTPUTS = ["text", "json", "jsonl", "sarif"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is a device of Linux")
@pytest.mark.parametrize("form", OUTPUTS)
def test_a_full_disk(form: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--isolated", "--format", f"{form}:/dev/full"]) == 2
    assert capsys.readouterr().err == "buildsecbot: error: /dev/full: No space left on device\n"


@pytest.mark.skipif(sys.platform == "win32", reason="shells and their pipes are others there")
@pytest.mark.parametrize("form", OUTPUTS)
def test_a_reader_that_has_gone_and_a_full_standard_output(form: str, folder: Path) -> None:
    from tests.abuse.running import check as run

    for number in range(40):
        (folder / f"Dockerfile.{number}").write_text(FINE * 20)
    import os

    reading, writing = os.pipe()
    os.close(reading)
    done = run(folder, "--fail-on", "style", "--format", form, capture_output=False, stdout=writing, stderr=-1)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
    if Path("/dev/full").exists():
        with open("/dev/full", "wb") as full:
            done = run(folder, "--format", form, capture_output=False, stdout=full, stderr=-1)
        assert done.returncode == 2
        assert done.stderr == b"buildsecbot: error: standard output: No space left on device\n"
