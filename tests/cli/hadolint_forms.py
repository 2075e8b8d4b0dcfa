"""What hadolint's reports have in common with those in its place: all but the messages and the order within a line."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from typing import Any

LINE = re.compile(r"(?P<place>(?:hadolint:)?[^\n]*?:\d+:? (?:DL|SC)\d{4} (?:\x1b\[\d+m)*[a-z]+(?:\x1b\[0m)?:) [^\n]*")
BROKEN = re.compile(r"(?P<place>(?:hadolint:)?[^\n]*?:\d+:\d+:?) [^\n]*")
TEXTS = frozenset({"message", "description", "fingerprint"})


def form(name: str, report: str) -> Any:
    """The report without its messages and what says who made it, findings in the order of their text."""
    if name in ("tty", "gnu"):
        lines = [LINE.fullmatch(line) or BROKEN.fullmatch(line) for line in report.splitlines()]
        assert all(lines), report
        return sorted(line["place"] for line in lines if line is not None)
    if name in ("checkstyle", "junit"):
        return blank_element(ET.fromstring(report))
    if name == "codeclimate":
        assert report.endswith("\0") or not report
        return sort([blank(json.loads(part)) for part in report.split("\0")[:-1]])
    if name == "codacy":
        decoder, at, found = json.JSONDecoder(), 0, []
        while at < len(report):
            one, at = decoder.raw_decode(report, at)
            found.append(blank(one))
        return sort(found)
    assert not report.endswith("\n")
    return blank(json.loads(report))


def blank(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: "" if key in TEXTS else blank(value) for key, value in data.items() if key != "tool"}
    return sort([blank(item) for item in data]) if isinstance(data, list) else data


def sort(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def blank_element(element: ET.Element) -> Any:
    volatile = {"message", "time"} | ({"id", "name"} if element.tag.startswith("testsuite") else set())
    attributes = {key: value for key, value in element.attrib.items() if key not in volatile}
    children = [blank_element(child) for child in element]
    return [element.tag, attributes, children if element.tag in ("checkstyle", "testsuites") else sort(children)]
