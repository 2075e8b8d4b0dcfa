"""Scripts: lists, pipelines, compound commands, assignments and redirects."""

from __future__ import annotations

import pytest

from analyzer.shell.nodes import Compound, SimpleCommand
from analyzer.shell.parse import parse_script


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("", []),
        ("  \n # only a comment\n", []),
        ("a; b & c && d || e | f\ng", ["a", "b", "c", "d", "e", "f", "g"]),
        ("a;\n\n b # c\n# d\n e", ["a", "b", "e"]),
        ("a &&\n  # why\n  b && \\\n c", ["a", "b", "c"]),
        ("(a; b) && { c; d; }", ["a", "b", "c", "d"]),
        ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
        ("if (a) then b; fi\nif a\nthen # yes\n b\nfi", ["a", "b", "a", "b"]),
        ("while a; do b; done; until c; do d; done", ["a", "b", "c", "d"]),
        ("for i in 1 '2 3' $x; do b; done", ["b"]),
        ("for i\ndo b\ndone; for i do c; done; for i in; do d; done", ["b", "c", "d"]),
        ("for ((i = 0; i < (3); i++)); do b; done", ["b"]),
        ("select x in a b; do c; done", ["c"]),
        ('case "$x" in a|b) c ;; (d) ;; *) e; f;; esac', ["c", "e", "f"]),
        ("case a in\n  b) c\n  ;;\n  d) e\nesac", ["c", "e"]),
        ("f() { a; }; function g { b; }; function h() (c); i () { d; } >e", ["a", "b", "c", "d"]),
        ("! a | b", ["a", "b"]),
        ("a $(b | c $(d)) `e`", ["a $(b | c $(d)) `e`", "b", "c $(d)", "d", "e"]),
        ('a "x$(b "$(c "d")")"', ['a "x$(b "$(c "d")")"', 'b "$(c "d")"', 'c "d"']),
        ("a ${x:-$(b)} $(($(c) + 1)) <(d) >(e)", ["a ${x:-$(b)} $(($(c) + 1)) <(d) >(e)", "b", "c", "d", "e"]),
        ("$(case a in b) c;; esac)", ["$(case a in b) c;; esac)", "c"]),
        ("[[ $a == b* && ( -f c || $d =~ ^(e|f)$ ) ]] && g", ["[[ $a == b* && ( -f c || $d =~ ^(e|f)$ ) ]]", "g"]),
        ("((i += $(a))) || ((b))", ["(( i += $(a) ))", "a", "(( b ))"]),
        ("((a; b) | c)", ["a", "b", "c"]),
        ("x=$(a) y=(b $(c)) d", ["a", "c", "d"]),
        ("declare -A m=([k]=$(a) \\\n [l]=b)", ["declare -A m=([k]=$(a) \\\n [l]=b)", "a"]),
        ("time a -b; [ ! -x c ]", ["time a -b", "[ ! -x c ]"]),
        ("a\\\n;b", ["a", "b"]),
        ("if a; then b; fi;", ["a", "b"]),
        ("{ { a; }; if b; then c; fi }", ["a", "b", "c"]),
        ("time { a; b; } | c; time -p (d) && ! time if e; then f; fi", ["a", "b", "c", "d", "e", "f"]),
        ("time ! a | b; time [[ c ]]; time; echo time", ["a", "b", "[[ c ]]", "time", "echo time"]),
        ("coproc { a; }; coproc N (b); coproc while c; do d; done; coproc e f", ["a", "b", "c", "d", "coproc e f"]),
        ("for i in a; { b; }; for ((;;)) { c; }; for i { d; }", ["b", "c", "d"]),
        ("x=$((a; b) | c)", ["a", "b", "c"]),
        ('a "$((b) && c)" $(((d); e) | f)', ['a "$((b) && c)" $(((d); e) | f)', "b", "c", "d", "e", "f"]),
        ("a $((1 + (2))) $(((1) + (2))) $(( (b) | (c) ))", ["a $((1 + (2))) $(((1) + (2))) $(( (b) | (c) ))"]),
    ],
)
def test_commands(text: str, commands: list[str]) -> None:
    found = parse_script(text)
    assert found.error is None, found.error
    texts = [" ".join(word.text for word in command.words) for command in found.commands if command.words]
    assert sorted(texts) == sorted(commands)
    assert [command.start for command in found.commands] == sorted(command.start for command in found.commands)


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("a", ["first"]),
        ("a && b || c; d & e\nf", ["first", "and", "or", "then", "then", "then"]),
        ("a | b && c | d", ["first", "first", "and", "and"]),
        ("a; (b && c)", ["first", "first", "and"]),
        ("a && b &\n c || d", ["first", "and", "then", "or"]),
        ("a; echo $(b; c)", ["first", "then", "first", "then"]),
    ],
)
def test_conditions(text: str, conditions: list[str]) -> None:
    assert [command.condition for command in parse_script(text).commands] == conditions


@pytest.mark.parametrize(
    ("text", "contexts"),
    [
        ("a", [()]),
        ("if a; then b; fi", [("if",), ("if",)]),
        ("(for i in x; do b; done)", [("subshell", "for")]),
        ("f() { a $(b); }", [("function", "group"), ("function", "group", "substitution")]),
        ("while a; do case b in c) d;; esac; done", [("while",), ("while", "case")]),
        ("a `b` <(c)", [(), ("substitution",), ("process",)]),
        ("coproc { a; }; time { b; }", [("coproc", "group"), ("group",)]),
        ('a "`b \\`c\\``"', [(), ("substitution",), ("substitution", "substitution")]),
    ],
)
def test_contexts(text: str, contexts: list[tuple[str, ...]]) -> None:
    assert [command.context for command in parse_script(text).commands] == contexts


