"""The summary: every number with what it counts, and nothing in it that could act on who reads it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt

from analyzer.runtime.requests import ScanRequest
from analyzer.runtime.scan.judge import judge
from analyzer.runtime.scan.model import PARTS, SEVERITIES, ImageFile, Issue, Package, Scan, ScannerRun, Vulnerability
from analyzer.runtime.scan.summary import as_html, as_json, as_markdown, as_text
from analyzer.runtime.scan.summary.formats import FORMATS, render
from analyzer.runtime.scan.summary.gather import summarise
from analyzer.source.text import Source

TODAY = "2026-11-22"
CURL = Package("curl", "1.0-1", "deb", line=2)
DOCKERFILE = Source("FROM debian:12\nRUN apt-get install -y curl=1.0-1\n")
FINDINGS = {
    "path": "Dockerfile",
    "threshold": "warning",
    "findings": [{"rule": "pin-image", "severity": "warning", "line": 1, "column": 1, "message": "Pin it."}],
}
LAYERS = {
    "efficiency": 0.97,
    "total_bytes": 300,
    "wasted_bytes": 9,
    "wasted_files": 3,
    "layers": [{"layer": 1, "line": 1, "added": {"files": 2, "bytes": 300}}, {"layer": 2, "line": 2, "deleted": {"bytes": 9}}],
    "wasted": [{"path": "/var/log", "bytes": 9, "lines": [1, None]}],
}


def scan(missing: str = "") -> Scan:
    found = [
        Vulnerability(
            "CVE-2026-1", CURL, "critical", "1.0-2", ("GHSA-a",), 9.8, 0.5, True, "curl", "https://example.com/1", ("trivy",)
        ),
        Vulnerability("CVE-2026-2", CURL, "low", None, sources=("grype",)),
        Vulnerability("CVE-2026-3", Package("tar", "1.2", "deb"), "unknown", "1.3", sources=("grype",)),
        Vulnerability("CVE-2026-4", Package("tar", "1.2", "deb"), "high", "1.3", sources=("grype",)),
    ]
    files = [
        ImageFile("root/key", secret="private-key"),
        ImageFile("usr/bin/su", setuid=True),
        ImageFile("var/log", removed=True, size=9),
    ]
    issues = [Issue("cis-4.1", "medium", "It runs as root.")]
    runs = [ScannerRun("trivy", version="1"), ScannerRun("grype", database="2026-11-21T00:00:00Z")]
    return Scan("app:1", "sha256:" + "c" * 64, None, runs, dict.fromkeys(PARTS, missing), found, files=files, issues=issues)


def summary(each: Scan | None = None, **given: Any) -> dict[str, Any]:
    each = each or scan()
    request = ScanRequest("app:1", scanners=("trivy", "grype"), ignore=("CVE-2026-4 -- not reachable",), **given)
    verdict = judge(each, request, TODAY)
    return summarise(each, verdict, threshold=request.fail_on, dockerfile=DOCKERFILE, findings=FINDINGS, layers=LAYERS)


def numbers_of(data: Any) -> list[dict[str, Any]]:
    if isinstance(data, dict):
        own = [data] if set(data) == {"count", "refs"} else []
        return own + [each for value in data.values() for each in numbers_of(value)]
    return [each for value in data for each in numbers_of(value)] if isinstance(data, list) else []


def test_every_number_counts_what_it_refers_to() -> None:
    data = summary()
    entries = {one["ref"] for key in ("vulnerabilities", "files", "issues") for one in data[key]}
    entries |= {one["ref"] for one in data["static"]["findings"]}
    found = numbers_of(data)
    assert len(found) > 15
    for number in found:
        assert number["count"] == len(number["refs"]) == len(set(number["refs"]))
        assert set(number["refs"]) <= entries
    for part in data["risk"]["parts"]:
        assert part["finding"] in entries
    for remedy in data["remediation"]:
        assert set(remedy["refs"]) <= entries
        assert len(remedy["refs"]) == len(remedy["clears"])


def test_the_numbers_add_up() -> None:
    numbers = summary()["numbers"]
    total = numbers["vulnerabilities"]["count"]
    assert total == sum(numbers["by_severity"][name]["count"] for name in SEVERITIES)
    assert total == numbers["fixable"]["count"] + numbers["not_fixable"]["count"]
    counts = {name: number["count"] for name, number in numbers.items() if name != "by_severity"}
    assert counts == {
        "vulnerabilities": 4,
        "fixable": 3,
        "not_fixable": 1,
        "known_exploited": 1,
        "exploitation_unknown": 3,
        "ignored": 1,
        "left_out_unfixable": 0,
        "severity_unknown": 1,
        "secrets": 1,
        "setuid": 1,
        "removed": 1,
        "issues": 1,
    }


def test_json_is_the_data() -> None:
    data = summary()
    text = as_json.render(data)
    assert json.loads(text) == data
    assert text.isascii()
    assert [one["ignored"] for one in data["vulnerabilities"]] == ["", "", "", "CVE-2026-4 -- not reachable"]


def test_text_says_what_was_found_and_what_to_do() -> None:
    text = as_text.render(summary())
    for line in (
        "app:1 does not pass: the image has 1 vulnerability at or above the threshold error",
        "at the threshold: 1 [V1]",
        "  vulnerabilities: 4 [V1-V4]",
        "  critical: 1 [V1]",
        "  fixable: 3 [V1, V3-V4]",
        "  75 % of the vulnerabilities are fixable",
        "  findings in Dockerfile: 1 [D1]",
        "  efficiency of the layers: 97.0 % [L1-L2]",
        "  bytes carried along for nothing: 9 (2 smaller ones not listed) [W1]",
        "  [W1] /var/log: 9 bytes, line 1",
        "  [R1] curl 1.0-1 -> 1.0-2 (line 2 of the Dockerfile): clears 1 [V1]",
        "+RUN apt-get install -y curl=1.0-2",
    ):
        assert line in text.splitlines()


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.outside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")
            if name in {"src", "action", "srcset", "data", "poster"} or name.startswith("on"):
                self.outside.append(f"{name}={value}")


def test_a_page_links_each_number_to_what_it_counts_and_loads_nothing() -> None:
    page = Page(as_html.render(summary()))
    inner = [link[1:] for link in page.links if link.startswith("#")]
    assert set(inner) <= set(page.ids)
    assert {"V1", "V4", "F1", "I1", "D1", "L2", "W1"} <= set(inner)
    assert len(page.ids) == len(set(page.ids))
    assert [link for link in page.links if not link.startswith("#")] == ["https://example.com/1"]
    assert not set(page.tags) & {"script", "img", "link", "iframe", "object", "form", "base"}
    assert page.outside == []


HOSTILE = (
    "<script>alert(1)</script> | `x` ![i](https://evil.example.com/x) \x1b]52;c;eA==\x07 \u202egpj @everyone <!-- ##[error]x"
)


def hostile() -> Scan:
    each = scan()
    package = Package(HOSTILE, HOSTILE, "deb", HOSTILE, HOSTILE, (HOSTILE,), HOSTILE)
    each.image = HOSTILE
    each.vulnerabilities = [
        Vulnerability(HOSTILE, package, "high", HOSTILE, (HOSTILE,), title=HOSTILE, url="javascript:alert(1)")
    ]
    each.files = [ImageFile(HOSTILE, secret=HOSTILE)]
    each.issues = [Issue(HOSTILE, "high", HOSTILE, HOSTILE, (HOSTILE,))]
    each.scanners = [ScannerRun("trivy", "failed", HOSTILE, HOSTILE, HOSTILE)]
    each.assessed = dict.fromkeys(PARTS, HOSTILE)
    return each


def hostile_summary() -> dict[str, Any]:
    findings = {"path": HOSTILE, "findings": [{"rule": HOSTILE, "severity": "error", "line": 1, "message": HOSTILE}]}
    each = hostile()
    verdict = judge(each, ScanRequest("app:1"), TODAY)
    return summarise(
        each,
        verdict,
        threshold="error",
        findings=findings,
        layers={"wasted_bytes": 1, "wasted": [{"path": HOSTILE, "bytes": 1}], HOSTILE: HOSTILE},
    )


@pytest.mark.parametrize("form", FORMATS)
def test_names_and_titles_cannot_act_on_who_reads_them(form: str) -> None:
    text = render(form, hostile_summary())
    assert not [char for char in text if char != "\n" and not char.isprintable()]
    if form in {"markdown", "html"}:
        assert "<script" not in text
        assert "##[error" not in text


def test_hostile_names_make_no_markup_in_html() -> None:
    page = Page(as_html.render(hostile_summary()))
    assert not set(page.tags) & {"script", "img"}
    assert all(link.startswith("#") for link in page.links)


def test_hostile_names_make_no_markup_in_markdown() -> None:
    text = as_markdown.render(hostile_summary())
    page = Page(MarkdownIt("gfm-like", {"html": True}).render(text))
    assert set(page.tags) <= {
        "h2",
        "p",
        "strong",
        "ul",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "details",
        "summary",
    }
    assert page.links == []
    assert not re.search(r"@everyone", text)


def test_markdown_shows_the_tables() -> None:
    page = Page(MarkdownIt("gfm-like", {"html": True}).render(as_markdown.render(summary())))
    assert page.tags.count("table") == 10
    assert page.tags.count("details") == 8


def test_a_comment_is_never_too_long_and_says_what_is_left_out() -> None:
    each = scan()
    each.vulnerabilities = [
        Vulnerability(f"CVE-2026-{at}", Package(f"package-{at}", "1.0", "deb"), "high", "1.1") for at in range(1200)
    ]
    text = as_markdown.render(summary(each))
    assert len(text.encode()) <= 65_000
    assert "rows more are left out" in text


@pytest.mark.parametrize("form", FORMATS)
def test_what_nobody_has_looked_at_is_no_zero(form: str) -> None:
    empty = Scan("app:1", scanners=[ScannerRun("trivy", "failed", "it crashed")])
    request = ScanRequest("app:1", scanners=("trivy",))
    data = summarise(empty, judge(empty, request, TODAY), threshold="error")
    text = render(form, data)
    assert "nobody has looked" in text
    assert "failed" in text
    assert data["risk"]["score"] is None
    if form != "json":
        assert "unknown" in text
        assert not re.search(r"vulnerabilities[^a-z0-9]{1,20}0\b", text)


def test_an_image_that_passes_says_so() -> None:
    clean = Scan("app:1", scanners=[ScannerRun("posture")], assessed=dict.fromkeys(PARTS, ""))
    data = summarise(clean, judge(clean, ScanRequest("app:1"), TODAY), threshold="error")
    assert as_text.render(data).startswith("app:1 passes: nothing reaches the threshold error\n")
    assert data["risk"]["score"] == 0
    for form in FORMATS:
        assert render(form, data)


def test_without_a_verdict_nothing_is_judged() -> None:
    assert as_text.render(summarise(scan())).startswith("app:1 not judged\n")
