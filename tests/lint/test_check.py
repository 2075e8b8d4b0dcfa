"""One file from its text to its findings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer import check
from analyzer.lint.check import UnknownStageError
from analyzer.lint.finding import Finding
from analyzer.source.text import Source

ID = "maintainer-deprecated"


def found(text: str, *select: str) -> list[Finding]:
    return check(text, select=list(select))


def test_what_a_finding_holds() -> None:
    text = "FROM alpine:3.20 AS Base\nMAINTAINER me\n"
    (finding,) = found(text, ID)
    assert (finding.rule, finding.severity, finding.category, finding.confidence) == (ID, "info", "style", "high")
    assert finding.path == "Dockerfile"
    assert finding.stage == "base"
    assert {"hadolint/DL4000", "buildkit/MaintainerDeprecated"} <= set(finding.aliases)
    start, end = finding.span.start, finding.span.end
    assert (start.line, start.column) == (2, 1)
    assert text[start.offset : end.offset] == "MAINTAINER me"


STAGES = [
    ("MAINTAINER a\nFROM x\n", [""]),
    ("FROM x\nMAINTAINER a\n", ["0"]),
    ("FROM x AS B\nMAINTAINER a\nFROM y\nMAINTAINER b\nFROM z AS c\nMAINTAINER d\n", ["b", "1", "c"]),
]


@pytest.mark.parametrize(("text", "stages"), STAGES)
def test_the_stage_of_a_finding(text: str, stages: list[str]) -> None:
    assert [finding.stage for finding in found(text, ID) if finding.rule == ID] == stages


def test_what_buildkit_refuses_is_reported_in_its_words_and_place() -> None:
    (finding,) = found("FROM alpine:3.20\nFRUM debian\n", "parse-error")
    assert (finding.rule, finding.severity) == ("parse-error", "error")
    assert finding.message == "unknown instruction: FRUM (did you mean FROM?)"
    assert "hadolint/DL1000" in finding.aliases
    assert (finding.span.start.line, finding.span.start.column) == (2, 1)


def test_a_broken_instruction_does_not_hide_the_others() -> None:
    rules = [finding.rule for finding in found("FROM alpine:3.20\nMAINTAINER a\nEXPOSE\nMAINTAINER b\n", ID)]
    assert rules == [ID, "parse-error", ID]


def test_parse_errors_can_be_ignored() -> None:
    assert check("FRUM x\n", select=[ID], ignore=["parse-error"]) == []


def test_build_arguments_and_target_reach_the_facts() -> None:
    text = "ARG TAG\nFROM alpine:${TAG} AS a\nUSER root\nFROM alpine:3.20 AS b\nCOPY --from=a /x /x\nUSER 1\n"
    tag = ["base-image-latest"]
    assert check(text, select=tag) == []
    assert [finding.rule for finding in check(text, select=tag, build_args={"TAG": "latest"})] == tag
    root = ["final-user-root"]
    assert check(text, select=root) == []
    assert [finding.rule for finding in check(text, select=root, target="a")] == root


def test_a_target_that_is_no_stage_is_an_error() -> None:
    text = "FROM alpine:3.20 AS Build\nFROM build AS final\n"
    assert check(text, select=["parse-error"], target="BUILD") == []
    with pytest.raises(UnknownStageError, match=r"target stage 'biuld' could not be found \(did you mean 'build'\?\)"):
        check(text, target="biuld")


def test_bytes_and_text_give_the_same() -> None:
    text = "FROM alpine:3.20\nMAINTAINER J\u00f6rg\n"
    assert repr(check(text, select=["ALL"])) == repr(check(text.encode(), select=["ALL"]))


LINES = st.sampled_from([
    *("FROM a", "FROM b AS c", "RUN x && \\", "  y", "RUN <<E", "E", "COPY --from=c . /", "ENV A=1", "ARG B", "USER $B"),
    *("MAINTAINER z", "#", "", "\t", "FRUM", 'CMD ["a"', "\udcff", "ONBUILD RUN x"),
])  # fmt: skip


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_findings_lie_in_the_file_in_order_and_each_is_one(text: str) -> None:
    source = Source(text)
    findings = found(text, "ALL")
    places = [(finding.span.start.offset, finding.span.end.offset) for finding in findings]
    assert places == sorted(places)
    for finding in findings:
        start, end = finding.span.start, finding.span.end
        assert 0 <= start.offset <= end.offset <= len(text)
        assert (start.line, start.column) == source.position(start.offset)
        assert (end.line, end.column) == source.position(end.offset)
    prints = [finding.fingerprint for finding in findings]
    assert len(set(prints)) == len(prints)


def test_a_message_is_of_a_readable_length() -> None:
    (finding, _) = check("\0" * 100_000, select=["parse-error"])[-2:]
    assert len(finding.message) <= 400
    token = "ghp_" + "a1B2" * 9
    message = check("FRUM " + "x" * 3 + "\n" + "y" * 380 + token + "\n", select=["parse-error"])[-1].message
    assert "a1B2" not in message
