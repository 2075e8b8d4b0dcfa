"""Results of a run, made by hand: a report depends on no rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analyzer.fixes.edit import Edit
from analyzer.lint.finding import Finding, Label, Position, Span
from analyzer.lint.fingerprint import anchor_findings
from analyzer.lint.fix import Fix
from analyzer.lint.own_rules import OwnRule
from analyzer.lint.run import FileResult
from analyzer.lint.shellcheck_rule import ShellCheckRule
from analyzer.lint.suppression import Suppression
from analyzer.rules.ruleset import RuleInfo
from analyzer.source.text import Source

TEXT = """\
FROM debian:12 AS base
RUN apt-get update
RUN apt-get install curl \\
    git
"""


def span(source: Source, text: str) -> Span:
    """The place of a text's first occurrence."""
    start = source.text.index(text)
    end = start + len(text)
    return Span(Position(*source.position(start), start), Position(*source.position(end), end))


def finding(source: Source, rule: str, severity: str, message: str, text: str) -> Finding:
    made = Finding(rule, severity, "security", "high", message, source.path, span(source, text))
    made.stage = "base"
    return made


@pytest.fixture
def results() -> list[FileResult]:
    """A file with three findings, one without, one that could not be read."""
    source = Source(TEXT, "app/Dockerfile")
    pin = finding(source, "pin-apt", "warning", "pin a version for: curl", "curl")
    pin.aliases, pin.controls = ("hadolint/DL3008",), ("cis-docker/4.11",)
    pin.labels = (Label(span(source, "apt-get update"), "the index comes from here"),)
    whole = finding(source, "whole", "error", "all of this", "apt-get install curl \\\n    git")
    again = finding(source, "pin-apt", "warning", "pin a version for: git", "git")
    findings = [pin, whole, again]
    anchor_findings(source, findings)
    clean = FileResult("Dockerfile", Source("FROM scratch\n", "Dockerfile"), [])
    return [FileResult(source.path, source, findings), clean, FileResult("gone", None, [], "No such file or directory")]


SAMPLE = """\
FROM debian:12 AS base
# buildsecbot: ignore=sudo-used -- the installer asks for it
RUN sudo ./install.sh
ENV NOTE="\U0001f40b caf\u00e9" API_TOKEN=hunter2hunter2
RUN apt-get update && \\
    apt-get install curl
CMD run  it
"""


def rule(id_: str, severity: str, category: str, title: str, docs: str, *references: str) -> OwnRule:
    remedy = f"Mend what `{id_}` finds."
    return OwnRule(id_, severity, category, title, "a test", docs=docs, remedy=remedy, bad=(), good=(), references=references)


@pytest.fixture
def rules() -> dict[str, RuleInfo]:
    """The rules of the sample, by id."""
    made = [
        rule("secret-shown", "error", "security", "A secret is shown", "All can read it.\n\nEven later."),
        rule("pin-apt", "warning", "compliance", "A version is missing", "Builds differ.", "https://example.com/pin?a=1&b=2"),
        rule("odd-form", "style", "style", "The form is odd", ""),
        rule("sudo-used", "info", "correctness", "sudo is used", "It is root already."),
        rule("needs-registry", "warning", "security", "A digest is old", "Look it up."),
    ]
    made[0].aliases, made[1].controls = ("hadolint/DL9999",), ("cis-docker/4.1", "soc2/CC8.1")
    made[4].requires = ("registry",)
    return {**{each.id: each for each in made}, "shellcheck/SC2086": ShellCheckRule("SC2086", "info")}


@pytest.fixture
def rule_of(rules: dict[str, RuleInfo]) -> Callable[[str], RuleInfo]:
    """The rule of an id of the sample."""
    return rules.__getitem__


@pytest.fixture
def sample(rules: dict[str, RuleInfo]) -> list[FileResult]:
    """One file with all that a finding can have, one without findings, one that could not be read."""
    source = Source(SAMPLE, "./app/Dockerfile")

    def found(id_: str, message: str, text: str) -> Finding:
        made = finding(source, id_, rules[id_].severity, message, text)
        made.category, made.aliases, made.controls = rules[id_].category, rules[id_].aliases, rules[id_].controls
        return made

    secret = found("secret-shown", "ENV API_TOKEN leaves a secret", "API_TOKEN=hunter2hunter2")
    secret.fixes = (Fix("move it", "behaviour", [Edit(120, 121, "ARG API_TOKEN=hunter2hunter2")]),)
    pin = found("pin-apt", "pin a version for: curl", "apt-get update && \\\n    apt-get install curl")
    pin.labels = (Label(span(source, "debian:12"), "of this image"),)
    at = source.text.index("curl\n")
    pin.fixes = (Fix("name a version", "build", [Edit(0, 4, "from"), Edit(at + 4, at + 4, "=8.1.2")]),)
    odd = found("odd-form", "two blanks <in> a row, 100% sure: yes", "  ")
    odd.span = span(source, "  it")
    quoted = found("shellcheck/SC2086", "Double quote `$x`, to prevent | globbing", "run")
    quoted.stage = ""
    sudo = found("sudo-used", "sudo in a build", "sudo ./")
    comment = source.text.index("sudo-used")
    sudo.suppression = Suppression("buildsecbot", "instruction", "sudo-used", comment, comment + len("sudo-used"))
    sudo.suppression.reason = "the installer asks for it"
    anchored = sorted((sudo, secret, pin, quoted, odd), key=lambda each: each.span.start.offset)
    anchor_findings(source, anchored)
    first = FileResult(source.path, source, anchored)
    first.inactive = (rules["needs-registry"],)
    clean = FileResult("Dockerfile", Source("FROM scratch\n", "Dockerfile"), [])
    return [first, clean, FileResult("gone/Dockerfile", None, [], "No such file or directory")]
