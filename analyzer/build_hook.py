"""Puts the rules, the grammars and what is made from them into the wheel. Used by the build only, and no part of the wheel.

The tables and the rule plan are made by the program itself, in a copy that lies as the wheel will lie. So there is one
way to make them, and what is made fits the place where it will be used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("grammars", "rules")
MAKE = """
import os
from analyzer.facts import layer_words, licences, secret_words, tools
from analyzer.facts.frontend import FEATURES
from analyzer.facts.imagedata import IMAGES
from analyzer.grammar.tables import load
from analyzer.lint import hadolint_codes
from analyzer.providers.shellcheck import codes
from analyzer.resources import save_built
from analyzer.rules.builtin import DETAILS, NAME, build_plan
from analyzer.runtime.recovery.table import NAME as RECOVERY, build_table
from analyzer.shell import describe

for name in sorted(os.listdir("analyzer/_data/grammars")):
    if name.endswith(".lark"):
        load(name.removesuffix(".lark"))
codes.VOCABULARY.load()
describe.load()
FEATURES.load()
hadolint_codes.VOCABULARY.load()
IMAGES.load()
layer_words.VOCABULARY.load()
licences.VOCABULARY.load()
secret_words.VOCABULARY.load()
tools.VOCABULARY.load()
plan, details = build_plan()
save_built(NAME, plan)
save_built(DETAILS, details)
save_built(RECOVERY, build_table())
"""

CALLED = """
import marshal
import os
import sys

called = set()


def note(frame, event, _):
    if event == "call":
        called.add(f"{frame.f_globals['__name__']}:{frame.f_code.co_qualname}")


sys.setprofile(note)
from analyzer.cli.main import main

for words in (["--isolated", "plain/Dockerfile"], ["configured/Dockerfile"], ["configured/Dockerfile"]):
    main(["check", *words])
    sys.argv[1:] = ["check", *words]
    main()
sys.setprofile(None)
from analyzer.cold_code import NAME
from analyzer.resources import save_built

save_built(NAME, marshal.dumps(sorted(name for name in called if name.startswith("analyzer."))))
"""
PLAIN = """\
# syntax=docker/dockerfile:1
FROM python:3.12-slim AS build
ARG VERSION=1.0
ENV APP_HOME=/srv/app
WORKDIR /srv/app
RUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["python", "-m", "app"]
"""
CONFIGURATION = "select: [recommended]\n"


class BuildHook(BuildHookInterface[Any]):
    """Hatchling calls `initialize` before it collects the files of a target, `finalize` when it has written them."""

    PLUGIN_NAME = "custom"
    _staging = ""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds package data to a wheel. An editable install keeps using the folders of the checkout."""
        if self.target_name != "wheel" or version == "editable":
            return
        self._staging = tempfile.mkdtemp(prefix="buildsecbot-")
        data = stage(Path(self.root), Path(self._staging))
        for path in sorted(data.rglob("*")):
            if path.is_file():
                build_data["force_include"][str(path)] = f"analyzer/_data/{path.relative_to(data).as_posix()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling calls it so
        """Removes the copy."""
        if self._staging:
            shutil.rmtree(self._staging)


def stage(root: Path, staging: Path) -> Path:
    """The folder of package data, made in an empty folder. Raises CalledProcessError where a grammar or rule is wrong.

    It takes a process of its own: the hash seed is fixed there, and nothing of this process gets in its way.
    """
    package = staging / "analyzer"
    unwanted = shutil.ignore_patterns("_data", "__pycache__", ".*")
    shutil.copytree(root / "analyzer", package, ignore=unwanted)
    for folder in FOLDERS:
        shutil.copytree(root / folder, package / "_data" / folder, ignore=unwanted)
    paths = os.pathsep.join([str(staging), *filter(None, sys.path)])  # an isolated build has Lark in a place of its own
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", MAKE], cwd=staging, env=environment, check=True)  # noqa: S603 - our own program
    _note_calls(staging, environment)
    return package / "_data"


def _note_calls(staging: Path, environment: dict[str, str]) -> None:
    """Keeps the names of the functions that a check of plain files calls, with what was made before."""
    for name in ("plain", "configured"):
        (staging / name).mkdir()
        (staging / name / "Dockerfile").write_text(PLAIN, encoding="utf-8")
    (staging / "configured" / ".buildsecbot.yaml").write_text(CONFIGURATION, encoding="utf-8")
    environment = {**environment, "XDG_CACHE_HOME": str(staging / "cache")}
    command = [sys.executable, "-c", CALLED]
    subprocess.run(command, cwd=staging, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
