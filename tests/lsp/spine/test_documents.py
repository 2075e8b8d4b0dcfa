"""Open files and their edits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.lsp.configured import Configured
from analyzer.lsp.documents import Documents, path_of
from analyzer.lsp.units import ENCODINGS, Units

URI = "file:///work/Dockerfile"


@given(st.data(), st.sampled_from(ENCODINGS))
def test_edits_are_what_they_say(data: st.DataObject, encoding: str) -> None:
    texts = st.text(alphabet="aFR é😀\r\n", max_size=20)
    text = data.draw(texts)
    documents = Documents(Configured(), encoding)
    documents.open(URI, "dockerfile", 1, text)
    for version in range(2, 6):
        begin, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
        new, units = data.draw(texts), Units(text, encoding)
        # a place within a line ending cannot be said
        begin, end = units.offset(units.place(begin)), units.offset(units.place(end))
        documents.change(URI, version, [(units.place(begin), units.place(end), new)])
        text = text[:begin] + new + text[end:]
        assert documents.files[URI].text == text
        assert documents.files[URI].version == version


def test_an_edit_is_about_what_the_one_before_it_left() -> None:
    documents = Documents(Configured())
    documents.open(URI, "dockerfile", 1, "FROM a\n")
    documents.change(
        URI, 2, [((0, 5), (0, 6), "b\nUSER 1"), ((1, 5), (1, 6), "2"), (None, None, "FROM c\n"), ((0, 6), (0, 6), "!")]
    )
    assert documents.files[URI].text == "FROM c!\n"


def test_a_snapshot_stays_until_an_edit() -> None:
    documents = Documents(Configured())
    documents.open(URI, "dockerfile", 1, "FROM a\n")
    first = documents.snapshot(URI)
    assert first is not None
    assert documents.snapshot(URI) is first
    documents.change(URI, 2, [((0, 5), (0, 6), "b")])
    second = documents.snapshot(URI)
    assert second is not None
    assert (first.text, second.text, second.version) == ("FROM a\n", "FROM b\n", 2)


def test_what_is_not_open_is_left_alone() -> None:
    documents = Documents(Configured())
    documents.change(URI, 2, [(None, None, "FROM a")])
    documents.close(URI)
    assert documents.snapshot(URI) is None


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///srv/app/Dockerfile", "/srv/app/Dockerfile"),
        ("file:///srv/a%20b/%C3%A9.Dockerfile", "/srv/a b/é.Dockerfile"),
        ("untitled:Untitled-1", "Untitled-1"),
        ("vscode-vfs://github/x/Dockerfile.dev", "Dockerfile.dev"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="the paths are POSIX's")
def test_paths(uri: str, path: str) -> None:
    assert path_of(uri) == path


def test_a_path_below_the_working_directory_is_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert path_of((Path.cwd() / "app" / "Dockerfile").as_uri()) == os.path.join("app", "Dockerfile")


def test_a_configuration_that_cannot_be_read_is_told_and_the_file_judged(tmp_path: Path) -> None:
    (tmp_path / ".buildsecbot.yaml").write_text("no-such-key: 1\n")
    configured = Configured()
    assert configured.policy(str(tmp_path / "Dockerfile")).selection.enabled
    assert "no-such-key" in configured.problem
    (tmp_path / ".buildsecbot.yaml").write_text("fail-on: error\n")
    configured.reload()
    assert configured.policy(str(tmp_path / "Dockerfile")).fail_on == "error"
    assert configured.problem == ""
