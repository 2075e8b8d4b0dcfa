"""Whatever the input: the tree gives it back, spans nest, and nothing raises."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzer.source.text import Source
from analyzer.syntax.dump import dump_buildkit, dump_json, dump_tree
from analyzer.syntax.nodes import Document, Instruction, Word
from analyzer.syntax.parse import parse_document
from analyzer.syntax.render import outer_span, render

FRAGMENTS = [
    *["FROM", "RUN", "COPY", "ADD", "ENV", "LABEL", "ARG", "CMD", "ENTRYPOINT", "SHELL", "USER", "WORKDIR", "EXPOSE", "VOLUME"],
    *["STOPSIGNAL", "HEALTHCHECK", "ONBUILD", "FOO"],
    *["\n", "\r\n", "\\\n", "`\n", "\\ \t\n", "\n# c\n", "\n\n", " ", "\t", "\r", "\0", "\v", "\x85", "\u00a0", "\ufeff"],
    *["# escape=`\n", "# syntax=x\n", "# check=skip=all\n", "#", "\\", "`", '"', "'", "=", "--", "[", "]", ",", "{", "}"],
    *["<<EOF", "<<-E", "EOF\n", "E\n", "<<'X'", "X\n", "--from=a", "--mount=type=cache,target=/x", '--mount="a,b', "--x"],
    *["a", "a=b", 'k="v w"', "alpine:3.20", "AS", "b", '["a", "b"]', "[1]", "$V", "${V:-w}", "NONE", "80", "é", "😀", "\udcff"],
]
shaped = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)


def check(text: str) -> None:
    data = text.encode("utf-8", "surrogateescape")
    document = parse_document(Source.from_bytes(data))
    assert render(document) == data
    at = 0
    for piece in document.pieces:
        start, end = outer_span(piece)
        assert start == at
        assert end > start
        at = end
    assert at == len(document.source.text)
    for node in document.instructions:
        check_spans(document, node)
    for issue in document.issues:
        assert 0 <= issue.start <= issue.end <= len(document.source.text)
    for dump in (dump_buildkit, dump_json, dump_tree):
        dump(document)


def check_spans(document: Document, node: Instruction) -> None:
    """Children lie in order within the instruction; words hold what the source says unless a line break or quote is between."""
    text = document.source.text
    assert node.outer_start <= node.start <= node.end <= node.outer_end
    at = node.start
    words: list[Word] = [node.keyword, *(flag.name for flag in node.flags), *node.arguments]
    for word in words:
        assert at <= word.start <= word.end <= node.end
        at = word.start
        if len(word.text) == word.end - word.start and len(word.extract.starts) == 1 and word.text.isascii():
            assert text[word.start : word.end] == word.text
    for heredoc in node.heredocs:
        assert node.start <= heredoc.start < heredoc.end <= heredoc.body[0] <= heredoc.body[1] <= heredoc.terminator[0]
        assert text[slice(*heredoc.body)] == heredoc.content
    if node.trigger is not None:
        check_spans(document, node.trigger)


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    check(data.decode("utf-8", "surrogateescape"))


@given(st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace").decode()))
def test_any_text(text: str) -> None:
    check(text)


@given(shaped)
def test_shaped_text(text: str) -> None:
    check(text)
    check("FROM a\n" + text)
