"""What a change may do, held against what the fix declares."""

from __future__ import annotations

import pytest

from analyzer.facts.model import file_facts
from analyzer.fixes.effects import broken
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

DIGEST = "@sha256:" + "ab" * 32
COPY = "FROM a AS one\nFROM b\n"


def reason(effect: str, before: str, after: str) -> str:
    facts = [file_facts(parse_document(Source(text))) for text in (before, after)]
    return broken(effect, facts[0], facts[1])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM a\n", "FROM a AS one\n"),
        ("FROM a:1" + DIGEST, "FROM a" + DIGEST),
        ("FROM a AS One\nFROM b\nCOPY --from=One /a /b\n", "FROM a AS one\nFROM b\nCOPY --from=one /a /b\n"),
        ("FROM --platform=$TARGETPLATFORM a\n", "FROM a\n"),
        ("FROM --platform=${TARGETPLATFORM:-linux/arm64} a\n", "FROM a\n"),
        (COPY + "COPY --from=0 /a /b\n", COPY + "COPY --from=one /a /b\n"),
        ("FROM a\nWORKDIR /a\nWORKDIR b\n", "FROM a\nWORKDIR /a\nWORKDIR /a/b\n"),
        ("FROM a\nEXPOSE 80:8080/TCP\n", "FROM a\nEXPOSE 8080/tcp\n"),
        ("FROM a\nARG P\nEXPOSE 80/$P\nENV A b\n", "FROM a\nARG P\nEXPOSE 80/$P\nENV A=b\n"),
        ("FROM a\nRUN x\n", "FROM a\nRUN --mount=type=cache,target=/c x\n"),
        ("FROM a\nADD b /\n", "FROM a\nCOPY b /\n"),
        ("ARG A\nFROM a\n", "FROM a\n"),
    ],
)
def test_it_builds_the_same(before: str, after: str) -> None:
    assert reason("build", before, after) == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM a AS one\n", "FROM a AS two\n"),
        ("FROM a AS one\n", "FROM a\n"),
        ("FROM a:1" + DIGEST, "FROM b:1" + DIGEST),
        ("FROM a:1\n", "FROM a\n"),
        ("FROM --platform=linux/arm64 a\n", "FROM a\n"),
        ("FROM --platform=${TARGETPLATFORM:+linux/arm64} a\n", "FROM a\n"),
        (COPY + "COPY --from=0 /a /b\n", COPY + "COPY --from=1 /a /b\n"),
        ("FROM a\nWORKDIR /a\nWORKDIR b\n", "FROM a\nWORKDIR /a\nWORKDIR /b\n"),
        ("FROM a\nRUN x\n", "FROM a\nRUN --network=host x\n"),
        ("FROM a\nEXPOSE 80\n", "FROM a\nEXPOSE 80/udp\n"),
        ("FROM a\nENV A=b\n", "FROM a\nARG A=b\n"),
        ("FROM a\nLABEL a=b\n", "FROM a\n"),
        ("FROM a\nCOPY b /\n", "FROM a\nCOPY --chown=1 b /\n"),
    ],
)
def test_it_does_not(before: str, after: str) -> None:
    assert reason("build", before, after) != ""


def test_labels_are_a_part_of_what_is_built() -> None:
    facts = [file_facts(parse_document(Source(text))) for text in ("FROM a\nLABEL b=c\nENV d e\n", "FROM a\nENV d=e\n")]
    assert broken("build", facts[0], facts[1]) == "the labels would change"


def test_labels_are_metadata_also_those_that_a_trigger_sets() -> None:
    assert reason("metadata", "FROM a\nONBUILD LABEL a=b c=d\nMAINTAINER e\n", "FROM a\nONBUILD LABEL a=b\n") == ""
    assert reason("metadata", "FROM a\nONBUILD RUN b\n", "FROM a\n") != ""
