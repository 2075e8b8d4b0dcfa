"""A build fails on a real engine, is understood, and succeeds with the patch."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from analyzer.runtime.recovery.classify import classify
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document
from tests.fixes.engine.engine import Engine
from tests.runtime.conftest import BASE

pytestmark = pytest.mark.engine
BUILDERS = {"buildx": "1", "classic": "0"}


def build(engine: Engine, folder: Path, driver: str) -> tuple[int, str]:
    """The exit code of a build, and all that it printed."""
    environment = {**engine.environment, "DOCKER_BUILDKIT": BUILDERS[driver], "BUILDKIT_PROGRESS": "plain"}
    command = [engine.docker, "build", "--network=none", "--no-cache", str(folder)]
    done = subprocess.run(command, capture_output=True, env=environment, timeout=120, check=False)
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


@pytest.mark.parametrize("driver", BUILDERS)
@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (f"FROM {BASE}\nRUN echo one\nRUN gradle build\n", "cmd-not-found", 3),
        (f"FROM {BASE}\nCOPY \\\n  none /none\n", "copy-not-found", 2),
        (f"FROM {BASE} AS a\nRUN wget http://files.example.org/a\nFROM {BASE}\nCOPY --from=a /a /a\n", "dns", 2),
        (f"FROM {BASE}\nINSTALL curl\n", "parse-unknown-instruction", 2),
        (f"FROM {BASE}\nRUN echo 'no space left on device' && exit 3\n", "no-space", 2),
        (f"FROM {BASE}\nRUN : 'no space left on device' && exit 3\n", "wrapper-nonzero", 2),
    ],
)
def test_a_build_fails(running_engine: Engine, text: str, code: str, line: int, driver: str, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(text, encoding="utf-8")
    status, log = build(running_engine, tmp_path, driver)
    found = classify(log, document=parse_document(Source(text, "Dockerfile")), driver=driver)
    assert (status != 0, found.code, found.line) == (True, code, line), log


@pytest.mark.parametrize("driver", BUILDERS)
def test_a_build_succeeds_with_the_patch(running_engine: Engine, driver: str, tmp_path: Path) -> None:
    text = f"FROM {BASE} AS builder\nRUN echo a > /a\nFROM {BASE}\nRUN [“/bin/true”]\nCOPY --from=builder /a /a\n"
    (tmp_path / "Dockerfile").write_text(text, encoding="utf-8")
    status, log = build(running_engine, tmp_path, driver)
    found = classify(log, document=parse_document(Source(text, "Dockerfile")), driver=driver)
    assert status, log
    assert (found.code, found.line) == ("cmd-not-found", 4), log
    assert found.patch is not None
    subprocess.run(["git", "apply", "-"], input=found.patch.encode(), cwd=tmp_path, check=True)
    status, log = build(running_engine, tmp_path, driver)
    assert status == 0, log
