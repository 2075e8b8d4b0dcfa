"""How grave a vulnerability is: CVSS vectors, and the words of those who advise."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.runtime.scan.advisories.advisory import parse_advisory
from analyzer.runtime.scan.advisories.severity import base_score, rate
from tests.runtime.advisories.osv import advisory, affected

V31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
V4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


@pytest.mark.parametrize(
    ("vector", "score"),
    [
        (V31, 9.8),
        ("CVSS:3.0/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", 1.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
        (V4, 9.3),
        ("AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5),
        ("CVSS:3.1/AV:N", None),
        ("CVSS:9.0/AV:N", None),
        ("", None),
        ("9.8", None),
        ("CVSS:3.1/" + "AV:N/" * 1000, None),
    ],
)
def test_base_scores(vector: str, score: float | None) -> None:
    assert base_score(vector) == score


def cvss(kind: str, score: str) -> dict[str, Any]:
    return {"severity": [{"type": kind, "score": score}]}


CASES: list[tuple[dict[str, Any], dict[str, Any], tuple[str, float | None]]] = [
    (cvss("CVSS_V3", V31), {}, ("critical", 9.8)),
    ({"severity": [{"type": "CVSS_V3", "score": V31}, {"type": "CVSS_V4", "score": V4}]}, {}, ("critical", 9.3)),
    (cvss("CVSS_V3", V31) | {"database_specific": {"severity": "LOW"}}, {}, ("critical", 9.8)),
    ({}, cvss("CVSS_V3", V31), ("critical", 9.8)),
    (cvss("CVSS_V3", "CVSS:3.1/broken") | {"database_specific": {"severity": "HIGH"}}, {}, ("high", None)),
    (cvss("Ubuntu", "medium"), {}, ("medium", None)),
    ({"database_specific": {"severity": "MODERATE"}}, {}, ("medium", None)),
    ({}, {"ecosystem_specific": {"urgency": "unimportant"}}, ("negligible", None)),
    ({}, {"ecosystem_specific": {"urgency": "not yet assigned"}}, ("unknown", None)),
    ({"database_specific": {"severity": 9}}, {}, ("unknown", None)),
    ({}, {}, ("unknown", None)),
]


@pytest.mark.parametrize(("whole", "part", "expected"), CASES)
def test_severities(whole: dict[str, Any], part: dict[str, Any], expected: tuple[str, float | None]) -> None:
    read = parse_advisory(advisory("A-1", affected("npm", "a", {"introduced": "0"}, **part), **whole))
    assert rate(read, read.affected[0]) == expected
