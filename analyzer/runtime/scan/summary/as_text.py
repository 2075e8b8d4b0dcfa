"""The summary as plain text. A number in brackets names what is listed below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.report.visible import visible
from analyzer.runtime.scan.summary import wording
from analyzer.runtime.scan.summary.gather import by_ref, name_of, top

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.runtime.scan.summary.gather import Data


def render(data: Data) -> str:
    """The text; patches keep their lines."""
    return "\n".join([*(visible(line) for line in _lines(data)), *(visible(line) for line in _patch(data))]) + "\n"


def _lines(data: Data) -> Iterator[str]:
    yield f"{data['image']} {wording.headline(data)}"
    for key in ("image_id", "digest"):
        if data[key]:
            yield f"{key.replace('_', ' ')}: {data[key]}"
    reached = data["outcome"]["reached"]
    if reached["count"]:
        yield f"at the threshold: {reached['count']} [{wording.ranges(reached['refs'])}]"
    yield f"risk: {wording.risk_line(data)}"
    yield from (f"note: {note}" for note in data["outcome"]["notes"])
    yield from ["", "Looked at"]
    yield from (f"  {part}: {said}" for part, said in wording.looked_at(data))
    yield from (f"  by {line}" for line in wording.scanners(data))
    yield from ["", "Numbers"]
    for name, number in wording.numbers(data):
        yield f"  {name}: " + (_number(number) if number is not None else "unknown, nobody has looked")
    if share := wording.fixable_share(data):
        yield f"  {share}"
    if data["static"]:
        yield f"  findings in {data['static']['path'] or 'the Dockerfile'}: {_number(data['static']['number'])}"
    yield from _layers(data)
    entries = by_ref(data)
    if parts := top(data):
        yield from ["", "Top risks"]
        for part in parts:
            yield f"  [{part['finding']}] {name_of(entries[part['finding']])}: {wording.reason(part)}"
    yield from _remedies(data)
    yield from _entries(data)


def _number(number: Data) -> str:
    return f"{number['count']} [{wording.ranges(number['refs'])}]" if number["count"] else "0"


def _layers(data: Data) -> Iterator[str]:
    for name, value, refs in wording.layers(data):
        yield f"  {name}: {value}" + (f" [{wording.ranges(refs)}]" if refs else "")


def _remedies(data: Data) -> Iterator[str]:
    if not data["remediation"]:
        return
    yield from ["", "What to do"]
    for one in data["remediation"]:
        yield f"  [{one['ref']}] {wording.action(one)} [{wording.ranges(one['refs'])}]"
        if one["command"]:
            yield f"      {one['command']}"
        yield from (f"      {note}" for note in one["notes"])


def _entries(data: Data) -> Iterator[str]:
    if data["vulnerabilities"]:
        yield from ["", "Vulnerabilities"]
    for one in data["vulnerabilities"]:
        fixed = f"fixed in {one['fixed']}" if one["fixed"] else "no fixed version"
        known = ", known to be exploited" if one["kev"] else ""
        place = f", line {one['line']}" if one["line"] else ""
        ignored = f", accepted: {one['ignored']}" if one["ignored"] else ""
        yield f"  [{one['ref']}] {one['severity']} {name_of(one)}: {fixed}{known}{place}{ignored} ({', '.join(one['sources'])})"
    if data["files"]:
        yield from ["", "Files"]
    for one in data["files"]:
        yield f"  [{one['ref']}] {one['path']}: {wording.kinds(one)}"
    if data["issues"]:
        yield from ["", "Issues"]
    for one in data["issues"]:
        ignored = f", accepted: {one['ignored']}" if one["ignored"] else ""
        yield f"  [{one['ref']}] {one['severity']} {one['id']}: {one['message']}{ignored}"
    if data["static"] and data["static"]["findings"]:
        yield from ["", "Findings in the Dockerfile"]
        for one in data["static"]["findings"]:
            yield f"  [{one['ref']}] {one['severity']} {name_of(one)}: {one['message']}"
    for title, key in (("Layers", "layers"), ("Wasted files", "wasted")):
        listed = data["layers"][key] if data["layers"] else []
        if listed:
            yield from ["", title]
        for one in listed:
            yield f"  [{one['ref']}] {name_of(one)}: {wording.layer_of(one)}"


def _patch(data: Data) -> list[str]:
    return ["", "Patch (not rebuilt)", *data["patch"].rstrip("\n").split("\n")] if data["patch"] else []
