"""The summary as Markdown for a comment: numbers first, what they count to be unfolded, and at most what a comment may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.report.as_markdown import LIMIT, escape
from analyzer.report.visible import visible
from analyzer.runtime.scan.summary import wording
from analyzer.runtime.scan.summary.gather import by_ref, name_of, top

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.runtime.scan.summary.gather import Data

_RESERVE = 400  # bytes for the sentence on what is left out, and for the ends of lists
_MOST = 2000  # characters of a cell


def render(data: Data) -> str:
    """The comment. What does not fit is counted."""
    head = "".join(_head(data))
    room = LIMIT - _RESERVE - _size(head)
    parts, left = [head], 0
    for title, columns, rows in _lists(data):
        kept: list[str] = []
        room -= _size(before := _open(title, columns)) + _size(_CLOSE)
        for row in rows:
            if (room := room - _size(row)) < 0:
                break
            kept.append(row)
        left += len(rows) - len(kept)
        if kept:
            parts.append(before + "".join(kept) + _CLOSE)
    fenced = _patch(data["patch"])
    if _size(fenced) <= room:
        parts.append(fenced)
    if left:
        parts.append(f"\n**{left} rows more are left out**: a comment holds no more. The JSON has them all.\n")
    return "".join(parts)


_CLOSE = "\n</details>\n"


def _open(title: str, columns: Sequence[str]) -> str:
    rule = "|" + "---|" * len(columns)
    return f"\n<details>\n<summary>{title}</summary>\n\n| {' | '.join(columns)} |\n{rule}\n"


def _head(data: Data) -> Iterator[str]:
    yield f"## Scan of {_text(data['image'])}\n\n**{_text(wording.headline(data))}**\n\n"
    yield f"Risk: {_text(wording.risk_line(data))}\n"
    yield from (f"\n- {_text(note)}" for note in data["outcome"]["notes"])
    yield "\n\n| Looked at | |\n|---|---|\n"
    yield from (_row(part, said) for part, said in wording.looked_at(data))
    yield from (_row("by", line) for line in wording.scanners(data))
    yield "\n| | Number | Which |\n|---|---|---|\n"
    for name, number in wording.numbers(data):
        told = (str(number["count"]), _refs(number)) if number is not None else ("unknown", "nobody has looked")
        yield _row(name, *told)
    if data["static"]:
        number = data["static"]["number"]
        yield _row(f"findings in {data['static']['path'] or 'the Dockerfile'}", str(number["count"]), _refs(number))
    for name, value, refs in wording.layers(data):
        yield _row(name, value, wording.ranges(refs))
    if share := wording.fixable_share(data):
        yield f"\n{_text(share)}.\n"


def _lists(data: Data) -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    entries = by_ref(data)
    risks = [_row(part["finding"], name_of(entries[part["finding"]]), wording.reason(part)) for part in top(data)]
    yield "Top risks", ("", "What", "Why"), risks
    rows = []
    for one in data["remediation"]:
        todo = " ".join([one["command"], *one["notes"]]).strip()
        rows.append(_row(one["ref"], wording.action(one), wording.ranges(one["refs"]), todo))
    yield "What to do", ("", "Change", "Clears", "How"), rows
    yield (
        "Vulnerabilities",
        ("", "Severity", "What", "Fixed in", "CVSS", "EPSS", "KEV", "Line"),
        [
            _row(
                one["ref"],
                one["severity"],
                name_of(one) + (f" (accepted: {one['ignored']})" if one["ignored"] else ""),
                one["fixed"] or "none",
                *(wording.known(one[key]) for key in ("cvss", "epss", "kev")),
                str(one["line"] or ""),
            )
            for one in data["vulnerabilities"]
        ],
    )
    yield "Files", ("", "Path", "What"), [_row(one["ref"], one["path"], wording.kinds(one)) for one in data["files"]]
    issues = [_row(one["ref"], one["severity"], one["id"], one["message"], one["ignored"]) for one in data["issues"]]
    yield "Issues", ("", "Severity", "Id", "What", "Accepted"), issues
    if data["static"]:
        findings = [_row(one["ref"], one["severity"], name_of(one), one["message"]) for one in data["static"]["findings"]]
        yield "Findings in the Dockerfile", ("", "Severity", "Which", "What"), findings
    for title, key in (("Layers", "layers"), ("Wasted files", "wasted")):
        listed = data["layers"][key] if data["layers"] else []
        yield title, ("", "Which", "What"), [_row(one["ref"], name_of(one), wording.layer_of(one)) for one in listed]


def _refs(number: Data) -> str:
    return wording.ranges(number["refs"])


def _patch(patch: str) -> str:
    """The patch in a fence that no line of it can end; empty where there is none, or where it cannot be shown as it is."""
    lines = patch.rstrip("\n").split("\n")
    if not patch or any(visible(line) != line for line in lines):
        return ""
    fence = "`" * 3
    while fence in patch:
        fence += "`"
    return f"\nNot rebuilt:\n\n{fence}diff\n{patch.rstrip()}\n{fence}\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(_text(cell) for cell in cells) + " |\n"


def _text(text: str) -> str:
    return escape(text if len(text) <= _MOST else text[: _MOST - 1] + "…")


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
