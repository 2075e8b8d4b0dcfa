"""Facts of real files: whatever people write, every fact is of its declared type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analyzer.facts.model import file_facts
from analyzer.facts.node import Node
from analyzer.facts.schema import SORTS
from analyzer.facts.unknown import UNKNOWN
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
TYPES: dict[str, Any] = {"string": str, "number": int, "boolean": bool, "strings": list, "node": Node, "nodes": list}


@pytest.mark.shared
@pytest.mark.corpus
def test_facts_of_real_files_are_of_their_types() -> None:
    wrong = []
    for path in sorted(CORPUS.rglob("Dockerfile*")):
        if path.is_file():
            file = file_facts(parse_document(Source.from_bytes(path.read_bytes(), str(path))))
            for sort in SORTS.values():
                for node in file.nodes(sort.name):
                    for field in sort.fields.values():
                        value = getattr(node, field.attribute)
                        if value is not None and value is not UNKNOWN and not isinstance(value, TYPES[field.type]):
                            wrong.append((path.name, node, field.name, value))
    assert wrong == []
