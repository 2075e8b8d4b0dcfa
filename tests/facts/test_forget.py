"""What is known of a file is gone as soon as it is let go of, with no help of the collector of garbage."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from analyzer.facts.model import FileFacts
from analyzer.lint.check import judge, open_file
from analyzer.lint.selection import Selection
from analyzer.rules.builtin import builtin_rules
from analyzer.source.text import Source

TEXTS = [
    "",
    "RUN a\n",
    "FROM a\n",
    (
        "ARG X=1\nFROM a AS b\nRUN --mount=type=cache,target=/c apt-get update && apt-get install -y c=1 | tee d\n"
        "COPY --from=b --chown=1:1 /e /f\nFROM b\nENV P=$X Q=${P:-r}\nHEALTHCHECK CMD curl -f http://localhost/\nEXPOSE 22\n"
    ),
    'FROM a\nONBUILD RUN curl -o x https://x.org/x.tgz && tar xf x && rm x\nONBUILD COPY a b\nUSER 1\nCMD ["sh", "-c", "$A"]\n',
    'FROM a\nRUN <<EOF\nset -e\ncd /x && chmod 777 y\nEOF\nRUN if then\nSHELL ["bash", "-c"]\nRUN a | b\nFRUM x\n',
]


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def nodes(root: FileFacts) -> list[weakref.ref[object]]:
    sorts = ("stage", "instruction", "command", "word", "package", "pair", "image", "port", "mount", "download", "change")
    found: list[object] = [root, *(node for sort in sorts for node in root.nodes(sort))]
    found += [step.layer for step in root.instructions]
    found += [step.body for step in root.instructions if step.body is not None]
    return [weakref.ref(each) for each in found]


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_of_it_is_left(text: str) -> None:
    rules = builtin_rules()
    root = open_file(Source(text))
    findings = judge(root, Selection(rules, frozenset(rule.id for rule in rules.rules)))
    left = nodes(root)
    root.forget()
    del root
    assert [each() for each in left if each() is not None] == []
    assert all(finding.message for finding in findings)
    gc.collect()


def test_once_more_is_no_error() -> None:
    root = open_file(Source("FROM a\nRUN b\n"))
    root.forget()
    root.forget()
