"""One number for an image, from 0 to 100, and where each part of it comes from (``docs/risk.md``).

A finding has a weight below 1: how bad it is, squared, times how likely it is used. The score is what is left of 100 when each
finding takes its part of what the others left: 100 * (1 - (1 - w1) * (1 - w2) * ...). So a further finding never lowers it, a
graver one counts for more, and it never passes 100. What is not known is put in by an assumption that is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, fsum, log1p
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.runtime.scan.model import ImageFile, Issue, Scan, Vulnerability

IMPACTS = {"critical": 0.95, "high": 0.8, "medium": 0.55, "low": 0.25, "negligible": 0.05}
"""How bad a severity is where no CVSS score is known: about the middle of its range there."""
ASSUMED_IMPACT = 0.55  # of unknown severity: as a medium one
EXPLOITED = 0.9  # likelihood of what is known to be exploited
LEAST_LIKELY, EPSS_SPAN = 0.05, 0.85  # what EPSS 0 stands for, and what lies between that and EPSS 1
ASSUMED_LIKELIHOOD = 0.1  # of what has no EPSS: as an EPSS of 0.06
SECRET = 0.3  # likelihood that a credential in an image is used
ISSUE = 0.05  # likelihood that a weakness of the configuration is used
SECRET_IMPACT = 0.8  # as a high one
_DIGITS = 4  # of weights; of the score two less


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a finding adds. `kind` is vulnerability, secret or issue; `subject` the package or path, `ref` what names it.

    `impact` and `likelihood` are from 0 to 1, `because_impact` and `because_likelihood` say where they come from, `weight` is
    impact * impact * likelihood. `after` is the score with this one and those before it; `cvss`, `epss` and `kev` are what is
    known, None where nothing is.
    """

    kind: str
    ref: str
    subject: str
    impact: float
    because_impact: str
    likelihood: float
    because_likelihood: str
    weight: float
    after: float
    cvss: float | None = None
    epss: float | None = None
    kev: bool | None = None
    severity: str = "unknown"

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a report."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Risk:
    """`score` is None where vulnerabilities were not assessed: it is unknown then, and no less than `at_least`."""

    at_least: float
    assessed: bool
    contributions: tuple[Contribution, ...]

    @property
    def score(self) -> float | None:
        """From 0 to 100; None where nobody knows."""
        return self.at_least if self.assessed else None


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    ref: str
    subject: str
    severity: str
    impact: tuple[float, str]
    likelihood: tuple[float, str]
    known: tuple[float | None, float | None, bool | None] = (None, None, None)

    @property
    def weight(self) -> float:
        return round(self.impact[0] * self.impact[0] * self.likelihood[0], _DIGITS)


def risk(scan: Scan) -> Risk:
    """The risk of an image. What is exempted counts too: a decision does not make it smaller."""
    parts = [_vulnerability(one) for one in scan.vulnerabilities]
    parts += [_secret(one) for one in scan.files if one.secret]
    parts += [_issue(one) for one in scan.issues]
    parts.sort(key=lambda part: (-part.weight, part.kind, part.ref, part.subject, repr(part)))
    found = []
    weights: list[float] = []
    for part in parts:
        weights.append(part.weight)
        found.append(_contribution(part, score(weights)))
    return Risk(score(weights), not scan.assessed.get("vulnerabilities", "-"), tuple(found))


def score(weights: Iterable[float]) -> float:
    """The score that weights make together, in any order."""
    return round(-100 * expm1(fsum(log1p(-weight) for weight in weights)), _DIGITS - 2) + 0.0


def explain(found: Risk) -> list[str]:
    """Each number of the score, a line for each contribution, from the heaviest to the lightest."""
    said = [f"risk {found.at_least:.2f} of 100" if found.assessed else f"risk unknown, at least {found.at_least:.2f} of 100"]
    before = 0.0
    for one in found.contributions:
        sum_ = f"{one.impact:g} * {one.impact:g} * {one.likelihood:g} = {one.weight:.4f} of the {100 - before:.2f} left"
        because = f"{one.because_impact}; {one.because_likelihood}"
        said.append(f"{before:.2f} -> {one.after:.2f}: {one.kind} {one.ref} of {one.subject}: {sum_} ({because})")
        before = one.after
    return said


def _vulnerability(one: Vulnerability) -> _Part:
    if one.cvss is not None:
        impact = (max(one.cvss / 10, IMPACTS.get(one.severity, 0.0)), f"CVSS {one.cvss:g}, severity {one.severity}")
    elif one.severity in IMPACTS:
        impact = (IMPACTS[one.severity], f"CVSS unknown, severity {one.severity}")
    else:
        impact = (ASSUMED_IMPACT, "CVSS and severity unknown, taken for medium")
    likelihood = _likelihood(one.epss), _because(one.epss)
    if one.kev:
        likelihood = max(EXPLOITED, likelihood[0]), f"known to be exploited, {_because(one.epss)}"
    elif one.kev is None:
        likelihood = likelihood[0], f"{likelihood[1]}; whether it is exploited is unknown"
    subject = f"{one.package.name} {one.package.version}".strip()
    return _Part("vulnerability", one.id, subject, one.severity, impact, likelihood, (one.cvss, one.epss, one.kev))


def _likelihood(epss: float | None) -> float:
    return ASSUMED_LIKELIHOOD if epss is None else round(LEAST_LIKELY + EPSS_SPAN * min(max(epss, 0.0), 1.0), _DIGITS)


def _because(epss: float | None) -> str:
    return f"EPSS unknown, taken for {ASSUMED_LIKELIHOOD:g}" if epss is None else f"EPSS {epss:g}"


def _secret(one: ImageFile) -> _Part:
    impact = (SECRET_IMPACT, "a credential")
    return _Part("secret", one.secret or "", one.path, "high", impact, (SECRET, "lies in the image"))


def _issue(one: Issue) -> _Part:
    known = one.severity in IMPACTS
    impact = (IMPACTS[one.severity] if known else ASSUMED_IMPACT, f"severity {one.severity}" + ("" if known else ", as medium"))
    return _Part("issue", one.id, one.message, one.severity, impact, (ISSUE, "makes an attack easier"))


def _contribution(part: _Part, after: float) -> Contribution:
    cvss, epss, kev = part.known
    return Contribution(
        part.kind, part.ref, part.subject, *part.impact, *part.likelihood, part.weight, after, cvss, epss, kev, part.severity
    )  # fmt: skip
