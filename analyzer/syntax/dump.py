"""The tree as text: for people, as JSON, and as BuildKit's own parser prints it."""

from __future__ import annotations

import json

from analyzer.syntax.arguments import EXPANDED_ARGUMENTS, KINDS
from analyzer.syntax.goquote import go_quote, go_runes
from analyzer.syntax.render import outer_span
from analyzer.syntax.whitespace import SPACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.syntax.nodes import Document, Flag, Heredoc, Instruction, Pair, SyntaxIssue, VariableReference, Word


def dump_buildkit(document: Document) -> str:
    """The S-expressions of BuildKit's parser tests, an instruction a line (Node.Dump)."""
    return "\n".join(f"({_expression(node)})" for node in document.instructions)


def _expression(node: Instruction) -> str:
    parts = [go_runes(node.keyword.text).lower()]
    if node.flags:
        parts.append("[" + " ".join(go_quote(flag.text) for flag in node.flags) + "]")
    if node.trigger is not None:
        parts.append(f"({_expression(node.trigger)})")
    parts += [go_quote(value) for value in buildkit_arguments(node)]
    return " ".join(parts).strip(SPACES)


def buildkit_arguments(node: Instruction) -> list[str]:
    """The values of BuildKit's argument nodes.

    A separator follows each ENV and LABEL pair; an unknown keyword has one empty argument.
    """
    if node.kind not in KINDS:
        return [""]
    if node.kind in ("ENV", "LABEL"):
        return [text for pair in node.pairs for text in _triple(pair)]
    return [go_runes(word.text) if node.kind == "ARG" else word.text for word in node.arguments]


def _triple(pair: Pair) -> tuple[str, str, str]:
    value = pair.value.text if pair.value is not None else ""
    if pair.separator == " ":
        return pair.key.text, value, ""
    return go_runes(pair.key.text), go_runes(value), "="


def dump_json(document: Document) -> str:
    """The tree as a JSON object; offsets are 0-based code points, lines count from 1."""
    return json.dumps(document_data(document), indent=2, ensure_ascii=True)


def document_data(document: Document) -> dict[str, Any]:
    """The plain data that `dump_json` writes."""
    return {
        "path": document.source.path,
        "escape": document.escape,
        "pieces": [_piece(piece, document.escape) for piece in document.pieces],
        "issues": [_issue(issue) for issue in document.issues],
    }


def _piece(piece: Any, escape: str) -> dict[str, Any]:
    start, end = outer_span(piece)
    data: dict[str, Any] = {"type": piece.piece, "start": start, "end": end}
    if piece.piece == "comment":
        data["text"] = piece.text
    elif piece.piece == "directive":
        data |= {"name": piece.name, "value": piece.value}
    elif piece.piece == "instruction":
        data |= {"span": [piece.start, piece.end], "lines": [piece.line, piece.last_line]} | _instruction(piece, escape)
    return data


def _instruction(node: Instruction, escape: str) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": node.kind, "keyword": _word(node.keyword)}
    if node.flags:
        data["flags"] = [_flag(flag) for flag in node.flags]
    if node.trigger is not None:
        data["trigger"] = _instruction(node.trigger, escape)
    if node.pairs:
        data["pairs"] = [_pair(pair) for pair in node.pairs]
    else:
        data["arguments"] = [_word(word) for word in node.arguments]
    if node.json_form:
        data["json_form"] = True
    variables = variable_references(node, escape)
    if variables:
        data["variables"] = [{"name": v.name, "operator": v.operator, "start": v.start, "end": v.end} for v in variables]
    if node.heredocs:
        data["heredocs"] = [_heredoc(heredoc) for heredoc in node.heredocs]
    if node.comments:
        data["comments"] = [{"start": c.start, "end": c.end, "text": c.text} for c in node.comments]
    return data


