"""Every case of the shared syntax material that is about files, instructions and here-documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.grammar.tables import parser
from analyzer.source.extract import Extract
from analyzer.source.text import Source
from analyzer.syntax.arguments import read_instruction
from analyzer.syntax.directives import detect_syntax, find_directive
from analyzer.syntax.dump import dump_buildkit
from analyzer.syntax.flag_rules import check_flag_list
from analyzer.syntax.flags import FieldsError, read_options
from analyzer.syntax.heredocs import chomped
from analyzer.syntax.mounts import read_device, read_mount
from analyzer.syntax.nodes import Document, Word
from analyzer.syntax.parse import parse_document
from analyzer.syntax.refusal import RefusedError

pytestmark = pytest.mark.shared
SYNTAX = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "syntax"


def cases(name: str, *sections: str) -> list[Any]:
    path = SYNTAX / f"{name}.json"
    if not path.exists():
        return []
    data = json.loads(path.read_text(encoding="utf-8"))
    return [
        pytest.param(case, id=f"{section}-{number}-{case.get('name', '')}")
        for section in sections
        for number, case in enumerate(data[section])
    ]


def parsed(text: str) -> Document:
    return parse_document(Source.from_bytes(text.encode("utf-8", "surrogateescape")))


def text_of(case: dict[str, Any]) -> str:
    if "dockerfile_template" in case:
        repeat = case["repeat"]
        return str(case["dockerfile_template"] % (repeat["char"] * repeat["count"]))
    return str(case["dockerfile"])


def printed(document: Document) -> list[str]:
    """The issues as a build prints them."""
    return [
        f"dockerfile parse error on line {issue.lines[0]}: {issue.text}" if issue.phase == "instruction" else issue.text
        for issue in document.issues
    ]


@pytest.mark.parametrize("case", cases("parser", "cases"))
def test_dump(case: dict[str, Any]) -> None:
    document = parsed(case["dockerfile"])
    assert dump_buildkit(document).strip() == case["dump"].strip()


@pytest.mark.parametrize("case", cases("parser", "line_ranges"))
def test_line_ranges(case: dict[str, Any]) -> None:
    nodes = parsed(case["dockerfile"]).instructions
    assert [[node.line, node.last_line] for node in nodes] == case["lines"]


@pytest.mark.parametrize("case", cases("parser", "empty_continuation"))
def test_empty_continuation(case: dict[str, Any]) -> None:
    nodes = [node for node in parsed(case["dockerfile"]).instructions if node.blank_continuations]
    assert [node.last_line for node in nodes] == [warning["line"] for warning in case["warnings"]]
    prefix = "Empty continuation line found in: "
    assert [prefix + node.logical.text for node in nodes] == [warning["short"] for warning in case["warnings"]]


@pytest.mark.parametrize("case", cases("parser", "parse_words"))
def test_words(case: dict[str, Any]) -> None:
    node, _ = read_instruction(parser("dockerfile"), Extract.slice("ARG " + case["input"], 0), "\\")
    assert [word.text for word in node.arguments] == case["expect"]


@pytest.mark.parametrize("case", cases("parser", "name_value"))
def test_name_value(case: dict[str, Any]) -> None:
    node, error = read_instruction(parser("dockerfile"), Extract.slice(f"{case['key']} {case['input']}", 0), "\\")
    if "error" in case:
        assert error is not None
        assert error.message == case["error"]
        return
    values = [t for p in node.pairs for t in (p.key.text, p.value.text if p.value else "", p.separator.strip())]
    assert values == case["nodes"]


@pytest.mark.parametrize("case", cases("parser", "json_arrays"))
def test_json_arrays(case: dict[str, Any]) -> None:
    node, error = read_instruction(parser("dockerfile"), Extract.slice("CMD " + case["input"], 0), "\\")
    if "strings" in case:
        assert error is None
        assert node.json_form
        assert [word.text for word in node.arguments] == case["strings"]
    elif error is not None:
        assert error.message == case["error"]
    else:
        assert not node.json_form


@pytest.mark.parametrize("case", cases("negative", "cases"))
def test_negative(case: dict[str, Any]) -> None:
    issues = [issue for issue in parsed(text_of(case)).issues if issue.phase == "parser"]
    said = [(issue.text, list(issue.lines)) for issue in issues]
    assert case["error"] in [text for text, _ in said]
    if case.get("lines"):
        assert (case["error"], case["lines"]) in said


@pytest.mark.parametrize("case", cases("instructions", "errors"))
def test_instruction_errors(case: dict[str, Any]) -> None:
    document = parsed(case["dockerfile"])
    said = [issue.message for issue in document.instructions[0].issues]
    assert any(case["error"] == text if case["match"] == "equals" else case["error"] in text for text in said), said


@pytest.mark.parametrize("case", [*cases("instructions", "derived", "full_files"), *cases("heredoc", "instruction_errors")])
def test_files(case: dict[str, Any]) -> None:
    document = parsed(text_of(case))
    issues = [issue for issue in document.issues if issue.phase != "evaluation"]
    if case["error"] is None:
        assert not issues
        if case.get("dump"):
            assert dump_buildkit(document).strip() == case["dump"].strip()
        return
    assert issues, case["error"]
    assert any(case["error"] in line for line in printed(document)), printed(document)
    if case.get("lines") and isinstance(case["lines"][0], int):
        assert case["lines"] in [list(issue.lines) for issue in issues]


def field_list(value: str) -> list[Any]:
    return read_options(parser("dockerfile"), Word(Extract.slice(value, 0), 0, len(value)))


@pytest.mark.parametrize("case", cases("instructions", "mounts"))
def test_mounts(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises((FieldsError, RefusedError)) as caught:
            read_mount(field_list(case["value"]), lambda text: text)
        assert case["error"].removeprefix("failed to parse csv mounts: ") in str(caught.value)
        return
    mount = read_mount(field_list(case["value"]), lambda text: text)
    for key, value in case["mount"].items():
        assert getattr(mount, "from_name" if key == "from" else key) == value, key


@pytest.mark.parametrize("case", cases("instructions", "devices"))
def test_devices(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(RefusedError) as caught:
            read_device(field_list(case["value"]))
        assert caught.value.message == case["error"]
    else:
        device = read_device(field_list(case["value"]))
        assert {"name": device.name, "required": device.required} == case["device"]


@pytest.mark.parametrize("case", cases("instructions", "doc_comments", "prev_comments_derived"))
def test_comments_above(case: dict[str, Any]) -> None:
    expected = case.get("prev_comments", case.get("prev_comments_derived"))
    assert [node.doc_comments for node in parsed(case["dockerfile"]).instructions] == expected


@pytest.mark.parametrize("case", cases("instructions", "flags"))
def test_flags(case: dict[str, Any]) -> None:
    line = " ".join(["RUN", *case["args"]])
    node, _ = read_instruction(parser("dockerfile"), Extract.slice(line, 0), "\\")
    if "error" in case:
        with pytest.raises(RefusedError) as caught:
            check_flag_list(node.flags, case["flags"])
        near = f" (did you mean {caught.value.suggestion}?)" if caught.value.suggestion else ""
        assert case["error"] in (caught.value.message, caught.value.message + near)
        return
    check_flag_list(node.flags, case["flags"])
    values: dict[str, Any] = {}
    for flag in node.flags:
        text = flag.value.text if flag.value is not None else "true"
        values[flag.name.text] = text.lower() == "true" if case["flags"][flag.name.text] == "bool" else text
    assert values == {name: value for name, value in case.get("values", {}).items() if name in values}


@pytest.mark.parametrize("case", cases("instructions", "healthcheck_shell_form"))
def test_healthcheck(case: dict[str, Any]) -> None:
    mode, command = case["tree"][0], " ".join(case["tree"][1:])
    node = parsed(f"FROM a\nHEALTHCHECK {mode} {command}\n").instructions[1]
    assert not node.json_form
    assert [f"{mode}-SHELL", *(word.text for word in node.arguments[1:])] == case["test"]


@pytest.mark.parametrize("case", cases("instructions", "intervals"))
def test_intervals(case: dict[str, Any]) -> None:
    document = parsed(f"FROM a\nHEALTHCHECK --interval={case['value']} CMD x\n")
    assert [issue.message for issue in document.issues] == ([case["error"]] if "error" in case else [])


@pytest.mark.parametrize("case", cases("heredoc", "extract", "derived", "json_form_no_heredoc"))
def test_heredocs(case: dict[str, Any]) -> None:
    document = parsed(case["dockerfile"])
    if "instructions" not in case:
        assert not any(node.heredocs for node in document.instructions)
        return
    if case.get("error"):
        assert case["error"] in [issue.text for issue in document.issues]
        return
    nodes = document.instructions
    for number, expected in enumerate(case["instructions"]):
        node = nodes[expected.get("index", number)]
        lines = expected.get("lines", expected.get("lines_derived"))
        assert [node.line, node.last_line] == lines
        found = [
            {"name": h.name, "fd": h.descriptor, "expand": h.expand, "chomp": h.strip_tabs, "content": h.content}
            for h in node.heredocs
        ]
        assert found == [{key: h[key] for key in found[0]} for h in expected["heredocs"]] if found else not expected["heredocs"]


@pytest.mark.parametrize("case", cases("heredoc", "chomp_content"))
def test_chomped(case: dict[str, Any]) -> None:
    assert chomped(case["input"]) == case["output"]


@pytest.mark.parametrize("case", cases("heredoc", "copy", "run"))
def test_heredoc_instructions(case: dict[str, Any]) -> None:
    node = parsed(case["dockerfile"]).instructions[0]
    contents = [chomped(h.content) if h.strip_tabs else h.content for h in node.heredocs]
    if "dest" in case:
        assert node.arguments[-1].text == case["dest"]
        assert contents == [content["data"] for content in case["contents"]]
        assert [h.expand for h in node.heredocs] == [content["expand"] for content in case["contents"]]
        words = {h.start for h in node.heredocs}
        assert [word.text for word in node.arguments[:-1] if word.start not in words] == case["sources"]
    else:
        assert node.json_form is not case["shell"]
        assert [word.text for word in node.arguments] == case["command"]
        assert [h.content for h in node.heredocs] == [file["data"] for file in case["files"]]


@pytest.mark.parametrize("case", cases("directives", "cases"))
def test_directives(case: dict[str, Any]) -> None:
    found = detect_syntax(case["text"]) if case["any_format"] else find_directive(case["text"], case["key"])
    if case["expect"] is None:
        assert found is None
        return
    assert found is not None
    assert found.value == case["expect"]["value"]
    assert found.command_line == case["expect"]["cmdline"]
    assert found.line == case["expect"]["line"]


@pytest.mark.parametrize("case", cases("directives", "escape_in_parse"))
def test_escape_directive(case: dict[str, Any]) -> None:
    assert parsed(case["dockerfile"]).escape == case["escape"]
