"""What parsing the bodies of RUN costs, against bashlex and tree-sitter-bash on the same texts, and how it grows.

python -m pytest benchmarks/test_shell.py --benchmark-group-by=group --benchmark-columns=median,iqr,ops

The texts of the first group are those that all three read without an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analyzer.facts.model import file_facts
from analyzer.shell.actions import action
from analyzer.shell.commands import invocations
from analyzer.shell.packages import packages
from analyzer.shell.parse import parse_script
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

bashlex = pytest.importorskip("bashlex")
tree_sitter = pytest.importorskip("tree_sitter")
tree_sitter_bash = pytest.importorskip("tree_sitter_bash")
GROUP = "bodies of RUN: ours, bashlex, tree-sitter"


@pytest.fixture(scope="module")
def bodies(dockerfiles: list[bytes]) -> list[str]:
    """Every different body of RUN that a POSIX shell reads."""
    found: dict[str, None] = {}
    for data in dockerfiles:
        for step in file_facts(parse_document(Source.from_bytes(data))).instructions:
            if step.kind == "RUN" and step.body is not None and step.body.parsed and not step.body.is_program:
                found[step.body.extract.text] = None
    return list(found)


@pytest.fixture(scope="module")
def tree_sitter_parser() -> Any:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))


@pytest.fixture(scope="module")
def common(bodies: list[str], tree_sitter_parser: Any) -> list[str]:
    """The bodies that all of them read."""
    read = [text for text in bodies if read_by_bashlex(text)]
    return [text for text in read if not tree_sitter_parser.parse(text.encode()).root_node.has_error]


def read_by_bashlex(text: str) -> bool:
    try:
        bashlex.parse(text)
    except Exception:  # noqa: BLE001 - it raises of all kinds on what it does not know
        return False
    return True


@pytest.mark.benchmark(group=GROUP)
def test_ours(benchmark: BenchmarkFixture, common: list[str]) -> None:
    benchmark.extra_info["bodies"] = len(common)
    benchmark(lambda: [parse_script(text) for text in common])


@pytest.mark.benchmark(group=GROUP)
def test_bashlex(benchmark: BenchmarkFixture, common: list[str]) -> None:
    benchmark.extra_info["bodies"] = len(common)
    benchmark(lambda: [bashlex.parse(text) for text in common])


@pytest.mark.benchmark(group=GROUP)
def test_tree_sitter(benchmark: BenchmarkFixture, common: list[str], tree_sitter_parser: Any) -> None:
    """Written in C; nothing is made of its tree here."""
    benchmark.extra_info["bodies"] = len(common)
    data = [text.encode() for text in common]
    benchmark(lambda: [tree_sitter_parser.parse(text) for text in data])


@pytest.mark.benchmark(group="bodies of RUN: what their commands do")
def test_commands(benchmark: BenchmarkFixture, bodies: list[str]) -> None:
    """Parsed, wrappers looked through, options read, packages told."""
    benchmark.extra_info["bodies"] = len(bodies)

    def run() -> None:
        for text in bodies:
            for invocation in invocations(parse_script(text)):
                action(invocation)
                packages(invocation)

    benchmark(run)


SHAPES = {
    "list": lambda n: " && ".join(["apt-get install -y curl"] * n),
    "words": lambda n: "apt-get install " + "curl " * n,
    "subshells": lambda n: "(" * n + "a" + ")" * n,
    "substitutions": lambda n: "a $(" * n + "b" + ")" * n,
    "here-documents": lambda n: "cat <<E\n$x\nE\n" * n,
}


@pytest.mark.parametrize("size", [1_000, 10_000])
@pytest.mark.parametrize("shape", SHAPES)
def test_growth(benchmark: BenchmarkFixture, shape: str, size: int) -> None:
    benchmark.group = f"growth: {shape}"
    text = SHAPES[shape](size)
    benchmark.pedantic(lambda: parse_script(text), rounds=5, warmup_rounds=1)
