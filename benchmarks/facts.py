"""What all facts of a file cost: every field of every node of every sort, over the Dockerfiles below a folder.

    python benchmarks/facts.py FOLDER

Parsing is timed apart, and so is reading the kept facts once again, which is what asking for them costs. The collector of
garbage is set as the command line sets it.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from pathlib import Path

from analyzer.cli.main import GARBAGE
from analyzer.facts.model import FileFacts, file_facts
from analyzer.facts.schema import SORTS
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document


def read_all(file: FileFacts) -> None:
    for sort in SORTS.values():
        for node in file.nodes(sort.name):
            for field in sort.fields.values():
                getattr(node, field.attribute)


def main() -> int:
    gc.set_threshold(GARBAGE)
    parsing, facts, again, instructions = [], [], [], 0
    for path in sorted(path for path in Path(sys.argv[1]).rglob("*") if path.is_file()):
        data = path.read_bytes()
        begin = time.perf_counter()
        document = parse_document(Source.from_bytes(data))
        parsed = time.perf_counter()
        file = file_facts(document)
        read_all(file)
        computed = time.perf_counter()
        read_all(file)
        again.append(1000 * (time.perf_counter() - computed))
        facts.append(1000 * (computed - parsed))
        parsing.append(1000 * (parsed - begin))
        instructions += len(document.instructions)
    print(f"{len(facts)} files, {instructions} instructions")
    for name, times in (("parsing", parsing), ("facts", facts), ("again", again)):
        mean, median = statistics.mean(times), statistics.median(times)
        print(f"{name:8} mean {mean:6.2f}  median {median:6.2f}  max {max(times):7.2f} ms a file")
    return 0


if __name__ == "__main__":
    sys.exit(main())