def test_roles_of_lists() -> None:
    script = parse_script("if a; then b; elif c; then d; else e; fi; until f; do g; done")
    roles = {command.name: command.pipeline.list.role for command in script.commands}
    assert roles == {
        "a": "condition", "b": "body", "c": "condition", "d": "body", "e": "body", "f": "condition", "g": "body",
    }  # fmt: skip


def test_pipelines() -> None:
    script = parse_script("a | { b; c; } |& d; ! e && f & g")
    assert script.root is not None
    first, second, third, last = script.root.pipelines
    assert [command.position for command in first.commands] == [0, 1, 2]
    group = first.commands[1]
    assert isinstance(group, Compound)
    assert group.kind == "group"
    assert [pipeline.commands for pipeline in group.lists[0].pipelines] == [[script.commands[1]], [script.commands[2]]]
    assert script.commands[0].next_in_pipe is group
    assert script.commands[0].pipeline.next is second
    assert last.next is None
    assert [pipeline.negated for pipeline in (first, second, third, last)] == [False, True, False, False]
    assert [pipeline.background for pipeline in (first, second, third, last)] == [False, True, True, False]


def test_assignments() -> None:
    script = parse_script("A=1 B+='x y' C= D[0]=$x E=(a 'b' $c) F=$(g) run A=2")
    command = script.commands[0]
    found = [(one.name, one.operator, one.index, one.value.value if one.value else None) for one in command.assignments]
    assert found == [
        ("A", "=", None, "1"),
        ("B", "+=", None, "x y"),
        ("C", "=", None, ""),
        ("D", "=", "0", None),
        ("E", "=", None, None),
        ("F", "=", None, None),
    ]
    elements = command.assignments[4].elements
    assert elements is not None
    assert [word.value for word in elements] == ["a", "b", None]
    assert [word.value for word in command.words] == ["run", "A=2"]
    assert parse_script("A=1").commands[0].name is None


@pytest.mark.parametrize(
    ("text", "redirects"),
    [
        ("a >b", [("", ">", "b")]),
        ("a 2>&1 >>b <c", [("2", ">&", "1"), ("", ">>", "b"), ("", "<", "c")]),
        ("a &>b", [("", "&>", "b")]),
        ("a &>>b 3>&- >|c <>d", [("", "&>>", "b"), ("3", ">&", "-"), ("", ">|", "c"), ("", "<>", "d")]),
        ("a{x}>b", [("", ">", "b")]),
        ("a {fd}>b", [("{fd}", ">", "b")]),
        ("a2>b", [("", ">", "b")]),
        ("a '1'2>b", [("", ">", "b")]),
        (">b a", [("", ">", "b")]),
        ('a <<<"$b"', [("", "<<<", '"$b"')]),
        ("a > >(b)", [("", ">", ">(b)")]),
        ("a < <(b)", [("", "<", "<(b)")]),
        ("a >\\\n b", [("", ">", "b")]),
    ],
)
def test_redirects(text: str, redirects: list[tuple[str, str, str]]) -> None:
    command = parse_script(text).commands[0]
    assert [(one.fd, one.operator, one.target.text) for one in command.redirects] == redirects
    assert all(text[one.start : one.end].startswith(one.fd + one.operator) for one in command.redirects)


def test_redirects_of_compound_commands() -> None:
    script = parse_script("while read x; do a; done <b >c; { d; } 2>e | f; (( 1 )) >g")
    assert script.root is not None
    loop = script.root.pipelines[0].commands[0]
    assert [redirect.target.value for redirect in loop.redirects] == ["b", "c"]
    assert [redirect.target.value for redirect in script.root.pipelines[1].commands[0].redirects] == ["e"]
    assert [redirect.target.value for redirect in script.root.pipelines[2].commands[0].redirects] == ["g"]


def test_words_of_compound_commands() -> None:
    script = parse_script('for i in a "b"; do c; done; case $x in d|e) ;; *) f ;; esac; g() { h; }')
    assert script.root is not None
    found = [pipeline.commands[0] for pipeline in script.root.pipelines]
    assert [(one.kind, one.name, [word.text for word in one.words]) for one in found if isinstance(one, Compound)] == [
        ("for", "i", ["a", '"b"']),
        ("case", "", ["$x", "d", "e", "*"]),
        ("function", "g", []),
    ]


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("a &&", 4, "a word"),
        ("a | | b", 4, "a word"),
        ("(a", 2, ")"),
        ("a )", 1, "the end"),
        ("if a; fi", 6, "then"),
        ("for x in a; b; done", 12, "do"),
        ("a 'b", 2, "a word"),
        ('a "b', 4, '"'),
        ("a; ; b", 3, "a word"),
        ("a; then b", 3, "a word"),
        ("a; }", 3, "a word"),
        ("}", 0, "a word"),
        ("case a in b c) d;; esac", 11, ")"),
        ("a $(b", 5, ")"),
        ("$x = (Get-Item y).Length", 5, "a word"),
    ],
)
def test_errors(text: str, offset: int, expected: str) -> None:
    script = parse_script(text)
    assert not script.complete
    assert script.commands == []
    assert script.root is None
    assert script.error is not None
    assert script.error.offset == offset
    assert script.error.message.startswith("unexpected ")
    if expected != "a word":
        assert expected in script.error.expected


def test_command_spans() -> None:
    text = "A=1 sudo apt-get  update >x 2>&1 ; \\\n ( b ) # end"
    first, second = parse_script(text).commands
    assert isinstance(first, SimpleCommand)
    assert text[first.start : first.end] == "A=1 sudo apt-get  update >x 2>&1"
    assert text[second.start : second.end] == "b"
