"""Words: what the shell makes of quotes and escapes, and what it expands."""

from __future__ import annotations

import pytest

from analyzer.shell.nodes import SimpleCommand
from analyzer.shell.parse import parse_script
from analyzer.shell.word import Word


def words(text: str) -> list[Word]:
    script = parse_script(text)
    assert script.error is None
    command = script.commands[0]
    assert isinstance(command, SimpleCommand)
    return command.words


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a b", ["a", "b"]),
        ("a 'b c' d", ["a", "b c", "d"]),
        ('a "b c"d', ["a", "b cd"]),
        ("a b\\ c", ["a", "b c"]),
        ("a ''", ["a", ""]),
        ('a "" b', ["a", "", "b"]),
        (r'a "\$x \"y\" \n"', ["a", r'$x "y" \n']),
        ("a 'it'\\''s'", ["a", "it's"]),
        ("a $'x\\ty\\'z\\x41\\101\\u00e9'", ["a", "x\ty'zAA\u00e9"]),
        ("ap\\\nt-get in\\\nstall", ["apt-get", "install"]),
        ("a \\\n  b \\\n\tc", ["a", "b", "c"]),
        ('a "x\\\ny"', ["a", "xy"]),
        ("echo a#b #c", ["echo", "a#b"]),
        ("echo # nothing", ["echo"]),
        ("echo {a,b}*~ $ $, a$", ["echo", "{a,b}*~", "$", "$,", "a$"]),
        ("echo if then } { !", ["echo", "if", "then", "}", "{", "!"]),
        ("a $x", ["a", None]),
        ('a "b${c}d"', ["a", None]),
        ("a b`c`", ["a", None]),
        ("a $(b) $() c", ["a", None, "", "c"]),
        ("a $((1 + 2))", ["a", None]),
        ('a $[ 1 + x[2] ] "b$[$c]" d', ["a", None, None, "d"]),
        ("a $[b c$[", ["a", "$[b", "c$["]),
        ("a <(b)", ["a", None]),
        ("find . \\( -name x \\) -exec rm {} \\;", ["find", ".", "(", "-name", "x", ")", "-exec", "rm", "{}", ";"]),
        ("rm !(a|b) ?(c)", ["rm", "!(a|b)", "?(c)"]),
        ("a \u00e4\u00f6 \U0001f600", ["a", "\u00e4\u00f6", "\U0001f600"]),
    ],
)
def test_values(text: str, values: list[str | None]) -> None:
    assert [word.value for word in words(text)] == values


@pytest.mark.parametrize(
    ("text", "quoted", "glob"),
    [
        ("a", False, False),
        ("'a'", True, False),
        ("a\\b", True, False),
        ('"$a"', True, False),
        ("$a", False, False),
        ("a*", False, True),
        ("'a*'", True, False),
        ('"a"?', True, True),
        ("[ab]$c", False, True),
        ("a\\*", True, False),
    ],
)
def test_quotes_and_globs(text: str, quoted: bool, glob: bool) -> None:
    word = words(text)[0]
    assert (word.quoted, word.has_glob) == (quoted, glob)


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("a$b", [("b", "", "$b", False)]),
        ('"$b ${c}"', [("b", "", "$b", True), ("c", "", "${c}", True)]),
        ("${a:-${b}}", [("a", ":-", "${a:-${b}}", False), ("b", "", "${b}", False)]),
        (
            "${a##*/}${#b}${c[0]}${d/x/y}${!e}",
            [
                ("a", "##", "${a##*/}", False),
                ("b", "#", "${#b}", False),
                ("c", "[", "${c[0]}", False),
                ("d", "/", "${d/x/y}", False),
                ("e", "!", "${!e}", False),
            ],
        ),
        ('"${a%"${b}"}"', [("a", "%", '${a%"${b}"}', True), ("b", "", "${b}", True)]),
        ('"${a:-it\'s}"', [("a", ":-", "${a:-it's}", True)]),
        ("$1$?$@$$", [("1", "", "$1", False), ("?", "", "$?", False), ("@", "", "$@", False), ("$", "", "$$", False)]),
        ("$((a + $b))", [("b", "", "$b", True)]),
        ("'$a'\\$b", []),
        ("$(echo $a)", []),
    ],
)
def test_references(text: str, references: list[tuple[str, str, str, bool]]) -> None:
    found = words(text)[0].references
    assert [(one.name, one.operator, text[one.start : one.end], one.quoted) for one in found] == references


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ab", [("text", "ab", "ab", False)]),
        (
            "a'b'\"c$d\"\\e",
            [
                ("text", "a", "a", False),
                ("text", "'b'", "b", True),
                ("text", "c", "c", True),
                ("parameter", "$d", None, True),
                ("text", "\\e", "e", True),
            ],
        ),
        (
            "$(a)`b`$((1))",
            [
                ("command", "$(a)", None, False),
                ("command", "`b`", None, False),
                ("arithmetic", "$((1))", None, False),
            ],
        ),
        ("$[1 + 1]", [("arithmetic", "$[1 + 1]", None, False)]),
        ('"\\$$a"', [("text", "\\$", "$", True), ("parameter", "$a", None, True)]),
    ],
)
def test_parts(text: str, parts: list[tuple[str, str, str | None, bool]]) -> None:
    found = words(text)[0].parts
    assert [(part.kind, part.text, part.value, part.quoted) for part in found] == parts
    assert [text[part.start : part.end] for part in found] == [part.text for part in found]
