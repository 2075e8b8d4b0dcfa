"""Random edits: what is taken over from one version to the next is what a fresh start would give."""

from __future__ import annotations

import gc
import random

import pytest

from analyzer.lsp import convert
from analyzer.lsp.documents import Documents
from analyzer.lsp.features.diagnostics import diagnostics
from analyzer.lsp.units import Units
from analyzer.lsp.workspace import Workspace
from analyzer.source.text import Source
from analyzer.syntax.nodes import Document
from analyzer.syntax.parse import parse_document

pytestmark = pytest.mark.slow

URI = "file:///nowhere/Dockerfile"
START = """\
# syntax=docker/dockerfile:1
# escape=\\
ARG VERSION=1
FROM debian:$VERSION AS base

# about the packages
RUN apt-get update && \\
    # inside
    apt-get install -y curl \\

    && rm -rf /var/lib/apt/lists/*
COPY <<EOF /etc/é😀.conf
a=1
EOF
FROM base
ONBUILD RUN sudo x
HEALTHCHECK CMD ["curl", "-f", "http://localhost"]
"""
PIECES = (
    *("\n", "\r\n", " ", "\\", "\\\n", "#", "# x\n", "é", "😀", "<<EOF", "EOF\n", '"', "$", "${A:-", "}", "[", "]", "`", "\t"),
    *("FROM a AS b\n", "RUN sudo y\n", "USER root\n", "ARG A=1\n", "COPY --from=base /a /b\n", "ENV A=b C=d\n", "ONBUILD "),
    *("RUN <<EOF\nx\nEOF\n", "# escape=`\n", "# check=skip=all\n", "CMD x\n", "NONSENSE\n", "\ufeff", "LABEL a=b \\\n c=d\n"),
)


def shape(value: object, seen: dict[int, object] | None = None) -> object:
    """All that a node says, as plain data."""
    if isinstance(value, (list, tuple)):
        return [shape(each) for each in value]
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    if slots and not isinstance(value, Source):
        return [type(value).__name__, *((name, shape(getattr(value, name, None))) for name in sorted(set(slots)))]
    return value if not isinstance(value, Source) else value.text


def tree(document: Document) -> object:
    return [shape(getattr(document, name)) for name in ("escape", "pieces", "directives", "instructions", "issues", "source")]


def edited(chance: random.Random, text: str) -> tuple[int, int, str]:
    """What is replaced by what: mostly little, now and then much; a text that has grown long is cut."""
    begin = chance.randrange(len(text) + 1)
    much = len(text) > 1500 or chance.random() < 0.02
    end = min(len(text), begin + (chance.randrange(300) if much else chance.randrange(4)))
    new = "".join(chance.choices(PIECES, k=chance.choice((0, 1, 1, 1, 2)))) if len(text) < 1500 else ""
    if not text.strip() or chance.random() < 0.002:
        return 0, len(text), START
    return begin, end, new


def soak(seed: int, rounds: int, *, judged: int) -> Documents:
    """Edits a file; the text of every version, and tree and diagnostics of every `judged`th are compared with fresh ones."""
    chance = random.Random(seed)
    documents = Documents(Workspace(), chance.choice(("utf-8", "utf-16", "utf-32")))
    documents.open(URI, "dockerfile", 0, START)
    text = START
    for version in range(1, rounds + 1):
        begin, end, new = edited(chance, text)
        units = Units(text, documents.encoding)
        start, stop = units.place(begin), units.place(end)
        begin, end = units.offset(start), units.offset(stop)
        documents.change(URI, version, [(start, stop, new)])
        text = text[:begin] + new + text[end:]
        file, snapshot = documents.files[URI], documents.snapshot(URI)
        assert snapshot is not None
        assert file.text == text
        assert snapshot.document.source.text == text
        if version % judged == 0 or version == rounds:
            assert tree(snapshot.document) == tree(parse_document(Source(text, snapshot.path))), repr(text)
            fresh = Documents(Workspace(), documents.encoding)
            fresh.open(URI, "dockerfile", version, text)
            other = fresh.snapshot(URI)
            assert other is not None
            found, expected = ([convert.diagnostic(each, one) for one in diagnostics(each)] for each in (snapshot, other))
            assert found == expected, repr(text)
            fresh.close(URI)
    return documents


@pytest.mark.parametrize("seed", range(4))
def test_some_edits_give_what_a_fresh_start_gives(seed: int) -> None:
    soak(seed, 250, judged=10)


@pytest.mark.timeout(900)
def test_ten_thousand_edits_give_what_a_fresh_start_gives_and_leave_nothing_behind() -> None:
    soak(100, 1000, judged=50).close(URI)  # whatever is kept for good is kept by then
    gc.collect()
    before = len(gc.get_objects())
    soak(101, 10_000, judged=50).close(URI)
    gc.collect()
    assert len(gc.get_objects()) - before < 50_000  # the memories of scripts and words, which are bounded
