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
def told(code):
    from analyzer.cli.output import write
    kept = [name for name in sys.modules if name.startswith("analyzer.") and sys.modules[name].__spec__.loader is None]
    write(json.dumps({"kept": len(kept), "all": len([name for name in sys.modules if name.startswith("analyzer.")])}) + chr(10))
    end(code)
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
        """(the lines printed, modules that came from the file, all modules)."""
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache")}
        command = [sys.executable, "-c", PROGRAM, str(self.folder), "check", "--isolated", *(words or ["Dockerfile"])]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        *lines, told = done.stdout.splitlines()
        counts = json.loads(told)
        return lines, counts["kept"], counts["all"]

    @property
    def file(self) -> Path:
        (found,) = self.cache.glob("modules-*")
        return found


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Tool:
    made = Tool(tmp_path_factory.mktemp("modules"))
    made.run()
    return made


def test_the_second_run_takes_them_from_the_file_and_says_the_same(tool: Tool) -> None:
    tool.file.unlink(missing_ok=True)
    lines, kept, _ = tool.run()
    assert kept == 0
    again, kept, all_ = tool.run()
    assert again == lines
    assert kept > all_ * 0.8


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
    assert first == second
    assert first[1] == 0


def test_only_a_check_uses_them(tool: Tool) -> None:
    tool.run()
    environment = {**os.environ, "XDG_CACHE_HOME": str(tool.folder / "cache")}
    program = PROGRAM.replace("main.main()", "sys.argv[1:] = ['rules', 'list']; main.main()")
    command = [sys.executable, "-c", program, str(tool.folder)]
    done = subprocess.run(command, cwd=tool.folder, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1])["kept"] == 0
