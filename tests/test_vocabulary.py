"""Vocabularies: kept as a table, never used when stale."""

from __future__ import annotations

import marshal
from pathlib import Path
from typing import Any

import pytest

from analyzer import resources
from analyzer.facts import layer_words, secret_words
from analyzer.vocabulary import Vocabulary

SHIPPED = [layer_words.VOCABULARY, secret_words.VOCABULARY]


def joined(documents: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for document in documents:
        if "bad" in document:
            raise ValueError("a bad word")
        found.update(document)
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of words, and a place for what is built of them."""
    words = tmp_path / "rules" / "data" / "words"
    words.mkdir(parents=True)
    monkeypatch.setattr(resources, "rules_path", lambda: str(tmp_path / "rules"))
    monkeypatch.setattr(resources, "built_path", lambda name: str(tmp_path / name))
    monkeypatch.setattr(resources, "save_built", lambda name, data: (tmp_path / name).write_bytes(data))
    return words


def test_a_table_is_kept_and_made_anew_when_its_files_or_its_form_change(folder: Path) -> None:
    (folder / "b.yaml").write_text("a: 2\nb: [x]\n", encoding="utf-8")
    (folder / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    assert Vocabulary("words", 1, joined).table == {"a": 2, "b": ["x"]}
    table = folder.parents[2] / "words.tables"
    kept = table.read_bytes()
    assert Vocabulary("words", 1, joined).table == {"a": 2, "b": ["x"]}
    assert table.read_bytes() == kept
    (folder / "c.yaml").write_text("c: 3\n", encoding="utf-8")
    assert Vocabulary("words", 1, joined).table["c"] == 3
    assert Vocabulary("words", 2, len).table == 3


@pytest.mark.parametrize("damaged", [b"", b"\x00", marshal.dumps(None), marshal.dumps((0, b"", {})), marshal.dumps((1,))])
def test_a_damaged_table_is_made_anew(folder: Path, damaged: bytes) -> None:
    (folder / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    (folder.parents[2] / "words.tables").write_bytes(damaged)
    assert Vocabulary("words", 1, joined).table == {"a": 1}


def test_mistakes_are_told(folder: Path) -> None:
    (folder / "a.yaml").write_text("bad: 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="a bad word"):
        Vocabulary("words", 1, joined).load()


@pytest.mark.parametrize("vocabulary", SHIPPED)
def test_what_is_shipped_can_be_read_and_kept(vocabulary: Vocabulary) -> None:
    sources = vocabulary.sources()
    assert vocabulary.read(vocabulary.build(sources), sources) == vocabulary.table


@pytest.mark.parametrize("vocabulary", SHIPPED)
def test_unknown_words_are_refused(vocabulary: Vocabulary) -> None:
    with pytest.raises(ValueError, match="other keys"):
        vocabulary.build(b"surprise: []\n")
