"""Shows that parsing grows linearly: the cost of ten times the input, for each way a Dockerfile can be large.

    python benchmarks/growth.py

A ratio near 10 is linear, near 100 quadratic. The largest sizes are those a hostile file would use.
"""

from __future__ import annotations

import sys
import time

from analyzer.source.text import Source
from analyzer.syntax.expansion import references
from analyzer.syntax.parse import parse_document
from benchmarks.test_parser import SHAPES, nested

LARGEST = {"words": 50_000, "instructions": 10_000, "heredoc bytes": 327_680, "continuation lines": 10_000, "nesting": 10_000}


def cost(text: str) -> float:
    """The best of five runs, in milliseconds."""
    source = Source(text)
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        parse_document(source)
        best = min(best, time.perf_counter() - begin)
    return best * 1000


def main() -> int:
    print(f"{'shape':20} {'size':>8} {'ms':>9} {'10x smaller':>12} {'ratio':>7}")
    for shape, size in LARGEST.items():
        large, small = cost(SHAPES[shape](size)), cost(SHAPES[shape](size // 10))
        print(f"{shape:20} {size:8} {large:9.2f} {small:12.2f} {large / small:7.1f}")
    begin = time.perf_counter()
    found = references(nested(10_000))
    print(f"references of ${{a:-${{a:-...}}}} 10,000 deep: {len(found)} in {1000 * (time.perf_counter() - begin):.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
