"""What changed between two versions of a text, and what a file was called before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.lint import changes as module
from analyzer.lint.changes import Changes
from analyzer.lint.renames import renamed

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "", "a\r"]), max_size=12).map("\n".join)


@given(TEXTS, TEXTS)
def test_every_line_is_changed_or_has_an_origin_that_reads_the_same(old: str, new: str) -> None:
    found = Changes(old, new)
    before, after = old.split("\n"), new.split("\n")
    assert found.changed | found.origin.keys() == set(range(1, len(after) + 1))
    assert not found.changed & found.origin.keys()
    assert found.inserted <= found.changed
    origins = [found.origin[line] for line in sorted(found.origin)]
    assert origins == sorted(set(origins))
    assert all(before[at - 1].rstrip("\r") == after[line - 1].rstrip("\r") for line, at in found.origin.items())


@given(TEXTS)
def test_the_same_text_has_no_changes(text: str) -> None:
    assert not Changes(text, text.replace("\r", "").replace("\n", "\r\n")).changed


def test_where_comparing_takes_too_long_more_counts_as_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = "x\na\nb\nc\ny", "x\nb\na\nc\nd\ny"
    assert Changes(old, new).origin.keys() > {1, 6}
    monkeypatch.setattr(module, "MOST", 3)
    assert Changes(old, new).origin == {1: 1, 6: 5}


@pytest.mark.parametrize(
    ("content", "others", "name"),
    [
        (b"a\nb\nc\n", {"x": b"a\nb\nd\n", "y": b"a\nb\nc\nd\n"}, "y"),
        (b"a\nb\nc\n", {"x": b"a\nd\ne\n"}, ""),
        (b"a\nb\n", {"x/Other": b"a\nb\n", "x/Dockerfile": b"a\nb\n"}, "x/Dockerfile"),
        (b"a\nb\n", {"x": b"a\nb\n", "y": b"a\nb\n"}, "x"),
        (b"", {"x": b""}, ""),
        (b"\n\n", {"x": b"\n\n"}, ""),
        (b"a\n", {}, ""),
    ],
)
def test_a_new_name(content: bytes, others: dict[str, bytes], name: str) -> None:
    assert renamed("new/Dockerfile", content, others) == name
