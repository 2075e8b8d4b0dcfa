"""Counts how far the rules with an alias of hadolint agree with hadolint itself.

    python benchmarks/agreement.py --hadolint hadolint DIRECTORY_OR_FILE...
    python benchmarks/agreement.py --show DL3008 ...      # where the two differ on one rule

Both judge the files with every rule on, suppressions included. A finding counts by its rule and the instruction it stands in:
hadolint names the line an instruction begins on, we the line of the command. What hadolint cannot parse is left out.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import analyzer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Found = dict[str, set[tuple[str, int]]]  # path -> (rule, first line of the instruction)
CONFIG = {"override": {"info": ["DL3057", "DL1001"]}}
AT_ONCE = 100
REFUSED = ("DL1000", 0)


def paths_of(arguments: Iterable[str]) -> Iterator[str]:
    """The files named, and those below the directories named whose name begins like that of a Dockerfile."""
    for argument in arguments:
        if os.path.isfile(argument):
            yield argument
        for folder, _, names in os.walk(argument):
            yield from (os.path.join(folder, name) for name in sorted(names) if name.lower().startswith("dockerfile"))


def instruction_starts(path: str) -> list[int]:
    """For each line of a file, from line 0, the first line of the instruction that it belongs to."""
    with open(path, "rb") as file:
        document = analyzer.parse(file.read(), path)
    starts = list(range(document.source.text.count("\n") + document.source.text.count("\r") + 3))
    for one in document.instructions:
        starts[one.line : one.last_line + 1] = [one.line] * (one.last_line + 1 - one.line)
    return starts


def by_hadolint(program: str, paths: list[str], config: str) -> Found:
    """What hadolint finds. A file that makes it fail counts as one it cannot parse."""
    found: Found = {path: set() for path in paths}
    pending = [paths[at : at + AT_ONCE] for at in range(0, len(paths), AT_ONCE)]
    while pending:
        some = pending.pop()
        done = subprocess.run([program, "--no-fail", "--format", "json", "-c", config, *some], capture_output=True, check=False)
        try:
            report = json.loads(done.stdout)
        except ValueError:
            if len(some) == 1:
                found[some[0]].add(REFUSED)
            else:
                pending += [some[: len(some) // 2], some[len(some) // 2 :]]
            continue
        for one in report:
            found[one["file"]].add(REFUSED if one["code"] == "DL1000" else (one["code"], one["line"]))
    return found


def by_us(paths: list[str], config: str) -> Found:
    """What we find, by hadolint's names."""
    found: Found = {path: set() for path in paths}
    command = [
        sys.executable,
        "-m",
        "analyzer",
        "check",
        "--isolated",
        "--config",
        config,
        "--select",
        "ALL",
        "--format",
        "json",
    ]
    for at in range(0, len(paths), AT_ONCE):
        done = subprocess.run([*command, *paths[at : at + AT_ONCE]], capture_output=True, check=False)
        for one in json.loads(done.stdout)["findings"]:
            for alias in one["aliases"]:
                tool, _, rule = alias.partition("/")
                if tool == "hadolint":
                    found[one["path"]].add((rule, one["span"]["start"]["line"]))
    return found


def compare(program: str, paths: list[str]) -> dict[str, tuple[list[str], list[str], list[str]]]:
    """For each rule the places where both find something, only hadolint, only we."""
    with tempfile.TemporaryDirectory() as folder:
        config = os.path.join(folder, ".hadolint.yaml")
        with open(config, "w", encoding="utf-8") as file:
            json.dump(CONFIG, file)
        theirs, ours = by_hadolint(program, paths, config), by_us(paths, config)
    known = {rule for rule in aliases() if rule.startswith("DL")}
    table: dict[str, tuple[list[str], list[str], list[str]]] = collections.defaultdict(lambda: ([], [], []))
    for path in paths:
        if REFUSED in theirs[path]:
            continue
        starts = instruction_starts(path)
        left, right = ({(rule, starts[line]) for rule, line in found[path] if rule in known} for found in (theirs, ours))
        for rule, line in sorted(left | right):
            which = 0 if (rule, line) in left & right else 1 if (rule, line) in left else 2
            table[rule][which].append(f"{path}:{line}")
    return table


def aliases() -> Iterator[str]:
    """hadolint's names of the built-in rules."""
    for rule in analyzer.load_rules().rules:
        yield from (alias.removeprefix("hadolint/") for alias in rule.aliases if alias.startswith("hadolint/"))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--hadolint", default="hadolint", help="the program to compare with")
    options.add_argument("--show", metavar="RULE", help="list the places where the two differ on a rule")
    options.add_argument("path", nargs="+", help="Dockerfiles, or directories that hold some")
    args = options.parse_args()
    table = compare(args.hadolint, list(paths_of(args.path)))
    if args.show:
        _, theirs, ours = table[args.show]
        print("\n".join([*(f"only hadolint {place}" for place in theirs), *(f"only we {place}" for place in ours)]))
        return 0
    print("| rule | both | only hadolint | only we |\n|---|---|---|---|")
    for rule, found in sorted(table.items()):
        print(f"| {rule} | {' | '.join(str(len(places)) for places in found)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
