"""No text of a file becomes markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from analyzer.lsp.features.hover import hover
from analyzer.lsp.features.markdown import LONGEST, code, escape, together
from tests.lsp.marked import opened

RENDERER = MarkdownIt("commonmark", {"linkify": True, "html": True}).enable(["linkify", "table", "strikethrough"])
_PIECES = st.sampled_from(
    [*"\\`*_{}[]()<>#+-.!|~&:/@=\"'\n\r\t\x00\x1b$1a ", "http://x.y", "www.x.y", "a@b.cd",
     "<b>", "](x)", "![", "&lt;", "```", "\u202e", "😀"]
)  # fmt: skip
_TEXTS = st.lists(_PIECES, max_size=20).map("".join)


@given(_TEXTS)
def test_running_text_is_text_alone(text: str) -> None:
    shown = RENDERER.render(f"said: {escape(text)}")
    assert re.findall(r"<[^>]*>", shown) == ["<p>", "</p>"]
    shown = RENDERER.render(f"- {escape(text)}")
    assert set(re.findall(r"<[^>]*>", shown)) <= {"<ul>", "<li>", "</li>", "</ul>"}


@given(_TEXTS)
def test_a_code_span_is_one(text: str) -> None:
    shown = RENDERER.render(f"a {code(text)} b")
    assert re.findall(r"<[^>]*>", shown) == ["<p>", "<code>", "</code>", "</p>"]


@pytest.mark.parametrize("text", ["apt-get install --no-install-recommends a && b", "snake_case", "1.2.3", "it's (a) test!"])
def test_what_needs_no_escape_has_none(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nENV A='[x](http://evil.example.com)<script>'\nWORKDIR $‸A\n",
        "FROM a\nUSER `<img/src=x>`\nR‸UN true\n",
        "FROM ‸`x`<b>\n",
        "FROM a AS ‸<b>`\n",
        "FROM a\n# buildsecbot: ignore=‸[x](command:evil)\nRUN true\n",
        "FROM a\nRUN apt-get ins‸tall '<b>x`'\n",
        "FROM a\nENV A='\x1b[31m\u202e'\nWORKDIR $‸A\n",
        "FROM a\nCOPY `<b>[x](y)` z\nR‸UN true\n",
        "FROM a\n‸<b>[x](http://evil.example.com) y\n",
    ],
)
def test_hostile_files(text: str) -> None:
    file, marks = opened(text)
    found = hover(file, marks.cursor)
    assert found is not None
    shown = RENDERER.render(found.text)
    assert not re.search(r"<(script|b|img|a href=\"(?!https://))", shown)
    assert 'evil.example.com"' not in shown
    assert "\x1b" not in found.text
    assert "\u202e" not in found.text


def test_a_long_text_is_cut() -> None:
    assert code("x" * 10_000) == f"`{'x' * (LONGEST - 1)}…`"


def test_of_many_names_the_first_are_told() -> None:
    assert together(["a", "b", "c"], 2) == "a, b and 1 more"
