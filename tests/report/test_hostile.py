"""No file name, message, stage, reason or line of a file reaches the reader of a report as anything but text."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from analyzer.cli.main import main
from analyzer.lint.finding import Label
from analyzer.lint.run import FileResult
from analyzer.report.as_markdown import escape as escape_markdown
from analyzer.report.formats import FORMATS, render
from analyzer.report.visible import visible
from analyzer.report.xmltext import escape as escape_xml
from analyzer.rules.ruleset import RuleInfo
from analyzer.source.text import Source

RuleOf = Callable[[str], RuleInfo]
HOSTILE = [
    "\x1b]0;title\x07\x1b[2J\x1b[31mred",
    "\x9b31m\x90q\x9c\x00\x7f",
    "abc\u202etxt.\u2066\u200b\u2028\u2029\ufeff\U000e0041",
    "\udcff\udc80 no UTF-8 \ud800",
    "\n::error file=x,line=1::owned\r\n::add-mask::a\r::stop-commands::t",
    "::error file=x::owned",
    "a,line=1,title=x::y%0A::error::z%25",
    "##[set-output name=a]b ##[error]c",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>' onfocus=alert(1) x='",
    "</code></div></article></style></script><!--",
    "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;&amp;<![CDATA[",
    "[click](https://example.com/evil) ![x](https://example.com/x.png) <https://example.com>",
    "`code` ``` ~~~ **bold** _it_ | cell | \\| # head\n# head\n- item\n| a | b |",
    "@everyone #1 octo/repo#2 !3 https://example.com www.example.com a@example.com",
    "</details>\n</details> <details open>",
    "javascript:alert(1) data:text/html,x file:///etc/passwd ../../etc C:\\x",
    "=HYPERLINK(1) +1 -1 {0} {{x}} ${IFS} $(id) %s %n",
    "x" * 70_000 + "<b>",
]


@pytest.fixture(params=HOSTILE, ids=lambda text: visible(text)[:30])
def hostile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def spoilt(sample: list[FileResult], text: str) -> list[FileResult]:
    """The sample with the text wherever a file or its author has a say; without one it is as it was."""
    first, clean, failed = sample
    first.path, clean.path, failed.path = f"a/{text}", f"{text}/b", text or "c"
    failed.error = f"why {text}"
    assert first.source is not None
    first.source = Source(first.source.text + f"RUN {text}\n".replace("\n", " ") + "\n", first.path)
    for finding in (*first.findings, *first.suppressed):
        finding.path, finding.message, finding.stage = first.path, f"{finding.message}{text}", f"s{text}"
        finding.labels = tuple(Label(label.span, f"l{text}") for label in finding.labels)
        if finding.suppression is not None:
            finding.suppression.reason = f"r{text}"
    return sample


@pytest.fixture
def report(sample: list[FileResult], rule_of: RuleOf, hostile: str) -> Callable[[str], str]:
    """Makes a report of a format."""
    results = spoilt(sample, hostile)
    return lambda name: render(name, results, rule_of)


@pytest.mark.parametrize("name", FORMATS)
def test_no_control_character_and_no_byte_that_is_no_text_is_left(name: str, report: Callable[[str], str]) -> None:
    text = report(name).replace("\n", "").replace("\0" if name == "codeclimate" else "\n", "")
    assert text.isprintable()
    assert name == "text" or "##[" not in text


@pytest.mark.parametrize("name", ["sarif", "gitlab", "codeclimate", "sonarqube"])
def test_what_json_holds_is_printable(name: str, report: Callable[[str], str]) -> None:
    for document in report(name).split("\0\n") if name == "codeclimate" else [report(name)]:
        for text in texts(json.loads(document)) if document else ():
            assert text.replace("\n", "").isprintable()


def texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, (list, dict)):
        for each in data.values() if isinstance(data, dict) else data:
            yield from texts(each)


def test_github_sees_its_commands_and_no_others(report: Callable[[str], str], hostile: str) -> None:
    lines = report("github").splitlines()
    commands = [re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line) for line in lines]
    expected = visible(hostile).replace("##[", "##\\x5b")
    assert len(commands) == 5
    for command in commands:
        assert command is not None
        pairs = dict(pair.split("=", 1) for pair in command[2].split(","))
        assert set(pairs) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert expected in unescaped(pairs["file"])
        assert expected in unescaped(command[3])


def unescaped(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


@pytest.mark.parametrize("name", ["gnu", "github", "text"])
def test_no_line_begins_with_a_command(name: str, report: Callable[[str], str]) -> None:
    lines = [line.lstrip() for line in report(name).splitlines()]
    assert not [line for line in lines if line.startswith("::") and not re.match("::(error|warning|notice) file=", line)]


@pytest.mark.parametrize("name", ["checkstyle", "junit"])
def test_xml_has_the_elements_it_would_have_anyway(
    name: str, report: Callable[[str], str], sample: list[FileResult], rule_of: RuleOf, hostile: str
) -> None:
    found = shape(ET.fromstring(report(name)))
    messages = [value for _, attributes in found for key, value in attributes if key == "message"]
    assert len(messages) == 5
    assert all(value.endswith(visible(hostile)) for value in messages)
    for result in spoilt(sample, ""):
        result.findings.sort(key=lambda each: each.span.start.offset)
    plain = shape(ET.fromstring(render(name, sample, rule_of)))
    assert [(tag, [key for key, _ in attributes]) for tag, attributes in found] == [
        (tag, [key for key, _ in attributes]) for tag, attributes in plain
    ]


def shape(root: ET.Element) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(element.tag, list(element.attrib.items())) for element in root.iter()]


class Tags(HTMLParser):
    """The tags of a page with the names of their attributes, but for the lines and marks of source."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.links: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links.update(value or "" for name, value in attrs if name in ("href", "src", "action"))
        self.found.append((tag, tuple(name for name, _ in attrs)))


