"""Patterns made of kept code equal those of `re`, and a cache that is missing, foreign or damaged changes nothing."""

from __future__ import annotations

import marshal
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.grammar import tables
from analyzer.source import patterns

EXPRESSIONS = [r"a+b", r"(?m)^\t+", r"(?P<x>[a-z]+)(?P<y>\d*)|(?P<z>é{2,3})", r"(?i)from\s+(\S+)", r"[^\x00-\x7f]|\Z", ""]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a process that has compiled nothing."""
    path = tmp_path / "folder" / "patterns"
    monkeypatch.setattr(patterns, "cache_path", lambda name: str(path))
    forget(monkeypatch)
    return path


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_compiled", {})
    monkeypatch.setattr(patterns, "_codes", None)
    monkeypatch.setattr(patterns, "_new", {})


def test_kept_code_gives_the_same_patterns(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = [patterns.compiled(expression) for expression in EXPRESSIONS]
    patterns.keep()
    assert cache.exists()
    forget(monkeypatch)
    monkeypatch.setattr(patterns, "_from_re", lambda expression: pytest.fail(f"compiled {expression!r} again"))
    second = [patterns.compiled(expression) for expression in EXPRESSIONS]
    for ours, kept, expression in zip(first, second, EXPRESSIONS, strict=True):
        reference = re.compile(expression)
        for pattern in (ours, kept):
            assert pattern.pattern == reference.pattern
            assert pattern.flags == reference.flags
            assert pattern.groups == reference.groups
            assert dict(pattern.groupindex) == dict(reference.groupindex)


@pytest.mark.parametrize("content", [b"", b"\0", b"text", marshal.dumps((0, "x", {})), marshal.dumps([1]), marshal.dumps(None)])
def test_a_damaged_cache_is_ignored(cache: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    cache.parent.mkdir()
    cache.write_bytes(content)
    assert patterns.compiled("a+b").match("aab")
    patterns.keep()
    forget(monkeypatch)
    assert patterns.compiled("a+b").match("aab")


@pytest.mark.parametrize("entry", [None, (), (0, [], 0, {}, ()), (0, [1, 2, 3], 1, {}, (None,)), ("", "", "", "", "")])
def test_a_damaged_entry_is_compiled_anew(cache: Path, entry: object) -> None:
    cache.parent.mkdir()
    name = patterns._NAME
    cache.write_bytes(marshal.dumps((patterns.FORMAT, name, {"a+b": entry})))
    assert patterns.compiled("a+b").fullmatch("aab")


@given(st.sampled_from(["run", "env", "json_array", "copy"]), st.text(alphabet="ab=\\'\" -[],$", max_size=12))
def test_grammar_scanners_match_as_with_re(rule: str, text: str) -> None:
    parser = tables.parser("dockerfile")
    for expression in parser._patterns:
        kept, reference = patterns.compiled(expression).match(text), re.compile(expression).match(text)
        assert (kept and (kept.lastgroup, kept.span())) == (reference and (reference.lastgroup, reference.span()))
