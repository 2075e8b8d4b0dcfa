"""The modules of a run, kept in one file: they make a run faster, and never another one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = """
import atexit, json, os, sys
sys.path.insert(0, sys.argv.pop(1))
from analyzer import modules
from analyzer.cli import main
end = main._end
def told(code, **how):
    from analyzer.cli.output import write
    names = [name for name in sys.modules if name.startswith("analyzer.")]
    loaders = [type(sys.modules[name].__spec__.loader).__name__ for name in names]
    write(json.dumps({"kept": loaders.count("NoneType"), "others": loaders.count("_Others"), "all": len(names)}) + chr(10))
    end(code, **how)
main._end = told
main.main()
"""


class Tool:
    """A copy of the package, run as a process of its own with a cache folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "cache" / "buildsecbot"
        shutil.copytree(ROOT / "analyzer", folder / "analyzer", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("rules", "grammars"):
            (folder / name).symlink_to(ROOT / name)
        (folder / "Dockerfile").write_text("FROM alpine:3.20\nMAINTAINER me\nRUN apk add curl\n")

    def run(self, *words: str) -> tuple[list[str], int, int]:
        """(the lines printed, modules that came from the first file, all modules)."""
        lines, counts = self.counted(*words)
        return lines, counts["kept"], counts["all"]

    def counted(self, *words: str) -> tuple[list[str], dict[str, int]]:
        """(the lines printed, how many modules there were of each origin)."""
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache")}
        command = [sys.executable, "-c", PROGRAM, str(self.folder), "check", "--isolated", *(words or ["Dockerfile"])]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        *lines, told = done.stdout.splitlines()
        return lines, json.loads(told)

    @property
    def file(self) -> Path:
        (found,) = self.cache.glob("modules-*")
        return found


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Tool:
    made = Tool(tmp_path_factory.mktemp("modules"))
    made.run()
    made.run()
    return made


def test_a_first_run_keeps_nothing_and_a_second_one_does(tmp_path: Path) -> None:
    made = Tool(tmp_path)
    assert made.run()[1] == 0
    assert list(made.cache.glob("modules-*")) == []
    assert made.run()[1] == 0
    assert made.run()[1] > 100


def test_the_next_run_takes_them_from_the_file_and_says_the_same(tool: Tool) -> None:
    tool.file.unlink(missing_ok=True)
    lines, kept, _ = tool.run()
    assert kept == 0
    again, counts = tool.counted()
    assert again == lines
    assert counts["kept"] + counts["others"] > counts["all"] * 0.95


PLAIN = """\
FROM python:3.12-slim AS build
ENV APP_HOME=/srv/app
WORKDIR /srv/app
RUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
USER 1000
HEALTHCHECK CMD true
CMD ["python", "-m", "app"]
"""


def test_what_a_plain_file_needs_is_made_at_once(tool: Tool) -> None:
    """Where this fails, analyzer.module_code.PLAIN lacks modules that are imported at their first use."""
    (tool.folder / "Plain").write_text(PLAIN)
    tool.run("Plain")
    _, counts = tool.counted("Plain")
    assert counts["kept"] > 100
    assert counts["all"] - counts["kept"] <= 12


def test_others_are_taken_one_by_one_from_a_second_file(tool: Tool) -> None:
    (tool.folder / "Plain").write_text(PLAIN)
    words = ["Plain", "--format", "sarif", "--select", "ALL"]
    lines, _, _ = tool.run(*words)
    tool.run(*words)
    again, counts = tool.counted(*words)
    assert again == lines
    assert counts["others"] > 0
    changed = tool.folder / "analyzer" / "report" / "as_sarif.py"
    changed.write_text(changed.read_text().replace('"2.1.0"', '"2.1.x"'))
    assert '"2.1.x"' in "".join(tool.run(*words)[0])


def test_another_package_in_its_place_is_seen(tmp_path: Path) -> None:
    made = Tool(tmp_path)
    for name in ("rules", "grammars"):
        (tmp_path / name).unlink()
        shutil.copytree(ROOT / name, tmp_path / "analyzer" / "_data" / name)
    made.run()
    made.run()
    assert made.run()[1] > 100
    plan = tmp_path / "analyzer" / "_data" / "built" / "rules.plan"
    os.utime(plan, ns=(1, 1))
    assert made.run()[1] == 0
    assert made.run()[1] > 100


def test_a_module_that_has_changed_is_imported(tool: Tool) -> None:
    tool.run()
    module = tool.folder / "analyzer" / "report" / "summary.py"
    module.write_text(module.read_text().replace("{_number(total, 'finding')}", "{_number(total, 'remark')}"))
    lines, kept, _ = tool.run()
    assert "remark" in lines[-1]
    assert kept == 0
    assert tool.run()[1] > 100, "they were kept anew"


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xa9\x03", b"\xe9\x01\x00\x00\x00"])
def test_a_broken_file_counts_for_nothing(tool: Tool, content: bytes) -> None:
    tool.run()
    tool.file.write_bytes(content)
    assert tool.run()[1] == 0
    assert tool.run()[1] > 100


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions")
def test_a_file_that_others_can_write_counts_for_nothing(tool: Tool) -> None:
    tool.run()
    tool.file.chmod(0o666)
    assert tool.run()[1] == 0


def test_a_folder_that_cannot_be_written_is_no_matter(tmp_path: Path) -> None:
    made = Tool(tmp_path)
    (tmp_path / "cache").write_text("in the way")
    first, second = made.run(), made.run()
    assert first[0] == second[0]
    assert first[1] == second[1] == 0


def test_only_a_check_uses_them(tool: Tool) -> None:
    tool.run()
    environment = {**os.environ, "XDG_CACHE_HOME": str(tool.folder / "cache")}
    program = PROGRAM.replace("main.main()", "sys.argv[1:] = ['rules', 'list']; main.main()")
    command = [sys.executable, "-c", program, str(tool.folder)]
    done = subprocess.run(command, cwd=tool.folder, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1])["kept"] == 0