def variable_references(node: Instruction, escape: str) -> list[VariableReference]:
    """The variables BuildKit expands in an instruction's flags and arguments, in the order of the source."""
    words = [flag.value for flag in node.flags if flag.value is not None]
    if node.kind in EXPANDED_ARGUMENTS:
        words += node.arguments
    elif node.kind == "FROM":
        words += node.arguments[:1]
    for pair in node.pairs:
        words += [word for word in (pair.key if node.kind != "ARG" else None, pair.value) if word is not None]
    return [reference for word in words for reference in word.references(escape)]


def _word(word: Word) -> dict[str, Any]:
    return {"text": word.text, "start": word.start, "end": word.end}


def _flag(flag: Flag) -> dict[str, Any]:
    data: dict[str, Any] = {"name": flag.name.text, "start": flag.start, "end": flag.end}
    data["value"] = _word(flag.value) if flag.value is not None else None
    if flag.options is not None:
        data["options"] = [
            {"key": _word(option.key), "value": _word(option.value) if option.value is not None else None}
            for option in flag.options
        ]
    return data


def _pair(pair: Pair) -> dict[str, Any]:
    value = _word(pair.value) if pair.value is not None else None
    return {"key": _word(pair.key), "separator": pair.separator, "value": value}


def _heredoc(heredoc: Heredoc) -> dict[str, Any]:
    names = ("name", "start", "end", "body", "terminator", "expand", "strip_tabs", "descriptor", "content")
    return {name: getattr(heredoc, name) for name in names}


def _issue(issue: SyntaxIssue) -> dict[str, Any]:
    return {"message": issue.text, "phase": issue.phase, "start": issue.start, "end": issue.end}


def dump_tree(document: Document) -> str:
    """The tree for people: a line a node, indented, with line and column (from 1)."""
    lines: list[str] = []
    for piece in document.pieces:
        _tree_piece(document, piece, lines)
    lines += [f"error {_at(document, issue.start)} {issue.text}" for issue in document.issues]
    return "\n".join(lines)


def _at(document: Document, offset: int) -> str:
    line, column = document.source.position(offset)
    return f"{line}:{column}"


def _tree_piece(document: Document, piece: Any, lines: list[str]) -> None:
    if piece.piece == "comment":
        lines.append(f"comment {_at(document, piece.start)} {json.dumps(piece.text)}")
    elif piece.piece == "directive":
        lines.append(f"directive {_at(document, piece.start)} {piece.name}={json.dumps(piece.value)}")
    elif piece.piece == "instruction":
        _tree_instruction(document, piece, lines, "")


def _tree_instruction(document: Document, node: Instruction, lines: list[str], indent: str) -> None:
    lines.append(f"{indent}{node.kind or '?'} {_at(document, node.start)}-{_at(document, node.end)}")
    inner = indent + "  "
    for flag in node.flags:
        value = f"={json.dumps(flag.value.text)}" if flag.value is not None else ""
        lines.append(f"{inner}flag {_at(document, flag.start)} --{flag.name.text}{value}")
        for option in flag.options or ():
            setting = f"={json.dumps(option.value.text)}" if option.value is not None else ""
            lines.append(f"{inner}  option {_at(document, option.start)} {option.key.text}{setting}")
    if node.trigger is not None:
        _tree_instruction(document, node.trigger, lines, inner)
    for pair in node.pairs:
        value = json.dumps(pair.value.text) if pair.value is not None else "-"
        lines.append(f"{inner}pair {_at(document, pair.start)} {pair.key.text} {value}")
    if not node.pairs:
        kind = "element" if node.json_form else "word"
        lines += [f"{inner}{kind} {_at(document, word.start)} {json.dumps(word.text)}" for word in node.arguments]
    lines += [f"{inner}variable {_at(document, each.start)} {each.name}" for each in variable_references(node, document.escape)]
    for heredoc in node.heredocs:
        body = f"{_at(document, heredoc.body[0])}-{_at(document, heredoc.body[1])}"
        lines.append(f"{inner}heredoc {_at(document, heredoc.start)} {heredoc.name} {body}")
