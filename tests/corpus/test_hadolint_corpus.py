"""`buildsecbot hadolint` on a folder of real Dockerfiles, beside hadolint: docs/hadolint.md tells each class of difference."""

from __future__ import annotations

import collections
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HADOLINT = shutil.which("hadolint")
pytestmark = [
    pytest.mark.shared,
    pytest.mark.corpus,
    pytest.mark.peers,
    pytest.mark.skipif(HADOLINT is None, reason="needs hadolint"),
]
ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
ROW = re.compile(r"\| ((?:DL|SC)\d{4}) \| \d+ \| (\d+) \| (\d+) \| (.+) \|")
WORDS = ["--no-fail", "--format", "json", "--require-label", "zz:text"]
AT_ONCE = 100
Found = dict[str, set[tuple[str, int, int, str]]]  # path -> code, line, column, level


def told(command: list[str], paths: list[str]) -> Found:
    found: Found = {path: set() for path in paths}
    pending = [paths[at : at + AT_ONCE] for at in range(0, len(paths), AT_ONCE)]
    while pending:
        some = pending.pop()
        done = subprocess.run([*command, *WORDS, *some], capture_output=True, check=False, cwd=ROOT)
        try:
            report = json.loads(done.stdout)
        except ValueError:  # hadolint ends where a file makes it fail
            assert len(some) > 1, done.stderr
            pending += [some[: len(some) // 2], some[len(some) // 2 :]]
            continue
        for one in report:
            found[one["file"]].add((one["code"], one["line"], one["column"], one["level"]))
    return found


@pytest.fixture(scope="module")
def judged() -> tuple[Found, Found]:
    paths = sorted(str(path) for path in CORPUS.rglob("Dockerfile*") if path.is_file())
    assert len(paths) > 1500
    return told([str(HADOLINT)], paths), told([sys.executable, "-m", "analyzer", "hadolint"], paths)


def explained() -> dict[str, tuple[int, int]]:
    """The codes of docs/hadolint.md with an explanation: found only by hadolint, only by us."""
    text = (ROOT / "docs" / "hadolint.md").read_text(encoding="utf-8")
    return {code: (int(theirs), int(ours)) for code, theirs, ours, _ in ROW.findall(text)}


def test_each_difference_is_explained(judged: tuple[Found, Found]) -> None:
    theirs, ours = judged
    counts: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for path, found in theirs.items():
        if not refused(found) and not refused(ours[path]):
            for which, more in enumerate((found - ours[path], ours[path] - found)):
                for code, *_ in more:
                    counts[code][which] += 1
    known = explained()
    unexplained = {
        code: numbers
        for code, numbers in counts.items()
        if code not in known or any(number > limit for number, limit in zip(numbers, known[code], strict=True))
    }
    assert unexplained == {}


def test_columns_and_levels_are_the_same(judged: tuple[Found, Found]) -> None:
    theirs, ours = judged
    for path, found in theirs.items():
        known = {(code, line): (column, level) for code, line, column, level in found if code != "DL1000"}
        for code, line, column, level in ours[path]:
            assert known.get((code, line), (column, level)) == (column, level), f"{path}:{line} {code}"


def test_most_files_are_judged_exactly_alike(judged: tuple[Found, Found]) -> None:
    theirs, ours = judged
    alike = sum(theirs[path] == ours[path] for path in theirs)
    assert alike > 0.6 * len(theirs)


def refused(found: set[tuple[str, int, int, str]]) -> bool:
    return any(code == "DL1000" for code, *_ in found)
