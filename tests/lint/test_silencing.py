"""Comments that silence findings are written where they are read, and change nothing else."""

from __future__ import annotations

import pytest

from analyzer.fixes.edit import Unfit, apply
from analyzer.lint.check import judge, open_file
from analyzer.lint.run import Policy
from analyzer.lint.selection import Selection, select_rules
from analyzer.lint.silencing import add_suppressions, suppression_edit, suppression_edits
from analyzer.source.text import Source

OTHER = "# buildsecbot: ignore=cd-instead-of-workdir -- other\n"
SUDO = "FROM debian:12\nRUN sudo a\nUSER 1\n"


def selection(*names: str) -> Selection:
    return select_rules(list(names))


CASES = [
    (SUDO, "FROM debian:12\n# buildsecbot: ignore=sudo-used -- why\nRUN sudo a\nUSER 1\n"),
    (SUDO.replace("\n", "\r\n"), "FROM debian:12\r\n# buildsecbot: ignore=sudo-used -- why\r\nRUN sudo a\r\nUSER 1\r\n"),
    ("FROM debian:12\n  RUN a \\\n    # b\n    && sudo a\n",
     "FROM debian:12\n  # buildsecbot: ignore=sudo-used -- why\n  RUN a \\\n    # b\n    && sudo a\n"),
    ("FROM debian:12\n# buildsecbot: ignore=cd-instead-of-workdir -- why\nRUN sudo a\n",
     "FROM debian:12\n# buildsecbot: ignore=cd-instead-of-workdir,sudo-used -- why\nRUN sudo a\n"),
    ("FROM debian:12\n# buildsecbot: ignore=cd-instead-of-workdir -- other\nRUN sudo a\n",
     f"FROM debian:12\n{OTHER}# buildsecbot: ignore=sudo-used -- why\nRUN sudo a\n"),
    ("FROM debian:12\nONBUILD RUN sudo a\n", "FROM debian:12\n# buildsecbot: ignore=sudo-used -- why\nONBUILD RUN sudo a\n"),
    ("FROM debian:12\nRUN <<EOF\nsudo a\nEOF\n",
     "FROM debian:12\n# buildsecbot: ignore=sudo-used -- why\nRUN <<EOF\nsudo a\nEOF\n"),
    ("FROM debian:12\nRUN sudo a\nRUN sudo a",
     "FROM debian:12\n# buildsecbot: ignore=sudo-used -- why\nRUN sudo a\n# buildsecbot: ignore=sudo-used -- why\nRUN sudo a"),
    ("FROM debian:12\nRUN sudo a && sudo b\n",
     "FROM debian:12\n# buildsecbot: ignore=sudo-used -- why\nRUN sudo a && sudo b\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "result"), CASES)
def test_suppression_edits(text: str, result: str) -> None:
    root = open_file(Source(text))
    findings = judge(root, selection("sudo-used"))
    after = apply(text, suppression_edits(root, findings, "why"))
    assert after == result
    assert all(finding.suppression for finding in judge(open_file(Source(after)), selection("sudo-used")))


def test_one_finding() -> None:
    root = open_file(Source(SUDO))
    (finding,) = judge(root, selection("sudo-used"))
    assert apply(SUDO, suppression_edit(root, finding, "")) == SUDO.replace("RUN", "# buildsecbot: ignore=sudo-used\nRUN")
    with pytest.raises(Unfit):
        suppression_edit(root, finding, "two\nlines")


def test_parse_errors_are_not_silenced() -> None:
    root = open_file(Source("FROM debian:12\nCOPY a\n"))
    (finding,) = judge(root, selection("parse-error"))
    with pytest.raises(Unfit):
        suppression_edit(root, finding, "why")


EVERYTHING = [
    "FROM debian\nRUN sudo apt update; cd /x\nMAINTAINER me\n",
    "\ufeffFROM debian\nRUN sudo apt-get install a\n",
    "# syntax=docker/dockerfile:1\n\nARG A\nFROM debian:latest\nENV PASSWORD=x\n# TODO: b\n",
    "# escape=`\r\nFROM debian\r\nRUN sudo a `\r\n  b\r\n",
    "FROM debian AS a\nFROM debian as b\nONBUILD RUN sudo a\n",
]


@pytest.mark.parametrize("text", EVERYTHING)
def test_add_suppressions(text: str) -> None:
    policy = Policy(selection("ALL"))
    before = judge(open_file(Source(text)), policy.selection)
    outcome = add_suppressions(Source(text), policy, "known")
    left = [finding for finding in outcome.findings if finding.suppression is None]
    assert len(left) == len(outcome.dropped)
    assert len(outcome.applied) == len(before) - len(left)
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = outcome.source.text.split(ending)
    assert ending.join(line for line in lines if "buildsecbot: " not in line) == text.removeprefix("\ufeff") or "\ufeff" in text
    again = add_suppressions(outcome.source, policy, "known")
    assert again.source.text == outcome.source.text


def test_a_comment_that_would_be_reported_is_not_written() -> None:
    outcome = add_suppressions(Source(SUDO), Policy(selection("sudo-used", "todo-comment")), "TODO: remove")
    assert outcome.source.text == SUDO
    assert [(dropped.finding.rule, dropped.reason) for dropped in outcome.dropped] == [
        ("sudo-used", "the findings of 'todo-comment' would not be the same")
    ]
