"""How grave a vulnerability is, as its advisory tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.runtime.scan.advisories.advisory import Advisory, Affected

_METHODS = ("CVSS_V4", "CVSS_V3", "CVSS_V2")
_WORDS = {
    "critical": "critical",
    "high": "high",
    "important": "high",
    "moderate": "medium",
    "medium": "medium",
    "low": "low",
    "negligible": "negligible",
    "unimportant": "negligible",
}
_LONGEST = 500  # characters of a vector


def rate(advisory: Advisory, part: Affected) -> tuple[str, float | None]:
    """Severity and base score. A score of the newest CVSS there is comes first, then the word of the advisory's source."""
    given = part.severity or advisory.severity
    scores = _scores(given)
    score = next((scores[method] for method in _METHODS if method in scores), None)
    if score is not None:
        return severity_of(score), score
    for word in (*(text for method, text in given if method not in _METHODS), advisory.rating, part.urgency):
        if word.lower() in _WORDS:
            return _WORDS[word.lower()], None
    return "unknown", None


def severity_of(score: float) -> str:
    """The severity of a base score (CVSS v3.1, section 5; v4.0 has the same). A score of 0 has no effect at all."""
    for least, severity in ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low")):
        if score >= least:
            return severity
    return "negligible"


def base_score(vector: str) -> float | None:
    """The base score of a CVSS vector of version 2, 3 or 4; None where it is none."""
    from cvss import CVSS2, CVSS3, CVSS4
    from cvss.exceptions import CVSSError

    if len(vector) > _LONGEST:
        return None
    kind = CVSS4 if vector.startswith("CVSS:4.") else CVSS3 if vector.startswith("CVSS:3.") else CVSS2
    try:
        return float(kind(vector).scores()[0])
    except (CVSSError, ValueError, KeyError, ArithmeticError):
        return None


def _scores(given: Iterable[tuple[str, str]]) -> dict[str, float]:
    """The highest score of each method; a vector that is none is passed over: then the severity is told by words or unknown."""
    found: dict[str, float] = {}
    for method, text in given:
        score = base_score(text) if method in _METHODS else None
        if score is not None:
            found[method] = max(score, found.get(method, 0.0))
    return found
