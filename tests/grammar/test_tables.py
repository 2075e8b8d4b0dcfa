"""Tables made from Lark grammars: equal trees, stale tables never used."""

from __future__ import annotations

import marshal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark, Tree, UnexpectedInput

from analyzer.grammar import tables
from analyzer.grammar.compiler import compile_grammar, lark_parser
from analyzer.grammar.driver import GrammarError, Parser
from analyzer.resources import grammar_path

TOY = """// start: words pairs
words: WORD (_WS WORD)*
pairs: pair (_WS pair)*
pair: NAME "=" [value]
?value: WORD | "(" pairs ")" -> nested
WORD: /[^\\s=()]+/
NAME: /[a-z]+/
_WS: /[ \\t]+/
"""


@pytest.fixture
def toy(tmp_path: Path) -> tuple[Parser, Lark]:
    path = tmp_path / "toy.lark"
    path.write_text(TOY, encoding="utf-8")
    return Parser(compile_grammar(str(path))), lark_parser(str(path))


def flat(node: Any) -> Any:
    if isinstance(node, Tree):
        return (str(node.data), node.meta.start_pos, node.meta.end_pos, [flat(child) for child in node.children])
    return (str(node.type), node.start_pos, node.end_pos, None)


@pytest.mark.parametrize(
    ("rule", "text"),
    [("words", "a"), ("words", "a b  c"), ("pairs", "a=b"), ("pairs", "a= b=c"), ("pairs", "a=(b=c d=(e=f)) g=h")],
)
def test_trees_equal_larks(toy: tuple[Parser, Lark], rule: str, text: str) -> None:
    ours, theirs = toy
    assert ours.parse(text, rule) == flat(theirs.parse(text, start=rule))


@pytest.mark.parametrize(
    ("rule", "text", "offset"), [("words", "a =", 2), ("pairs", "a=b =", 4), ("pairs", "a=(b=c", 6), ("words", "", 0)]
)
def test_errors_tell_where_and_what(toy: tuple[Parser, Lark], rule: str, text: str, offset: int) -> None:
    with pytest.raises(GrammarError) as caught:
        toy[0].parse(text, rule)
    assert caught.value.offset == offset
    assert caught.value.expected


def test_a_part_of_a_text_is_read_in_place(toy: tuple[Parser, Lark]) -> None:
    assert toy[0].parse("(a b)", "words", 1, 4) == ("words", 1, 4, [("WORD", 1, 2, None), ("WORD", 3, 4, None)])


SAMPLES = {
    "run": ["apt-get update", "--mount=type=cache x", "--a -- --b", "--network"],
    "from": ["a", "--platform=x a AS b", "a  b\tc"],
    "env": ["A=1", "A=1 B='x y' C=\"z", "A b c", 'a\\ b="c\\"d"'],
    "healthcheck": ["NONE", "--interval=1s CMD x y"],
    "json_array": ["[]", '["a", "b"]', '[ "a" , {"k": [1, true, null]} ]'],
    "fields": ["a=b,c", '"a,b",,x', ","],
    "legacy_pair": ["A", "A b  c"],
}


@pytest.mark.parametrize(("grammar"), ["dockerfile", "dockerfile_backtick"])
@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in SAMPLES.items() for text in texts])
def test_dockerfile_trees_equal_larks(grammar: str, rule: str, text: str) -> None:
    theirs = _reference(grammar)
    assert tables.parser(grammar).parse(text, rule) == flat(theirs.parse(text, start=rule))


@given(st.sampled_from(sorted(SAMPLES)), st.text(alphabet="ab=\\`'\" \t-[]{},:1", max_size=20))
def test_any_text_is_read_or_refused_as_by_lark(rule: str, text: str) -> None:
    try:
        ours: Any = tables.parser("dockerfile").parse(text, rule)
    except GrammarError:
        ours = None
    try:
        theirs: Any = _reference("dockerfile").parse(text, start=rule)
    except UnexpectedInput:
        theirs = None
    assert (ours is None) == (theirs is None)
    if theirs is not None and not theirs.meta.empty:
        assert ours == flat(theirs)


_references: dict[str, Lark] = {}


def _reference(grammar: str) -> Lark:
    if grammar not in _references:
        _references[grammar] = lark_parser(grammar_path(grammar))
    return _references[grammar]


@pytest.fixture
def grammar_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for grammar and tables."""
    (tmp_path / "toy.lark").write_text(TOY, encoding="utf-8")
    monkeypatch.setattr(tables, "grammar_path", lambda name: str(tmp_path / f"{name}.lark"))
    monkeypatch.setattr(tables, "built_path", lambda name: str(tmp_path / name))
    monkeypatch.setattr(tables, "save_built", lambda name, data: (tmp_path / name).write_bytes(data))
    return tmp_path


def test_a_stale_table_is_built_anew(grammar_folder: Path) -> None:
    built = grammar_folder / "toy.tables"
    first = tables.load("toy")
    kept = built.read_bytes()
    assert tables.load("toy") == first
    assert built.read_bytes() == kept
    (grammar_folder / "toy.lark").write_text(TOY.replace("[a-z]+", "[A-Z]+"), encoding="utf-8")
    assert "[A-Z]+" in str(tables.load("toy")["patterns"])
    assert built.read_bytes() != kept


@pytest.mark.parametrize("damage", [b"", b"\x00", b"not a table", marshal.dumps((0, b"", {})), marshal.dumps(7)])
def test_a_damaged_table_is_built_anew(grammar_folder: Path, damage: bytes) -> None:
    expected = tables.load("toy")
    (grammar_folder / "toy.tables").write_bytes(damage)
    assert tables.load("toy") == expected


def test_a_truncated_table_is_built_anew(grammar_folder: Path) -> None:
    expected = tables.load("toy")
    built = grammar_folder / "toy.tables"
    for size in range(0, len(built.read_bytes()), 97):
        built.write_bytes(built.read_bytes()[:size])
        assert tables.load("toy") == expected


def test_an_empty_rule_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.lark"
    path.write_text('// start: a\na: b "x"\nb: "y" |\n', encoding="utf-8")
    with pytest.raises(ValueError, match="may be empty"):
        compile_grammar(str(path))