def test_html_has_the_tags_it_would_have_anyway(
    report: Callable[[str], str], sample: list[FileResult], rule_of: RuleOf, hostile: str
) -> None:
    found = Tags(report("html"))
    plain = Tags(render("html", unspoilt(sample, hostile), rule_of))
    assert found.found == plain.found
    assert found.links == plain.links
    assert all(link.startswith(("#", "https://")) for link in found.links)


def unspoilt(sample: list[FileResult], hostile: str) -> list[FileResult]:
    """The same results with harmless text of the same kind."""
    for finding in (*sample[0].findings, *sample[0].suppressed):
        finding.message, finding.stage, finding.path = finding.message.removesuffix(hostile), "s", "a"
        finding.labels = tuple(Label(label.span, "l") for label in finding.labels)
    assert sample[0].source is not None
    lines = sample[0].source.text.splitlines()
    sample[0].source = Source("\n".join(lines[:7]) + "\nRUN x\n", "a")
    sample[0].path, sample[1].path, sample[2].path, sample[2].error = "a", "b", "c", "why"
    return sample


def test_markdown_has_the_parts_it_would_have_anyway(
    report: Callable[[str], str], sample: list[FileResult], rule_of: RuleOf, hostile: str
) -> None:
    text = report("markdown")
    assert len(text.encode()) <= 65_000
    found, plain = markdown(text), markdown(render("markdown", unspoilt(sample, hostile), rule_of))
    assert found == plain or (len(hostile) > 10_000 and set(found) <= set(plain))
    outside_of_code = re.sub(r"(`+).*?\1", "", text).replace("&#8203;", "\u200b")
    assert not re.search(r"[@#]\w", outside_of_code)


@given(st.text(st.sampled_from("`*_~[]()<>|\\\\&;#@!:/.-+=$^{}\"' \n\t\x1bwh1aA\u202e"), max_size=30))
def test_no_text_is_markup(text: str) -> None:
    cell = f"|a|b|\n|---|---|\n| x | {escape_markdown(text)} |\n"
    assert markdown(cell) == markdown("|a|b|\n|---|---|\n| x | x |\n")
    page = Tags(f'<p title="{escape_xml(text)}">{escape_xml(text)}</p>')
    assert page.found == [("p", ("title",))]


def markdown(text: str) -> list[tuple[str, str, str]]:
    """What GitHub would make of it: the tokens, their tags and what they link to, text left out."""
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    tokens: list[Token] = []
    for token in parser.parse(text):
        tokens += [token, *(token.children or [])]
    kinds = ("text", "text_special", "entity")
    return [
        (token.type, token.tag, str(token.attrGet("href") or token.attrGet("src") or "") + html_of(token))
        for token in tokens
        if token.type not in kinds
    ]


def html_of(token: Token) -> str:
    return token.content if token.type.startswith("html") else ""


def test_a_sarif_uri_gives_the_bytes_of_the_name(report: Callable[[str], str], hostile: str) -> None:
    if "\ud800" in hostile:
        pytest.skip("no file system has such a name")
    run = json.loads(report("sarif"))["runs"][0]
    location = run["artifacts"][0]["location"]
    assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", location["uri"])
    assert unquote_to_bytes(location["uri"]) == f"a/{hostile}".encode("utf-8", "surrogateescape")
    assert not any("](" in text for text in (result["message"]["text"] for result in run["results"]))


NAMES = [b"\xff\x1b[2J.Dockerfile", b"::error::\n.Dockerfile", b"<b>&\"'.Dockerfile", "\u202edlrow.Dockerfile".encode()]


@pytest.mark.parametrize("raw", NAMES)
@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_any_name(
    name: str, raw: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = raw.decode("utf-8", "surrogateescape")
    try:
        Path(path).write_text("FROM alpine:3.20\nMAINTAINER me\n")
    except (OSError, UnicodeError):
        pytest.skip("the file system has no such names")
    assert main(["check", "--format", name, "--select", "maintainer-deprecated", path, path + "2"]) == 2
    captured = capfdbinary.readouterr()
    assert captured.out.decode("utf-8").replace("\n", "").replace("\0", "").isprintable()
    assert captured.err.decode("utf-8").replace("\n", "").isprintable()
    assert captured.out
