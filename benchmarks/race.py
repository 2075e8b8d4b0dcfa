"""Races whole processes: commands in turn, A B A B ..., with the ratio of each pair; medians are what to quote.

    python benchmarks/race.py --runs 15 \\
        --ours "buildsecbot check docs/examples/Dockerfile" --peer "hadolint docs/examples/Dockerfile"

Both commands are run without a shell, their output thrown away. Measure from an environment installed from the wheel, with its
byte code compiled: `python -m compileall` is what pip does on installation. The machine's speed drifts; ratios of one run hold.
"""

from __future__ import annotations

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import time


def once(command: list[str]) -> tuple[float, float, int]:
    """(wall seconds, processor seconds, peak memory in KiB) of one run."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def spread(name: str, values: list[float], unit: str) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"  {name:12} min {low:9.3f}  median {middle:9.3f}  max {high:9.3f} {unit}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--ours", required=True, help="the first command")
    options.add_argument("--peer", required=True, help="the second command")
    options.add_argument("--runs", type=int, default=11, help="counted runs of each (default 11), after one that is not")
    args = options.parse_args()
    commands = [shlex.split(args.ours), shlex.split(args.peer)]
    results: list[list[tuple[float, float, int]]] = [[], []]
    for number in range(args.runs + 1):
        for index, command in enumerate(commands):
            result = once(command)
            if number:
                results[index].append(result)
    for label, command, runs in zip(("ours", "peer"), commands, results, strict=True):
        print(f"{label}: {shlex.join(command)[:160]}")
        print(spread("wall", [1000 * run[0] for run in runs], "ms"))
        print(spread("processor", [1000 * run[1] for run in runs], "ms"))
        print(spread("memory", [run[2] / 1024 for run in runs], "MiB"))
    ratios = [ours[0] / peer[0] for ours, peer in zip(*results, strict=True)]
    print(spread("ours / peer", ratios, "(wall, pair by pair)"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
