"""What the words of a file are. In the cases each token stands in ``«»``, and its type and modifiers follow in the list."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.lsp.features.tokens import MODIFIERS, TYPES, tokens
from tests.lsp.marked import Marked, snapshot

# the text of an instruction behind ``FROM a AS b``, and what its tokens are
CASES = {
    "directive": (
        ("«#» «syntax»«=»«docker/dockerfile:1»\n«FROM» «a»"),
        "comment decorator operator string keyword class",
    ),
    "comment": (
        ("«# hello #x»\n«FROM» «a»"),
        "comment keyword class",
    ),
    "image": (
        "«FROM» «--platform»«=»«$BUILDPLATFORM» «é.io/a/b»«:»«1»«@»«sha256:0» «as» «x»",
        (
            "keyword parameter operator variable.readonly.defaultLibrary class operator enumMember operator "
            "enumMember.readonly keyword namespace.definition"
        ),
    ),
    "image of a variable": (
        ("«ARG» «V»«=»«1.2»\n«FROM» «a»«:»«${V:-3}»«-slim»"),
        "keyword variable.definition operator number keyword class operator variable enumMember",
    ),
    "stages": (
        (
            "«FROM» «scratch» «AS» «x»\n"
            "«FROM» «x»\n"
            "«COPY» «--from»«=»«X» «a» «/b»\n"
            "«COPY» «--from»«=»«0» «a» «/b»\n"
            "«COPY» «--from»«=»«nginx»«:»«1» «a» «/b»"
        ),
        (
            "keyword class.defaultLibrary keyword namespace.definition keyword namespace keyword parameter "
            "operator namespace string string keyword parameter operator namespace string string keyword "
            "parameter operator class operator enumMember string string"
        ),
    ),
    "pairs": (
        ('«FROM» «a»\n«ENV» «A»«=»«b» «C»«=»«"d» «$A»«"» «N»«=»«3»\n«LABEL» «k»«=»«v»\n«ENV» «old» «value here»'),
        (
            "keyword class keyword variable.definition operator string variable.definition operator string "
            "variable string variable.definition operator number keyword property.definition operator string"
            " keyword variable.definition string"
        ),
    ),
    "ports": (
        ("«FROM» «a»\n«EXPOSE» «80»/«tcp» «1»-«2»"),
        "keyword class keyword number enumMember number number",
    ),
    "plain words": (
        ("«FROM» «a»\n«USER» «1000»\n«WORKDIR» «/😀»\n«STOPSIGNAL» «SIGTERM»\n«MAINTAINER» «me»"),
        "keyword class keyword number keyword string keyword enumMember keyword.deprecated string",
    ),
    "mount": (
        ("«FROM» «a» «AS» «b»\n«RUN» «--mount»«=»«type»«=»«cache»,«target»«=»«/x»,«from»«=»«b» «ls»"),
        (
            "keyword class keyword namespace.definition keyword parameter operator property operator "
            "enumMember property operator string property operator namespace function"
        ),
    ),
    "script": (
        (
            "«FROM» «a»\n"
            '«RUN» «if» «[» «-f» «"»«$x»«"» ]«;» «then» «apt-get» «install» «-y» «--x»=y curl=7«;» «fi» «&&»'
            " «A»«=»«1» «b» «>» /c"
        ),
        (
            "keyword class keyword keyword function.defaultLibrary parameter string variable string operator"
            " keyword function method parameter parameter operator keyword operator variable.definition "
            "operator number function operator"
        ),
    ),
    "substitution": (
        ("«FROM» «a»\n«RUN» «echo» «\"$(»«date» «-u» «|» «cut» «-d» «' '»«)\"» «2>&»1"),
        (
            "keyword class keyword function.defaultLibrary string function parameter operator function "
            "parameter string string operator"
        ),
    ),
    "script in a script": (
        ("«FROM» «a»\n«RUN» «sudo» «sh» «-c» «'»«foo» «&&» «bar»«'»"),
        "keyword class keyword function function parameter string function operator function string",
    ),
    "loops": (
        ("«FROM» «a»\n«RUN» «for» «i» «in» 1 2«;» «do» «f»«(»«)» «{» «:»«;» «}»«;» «done»"),
        (
            "keyword class keyword keyword variable.definition keyword operator keyword function.definition "
            "operator operator keyword function.defaultLibrary operator keyword operator keyword"
        ),
    ),
    "continued": (
        ('«FROM» «a»\r\n«RUN» «a» «&&» \\\r\n  «# c»\r\n  «b» «"x» \\\r\n  «y"»'),
        "keyword class keyword function operator comment function string string",
    ),
    "backtick": (
        ("«#» «escape»«=»«`»\n«FROM» «a»\n«COPY» «c» `\n  «d»"),
        "comment decorator operator string keyword class keyword string string",
    ),
    "here-document": (
        ("«FROM» «a»\n«RUN» «<<-»«EOF»\n\t«set» «-e» «# c»\n\t«foo»\n\t«EOF»\n«COPY» «<<»«E» «/x»\n«hi» «$A»\n«E»"),
        (
            "keyword class keyword operator macro function.defaultLibrary parameter comment function macro "
            "keyword operator macro string string variable macro"
        ),
    ),
    "here-document of a script": (
        ("«FROM» «a»\n«RUN» «cat» «<<»«E» «>» /x\n«a» «$B»\n«E»"),
        "keyword class keyword function operator macro operator string variable macro",
    ),
    "json": (
        ('«FROM» «a»\n«CMD» [«"curl"», «"-f"», «"x"»]\n«HEALTHCHECK» «--interval»«=»«5s» «CMD» «true»'),
        ("keyword class keyword function parameter string keyword parameter operator number keyword function.defaultLibrary"),
    ),
    "onbuild": (
        ("«FROM» «a»\n«ONBUILD» «RUN» «x»"),
        "keyword class keyword keyword function",
    ),
    "half a string": (
        ('«FROM» «a»\n«RUN» «echo» «-n» «$x» «&&» «foo» «"half»'),
        "keyword class keyword function parameter variable operator function string",
    ),
    "half a keyword": (
        ("«FROM» «a»\nHEAL"),
        "keyword class",
    ),
    "readonly": (
        ("«FROM» «a»\n«RUN» «readonly» «X»=1"),
        "keyword class keyword function.defaultLibrary variable.definition.readonly",
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=list(CASES))
def test_words(text: str, expected: str) -> None:
    marked = Marked(text)
    found = tokens(snapshot(marked.text))
    assert [marked.text[slice(*token.range)] for token in found] == [marked.text[slice(*place)] for place in marked.ranges]
    assert [".".join((token.type, *token.modifiers)) for token in found] == expected.split()


PIECES = st.sampled_from(
    (
        *("FROM a", "RUN ", "COPY ", "ENV ", "<<E", "\nE\n", "\n", "\r\n", " \\\n", "#", "'", '"', "$x", "${"),
        *("}", "a", "=", "é", "😀", "$(", ")", "&&", "|", "[", "]", ",", "--from=", "--mount="),
        *("`", "\t", " ", "if", "fi", "sh -c ", "{", ";", ">", "ONBUILD ", "HEALTHCHECK CMD "),
    )
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_tokens_of_any_text_are_in_order_and_on_one_line(text: str) -> None:
    found = tokens(snapshot(text))
    for token in found:
        start, end = token.range
        assert 0 <= start < end <= len(text)
        assert "\n" not in text[start:end]
        assert token.type in TYPES
        assert set(token.modifiers) <= set(MODIFIERS)
    assert all(one.range[1] <= other.range[0] for one, other in pairwise(found))


def test_a_range_has_the_tokens_that_touch_it() -> None:
    text = "FROM a\nRUN x\nUSER b\n"
    shot = snapshot(text)
    place = (text.index("RUN"), text.index("x") + 1)
    assert [text[slice(*token.range)] for token in tokens(shot, place)] == ["RUN", "x"]
    assert tokens(shot, (0, len(text))) == tokens(shot)
