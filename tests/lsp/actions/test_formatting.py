"""Laying out in an editor: the file, the instructions of a range, the line that was begun."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.fixes.formatting.format import UnreadableError, formatted
from analyzer.fixes.formatting.style import Style
from analyzer.lsp.data import Change
from analyzer.lsp.features.differences import changes
from analyzer.lsp.features.formatting import format_file, format_line, format_ranges
from tests.lsp.marked import opened, snapshot
from tests.lsp.protocol.session import Session

STYLE = Style()


def applied(text: str, made: list[Change]) -> str:
    """A text after changes, which are by place and touch each other nowhere."""
    for change in reversed(made):
        text = text[: change.range[0]] + change.text + text[change.range[1] :]
    return text


FILES = {
    "case and spaces": (
        "from  a\n\n\n\n# x\nrun   b &&\\\n  c   \\\n # k\n && d",
        "FROM a\n\n# x\nRUN b && \\\n    c \\\n    # k\n    && d\n",
    ),
    "crlf": ("from  a\r\nrun   b &&\\\r\n  c\r\n", "FROM a\r\nRUN b && \\\r\n    c\r\n"),
    "not of the basic plane": ("\ufefffrom   😀\nrun <<E\n  a\nE\nuser   é", "\ufeffFROM 😀\nRUN <<E\n  a\nE\nUSER é\n"),
    "half typed": ("from  a\nrun   b\nRUN --x\ncopy  a   b\nHEAL", "FROM a\nRUN b\nRUN --x\nCOPY a b\nHEAL"),
    "half a line": ("from  a\nrun   b \\\n", "FROM a\nRUN b\n"),
    "nothing": ("", ""),
    "as it should be": ("FROM a\n", "FROM a\n"),
}


@pytest.mark.parametrize(("text", "expected"), FILES.values(), ids=list(FILES))
def test_a_file_is_laid_out(text: str, expected: str) -> None:
    assert applied(text, format_file(snapshot(text), STYLE)) == expected


PIECES = st.sampled_from(
    ["from a", "run ", "copy a  b", "<<E", "\nE\n", "\n", "\r\n", " \\\n", "# c", "  x", "😀", "é", "[", '"a"', "]", "&&"]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_file_is_laid_out_as_on_the_command_line(text: str) -> None:
    shot = snapshot(text)
    after = applied(text, format_file(shot, STYLE))
    with suppress(UnreadableError):
        assert after == formatted(shot.source, STYLE)
    for place in ((0, 0), (len(text) // 2, len(text) // 2), (len(text) // 3, len(text))):
        applied(text, format_ranges(shot, [place], STYLE))
        format_line(shot, place[0], STYLE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from  a\n«run   b»\nuser  c\n", "from  a\nRUN b\nuser  c\n"),
        ("from  a\nrun  «b»  &&  c\nuser  d\n", "from  a\nRUN b  &&  c\nuser  d\n"),
        ("from  a\n«run   b\n»user  c\n", "from  a\nRUN b\nuser  c\n"),
        ("from  a\n«run   b\nu»ser  c\n", "from  a\nRUN b\nUSER c\n"),
        ("«fr»om  a\nrun   b\n«user»  c\n", "FROM a\nrun   b\nUSER c\n"),
        ("from  a\n«RUN --x\nrun   b»\nuser  c\n", "from  a\nRUN --x\nRUN b\nuser  c\n"),
    ],
)
def test_the_instructions_of_a_range_are_laid_out(text: str, expected: str) -> None:
    shot, marked = opened(text)
    found = applied(shot.text, format_ranges(shot, marked.ranges, STYLE))
    assert [line.split() for line in found.split("\n")] == [line.split() for line in expected.split("\n")]
    untouched = [line for line in expected.split("\n") if line[:1].islower()]
    assert [line for line in found.split("\n") if line[:1].islower()] == untouched


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nRUN a \\\n‸", "    "),
        ("FROM a\nRUN a \\\n  b \\\n‸", "  "),
        ("FROM a\nRUN a \\\n\tb \\\n‸    ", "\t"),
        ("FROM a\nRUN a \\\n  # c\n‸", "  "),
        ("FROM a\nRUN a \\\r\n‸", "    "),
        ("# escape=`\nFROM a\nRUN a `\n‸", "    "),
        ("# escape=`\nFROM a\nRUN a \\\n  ‸", ""),
        ("FROM a\n    ‸", ""),
        ("FROM a\n# c\n  ‸", ""),
        ("FROM a\nRUN <<E\n  a\n  ‸\nE\n", "  "),
        ("FROM a\nRUN <<E\n  a\n  ‸", "  "),
        ("FROM a\nRUN a \\\n  b\n  ‸", ""),
        ("  ‸", "  "),
    ],
)
def test_the_line_that_is_begun_stands_as_deep_as_the_one_above(text: str, expected: str) -> None:
    shot, marked = opened(text)
    found = applied(shot.text, format_line(shot, marked.cursor, STYLE))
    line = shot.text.count("\n", 0, marked.cursor)
    assert found.split("\n")[line] == expected


@given(st.text("ab\n", max_size=30), st.text("ab\n", max_size=30))
def test_differences_make_one_text_of_another(before: str, after: str) -> None:
    assert applied(before, changes(before, after)) == after
    assert changes(before, before) == []


def test_the_configuration_of_the_folder_counts(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".buildsecbot.yaml").write_text("format:\n  keyword-case: lower\n")
    (tmp_path / ".editorconfig").write_text("root = true\n[Dockerfile]\nindent_size = 2\n")
    uri = (tmp_path / "Dockerfile").as_uri()
    text = "FROM a\nRUN é &&  \\\n b\n"
    with Session(general={"positionEncodings": ["utf-8"]}) as session:
        able = session.begin(workspaceFolders=[{"uri": tmp_path.as_uri(), "name": "x"}])["capabilities"]
        assert able["documentFormattingProvider"]
        assert able["documentRangeFormattingProvider"] == {"rangesSupport": True}
        assert able["documentOnTypeFormattingProvider"]["firstTriggerCharacter"] == "\n"
        session.open(text, uri)
        document = {"textDocument": {"uri": uri}, "options": {"tabSize": 4, "insertSpaces": True}}
        edits = session.ask("textDocument/formatting", document)["result"]
        shot = snapshot(text)
        made = []
        for each in edits:
            start, end = (
                shot.units.offset((one["line"], one["character"])) for one in (each["range"]["start"], each["range"]["end"])
            )
            made.append(Change((start, end), each["newText"]))
        assert applied(text, made) == "from a\nrun é && \\\n  b\n"
        line = session.ask("textDocument/onTypeFormatting", {**document, "ch": "\n", "position": {"line": 2, "character": 0}})
        assert [each["newText"] for each in line["result"]] == ["  "]
        place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 2}}
        part = session.ask("textDocument/rangeFormatting", {**document, "range": place})["result"]
        assert [each["newText"] for each in part] == ["from a\n"]
        assert session.ask("textDocument/rangesFormatting", {**document, "ranges": [place]})["result"] == part
