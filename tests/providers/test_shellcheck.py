"""What ShellCheck says, at its place in the Dockerfile. ShellCheck itself is asked: pip install 'buildsecbot[shellcheck]'."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import jsonschema
import pytest

from analyzer.config.layer import Layer
from analyzer.config.policies import Policies
from analyzer.facts.providers import NOTHING
from analyzer.lint.check import judge, open_file
from analyzer.lint.remark import Remark
from analyzer.lint.run import FileResult
from analyzer.lint.selection import select_rules
from analyzer.providers.shellcheck.checker import ShellCheck
from analyzer.report.as_json import json_report
from analyzer.source.text import Source

FOUND = shutil.which("shellcheck") or shutil.which("shellcheck", path=str(Path(sys.executable).parent))
pytestmark = pytest.mark.skipif(FOUND is None, reason="ShellCheck is not installed: pip install 'buildsecbot[shellcheck]'")


def remarks(dockerfile: str | bytes) -> list[Remark]:
    data = dockerfile.encode() if isinstance(dockerfile, str) else dockerfile
    checker = ShellCheck(cache=None)
    try:
        return checker.begin(open_file(Source.from_bytes(data))).remarks()
    finally:
        checker.close()


def placed(dockerfile: str | bytes) -> list[tuple[str, str, str]]:
    """(code, line:column, the text it is about) of each remark, in order."""
    data = dockerfile.encode() if isinstance(dockerfile, str) else dockerfile
    source = Source.from_bytes(data)
    found = []
    for remark in sorted(remarks(data), key=lambda remark: (remark.start, remark.code)):
        line, column = source.position(remark.start)
        found.append((remark.code, f"{line}:{column}", source.text[remark.start : remark.end]))
    return found


def codes(dockerfile: str) -> list[str]:
    return [code for code, _, _ in placed(dockerfile)]


QUOTE, UNSET, CD = "SC2086", "SC2154", "SC2164"
HEAD = "FROM debian:12\n"

POSITIONS = {
    "one line": ("RUN cat $A\n", [(QUOTE, "2:9", "$A")]),
    "a continued line": ("RUN true && \\\n    cat $A\n", [(QUOTE, "3:9", "$A")]),
    "a word over two lines": ("RUN cat x$A\\\nBC\n", [(QUOTE, "2:10", "$A\\\nBC")]),
    "CRLF": ("RUN true && \\\r\n  cat $A\r\n", [(QUOTE, "3:7", "$A")]),
    "a comment and an empty line in between": ("RUN true && \\\n # cat $B\n\n  cat $A\n", [(QUOTE, "5:7", "$A")]),
    "another escape character": ("RUN true && \\\n\\\n cat $A\n", [(QUOTE, "4:6", "$A")]),
    "tabs": ("RUN\ttrue && \\\n\t\tcat\t$A\t$B\n", [(QUOTE, "3:7", "$A"), (QUOTE, "3:10", "$B")]),
    "characters of two and of four bytes": ("RUN cat é $A 😀\t$B\n", [(QUOTE, "2:11", "$A"), (QUOTE, "2:16", "$B")]),
    "a combining character and wide ones": ("RUN cat e\u0301 漢字 $A\n", [(QUOTE, "2:15", "$A")]),
    "flags": ("RUN --network=none cat $A\n", [(QUOTE, "2:24", "$A")]),
    "a here-document": ("RUN <<EOF\ncat $A\n\tcat $B\nEOF\n", [(QUOTE, "3:5", "$A"), (QUOTE, "4:6", "$B")]),
    "one without its tabs": ("RUN <<-EOF\n\t\tcat\t$A\n\tEOF\n", [(QUOTE, "3:7", "$A")]),
    "one with a first line of its own": ("RUN <<EOF\n#!/bin/bash\ncat $A\nEOF\n", [(QUOTE, "4:5", "$A")]),
    "one with comments in front": ("RUN <<EOF\n#!/bin/sh\n\n# x\n  # y\ncat $A\nEOF\n", [(QUOTE, "7:5", "$A")]),
    "one fed to a shell": ("RUN bash <<'EOF'\ncat $A\nEOF\n", [(QUOTE, "3:5", "$A")]),
    "one fed to a command": ("RUN cat $A <<EOF && cat $B\n$C\nEOF\n", [(QUOTE, "2:9", "$A"), (QUOTE, "2:25", "$B")]),
    "JSON": ('RUN ["sh", "-c", "cat $A"]\n', [(QUOTE, "2:23", "$A")]),
    "escapes in JSON": ('RUN ["sh", "-c", "echo \\"a\\" \\u00e9\\t$A"]\n', [(QUOTE, "2:38", "$A")]),
    "an escape in what is marked": ('RUN ["sh", "-c", "cat \\u0024A"]\n', [(QUOTE, "2:23", "\\u0024A")]),
    "CMD": ("CMD cat $A\n", [(QUOTE, "2:9", "$A")]),
    "ENTRYPOINT": ('ENTRYPOINT ["/bin/bash", "-ec", "cat $A"]\n', [(QUOTE, "2:38", "$A")]),
    "HEALTHCHECK": ("HEALTHCHECK --timeout=3s CMD cat $A\n", [(QUOTE, "2:34", "$A")]),
    "ONBUILD": ("ONBUILD RUN cat $A\n", [(QUOTE, "2:17", "$A")]),
    "over several lines": ("RUN cd \\\n  /a; ls\n", [(CD, "2:5", "cd \\\n  /a")]),
}


@pytest.mark.parametrize(("instruction", "expected"), POSITIONS.values(), ids=POSITIONS)
def test_a_remark_stands_where_the_script_does(instruction: str, expected: list[tuple[str, str, str]]) -> None:
    assert [one for one in placed(HEAD + instruction) if one[0] in {code for code, _, _ in expected}] == expected


def test_bytes_that_are_no_text_count_as_one_column() -> None:
    found = placed(HEAD.encode() + b"RUN cat \xff\xc3| \x00 $A\n")
    assert [one[1] for one in found if one[0] == QUOTE] == ["2:15"]


SHELLS = {
    "sh": ("RUN [[ $A ]]\n", ["SC3010"]),
    "bash": ('SHELL ["/bin/bash", "-c"]\nRUN a=(1 2); [[ ${a[*]} ]]\n', []),
    "dash": ('SHELL ["/bin/dash", "-c"]\nRUN [[ $A ]]\n', ["SC3010"]),
    "ash": ('SHELL ["/bin/ash", "-c"]\nRUN [[ $A ]] && echo -e "$B"\n', []),
    "ksh": ('SHELL ["/bin/ksh", "-c"]\nRUN [[ $A ]]\n', []),
    "busybox": ('SHELL ["/bin/busybox", "sh", "-c"]\nRUN cd /a; ls\n', [CD]),
    "its -e": ('SHELL ["/bin/sh", "-ec"]\nRUN cd /a; ls\n', []),
    "its -o errexit": ('SHELL ["/bin/bash", "-o", "errexit", "-o", "pipefail", "-c"]\nRUN cd /a; ls\n', []),
    "inherited by a stage": ('FROM debian:12 AS a\nSHELL ["/bin/sh", "-ec"]\nFROM a\nRUN cd /a; ls\n', []),
    "of a first line": ("RUN <<EOF\n#!/bin/bash -e\n[[ $A ]]; cd /a\nEOF\n", []),
    "of env in a first line": ("RUN <<EOF\n#!/usr/bin/env bash\n[[ $A ]]\nEOF\n", []),
    "of a first line that cannot work": ("RUN <<EOF\n#!/bin/bash -e -x\ntrue\nEOF\n", ["SC2096"]),
    "powershell": ('SHELL ["powershell", "-Command"]\nRUN $a = 1; cat $A\n', []),
    "cmd": ('SHELL ["cmd", "/S", "/C"]\nRUN cat $A\n', []),
    "unknown": ('SHELL ["/bin/fish", "-c"]\nRUN cat $A\n', []),
    "zsh": ('SHELL ["/bin/zsh", "-c"]\nRUN cat $A\n', []),
    "python": ("RUN <<EOF\n#!/usr/bin/env python3\nprint(`$A`)\nEOF\n", []),
    "a program": ('RUN ["cat", "$A"]\nCMD ["cat", "$A"]\n', []),
    "expanded before the shell reads it": ("RUN bash <<EOF\ncat $A\nEOF\n", []),
}


@pytest.mark.parametrize(("instructions", "expected"), SHELLS.values(), ids=SHELLS)
def test_the_language_is_that_of_the_shell(instructions: str, expected: list[str]) -> None:
    assert codes(HEAD + instructions) == expected


VARIABLES = {
    "unset": ("RUN cat $a\n", [QUOTE, UNSET]),
    "ENV of one word": ("ENV a=/b/c-1.2\nRUN cat $a\n", []),
    "ENV that is a number": ('ENV a=3\nRUN cat $a; [ "$a" = b ] || [ "$a" -eq 4 ]\n', []),
    "a value is no constant of the script": (
        'ENV a=b\nRUN [ "$a" = c ] && case "$a" in d) ls ;; esac; for i in $a; do echo "$i"; done\n',
        [],
    ),
    "ENV with blanks": ('ENV a="b c"\nRUN cat $a\n', [QUOTE]),
    "ENV with a wildcard": ("ENV a=*.c\nRUN cat $a\n", [QUOTE]),
    "ENV without a value": ('ENV a=""\nRUN cat $a\n', [QUOTE]),
    "ENV made of ENV": ("ENV a=b\nENV c=$a/x\nRUN cat $c\n", []),
    "ENV made of ARG": ("ARG a=b\nENV c=$a/x\nRUN cat $c\n", [QUOTE]),
    "ENV made of what the image has": ("ENV c=$HOME/x\nRUN cat $c\n", [QUOTE]),
    "ENV is seen by what follows": ("RUN cat $a\nENV a=b\n", [QUOTE, UNSET]),
    "the last ENV counts": ('ENV a=b\nENV a="b c"\nRUN cat $a\n', [QUOTE]),
    "ENV of another stage": ("ENV a=b\nFROM debian:12\nRUN cat $a\n", [QUOTE, UNSET]),
    "ENV of the stage it starts from": ("FROM debian:12 AS x\nENV a=b\nFROM x\nRUN cat $a\n", []),
    "ARG": ("ARG a=b\nRUN cat $a\n", [QUOTE]),
    "ARG without a value": ('ARG a\nRUN cat "$a"\n', []),
    "ARG before FROM": ('ARG a=b\nFROM debian:12\nRUN cat "$a"\n', [UNSET]),
    "ARG that a stage takes over": ('ARG a=b\nFROM debian:12\nARG a\nRUN cat "$a"\n', []),
    "ARG is gone in a container": ('ARG a=b\nCMD cat "$a"\n', [UNSET]),
    "ENV is there in a container, wherever it stands": ("CMD cat $a\nENV a=b\n", []),
    "ENV and not the ARG in front of it": ("ENV a=b\nARG a=c\nHEALTHCHECK CMD cat $a\n", []),
    "a proxy": ('RUN cat "$http_proxy"\n', []),
    "a secret": ('RUN --mount=type=secret,id=x,env=a cat "$a"\n', []),
    "ONBUILD ARG": ('ONBUILD ARG a\nONBUILD RUN cat "$a"\n', []),
    "ONBUILD ARG behind it": ('ONBUILD RUN cat "$a"\nONBUILD ARG a\n', [UNSET]),
    "ONBUILD sees ENV": ("ONBUILD RUN cat $a\nENV a=b\n", []),
}


@pytest.mark.parametrize(("instructions", "expected"), VARIABLES.values(), ids=VARIABLES)
def test_variables_are_known_but_their_values_are_not(instructions: str, expected: list[str]) -> None:
    text = instructions if "FROM debian:12\n" in instructions[:22] else HEAD + instructions
    assert codes(text) == expected


LEFT_OUT = {
    "a sourced file": 'RUN . /etc/profile && . "$A"\n',
    "a capital variable of the base image": 'ENV my_path=/a\nRUN ls "$my_path" "$MY_PATH"\n',
    "ash": "RUN <<EOF\n#!/bin/ash\ntrue\nEOF\n",
}


@pytest.mark.parametrize("instructions", LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_makes_no_sense_in_a_dockerfile_is_left_out(instructions: str) -> None:
    assert codes(HEAD + instructions) == []


def test_carriage_returns_are_told_once_a_script() -> None:
    script = "RUN <<EOF\r\ntrue\r\nfalse\r\nEOF\r\n"
    assert [code for code, _, _ in placed(HEAD + script + script.replace("true", "ls"))] == ["SC1017", "SC1017"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("# shellcheck disable=SC2086\ncat $A\ncat $B", []),
        ("#!/bin/sh\n# shellcheck disable=SC2086\ncat $A\ncat $B", []),
        ("ls\n# shellcheck disable=SC2086\ncat $A\ncat $B", ["6:5"]),
    ],
)
def test_directives_in_a_here_document_hold(script: str, expected: list[str]) -> None:
    assert [place for _, place, _ in placed(f"{HEAD}RUN <<EOF\n{script}\nEOF\n")] == expected


SELECTIONS = {
    "none": ({}, {QUOTE, CD}),
    "all of it": ({"select": ["shellcheck"]}, {QUOTE, CD}),
    "a code": ({"select": ["SC2164"]}, {CD}),
    "a code with its tool": ({"select": ["shellcheck/SC2164"]}, {CD}),
    "a code more": ({"extend_select": ["SC2164"]}, {QUOTE, CD}),
    "a code more than another": ({"select": ["SC2164"], "extend_select": ["SC2086"]}, {QUOTE, CD}),
    "rules of ours": ({"select": ["DL3008"]}, {QUOTE, CD}),
    "everything": ({"select": ["ALL"]}, {QUOTE, CD}),
    "without a code": ({"ignore": ["SC2086"]}, {CD}),
    "without it": ({"ignore": ["shellcheck"]}, set()),
    "all of it but a code": ({"select": ["shellcheck"], "ignore": ["shellcheck/SC2164"]}, {QUOTE}),
}


@pytest.mark.parametrize(("selectors", "expected"), SELECTIONS.values(), ids=SELECTIONS)
def test_codes_are_selected_as_rules_are(selectors: dict[str, list[str]], expected: set[str]) -> None:
    text = HEAD + "RUN cd $A; ls\n"
    findings = judge(open_file(Source(text)), select_rules(**selectors), remarks(text))  # type: ignore[arg-type]
    assert {
        finding.rule.removeprefix("shellcheck/") for finding in findings if finding.rule.startswith("shellcheck/")
    } == expected


def test_severities_of_codes_can_be_set(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("severity:\n  SC2164: error\n  shellcheck/SC2086: off\n", encoding="utf-8")
    text = HEAD + "RUN cd $A; ls `ls`\n"
    policies = Policies(Layer({}), NOTHING, str(config), search=False)
    findings = judge(open_file(Source(text)), policies.of("Dockerfile").selection, remarks(text))
    told = {finding.rule: finding.severity for finding in findings if finding.rule.startswith("shellcheck/")}
    assert told == {"shellcheck/SC2164": "error", "shellcheck/SC2006": "style", "shellcheck/SC2046": "warning"}


def test_a_finding_carries_what_shellcheck_says() -> None:
    text = HEAD + "RUN cat $A\nRUN `ls`\nRUN cd /a; ls\n"
    findings = judge(open_file(Source(text)), select_rules(["shellcheck"]), remarks(text))
    told = {finding.rule: (finding.severity, finding.category, finding.confidence, finding.url) for finding in findings}
    wiki = "https://www.shellcheck.net/wiki/"
    assert told["shellcheck/SC2086"] == ("info", "correctness", "high", wiki + "SC2086")
    assert told["shellcheck/SC2006"] == ("style", "style", "high", wiki + "SC2006")
    assert told["shellcheck/SC2164"] == ("warning", "correctness", "high", wiki + "SC2164")


@pytest.mark.parametrize(
    "comment",
    [
        "# hadolint ignore=SC2164",
        "# buildsecbot: ignore=shellcheck/SC2164 -- it is there",
        "# buildsecbot: ignore=SC2164",
        "# shellcheck disable=SC2164",
        "#shellcheck\tdisable=SC1000,SC2164 # it is there",
        "# shellcheck shell=bash disable=SC2164 source=x",
        "# shellcheck disable=all",
    ],
)
def test_a_comment_silences_a_code(comment: str) -> None:
    text = f"{HEAD}{comment}\nRUN cd /a; ls\nRUN cd /b; ls\n"
    findings = judge(open_file(Source(text)), select_rules(["shellcheck"]), remarks(text))
    assert [(finding.span.start.line, finding.suppression is not None) for finding in findings] == [(3, True), (4, False)]


@pytest.mark.parametrize(
    "comment", ["# shellcheck disable=SC2086", "# shellcheck disable", "# shellcheck", "# shellcheck shell=sh"]
)
def test_other_comments_silence_nothing(comment: str) -> None:
    text = f"{HEAD}{comment}\nRUN cd /a; ls\n"
    findings = judge(open_file(Source(text)), select_rules(["shellcheck"]), remarks(text))
    assert [(finding.rule, finding.suppression) for finding in findings] == [("shellcheck/SC2164", None)]


def test_a_comment_between_the_lines_silences_the_instruction() -> None:
    text = HEAD + "RUN ls && \\\n  # shellcheck disable=SC2164\n  cd /a; ls\nRUN cd /b; ls\n"
    findings = judge(open_file(Source(text)), select_rules(["shellcheck"]), remarks(text))
    assert [(finding.span.start.line, finding.suppression is not None) for finding in findings] == [(4, True), (5, False)]


@pytest.mark.parametrize("name", ["SC3000-SC4000", "2086", "DL3008", "any"])
def test_what_is_no_code_in_a_directive_is_a_finding(name: str) -> None:
    findings = judge(open_file(Source(f"{HEAD}# shellcheck disable={name}\nRUN ls\n")), select_rules(["suppression-unknown"]))
    assert [(finding.rule, finding.span.start.column) for finding in findings] == [("suppression-unknown", 22)]


def test_the_report_is_of_the_schema() -> None:
    text = HEAD + "RUN cat $A\n"
    findings = judge(open_file(Source(text)), select_rules(["shellcheck"]), remarks(text))
    schema = Path(__file__).resolve().parents[2] / "docs" / "report.schema.json"
    report = json.loads(json_report([FileResult("Dockerfile", Source(text), findings)]))
    jsonschema.validate(report, json.loads(schema.read_text(encoding="utf-8")))
    assert [finding["rule"] for finding in report["findings"]] == ["shellcheck/SC2086"]


def test_a_message_shows_no_credential() -> None:
    text = f"{HEAD}ENV API_PASSWORD=hunter2-hunter2\nRUN alias x='hunter2-hunter2 $1' && [ hunter2-hunter2 = x ]\n"
    for finding in judge(open_file(Source(text)), select_rules(["shellcheck"]), remarks(text)):
        assert "hunter2" not in finding.message
