"""What holds for any text: never an exception, spans that nest, words that are slices, trees equal to Lark's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lark import Lark, Tree
from lark.exceptions import UnexpectedInput

from analyzer.grammar.compiler import lark_parser
from analyzer.grammar.driver import GrammarError
from analyzer.grammar.tables import parser
from analyzer.resources import grammar_path
from analyzer.shell.actions import action
from analyzer.shell.commands import invocations
from analyzer.shell.describe import ACTIONS, load
from analyzer.shell.elements import bounds
from analyzer.shell.nodes import Command, SimpleCommand
from analyzer.shell.packages import HOLE, packages
from analyzer.shell.parse import parse_script
from analyzer.shell.traits import trait

FRAGMENTS = [
    *(
        "a",
        "b",
        "-x",
        "if",
        "then",
        "else",
        "elif",
        "fi",
        "for",
        "in",
        "do",
        "done",
        "while",
        "case",
        "esac",
        "function",
        "x=1",
    ),
    *(
        " ",
        " ",
        " ",
        "\n",
        ";",
        "&",
        "&&",
        "||",
        "|",
        "(",
        ")",
        "{",
        "}",
        "[[",
        "]]",
        "((",
        "))",
        ";;",
        "!",
        "\\\n",
        "\\",
        "\t",
    ),
    *(
        "'",
        '"',
        "`",
        "$x",
        "${x}",
        "${x:-",
        "$(",
        "$((",
        "<(",
        "#",
        "*",
        ">",
        "2>&1",
        "<<E",
        "\nE\n",
        "<<-'E'",
        "=",
        "$'",
        "\u00e4",
    ),
    *("time ", "coproc ", "$[", "$((", "bash <<E\n", "eval ", "find . -exec ", " \\;", '"$@"', "f() { ", " }", "select"),
    *("apt-get install ", "pip install ", "sudo ", "sh -c ", "yum install ", "npm i ", "@", "1.2", "-", "/"),
]
SCRIPTS = st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
WELL_FORMED = st.recursive(
    st.sampled_from(
        ["a", "a b", "a 'b c' \"d $e\"", "A=1 a >b 2>&1", "a ${b:-c} $((1 + 2))", "{ a <<E\nx $y\nE\n}", "[[ a == b ]]"]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" && ", " || ", "; ", " | ", " & ", "\n"]), inner).map("".join),
        inner.map(lambda text: f"( {text}\n)"),
        inner.map(lambda text: f"{{ {text}\n}}"),
        inner.map(lambda text: f"if {text}\nthen {text}\nfi"),
        inner.map(lambda text: f"for i in 1 2; do {text}\ndone"),
        inner.map(lambda text: f"case a in b) {text}\n;; esac"),
        inner.map(lambda text: f"a $( {text}\n) b"),
        inner.map(lambda text: f'a "b $( {text}\n) c"'),
    ),
    max_leaves=8,
)


@given(SCRIPTS)
@example("a <<E")
@example("`\\`")
@example("a \\")
@example("a \\ ")
@example("a \\\n ")
@example("\\\n")
@example("a `b `<<E\n`")
@example('sh -c "`a \\`b\\``"')
@example("a=(b)c")
def test_any_text_is_read(text: str) -> None:
    script = parse_script(text)
    assert script.complete == (script.error is None) == (script.root is not None)
    if script.error is not None:
        assert 0 <= script.error.offset <= len(text)
        assert script.commands == []
    for invocation in invocations(script):
        assert 0 <= invocation.start <= invocation.end <= len(text)
        assert action(invocation) in {None, *ACTIONS}
        assert trait(invocation, "assume-yes", lambda _: HOLE) in {True, False, None}
        for package in packages(invocation):
            assert 0 <= package.start <= package.end <= len(text)
    for command in script.commands:
        check_spans(command, text)


def check_spans(command: SimpleCommand, text: str) -> None:
    around: Any = command
    inside: Command | None = command
    while inside is not None:
        for outer in (inside.pipeline, inside.pipeline.list):
            assert outer.start <= around.start <= around.end <= outer.end
            around = outer
        parent = around.parent
        inside = (
            next((one for one in parent.commands if one.start <= around.start and around.end <= one.end), None)
            if parent
            else None
        )
        around = inside
        assert parent is None or inside is not None
    previous = command.start
    for word in command.words:
        assert command.start <= previous <= word.start <= word.end <= command.end
        assert [part.start for part in word.parts] == sorted(part.start for part in word.parts)
        for reference in word.references:
            assert word.start <= reference.start < reference.end <= word.end
        previous = word.end
    if "`" not in text and "sh -c" not in text:
        assert all(text[word.start : word.end] == word.text for word in command.words)


@given(WELL_FORMED)
def test_scripts_made_by_the_rules_are_understood(text: str) -> None:
    script = parse_script(text)
    assert script.error is None, script.error
    assert text.count("a") >= len({command.start for command in script.commands}) > 0


@given(st.lists(st.text(st.characters(exclude_characters="'\x00", exclude_categories=["Cs"])), min_size=1))
def test_quoted_words_come_back(values: list[str]) -> None:
    words = parse_script("x " + " ".join(f"'{value}'" for value in values)).commands[0].words
    assert [word.value for word in words[1:]] == values


@given(SCRIPTS)
def test_white_space_around_a_script_changes_nothing(text: str) -> None:
    plain, padded = parse_script(text), parse_script(f" \t\n{text}")
    assert plain.complete == padded.complete
    assert [(one.start + 3, one.end + 3) for one in plain.commands] == [(one.start, one.end) for one in padded.commands]


@pytest.fixture(scope="module")
def lark() -> Lark:
    return lark_parser(grammar_path("shell"))


def flat(node: Any) -> Any:
    if isinstance(node, Tree):
        return (str(node.data), node.meta.start_pos, node.meta.end_pos, [flat(child) for child in node.children])
    return (str(node.type), node.start_pos, node.end_pos, None)


@given(st.one_of(SCRIPTS, WELL_FORMED))
def test_trees_equal_larks(lark: Lark, text: str) -> None:
    start, end = bounds(text, 0, len(text))
    text = text[start:end]
    try:
        theirs = flat(lark.parse(text, start="script"))
    except UnexpectedInput:
        with pytest.raises(GrammarError):
            parser("shell").parse(text, "script")
    else:
        assert parser("shell").parse(text, "script") == theirs


@given(st.data())
def test_any_words_of_any_described_command(data: st.DataObject) -> None:
    table = load()
    name = data.draw(st.sampled_from(sorted(table)))
    described = table[name]
    vocabulary = [*described["values"], *described["unless"], *described["exec"], *described["commands"], *described["groups"]]
    vocabulary += [part for key in (*described["packages"], *described["actions"]) for part in key.split(" ") if part]
    words = st.sampled_from(
        sorted({*vocabulary, "a", "a@1", "b=1", "-x", "--", "-", "$V", "'c d'", "a:b", "@", "=", "~", "./x", "1"})
    )
    text = " ".join([name, *data.draw(st.lists(words, max_size=8))])
    for invocation in invocations(parse_script(text)):
        assert action(invocation) in {None, *ACTIONS}
        for one in (invocation.description or {"traits": {}})["traits"]:
            assert trait(invocation, one, lambda _: None) in {True, False, None}
        for package in packages(invocation):
            assert text[package.start : package.end] == package.text
