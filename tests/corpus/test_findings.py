"""No change makes a rule speak more or less often of real Dockerfiles without somebody having looked at it.

    python tests/corpus/test_findings.py renew

keeps the present counts in tests/corpus/findings.json: for each selection the number of findings of each rule, and what the
profile `recommended` finds in each folder of the corpus.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.shared, pytest.mark.corpus]
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
KEPT = Path(__file__).parent / "findings.json"
SELECTIONS = {"ALL": ["--select", "ALL"], "recommended": []}
DAY = "1767225600"  # 2026-01-01: what is past its end of life does not change with the day the test runs


def present() -> dict[str, Any]:
    """The number of files, and by selection and rule the number of findings."""
    counts: dict[str, Any] = {}
    for name, options in SELECTIONS.items():
        command = [sys.executable, "-m", "analyzer", "check", "--isolated", "--fail-on", "never", *options, "--format", "json"]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": DAY}
        done = subprocess.run([*command, str(CORPUS)], capture_output=True, text=True, check=False, env=environment)
        if done.returncode:
            raise RuntimeError(done.stderr)
        report = json.loads(done.stdout)
        counts["files"] = len(report["files"])
        counts[name] = dict(sorted(Counter(finding["rule"] for finding in report["findings"]).items()))
        folders = dict.fromkeys(sorted(path.name for path in CORPUS.iterdir()), 0)
        folders.update(Counter(Path(finding["path"]).relative_to(CORPUS).parts[0] for finding in report["findings"]))
        counts["folders"] = folders  # of the last selection
    return counts


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """One line for each count that is not what it was."""
    lines = [] if before["files"] == now["files"] else [f"files: {before['files']} -> {now['files']}"]
    for name in (*SELECTIONS, "folders"):
        for rule in sorted(before[name].keys() | now[name].keys()):
            old, new = before[name].get(rule, 0), now[name].get(rule, 0)
            if old != new:
                lines.append(f"{name}: {rule}: {old} -> {new} ({new - old:+d})")
    return lines


def test_every_rule_speaks_as_often_as_it_did() -> None:
    changed = differences(json.loads(KEPT.read_text(encoding="utf-8")), present())
    if changed:
        hint = "Look at what changed. Where that is right: python tests/corpus/test_findings.py renew"
        pytest.fail("\n".join([*changed, hint]), pytrace=False)


if __name__ == "__main__":
    if sys.argv[1:] != ["renew"]:
        sys.exit(__doc__)
    KEPT.write_text(json.dumps(present(), indent=1) + "\n", encoding="utf-8")
