"""Facts of real Dockerfiles against the PyPI package dockerfile-parse: instructions, base images, substitution in ENV.

Where the two differ, dockerfile-parse is wrong; each cause is written down here as a predicate, and a difference that none
explains fails the test. What we call unknown is not compared: dockerfile-parse puts an empty text in its place.
"""

from __future__ import annotations

import io
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from analyzer.facts.instructions import Instruction
from analyzer.facts.model import FileFacts, file_facts
from analyzer.facts.words import Pair
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

dockerfile_parse = pytest.importorskip("dockerfile_parse", reason="needs dockerfile-parse")
pytestmark = [pytest.mark.shared, pytest.mark.corpus]
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


@pytest.fixture(scope="module")
def files() -> list[tuple[FileFacts, Any]]:
    """The facts of each file and dockerfile-parse's reading of it; not of those it cannot decode, as they are not UTF-8."""
    logging.getLogger("dockerfile_parse").setLevel(logging.CRITICAL)
    found = []
    for path in sorted(path for path in CORPUS.rglob("*") if path.is_file()):
        data = path.read_bytes()
        try:
            data.decode()
        except UnicodeDecodeError:
            continue
        facts = file_facts(parse_document(Source.from_bytes(data, str(path.relative_to(CORPUS)))))
        found.append((facts, dockerfile_parse.DockerfileParser(fileobj=io.BytesIO(data))))
    assert len(found) > 1500
    return found


def explained(differences: Iterator[tuple[str, Any]], causes: dict[str, Callable[[Any], bool]], at_least: set[str]) -> None:
    """Every difference has a cause, and the causes that are known to occur do."""
    seen: Counter[str] = Counter()
    unexplained = []
    for described, subject in differences:
        cause = next((name for name, holds in causes.items() if holds(subject)), None)
        if cause is None:
            unexplained.append(described)
        else:
            seen[cause] += 1
    assert unexplained == []
    assert at_least <= set(seen)


# --- instructions: kind, first and last line

STRUCTURE: dict[str, Callable[[FileFacts], bool]] = {
    # It knows no here-documents: their lines are instructions to it.
    "here-document": lambda file: any(step.heredocs for step in file.nodes("instruction")),  # type: ignore[attr-defined]
    # An empty line ends an instruction to it, though BuildKit leaves it out of a continued one.
    "empty line between continued ones": lambda file: any(step.blank_continuations for step in file.instructions),
}


def test_instructions(files: list[tuple[FileFacts, Any]]) -> None:
    def differences() -> Iterator[tuple[str, FileFacts]]:
        for file, parser in files:
            theirs = [
                (one["instruction"], one["startline"] + 1, one["endline"] + 1)
                for one in parser.structure
                if one["instruction"] != "COMMENT"
            ]
            ours = [(step.kind, step.syntax.line, step.syntax.last_line) for step in file.instructions]
            if theirs != ours:
                yield f"{file.path}: {set(theirs) ^ set(ours)}", file

    explained(differences(), STRUCTURE, {"here-document"})


# --- base images, variables expanded

IMAGES: dict[str, Callable[[tuple[str, str]], bool]] = {
    # The default of an ARG before FROM may refer to another one; it leaves the reference as it is.
    "argument within an argument": lambda values: "$" in values[0] and "$" not in values[1],
}


def test_base_images(files: list[tuple[FileFacts, Any]]) -> None:
    compared = 0

    def differences() -> Iterator[tuple[str, tuple[str, str]]]:
        nonlocal compared
        for file, parser in files:
            images = parser.parent_images
            assert len(images) == len(file.stages), file.path
            for theirs, stage in zip(images, file.stages, strict=True):
                ours = stage.image.resolved if stage.image is not None else None
                if isinstance(ours, str):
                    compared += 1
                    if theirs != ours:
                        yield f"{file.path}: {theirs!r} {ours!r}", (theirs, ours)

    explained(differences(), IMAGES, {"argument within an argument"})
    assert compared > 2000


# --- values of ENV

Case = tuple[Instruction, Pair, str | None]
VALUES: dict[str, Callable[[Case], bool]] = {
    # It takes the backslash for the escape character of values whatever the escape directive says.
    "escape directive": lambda case: case[0].file.escape == "`" and "\\" in (case[1].text or ""),
    # It keeps the last of several values that one ENV gives to a variable.
    "a variable set twice at once": lambda case: [pair.key for pair in case[0].pairs].count(case[1].key) > 1,
    # It does not expand the default of an ARG, so that what refers to it holds a reference still.
    "reference in the default of an argument": lambda case: "$" in (case[2] or "") and "$" not in str(case[1].value),
    # It knows nothing of the PATH that BuildKit gives to what starts from scratch.
    "PATH of scratch": lambda case: (
        case[0].stage is not None and case[0].stage.root_base == "scratch" and case[1].key == "PATH"
    ),
}


def test_values_of_env(files: list[tuple[FileFacts, Any]]) -> None:
    compared = 0

    def differences() -> Iterator[tuple[str, Case]]:
        nonlocal compared
        for file, parser in files:
            contexts = [
                context
                for context, one in zip(parser.context_structure, parser.structure, strict=True)
                if one["instruction"] != "COMMENT"
            ]
            if len(contexts) != len(file.instructions):
                continue  # explained above
            for step, context in zip(file.instructions, contexts, strict=True):
                for pair in step.pairs if step.kind == "ENV" else ():
                    if isinstance(pair.key, str) and isinstance(pair.value, str):
                        compared += 1
                        theirs = context.line_envs.get(pair.key)
                        if theirs != pair.value:
                            yield f"{file.path}: {pair.span_text!r} {theirs!r} {pair.value!r}", (step, pair, theirs)

    explained(differences(), VALUES, set(VALUES))
    assert compared > 2000
