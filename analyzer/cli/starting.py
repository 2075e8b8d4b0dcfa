"""What ``buildsecbot init`` writes, and what it finds in a repository."""

from __future__ import annotations

import os

from analyzer.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

OWN = ".buildsecbot.yaml"
HOOKS = ".pre-commit-config.yaml"
GITHUB = ".github/workflows/buildsecbot.yml"
GITLAB = ".gitlab/buildsecbot.yml"
FILES = r"(^|/)(Dockerfile|dockerfile|Containerfile)(\.[^/]+)?$|\.[Dd]ockerfile$"

HOOK = f"""\
- repo: local
  hooks:
    - id: buildsecbot
      name: buildsecbot
      language: python
      additional_dependencies: [buildsecbot=={VERSION}]
      entry: buildsecbot check
      files: '{FILES}'
"""
GITHUB_JOB = f"""\
name: Dockerfiles

on: [push, pull_request]

permissions:
  contents: read

jobs:
  buildsecbot:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      security-events: write # for upload-sarif
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - run: python -m pip install buildsecbot=={VERSION}
      - run: buildsecbot check --format github --format sarif:buildsecbot.sarif
      - if: always()
        uses: github/codeql-action/upload-sarif@v3
        with:
          sarif_file: buildsecbot.sarif
          category: buildsecbot
"""
GITLAB_JOB = f"""\
buildsecbot:
  image: python:3.13-slim
  script:
    - python -m pip install --no-cache-dir buildsecbot=={VERSION}
    - buildsecbot check --format text --format gitlab:buildsecbot.json
  artifacts:
    when: always
    reports:
      codequality: buildsecbot.json
"""
INCLUDE = f"include:\n  - local: {GITLAB}\n"


class Step:
    """One file: its path in the repository, and its new text where it is to be written; `changes` tells that it is there.

    `shown` is the part of the text that is new, `by_hand` what somebody has to add, `notes` what else is to be known.
    """

    __slots__ = ("by_hand", "changes", "notes", "path", "shown", "text")

    def __init__(
        self,
        path: str,
        text: str = "",
        *,
        shown: str = "",
        by_hand: str = "",
        notes: tuple[str, ...] = (),
        changes: bool = False,
    ) -> None:
        self.path = path
        self.text = text
        self.shown = shown or text
        self.by_hand = by_hand
        self.notes = notes
        self.changes = changes


def ci_of(folder: str) -> str:
    """The CI that a repository uses, ``github`` or ``gitlab``; empty where nothing tells."""
    if os.path.isdir(os.path.join(folder, ".github")):
        return "github"
    if os.path.isfile(os.path.join(folder, ".gitlab-ci.yml")):
        return "gitlab"
    try:
        with open(os.path.join(folder, ".git", "config"), encoding="utf-8", errors="replace") as file:
            remotes = [line for line in file if line.strip().startswith("url")]
    except OSError:
        return ""
    return next((name for line in remotes for name in ("github", "gitlab") if f"{name}." in line), "")


def configuration(folder: str) -> Step:
    """The configuration, with what hadolint's says. Raises ConfigErrors and OSError."""
    from analyzer.config.find import HADOLINT, Configurations

    known = Configurations().path_for(os.path.join(folder, "Dockerfile"))
    if os.path.basename(known) not in ("", *HADOLINT):
        return Step(OWN, notes=(f"left alone, as {known} is in force",))
    if not known:
        return Step(OWN, CONFIGURATION)
    text, lost = _imported(known)
    return Step(OWN, text, notes=tuple(f"not taken over from {os.path.basename(known)}: {what}" for what in lost))


CONFIGURATION = """\
# The settings of buildsecbot; docs/configuration.md of buildsecbot tells all of them.
profile: recommended # or strict, hadolint, buildkit, a compliance framework
# extend-select: [pin-apt]
# ignore: [label-required-missing]
# fail-on: warning
# overrides:
#   - paths: [legacy/]
#     ignore: [DL3008]
"""


def _imported(path: str) -> tuple[str, list[str]]:
    """The configuration that says what one of hadolint's says, and what cannot be said."""
    from analyzer.config.read import read_file

    values = read_file(path).values
    lost: list[str] = []
    mapping: dict[str, Any] = {"profile": "recommended"}
    if ignored := [name for name in values.get("ignore", ()) if _known(name, lost)]:
        mapping["ignore"] = ignored
    if severities := {name: level for name, level in values.get("severity", {}).items() if _known(name, lost)}:
        mapping["severity"] = severities
    if settings := values.get("settings"):
        mapping["settings"] = settings
    if "fail-on" in values:
        mapping["fail-on"] = values["fail-on"]
    if values.get("disable-ignore-pragma"):
        lost.append("disable-ignore-pragma; the rule inline-suppression reports comments that silence findings")
    if form := values.get("report-format"):
        lost.append(f"format: {form}; give buildsecbot check --format")
    head = f"# Made of {os.path.basename(path)}, which is not read any more.\n"
    head += "# `profile: hadolint` keeps to the rules that hadolint has.\n"
    return head + _yaml(mapping), lost


def _known(name: str, lost: list[str]) -> bool:
    """A rule has the name; else it is noted that none has."""
    from analyzer.lint.selection import UnknownSelectorError, rules_called
    from analyzer.rules.builtin import builtin_rules

    try:
        rules_called(builtin_rules(), name)
    except UnknownSelectorError:
        lost.append(f"{name}, which names no rule")
        return False
    return True


def _yaml(mapping: dict[str, Any]) -> str:
    import yaml

    return str(yaml.safe_dump(mapping, sort_keys=False, default_flow_style=None, width=100, allow_unicode=True))


def pre_commit(folder: str, *, make: bool) -> Step:
    """The hook for pre-commit: added to its configuration, or with `make` in a new one. Raises OSError."""
    path = os.path.join(folder, HOOKS)
    if not os.path.lexists(path):
        if make:
            return Step(HOOKS, "repos:\n" + _shifted(HOOK, 2))
        return Step(HOOKS, notes=("not there; --pre-commit makes one",))
    with open(path, "rb") as file:
        content = file.read()
    if b"buildsecbot" in content:
        return Step(HOOKS, notes=("left alone, as it names buildsecbot already",))
    from analyzer.cli.yaml_list import added

    try:
        text = added(content.decode(), "repos", HOOK)
    except ValueError as error:
        return Step(HOOKS, by_hand="repos:\n" + _shifted(HOOK, 2), notes=(f"left alone: {error}",))
    return Step(HOOKS, text, shown=_shifted(HOOK, 2), changes=True)


def github_job(folder: str) -> Step:
    """A workflow of its own."""
    return _new(folder, GITHUB, GITHUB_JOB)


def gitlab_job(folder: str) -> Step:
    """A job in a file of its own, which GitLab's configuration has to include."""
    step = _new(folder, GITLAB, GITLAB_JOB)
    if step.text:
        where = ".gitlab-ci.yml"
        if os.path.lexists(os.path.join(folder, where)):
            step.notes = (*step.notes, f"{where} has to include it: {' '.join(INCLUDE.split())}")
        else:
            step.notes = (*step.notes, f"name it in {where}, which is not there: {' '.join(INCLUDE.split())}")
    return step


def _new(folder: str, path: str, text: str) -> Step:
    there = os.path.lexists(os.path.join(folder, path))
    return Step(path, notes=("left alone, as it is there already",)) if there else Step(path, text)


def _shifted(text: str, columns: int) -> str:
    return "".join(" " * columns + line for line in text.splitlines(keepends=True))
