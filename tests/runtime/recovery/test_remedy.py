"""Remedies and patches: what they offer, and that nothing passes by being let through."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from analyzer.facts.model import FileFacts
from analyzer.lint.check import open_file
from analyzer.rules.builtin import builtin_rules
from analyzer.runtime.recovery.classify import classify
from analyzer.runtime.recovery.remedy import patch_for
from analyzer.runtime.recovery.table import Entry, builtin_table
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document
from tests.runtime.recovery.buildlogs import build_logs

TABLE = builtin_table()
WITH_FIX = [entry for entry in TABLE.entries if entry.fix]
WEAKENING = re.compile(
    r"(?i)\b0?777\b|\b0?666\b|USER root|--privileged|as root\b|(?:disable|skip|without|turn off) verif|seccomp|no-gpg|\[trusted"
    r"|--no-check|--insecure\b|trusted-host|strict-ssl|--allow-|--force\b|--legacy-peer-deps|break-system-packages|GOINSECURE"
    r"|GONOSUM|(?:remove|delete|drop) (?:the )?(?:pin|hash|lock|version)|unpin|:latest"
)
SEVERAL = """\
FROM debian:12@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
RUN apt-get update && apt-get install curl=7.88.1-10
RUN apt-get update \\
 && apt-get install bzip2
USER 1000
COPY --chown=1000 --chmod=640 a b /c
"""


def asking(line: int, text: str = SEVERAL) -> str | None:
    """The patch of a build that fails because apt-get asks, on a line."""
    log = f"Dockerfile:{line}\n----------\n   {line} | >>> RUN x\n----------\nERROR: failed to solve: x\n"
    log = f"#1 [9/9] RUN x\n#1 0.1 Do you want to continue? [Y/n] Abort.\n#1 ERROR: x\n{log}"
    return classify(log, document=parse_document(Source(text, "Dockerfile"))).patch


def test_a_patch_changes_the_instruction_that_failed() -> None:
    found = asking(3)
    assert found is not None
    assert [line for line in found.splitlines() if line.startswith(("+", "-")) and not line.startswith(("+++", "---"))] == [
        "- && apt-get install bzip2",
        "+ && apt-get install -y bzip2",
    ]


def test_a_patch_can_be_applied(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(SEVERAL, encoding="utf-8")
    subprocess.run(["git", "apply", "-"], input=(asking(2) or "").encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "Dockerfile").read_text(encoding="utf-8") == SEVERAL.replace("install curl", "install -y curl")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (5, SEVERAL),  # an instruction without a finding
        (2, SEVERAL.replace("RUN apt-get update && apt", "# buildsecbot: ignore=apt-missing-yes -- so be it\nRUN apt")),
        (2, SEVERAL.replace("apt-get install curl", "apt-get install -y curl")),
        (99, SEVERAL),
    ],
    ids=["no finding", "another line", "nothing to fix", "no such line"],
)
def test_there_is_no_patch_without_a_fix(line: int, text: str) -> None:
    assert asking(line, text) is None


@pytest.mark.parametrize("entry", TABLE.entries, ids=lambda entry: entry.id)
def test_no_remedy_weakens_anything(entry: Entry) -> None:
    for text in (entry.cause, entry.hint, *entry.remedies):
        assert not WEAKENING.search(text), text


def rights(root: FileFacts) -> list[list[str]]:
    """Users, modes, owners and pins of a file, as written."""
    kinds: dict[str, list[str]] = {"USER": [], "tags": [], "flags": [], "pins": []}
    for instruction in root.document.instructions:
        text = instruction.logical.text
        if instruction.kind in kinds:
            kinds[instruction.kind].append(text)
        if instruction.kind == "FROM":
            kinds["tags"] += re.findall(r"\S+:\w\S*", text)
        kinds["flags"] += re.findall(r"--(?:chmod|chown|security|network|checksum)=\S+|chmod \S+|chown \S+", text)
        kinds["pins"] += re.findall(r"[\w.+-]+={1,2}[\d][\w.:+~-]*|@sha256:\w+", text)
    return list(kinds.values())


@pytest.mark.parametrize("entry", WITH_FIX, ids=lambda entry: entry.id)
def test_no_patch_weakens_anything(entry: Entry, tmp_path: Path) -> None:
    texts = {log.dockerfile for log in build_logs() if log.code == entry.id} | {SEVERAL, *examples(entry)}
    made = 0
    for text in sorted(texts):
        document = parse_document(Source(text, "Dockerfile"))
        for instruction in document.instructions:
            found = patch_for(document, instruction.line, entry.fix)
            if found is None:
                continue
            made += 1
            (tmp_path / "Dockerfile").write_bytes(text.encode())
            subprocess.run(["git", "apply", "-"], input=found.encode(), cwd=tmp_path, check=True)
            after = (tmp_path / "Dockerfile").read_bytes().decode()
            for before, now in zip(rights(open_file(Source(text))), rights(open_file(Source(after))), strict=True):
                assert set(before) <= set(now), found
    assert made, "none of the fixes makes a patch"


def examples(entry: Entry) -> list[str]:
    """The bad examples of the rules whose fixes are used."""
    return [bad[0] for rule in builtin_rules().rules if rule.id in entry.fix for bad in rule.examples[0]]
