"""The report for people."""

from __future__ import annotations

import re

import pytest

from analyzer.lint.finding import Finding, Position, Span
from analyzer.lint.own_rules import OwnRule
from analyzer.lint.run import FileResult
from analyzer.report.as_text import MAX_WIDTH, text_report
from analyzer.rules.ruleset import RuleInfo
from analyzer.source.text import Source

REPORT = r"""
app/Dockerfile:3:21: warning[pin-apt] pin a version for: curl
  3 | RUN apt-get install curl \
    |                     ^^^^
  2 | RUN apt-get update
    |     -------------- the index comes from here
  why: What is installed changes from build to build.
  fix: Name a version.
  more: buildsecbot rules explain pin-apt

app/Dockerfile:3:5: error[whole] all of this
  3 | RUN apt-get install curl \
    |     ^^^^^^^^^^^^^^^^^^^^^^
  4 |     git
    |     ^^^
  more: buildsecbot rules explain whole

app/Dockerfile:4:5: warning[pin-apt] pin a version for: git
  4 |     git
    |     ^^^

gone: error: No such file or directory

3 findings (1 error, 2 warnings) in 2 files; 1 file could not be checked
"""


def one(text: str, start: int, end: int, message: str = "m", path: str = "Dockerfile") -> list[FileResult]:
    """A run that found one thing, at ``text[start:end]``."""
    source = Source(text, path)
    span = Span(Position(*source.position(start), start), Position(*source.position(end), end))
    return [FileResult(path, source, [Finding("r", "warning", "style", "high", message, path, span)])]


def rule(id_: str, docs: str = "", remedy: str = "") -> RuleInfo:
    return OwnRule(id_, "warning", "style", id_, "a test", docs=docs, remedy=remedy, bad=(), good=(), references=())


def rule_of(id_: str) -> RuleInfo:
    """The rules of these tests; one of them is documented."""
    if id_ == "pin-apt":
        return rule(id_, docs="What is installed changes\nfrom build to build.\n\nMore.", remedy="Name a version.")
    return rule(id_)


def test_the_whole_report(results: list[FileResult]) -> None:
    assert text_report(results, rule_of) == REPORT.lstrip("\n")


def test_colours_change_nothing_but_the_colour(results: list[FileResult]) -> None:
    coloured = text_report(results, rule_of, colour=True)
    assert "\x1b[1;33mwarning[pin-apt]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text_report(results, rule_of)


def test_a_run_without_findings(results: list[FileResult]) -> None:
    assert text_report(results[1:2], rule_of) == "no findings in 1 file\n"


@pytest.mark.parametrize("text", ["RUN \x1b[2J\n", "RUN a\rb\n", "RUN \u202ex\n", "RUN \udcff\n", "RUN \x9b2J\n"])
def test_a_file_cannot_steer_the_terminal(text: str) -> None:
    report = text_report(one(text, 4, len(text) - 1, message=text, path=text), rule_of)
    assert report.replace("\n", "").isprintable()


def test_a_mark_is_never_empty() -> None:
    assert "    | ^\n" not in text_report(one("RUN\n", 3, 3), rule_of)
    assert "  1 | RUN\n    |    ^\n" in text_report(one("RUN\n", 3, 3), rule_of)


def test_an_empty_file_can_be_wrong() -> None:
    assert "  1 |\n    | ^\n" in text_report(one("", 0, 0), rule_of)


def test_a_span_that_ends_with_a_line_ending_stays_on_that_line() -> None:
    assert "  1 | ab\n    | ^^\n  more" in text_report(one("ab\ncd\n", 0, 3), rule_of)


def test_many_lines_are_cut() -> None:
    report = text_report(one("a\n" * 100, 0, 198), rule_of)
    assert "  4 | a\n    | ^\n    | (95 more lines)\n" in report


def test_a_long_line_is_cut_around_its_mark() -> None:
    text = "RUN " + "x" * 1000 + "HERE" + "y" * 1000 + "\n"
    report = text_report(one(text, 1004, 1008), rule_of)
    excerpt, mark = report.splitlines()[1:3]
    at = mark.index("^")
    assert excerpt[at : at + 4] == "HERE"
    assert mark.count("^") == 4
    assert len(excerpt) <= MAX_WIDTH + 10
