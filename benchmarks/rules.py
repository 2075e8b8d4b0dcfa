"""What the built-in rules cost: beyond the facts they ask for, over the Dockerfiles below a folder; and until they are there.

    python benchmarks/rules.py FOLDER

A first rule set judges each file and so works out the facts. A second one of the same rules judges it again: it finds all
facts, and nothing that the first one kept of its own. The collector of garbage is set as the command line sets it.
"""

from __future__ import annotations

import gc
import marshal
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.cli.main import GARBAGE
from analyzer.facts.model import file_facts
from analyzer.facts.providers import NOTHING
from analyzer.lint.selection import Selection
from analyzer.resources import rules_path
from analyzer.rules.builtin import build_plan
from analyzer.rules.load import compile_rules
from analyzer.rules.ruleset import Ruleset
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 15


def median(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - begin))
    return statistics.median(times)


def report(name: str, times: list[float]) -> None:
    mean, middle = statistics.mean(times), statistics.median(times)
    print(f"{name:24} mean {mean:6.2f}  median {middle:6.2f}  max {max(times):7.2f} ms a file")


def loading() -> Ruleset:
    """Until the rules are there."""
    plan = build_plan()
    content = marshal.loads(plan)[2:]
    rules = Ruleset(*content)
    print(f"{len(rules.rules)} rules in a plan of {len(plan) / 1024:.0f} KiB")
    print(f"compile all YAML files   {median(lambda: compile_rules([rules_path()]), 3):8.1f} ms")
    print(f"load the plan            {median(lambda: Ruleset(*marshal.loads(plan)[2:])):8.1f} ms")
    print(f"link every rule          {median(lambda: [rule.test for rule in Ruleset(*content).rules], 5):8.1f} ms")
    return rules


def main() -> int:
    gc.set_threshold(GARBAGE)
    first = loading()
    second = first.configured({})
    enabled = Selection(first, frozenset(first.by_id)).active(NOTHING)
    cold, alone, findings = [], [], 0
    for path in sorted(path for path in Path(sys.argv[1]).rglob("*") if path.is_file()):
        file = file_facts(parse_document(Source.from_bytes(path.read_bytes())))
        begin = time.perf_counter()
        found = first.evaluate(file, enabled)
        known = time.perf_counter()
        second.evaluate(file, enabled)
        alone.append(1000 * (time.perf_counter() - known))
        cold.append(1000 * (known - begin))
        findings += len(found)
    print(f"{len(cold)} files, {len(enabled)} rules in force, {findings} findings")
    report("rules and their facts", cold)
    report("rules alone", alone)
    return 0


if __name__ == "__main__":
    sys.exit(main())
