"""Random RUN instructions: a primitive makes exactly the change it is there for, and nothing else of the file changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.model import FileFacts, file_facts
from analyzer.fixes.edit import Unfit, apply, ordered
from analyzer.fixes.primitives import edits_of
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

Listed = list[tuple[str, list[str]]]

NAMES = st.sampled_from(["aa", "curl", "apt-get", "ü"])
WORDS = st.sampled_from(["b", "-v", "-sS", "--x=1", "'q r'", "é", "😀", "a=b", "\\;", '"x  y"', "$Z", "$(date)", "2>/dev/null"])
COMMAND = st.tuples(NAMES, st.lists(WORDS, max_size=4))
BEFORE, AFTER = "FROM debian:12\nARG Z=1\n# in front\n", "# behind\nUSER 1\n"


@st.composite
def scripts(draw: st.DrawFn) -> str:
    """The text of a RUN with its line ending."""
    commands = draw(st.lists(COMMAND, min_size=1, max_size=4))
    form = draw(st.sampled_from(["shell", "shell", "wrapped", "heredoc", "tabs", "json", "exec", "onbuild", "strict"]))
    if form == "exec":
        name, words = commands[0]
        return f"RUN {json.dumps([name, *[word.strip(chr(39)) for word in words]], ensure_ascii=draw(st.booleans()))}\n"
    if form in ("heredoc", "tabs"):
        tab, dash = ("\t", "-") if form == "tabs" else (draw(st.sampled_from(["", "  "])), "")
        set_e = draw(st.sampled_from(["", tab + "set -e\n"]))
        gap = draw(st.sampled_from([" ", " \\\n    "]))
        lines = "".join(f"{tab}{gap.join([name, *words])}\n" for name, words in commands)
        return f"RUN <<{dash}EOF\n{set_e}{lines}{tab if dash else ''}EOF\n"
    joint = draw(st.sampled_from([" && ", "; ", " || "] if form != "strict" else ["; "]))
    gap = " "
    if form == "wrapped":
        comment = draw(st.sampled_from(["", "", "    # why\n"]))
        gap = draw(st.sampled_from([" ", f" \\\n{comment}        "]))
        joint = draw(st.sampled_from([f" && \\\n{comment}    ", f" \\\n{comment}    && ", f"; \\\n{comment}    "]))
    text = joint.join(gap.join([name, *words]) for name, words in commands)
    if form == "strict":
        text = "set -ex; " + text
    if form == "json":
        return f"RUN {json.dumps(['sh', '-c', text], ensure_ascii=False)}\n"
    return ("ONBUILD RUN " if form == "onbuild" else "RUN ") + text + "\n"


def read(text: str) -> FileFacts:
    return file_facts(parse_document(Source(text)))


def listed(facts: FileFacts) -> Listed:
    """The commands with their words; what a substitution holds is listed by itself."""
    commands: Any = facts.nodes("command")
    return [(node.name or "", ["$()" if arg.startswith("$(") else arg for arg in node.args]) for node in commands]


def inserted(commands: Listed, at: int) -> Listed:
    return [*commands[:at], ("xx", ["1"]), *commands[at:]]


def changed(commands: Listed, at: int, name: str, args: list[str]) -> Listed:
    return [*commands[:at], (name, args), *commands[at + 1 :]]


def expected(operation: str, commands: Listed, at: int, word: int) -> Listed:
    name, args = commands[at]
    if operation == "insert-option":
        return changed(commands, at, name, ["--zz", *args])
    if operation == "delete":
        return changed(commands, at, name, args[:word] + args[word + 1 :])
    if operation == "replace-word":
        return changed(commands, at, name, [*args[:word], "new", *args[word + 1 :]])
    if operation == "remove-option":
        return changed(commands, at, name, [arg.replace("-sS", "-s") for arg in args])
    if operation == "rename-command":
        return changed(commands, at, "other", args)
    if operation == "replace-command":
        return changed(commands, at, "xx", ["1"])
    return commands[:at] + commands[at + 1 :]  # delete-command


PARAMETERS: dict[str, dict[str, str]] = {
    "insert-option": {"option": "--zz", "after": "subcommand"},
    "delete": {},
    "replace-word": {"word": "new"},
    "remove-option": {"option": "-S"},
    "rename-command": {"name": "other"},
    "replace-command": {"command": "xx 1"},
    "delete-command": {},
    "insert-command-before": {"command": "xx 1"},
    "insert-command-after": {"command": "xx 1"},
    "append-command": {"command": "xx 1"},
    "merge-runs": {},
    "to-json-form": {},
}


@pytest.mark.parametrize("operation", ["insert-option", "delete", "replace-word", "remove-option", "rename-command"])
@given(script=scripts(), number=st.integers(0, 5), word=st.integers(0, 5), crlf=st.booleans())
def test_words(operation: str, script: str, number: int, word: int, crlf: bool) -> None:
    facts, text = start(script, crlf)
    nodes: Any = facts.nodes("command")
    node = nodes[number % len(nodes)]
    words = node.arguments
    if operation in ("delete", "replace-word"):
        if not words:
            return
        word %= len(words)
    at = words[word] if operation in ("delete", "replace-word") else node
    if operation == "remove-option" and "date" in script:
        return
    result = run(facts, text, operation, at)
    if result is None:
        return
    index = nodes.index(node)
    before = listed(facts)
    if operation in ("delete", "replace-word") and words[word].text == "$(date)":
        before = [command for command in before if command[0] != "date"]
        if len(listed(facts)) - len(before) > 1 or node.name == "date":
            return
        index = [one for one in nodes if one.name != "date"].index(node)
    wanted = expected(operation, before, index, word)
    if operation == "insert-option" and node.invocation.subcommand_word is not None:
        words = before[index][1]
        place = [argument.word for argument in node.arguments].index(node.invocation.subcommand_word) + 1
        wanted = changed(before, index, node.name, [*words[:place], "--zz", *words[place:]])
    assert listed(read(result)) == wanted


@pytest.mark.parametrize("operation", ["insert-command-before", "insert-command-after", "delete-command", "replace-command"])
@given(script=scripts(), number=st.integers(0, 5), crlf=st.booleans())
def test_commands(operation: str, script: str, number: int, crlf: bool) -> None:
    facts, text = start(script, crlf)
    nodes: Any = facts.nodes("command")
    if "$(" in script:
        return
    at = number % len(nodes)
    result = run(facts, text, operation, nodes[at])
    if result is None:
        return
    if operation.startswith("insert"):
        wanted = inserted(listed(facts), at + int(operation == "insert-command-after"))
    else:
        wanted = expected(operation, listed(facts), at, 0)
    assert listed(read(result)) == wanted


@given(script=scripts(), crlf=st.booleans())
def test_append(script: str, crlf: bool) -> None:
    facts, text = start(script, crlf)
    at = facts.nodes("command")[0].instruction  # type: ignore[attr-defined]
    result = run(facts, text, "append-command", at)
    if result is not None:
        assert listed(read(result)) == [*listed(facts), ("xx", ["1"])]


@given(script=scripts(), other=scripts(), crlf=st.booleans())
def test_merge(script: str, other: str, crlf: bool) -> None:
    facts, text = start(script + other, crlf)
    result = run(facts, text, "merge-runs", [node for node in facts.nodes("instruction") if node.kind == "RUN"][-1])  # type: ignore[attr-defined]
    if result is not None:
        assert listed(read(result)) == listed(facts)
        assert len(read(result).instructions) == len(facts.instructions) - 1


@given(script=scripts(), crlf=st.booleans())
def test_json_form(script: str, crlf: bool) -> None:
    facts, text = start(script, crlf)
    step = facts.nodes("command")[0].instruction  # type: ignore[attr-defined]
    result = run(facts, text, "to-json-form", step)
    if result is not None:
        after = read(result)
        assert listed(after) == listed(facts)
        assert after.nodes("command")[0].instruction.json_form  # type: ignore[attr-defined]


def start(script: str, crlf: bool) -> tuple[FileFacts, str]:
    crlf = crlf and "<<" not in script  # a carriage return is a part of a here-document's words
    text = BEFORE + script + AFTER
    text = text.replace("\n", "\r\n") if crlf else text
    facts = read(text)
    assert facts.document.issues == []
    return facts, text


def run(facts: FileFacts, text: str, operation: str, at: Any) -> str | None:
    """The text afterwards, None where the edit is refused. What holds of each is asserted."""
    try:
        edits = ordered(edits_of(operation, {"at": at, **PARAMETERS[operation]}))
    except Unfit:
        return None
    result = apply(text, edits)
    ending = "\r\n" if "\r\n" in text else "\n"
    before, after = (part.replace("\n", ending) for part in (BEFORE, AFTER))
    assert result.startswith(before)
    assert result.endswith(after)
    assert ending == "\n" or "\n" not in result.replace("\r\n", "")
    assert [issue.message for issue in read(result).document.issues] == []
    assert result.count("# why") == text.count("# why") or len(read(result).instructions) < len(facts.instructions)
    return result
