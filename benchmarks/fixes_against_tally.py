"""What two tools' safe fixes do to real Dockerfiles.

    pip install tally-cli
    python benchmarks/fixes_against_tally.py CORPUS [--tally PROGRAM] [--sample 300] [--verbose]

Each tool fixes a copy of every file (of SAMPLE of them, evenly spread) with what it calls safe, by the rules that are on
without being asked for and by all it has, run by run, until nothing changes any more or five runs have been made. The text
after the first run is judged, by the same means for all; only files that BuildKit's parser takes before are counted.

* refused: BuildKit's parser does not take the result (the package `dockerfile` wraps that parser)
* values: a variable or a label of the last stage has another value than before, or is gone (as our facts have them); labels of
  authors and empty ones are left out, as fixes change those on purpose
* configuration: the user, directory, shell, command, entry point, health check, ports or volumes of the last stage differ (as
  our facts have them)
* BusyBox: the wget of BusyBox is given an option that it does not have, in a stage that begins with Alpine or BusyBox
* unsettled: a second run changes the file again; `runs` is the most that one took
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import dockerfile

from analyzer.facts.model import file_facts
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.fixes.effects import configuration
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

ROOT = Path(__file__).resolve().parents[1]
MOST = 5
NO_BUSYBOX_OPTION = re.compile(r"\bwget\b[^|;&\n]*\s(--progress|-nv\b|--no-verbose)")
BUSYBOX = re.compile(r"^FROM\s+(--\S+\s+)?(alpine|busybox)\b", re.IGNORECASE)


def buildkit(text: str) -> list[Any] | None:
    try:
        return list(dockerfile.parse_string(text.encode("utf-8", "replace").decode()))  # other bytes would end the process
    except dockerfile.GoParseError:
        return None


def values(text: str) -> tuple[Any, ...]:
    """The variables and labels of the final stage, as our facts have them; unknown ones by their text."""
    facts = file_facts(parse_document(Source(text)))
    if not facts.stages:
        return ()
    stage = facts.stages[-1]
    env = {str(pair.key): known(pair.value) for pair in stage.env if pair.origin == "env"}
    labels = {str(pair.key): known(pair.value) for pair in stage.effective_labels}
    return env, {key: value for key, value in labels.items() if value and "authors" not in key}


def known(value: Any) -> Any:
    return "?" if value is UNKNOWN or isinstance(value, Unknown) else value


def final(text: str) -> Any:
    """What the final stage is configured to, as our facts have it, without its environment and labels."""
    facts = file_facts(parse_document(Source(text)))
    return configuration(facts.stages[-1])[3:-2] if facts.stages else ()


def refused_options(text: str) -> int:
    """How often a stage of Alpine or BusyBox that does not install wget gives it an option that BusyBox does not have."""
    stages = re.split(r"^(?=FROM\s)", text, flags=re.IGNORECASE | re.MULTILINE)
    own = [stage for stage in stages if BUSYBOX.match(stage) and not re.search(r"\badd\b[^;&|]*\bwget\b", stage)]
    return sum(len(NO_BUSYBOX_OPTION.findall(stage)) for stage in own)


def judged(before: str, after: str) -> set[str]:
    found = set()
    if buildkit(after) is None:
        return {"refused"}
    old, new = values(before), values(after)
    if old and new:
        found |= (
            {"values"} if old[0] != new[0] or any(new[1].get(key, value) != value for key, value in old[1].items()) else set()
        )
    found |= {"configuration"} if final(before) != final(after) else set()
    if refused_options(after) > refused_options(before):
        found |= {"BusyBox"}
    return found


def run(name: str, command: list[str], files: list[Path], verbose: bool) -> tuple[Counter[str], int]:
    counts: Counter[str] = Counter()
    most = 0
    with tempfile.TemporaryDirectory() as folder:
        copies = []
        for number, file in enumerate(files):
            copy = Path(folder) / str(number) / "Dockerfile"
            copy.parent.mkdir()
            shutil.copyfile(file, copy)
            copies.append(copy)
        texts = [[copy.read_bytes()] for copy in copies]
        for _ in range(MOST):
            environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}
            # tally does nothing at all where one of the files is not to its liking, so it is given them one by one.
            places = [folder] if name.startswith("buildsecbot") else [str(copy) for copy in copies]
            for place in places:
                subprocess.run([*command, place], capture_output=True, check=False, cwd=ROOT, env=environment)
            changed = False
            for copy, versions in zip(copies, texts, strict=True):
                now = copy.read_bytes()
                if now != versions[-1]:
                    versions.append(now)
                    changed = True
            if not changed:
                break
    for file, versions in zip(files, texts, strict=True):
        before, first = (Source.from_bytes(version).text for version in (versions[0], versions[min(1, len(versions) - 1)]))
        if buildkit(before) is None:
            continue
        counts["files"] += 1
        counts["changed"] += len(versions) > 1
        found = judged(before, first) if len(versions) > 1 else set()
        if len(versions) > 2:
            found.add("unsettled")
            most = max(most, len(versions) - 1)
        counts.update(found)
        if found and verbose:
            print(f"{name}: {file}: {', '.join(sorted(found))}")
    return counts, most or 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--tally", default="tally", help="the program, or a path to it")
    parser.add_argument("--sample", type=int, default=0, help="fix so many of the files only")
    parser.add_argument("--verbose", action="store_true", help="name each file and what is wrong with it")
    given = parser.parse_args()
    files = sorted(path for path in given.corpus.rglob("*") if path.is_file())
    files = files[:: max(1, len(files) // given.sample)][: given.sample] if given.sample else files
    ours = [sys.executable, "-m", "analyzer", "check", "--isolated", "--fix", "--fail-on", "never"]
    tools: dict[str, list[str]] = {"buildsecbot": ours, "buildsecbot, all rules": [*ours, "--select", "ALL"]}
    if tally := shutil.which(given.tally):
        theirs = [tally, "lint", "--no-config", "--fix", "--slow-checks=off", "--fail-level=none"]
        tools |= {"tally": theirs, "tally, all rules": [*theirs, "--select=*"]}
    else:
        print(f"there is no {given.tally}: pip install tally-cli", file=sys.stderr)
    kinds = ("files", "changed", "refused", "values", "configuration", "BusyBox", "unsettled")
    print(f"| tool | {' | '.join(kinds)} | runs |")
    print(f"|---{'|---:' * (len(kinds) + 1)}|")
    for name, command in tools.items():
        counts, most = run(name, command, files, given.verbose)
        print(f"| {name} | {' | '.join(str(counts[kind]) for kind in kinds)} | {most} |")


if __name__ == "__main__":
    main()
