"""The goals, side by side: every scenario with ours and the peers in turn, and the ratios of each round.

    python benchmarks/goals.py --corpus FOLDER --ours buildsecbot --hadolint hadolint --tally tally

Whole processes, without a shell, their output thrown away; ours has a cache folder of its own, which two uncounted runs fill.
Memory is that of all processes of a command together, what they share counted once, looked at ten times a second; runs
that are over before show the peak of the one process. The machine's speed drifts: the ratio of a round holds, and the median
of the rounds is what to quote.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Event, Thread

TEN = """\
FROM python:3.12-slim
ENV APP_HOME=/srv/app
WORKDIR /srv/app
RUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
USER 1000
EXPOSE 8080
CMD ["python", "-m", "app"]
"""
CONFIGURATION = "profile: recommended\nfail-on: warning\n"


class Race:
    """The commands of one run of this program, and the folder it works in."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
        files = sorted(path for path in Path(options.corpus).rglob("*") if path.is_file() and "ockerfile" in path.name)
        self.files = [str(path) for path in files[: options.files]]

    def ours(self, *words: str) -> list[str]:
        return [self.options.ours, "check", *words]

    def scenario(self, name: str, goal: str, ours: list[str], peers: dict[str, list[str]], runs: int) -> None:
        """Runs and prints one: ours once uncounted, then all in turn."""
        self.once(ours)
        self.once(ours)
        walls: dict[str, list[float]] = {"ours": [], **{peer: [] for peer in peers}}
        memory: dict[str, int] = {}
        for _ in range(runs):
            for who, command in (("ours", ours), *peers.items()):
                seconds, peak = self.once(command)
                walls[who].append(seconds)
                memory[who] = max(memory.get(who, 0), peak)
        told = [f"{who} {1000 * statistics.median(walls[who]):.1f} ms, {memory[who] / 1024:.0f} MiB" for who in walls]
        print(f"{name}: {'; '.join(told)}")
        for peer in peers:
            ratios = [mine / its for mine, its in zip(walls["ours"], walls[peer], strict=True)]
            share = memory["ours"] / memory[peer]
            spread = f"({min(ratios):.4f} - {max(ratios):.4f})"
            print(f"    of {peer}: {statistics.median(ratios):.4f} {spread}, memory {share:.2f}; {goal}")
        sys.stdout.flush()

    def once(self, command: list[str]) -> tuple[float, int]:
        """(wall seconds, peak memory in KiB)."""
        begin = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        over, peaks = Event(), [0]

        def watch() -> None:
            while not over.wait(0.1):
                peaks.append(proportional(process.pid))

        watcher = Thread(target=watch)
        watcher.start()
        _, _, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = 0
        over.set()
        watcher.join()
        return seconds, max(*peaks, usage.ru_maxrss)


def proportional(group: int) -> int:
    """The memory (KiB) of a group of processes, shared pages counted once (Pss)."""
    total = 0
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            if os.getpgid(int(entry.name)) != group:
                continue
            with open(f"/proc/{entry.name}/smaps_rollup") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        except OSError:
            continue
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", required=True, help="a folder of real Dockerfiles")
    parser.add_argument("--ours", default="buildsecbot")
    parser.add_argument("--hadolint", default="hadolint")
    parser.add_argument("--tally", help="left out where it is not given: it takes a minute for a thousand files")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=21, help="of the short scenarios; the long ones run a tenth as often")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        race(Race(options, Path(folder)), options)
    return 0


def race(runs: Race, options: argparse.Namespace) -> None:
    """All scenarios."""
    (runs.folder / "Dockerfile").write_text(TEN)
    hundred = "".join(TEN.replace("FROM python:3.12-slim", f"FROM python:3.12-slim AS stage{n}") for n in range(10))
    (runs.folder / "Dockerfile.hundred").write_text(hundred)
    few, many = options.runs, max(2, options.runs // 10)
    short = {"hadolint": [options.hadolint, "Dockerfile"]}
    tally = {"tally": [options.tally, "lint", "Dockerfile"]} if options.tally else {}
    runs.scenario("10 lines", "goals 1.0, tally 0.10", runs.ours("--isolated", "Dockerfile"), short | tally, few)
    (runs.folder / ".buildsecbot.yaml").write_text(CONFIGURATION)
    runs.scenario("10 lines with .buildsecbot.yaml", "goal 1.0", runs.ours("Dockerfile"), short, few)
    (runs.folder / ".buildsecbot.yaml").unlink()
    short = {"hadolint": [options.hadolint, "Dockerfile.hundred"]}
    tally = {"tally": [options.tally, "lint", "Dockerfile.hundred"]} if options.tally else {}
    runs.scenario("100 lines", "goals 0.4, tally 0.10", runs.ours("--isolated", "Dockerfile.hundred"), short | tally, few)
    peers = {"hadolint": [options.hadolint, *runs.files]}
    runs.scenario(f"{len(runs.files)} files", "goal 0.08", runs.ours("--isolated", "--no-cache", *runs.files), peers, many)
    if options.tally:
        both = {"tally": [options.tally, "lint", *runs.files]}
        runs.scenario(f"{len(runs.files)} files", "goal 0.03", runs.ours("--isolated", "--no-cache", *runs.files), both, 1)
    if shutil.which("shellcheck", path=f"{os.path.dirname(options.ours)}:{os.environ['PATH']}"):
        words = runs.ours("--isolated", "--no-cache", "--shellcheck", *runs.files)
        runs.scenario(f"{len(runs.files)} files with ShellCheck, its answers kept", "goal 0.40", words, peers, many)
    runs.scenario(f"{len(runs.files)} files unchanged", "goal 0.005", runs.ours("--isolated", *runs.files), peers, many)


if __name__ == "__main__":
    sys.exit(main())
