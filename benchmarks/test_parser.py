"""What parsing costs, against Lark's own runtime on the same texts, and how it grows.

python -m pytest benchmarks --benchmark-group-by=group --benchmark-columns=median,iqr,ops
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analyzer.grammar.compiler import lark_parser
from analyzer.grammar.tables import parser
from analyzer.resources import grammar_path
from analyzer.source.text import Source
from analyzer.syntax.arguments import KINDS
from analyzer.syntax.parse import parse_document

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

SPACES = " \t\v\f\r"


@pytest.fixture(scope="module")
def instructions(dockerfiles: list[bytes]) -> list[tuple[str, str]]:
    """(start rule, text) of every instruction."""
    found = []
    for data in dockerfiles:
        document = parse_document(Source.from_bytes(data))
        for node in document.instructions:
            text = node.logical.text.strip(SPACES)[len(node.keyword.text) :].strip(SPACES)
            if text and node.kind in KINDS and document.escape == "\\" and not any(i.phase == "parser" for i in node.issues):
                found.append((node.kind.lower(), text))
    return found


@pytest.mark.benchmark(group="instructions: tables against Lark's runtime")
def test_tables(benchmark: BenchmarkFixture, instructions: list[tuple[str, str]]) -> None:
    parse = parser("dockerfile").parse
    benchmark.extra_info["instructions"] = len(instructions)
    benchmark(lambda: [parse(text, rule) for rule, text in instructions])


@pytest.mark.benchmark(group="instructions: tables against Lark's runtime")
def test_lark(benchmark: BenchmarkFixture, instructions: list[tuple[str, str]]) -> None:
    parse = lark_parser(grammar_path("dockerfile")).parse
    benchmark.extra_info["instructions"] = len(instructions)
    benchmark(lambda: [parse(text, start=rule) for rule, text in instructions])


@pytest.mark.benchmark(group="whole files")
def test_documents(benchmark: BenchmarkFixture, dockerfiles: list[bytes]) -> None:
    benchmark.extra_info["files"] = len(dockerfiles)
    benchmark(lambda: [parse_document(Source.from_bytes(data)) for data in dockerfiles])


def nested(depth: int) -> str:
    return "${a:-" * depth + "x" + "}" * depth


SHAPES = {
    "words": lambda n: "FROM a\nCOPY " + "word " * n + "/x\n",
    "instructions": lambda n: "FROM a\n" + "RUN apt-get update && apt-get install -y curl\n" * n,
    "heredoc bytes": lambda n: "FROM a\nRUN <<EOF\n" + "echo 0123456789\n" * n + "EOF\n",
    "continuation lines": lambda n: "FROM a\nRUN x" + " \\\n  y" * n + "\n",
    "nesting": lambda n: "FROM a\nENV X=" + nested(n) + "\n",
}


@pytest.mark.parametrize("size", [1_000, 10_000])
@pytest.mark.parametrize("shape", SHAPES)
def test_growth(benchmark: BenchmarkFixture, shape: str, size: int) -> None:
    benchmark.group = f"growth: {shape}"
    source = Source(SHAPES[shape](size))
    benchmark.pedantic(lambda: parse_document(source), rounds=5, warmup_rounds=1)
