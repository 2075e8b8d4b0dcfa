from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from analyzer.facts.model import FileFacts, file_facts
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document


@pytest.fixture
def facts() -> Callable[..., FileFacts]:
    """The facts of a text."""

    def build(text: str, build_args: Mapping[str, str] | None = None, target: str | None = None) -> FileFacts:
        return file_facts(parse_document(Source(text)), build_args, target)

    return build
