"""Here-documents of a script, and backquotes with their own layer of escapes."""

from __future__ import annotations

import pytest

from analyzer.shell.nodes import Heredoc
from analyzer.shell.parse import parse_script


def documents(text: str) -> list[Heredoc]:
    script = parse_script(text)
    assert script.error is None, script.error
    redirects = [redirect for command in script.commands for redirect in command.redirects]
    return [redirect.heredoc for redirect in redirects if redirect.heredoc is not None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cat <<E\na\nb\nE\nc", [("E", True, "a\nb\n", "a\nb\n")]),
        ("cat <<'E'\n$a\\\nE\n", [("E", False, "$a\\\n", "$a\\\n")]),
        ('cat <<"E F"\na\nE F', [("E F", False, "a\n", "a\n")]),
        ("cat <<\\E\n$a\nE", [("E", False, "$a\n", "$a\n")]),
        ("cat <<E\n$a\nE", [("E", True, "$a\n", None)]),
        ("cat <<E\n\\$a \\\\ \\x\nE", [("E", True, "\\$a \\\\ \\x\n", "$a \\ \\x\n")]),
        ("cat <<-E\n\ta\n\t\tE\nb", [("E", True, "\ta\n", "a\n")]),
        ("cat <<E | tee x && y\na\nE\nz", [("E", True, "a\n", "a\n")]),
        ("a <<A; b <<B\n1\nA\n2\nB", [("A", True, "1\n", "1\n"), ("B", True, "2\n", "2\n")]),
        ('x="$(cat <<E\na " ) \'\nE\n)"; y', [("E", True, "a \" ) '\n", "a \" ) '\n")]),
        ("cat <<E\na", [("E", True, "a", "a")]),
        ("cat <<E", [("E", True, "", "")]),
        ("cat <<E\nE", [("E", True, "", "")]),
        ("cat <<E # <<F\n'\nE\necho '<<G'", [("E", True, "'\n", "'\n")]),
        ("echo $((1 << 2)); cat <<E\n(\nE", [("E", True, "(\n", "(\n")]),
        ("if a; then\ncat >x <<E\nfi\nE\nfi", [("E", True, "fi\n", "fi\n")]),
    ],
)
def test_documents(text: str, found: list[tuple[str, bool, str, str | None]]) -> None:
    read = documents(text)
    assert [(one.delimiter, one.expand, one.content.text, one.content.value) for one in read] == found
    for one in read:
        assert text[one.content.start : one.content.end] == one.content.text
        assert text[slice(*one.terminator)].lstrip("\t") in (one.delimiter, "")


def test_what_a_document_expands() -> None:
    text = 'cat <<E > f\nx ${a:-1} "$b" \\$c $(d "e") `g`\nE\nh'
    script = parse_script(text)
    assert [command.name for command in script.commands] == ["cat", "d", "g", "h"]
    assert script.commands[1].context == ("substitution",)
    content = documents(text)[0].content
    assert [(one.name, text[one.start : one.end]) for one in content.references] == [("a", "${a:-1}"), ("b", "$b")]
    assert "".join(part.text for part in content.parts) == content.text


def test_a_document_that_cannot_be_expanded_is_unknown() -> None:
    script = parse_script("cat <<E\n${\nE\nb")
    assert [command.name for command in script.commands] == ["cat", "b"]
    assert documents("cat <<E\n${\nE")[0].content.value is None


def test_a_document_within_a_document() -> None:
    script = parse_script("cat <<A\n$(cat <<B\nb )\nB\n)\nA\nc")
    assert [command.name for command in script.commands] == ["cat", "cat", "c"]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("a `b c`", ["a `b c`", "b c"]),
        ("a `b \\`c d\\` e`", ["a `b \\`c d\\` e`", "b \\`c d\\` e", "c d"]),
        ('a "`b \\"c\\"`"', ['a "`b \\"c\\"`"', 'b \\"c\\"']),
        ("a `b \\\\\\`c\\\\\\``", ["a `b \\\\\\`c\\\\\\``", "b \\\\\\`c\\\\\\`"]),
        ("a ` `", ["a ` `"]),
    ],
)
def test_backquotes(text: str, commands: list[str]) -> None:
    script = parse_script(text)
    assert [text[command.start : command.end] for command in script.commands] == commands


def test_escapes_of_backquotes_keep_positions() -> None:
    text = 'x="`a \\"\\$b\\" c\\\\*`"'
    script = parse_script(text)
    command = next(command for command in script.commands if command.words)
    assert [text[word.start : word.end] for word in command.words] == ["a", '\\"\\$b\\"', "c\\\\*"]
    assert [word.text for word in command.words] == ["a", '"$b"', "c\\*"]
    reference = command.words[1].references[0]
    assert (reference.name, text[reference.start : reference.end]) == ("b", "\\$b")


def test_an_error_in_backquotes_tells_where() -> None:
    script = parse_script("a `b \\`c |\\``")
    assert script.error is not None
    assert script.error.offset == 10
