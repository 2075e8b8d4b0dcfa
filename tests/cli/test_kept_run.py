"""A run that was done before is not done again where it would come to the same, and only there."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from analyzer.cli import kept_run
from analyzer.cli.kept_run import RUNS, KeptRun, same_run
from analyzer.cli.main import main
from analyzer.digest import sha256_hex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGE = Path(kept_run.__file__).parents[1]
FILES = 20


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    for name in kept_run.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    work = tmp_path / "work"
    (work / ".git").mkdir(parents=True)
    (work / "inner").mkdir()
    monkeypatch.chdir(work)
    for number in range(FILES):
        (work / "inner" / f"Dockerfile.{number:02}").write_text(f"FROM alpine:3.20\nMAINTAINER me{number}\n")
    (work / ".buildsecbot.yaml").write_text("ignore: [pin-apt]\nfail-on: style\n")
    return work


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["check", *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def again(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str] | None:
    """The same from what was kept; None where nothing may be taken from there."""
    kept = same_run(list(words))
    if kept is None:
        return None
    code = kept.write()
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def named() -> list[str]:
    return [f"inner/Dockerfile.{number:02}" for number in range(FILES)]


@pytest.mark.parametrize("operands", [[], ["."], ["inner"], ["inner", "inner/Dockerfile.03"], named()], ids=len)
@pytest.mark.parametrize("form", ["text", "json", "sarif", "gnu", "html"])
def test_the_same_bytes_and_the_same_code(operands: list[str], form: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--format", form, *operands]
    assert again(capsys, *words) is None
    first = run(capsys, *words)
    assert first[0] == 1
    assert again(capsys, *words) == first
    assert run(capsys, "--no-cache", *words) == first


def test_reports_in_files_are_written_again(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    words = ["--format", "text", "--format", "json:out.json", "--format", "sarif:out.sarif", "inner"]
    first = run(capsys, *words)
    before = [(folder / name).read_bytes() for name in ("out.json", "out.sarif")]
    (folder / "out.json").unlink()
    (folder / "out.sarif").write_text("something else")
    assert again(capsys, *words) == first
    assert [(folder / name).read_bytes() for name in ("out.json", "out.sarif")] == before


def test_a_text_that_is_no_utf_8(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "inner" / "Dockerfile.00").write_bytes(b"\xef\xbb\xbfFROM alpine:3.20\r\nMAINTAINER \xff\xfe\r")
    first = run(capsys, "inner")
    assert again(capsys, "inner") == first


def write(path: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)

    return change


def same_time_and_size(folder: Path) -> None:
    path = folder / "inner" / "Dockerfile.05"
    status = path.stat()
    path.write_text(path.read_text().replace("me5", "we5"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def swapped(folder: Path) -> None:
    one, other = (folder / "inner" / f"Dockerfile.0{number}" for number in (1, 2))
    texts = one.read_bytes(), other.read_bytes()
    one.write_bytes(texts[1])
    other.write_bytes(texts[0])


def pipe(folder: Path) -> None:
    path = folder / "inner" / "Dockerfile.05"
    path.unlink()
    os.mkfifo(path)


def link(folder: Path) -> None:
    path = folder / "inner" / "Dockerfile.05"
    path.unlink()
    path.symlink_to("Dockerfile.06")


def gone(path: str) -> Callable[[Path], None]:
    return lambda folder: (folder / path).unlink()


CHANGES: dict[str, Callable[[Path], None]] = {
    "a file": write("inner/Dockerfile.05", "FROM alpine:3.21\nMAINTAINER me5\n"),
    "a file, at the same time and of the same size": same_time_and_size,
    "two files changed places": swapped,
    "a file is gone": gone("inner/Dockerfile.05"),
    "a file became a pipe": pipe,
    "a file became a link to one that holds something else": link,
    "a new file": write("inner/Dockerfile.new", "FROM a\n"),
    "a new file in a new folder": write("inner/more/Dockerfile", "FROM a\n"),
    "the configuration": write(".buildsecbot.yaml", "ignore: [maintainer-deprecated]\n"),
    "the configuration is gone": gone(".buildsecbot.yaml"),
    "a nearer configuration": write("inner/.buildsecbot.yaml", "profile: strict\n"),
    "a nearer configuration of hadolint's": write("inner/.hadolint.yaml", "ignored: [DL4000]\n"),
    "a nearer configuration in TOML": write("inner/pyproject.toml", "[tool.buildsecbot]\nprofile = 'strict'\n"),
    "a nearer end of the repository": lambda folder: (folder / "inner" / ".git").mkdir(),
    "an ignore file": write("inner/.gitignore", "Dockerfile.05\n"),
    "an ignore file above": write(".gitignore", "*.07\n"),
    "a Compose file": write("inner/compose.yaml", "services: {a: {build: {context: ., dockerfile: Dockerfile.03}}}\n"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_judged_again(
    change: Callable[[Path], None], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run(capsys, "inner")
    assert again(capsys, "inner") == first
    change(folder)
    assert again(capsys, "inner") is None
    fresh = run(capsys, "--no-cache", "inner")
    assert run(capsys, "inner") == fresh


@pytest.mark.parametrize("name", ["a file", "a file is gone", "a file became a pipe", "the configuration"])
def test_and_where_files_are_named(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, *named())
    assert again(capsys, *named()) is not None
    CHANGES[name](folder)
    assert again(capsys, *named()) is None


def test_what_is_none_of_its_business(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = run(capsys, "inner")
    write("README.md", "new")(folder)
    write("inner/notes.txt", "new")(folder)
    write("other/Dockerfile", "FROM a")(folder)
    assert again(capsys, "inner") == first


def test_what_a_configuration_extends(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".buildsecbot.yaml").write_text("extends: [base.yaml]\n")
    (folder / "base.yaml").write_text("profile: strict\n")
    first = run(capsys, "inner")
    assert again(capsys, "inner") == first
    (folder / "other.yaml").write_text("profile: recommended\n")
    (folder / "base.yaml").unlink()
    (folder / "base.yaml").symlink_to("other.yaml")
    assert again(capsys, "inner") is None


@pytest.mark.parametrize(
    "words",
    [["inner", "--fail-on", "error"], ["inner", "--format", "gnu"], ["--ignore", "ALL", "inner"], ["./inner"], ["inner", "."]],
    ids=" ".join,
)
def test_another_command_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "inner")
    assert again(capsys, *words) is None


def test_another_working_directory(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys)
    monkeypatch.chdir(folder / "inner")
    assert again(capsys) is None


def test_another_day(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "inner")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790086400")
    assert again(capsys, "inner") is None


def test_another_program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "inner")
    monkeypatch.setattr("analyzer.lint.program.VERSION", "99.0")  # stands for a later version
    assert again(capsys, "inner") is None


def test_another_reader(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "inner")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert again(capsys, "inner") is None
    monkeypatch.delenv("GITHUB_ACTIONS")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)  # stands for a terminal
    assert again(capsys, "inner") is None


def test_every_variable_that_steers_a_report_counts() -> None:
    """What reads the environment where reports are made is known to be part of the name of a run."""
    found: set[str] = set()
    for name in ("report", "lint", "syntax", "shell", "rules", "cli/reporting.py", "cli/check_command.py", "cli/output.py"):
        at = PACKAGE / name
        for path in at.rglob("*.py") if at.is_dir() else [at]:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr == "environ":
                    found.add(path.relative_to(PACKAGE).as_posix())
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "os.environ.get":
                    assert isinstance(node.args[0], ast.Constant)
                    assert node.args[0].value in kept_run.VARIABLES
    assert found == {"cli/reporting.py"}


@pytest.mark.parametrize(
    "words",
    [
        ["--no-cache", "inner"],
        ["--context", ".", "inner"],
        ["--fix", "inner"],
        ["--format", "jsonl", "inner"],
        ["--rules", "rules", "inner"],
        ["--write-baseline", "inner"],
        ["inner/Dockerfile.01"],
        ["inner", "missing"],
    ],
    ids=" ".join,
)
def test_runs_that_are_not_kept(words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "rules").mkdir()
    run(capsys, *words)
    assert again(capsys, *words) is None
    assert not list((folder.parent / "cache").rglob("*.run"))


def kept(folder: Path) -> list[Path]:
    return sorted((folder.parent / "cache" / "buildsecbot" / "runs").glob("*"))


def hostile(data: bytes) -> list[bytes]:
    """Files that a run is read from: cut short, damaged, and such that say what cannot be."""
    head, key, _, body = data.split(b"\n", 3)
    size, _, rest = body.partition(b"\n")
    texts = rest[: int(size)]
    bodies = [
        *(b"", b"x", b"0\n", b"-1\n" + rest, b"999999999\n" + rest, size, body[: len(body) // 2], body[:-1]),
        *(size + b"\n" + b"\0" * int(size), b"1\n9" + rest, b"%d\n" % (int(size) - 1) + rest),
        size + b"\n" + texts.replace(b"1", b"9") + rest[int(size) :],
        size + b"\n" + texts[:-1] + b"-" + rest[int(size) :],
    ]
    signed = [b"\n".join((head, key, sha256_hex(each).encode(), each)) for each in bodies]
    return [b"", b"\n" * 5, data[:-1], data[:100], data.replace(b"maintainer", b"MAINTAINER"), b"x" + data, *signed]


def test_what_is_damaged_or_hostile_counts_for_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = run(capsys, "inner")
    (path,) = kept(folder)
    data = path.read_bytes()
    for content in hostile(data):
        path.write_bytes(content)
        assert again(capsys, "inner") is None, content[:200]
    path.write_bytes(data)
    assert again(capsys, "inner") == first
    for mode in (0o622, 0o602):
        path.chmod(mode)
        assert again(capsys, "inner") is None
    path.unlink()
    path.symlink_to("/dev/zero")
    assert again(capsys, "inner") is None


def test_a_run_under_the_name_of_another(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "inner")
    (path,) = kept(folder)
    (path.parent / (kept_run.key_of(["."]) + ".run")).write_bytes(path.read_bytes())
    assert again(capsys, ".") is None


def test_no_more_are_kept_than_that(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(RUNS.most + 3):
        run(capsys, "--build-arg", f"A={number}", "inner")
    assert len(kept(folder)) == RUNS.most
    assert again(capsys, "--build-arg", "A=0", "inner") is None
    assert again(capsys, "--build-arg", f"A={number}", "inner") is not None


def test_a_report_that_is_too_large(monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("analyzer.cli.keeping.LARGEST", 100)
    run(capsys, "inner")
    assert kept(folder) == []


def test_a_run_comes_back_from_its_bytes() -> None:
    reports = [("", b"\x00\xff\n"), ("é\udc80", b"")]
    one = KeptRun(["."], "f", ["é", "\udcff"], "c", [("read", "a\nb", "", "x")], reports, 1)
    other = KeptRun.from_bytes(one.to_bytes())
    assert [getattr(one, name) for name in KeptRun.__slots__] == [getattr(other, name) for name in KeptRun.__slots__]


PROGRAM = "import sys; sys.argv[0] = 'buildsecbot'; from analyzer.cli.main import main; sys.exit(main())"


def process(*words: str, **options: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), **options}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "check", *words], capture_output=True, env=environment, timeout=60, check=False
    )


def test_processes_side_by_side(folder: Path) -> None:
    found: list[tuple[int, bytes, bytes]] = []

    def judge() -> None:
        for _ in range(2):
            done = process("inner")
            found.append((done.returncode, done.stdout, done.stderr))

    threads = [threading.Thread(target=judge) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert found[0][0] == 1


def test_what_is_kept_is_what_a_process_writes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report kept is exchanged for another one, to see where a process takes it from."""
    process("inner")
    (path,) = kept(folder)
    head, key, _, body = path.read_bytes().split(b"\n", 3)
    body = body.replace(b"maintainer-deprecated", b"MAINTAINER-DEPRECATED")
    path.write_bytes(b"\n".join((head, key, sha256_hex(body).encode(), body)))
    assert b"MAINTAINER-DEPRECATED" in process("inner").stdout
    assert b"MAINTAINER-DEPRECATED" not in process("inner", "--no-cache").stdout
    closed = process("--format", "text:/nonexistent/report", "inner")
    assert (closed.returncode, closed.stdout) == (2, b"")
