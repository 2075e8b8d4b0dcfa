"""Whether an image may pass.

A threshold is a severity, or what findings call one: ``error`` is high, ``warning`` medium, ``info`` low and ``style``
negligible; ``never`` judges nothing. A level takes in the graver ones. A vulnerability of unknown severity is judged by its
CVSS score where that is known, and what is known to be exploited counts as critical; what stays unknown counts at the lowest
level alone, and every verdict says how much of it there is.

What nobody has looked at does not pass: a scanner that failed refuses the image at any threshold, and vulnerabilities that
were not assessed at any but ``never``. Where gaps are accepted they are told, and what was found is judged all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from analyzer.runtime.failure import Failure
from analyzer.runtime.scan.filters import Filtered, filtered

if TYPE_CHECKING:
    from analyzer.runtime.requests import ScanRequest
    from analyzer.runtime.scan.model import Issue, Scan, Vulnerability

LEVELS = {"error": "high", "warning": "medium", "info": "low", "style": "negligible"}
"""What the severities of findings mean as thresholds of vulnerabilities."""

_ORDER = ("critical", "high", "medium", "low", "negligible")
_RATINGS = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"))  # CVSS, qualitative severity rating scale
_SHOWN = 20  # of what is quoted as evidence


@dataclass(slots=True)
class Verdict:
    """`failure` is None where the image passes. `at_threshold` and `issues` are what reaches it, `notes` what else to say.

    `accepted` tells that it may pass although nobody has looked at all of it.
    """

    failure: Failure | None
    filtered: Filtered
    at_threshold: list[Vulnerability] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    unknown: list[Vulnerability] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    accepted: bool = False


def reaches(severity: str, threshold: str) -> bool:
    """A severity is the threshold's or a graver one; an unknown one is so where everything is."""
    if threshold == "never":
        return False
    least = _ORDER.index(LEVELS.get(threshold, threshold))
    return (_ORDER.index(severity) if severity in _ORDER else len(_ORDER) - 1) <= least


def level(one: Vulnerability) -> str:
    """The severity a vulnerability is judged by."""
    return "critical" if one.kev else rated(one)


def rated(one: Vulnerability) -> str:
    """Its severity; where that is unknown, the one that its CVSS score stands for, and unknown without one."""
    if one.severity != "unknown" or one.cvss is None:
        return one.severity
    return next((name for least, name in _RATINGS if one.cvss >= least), "negligible")


def judge(scan: Scan, request: ScanRequest, today: str = "", stage: str = "judge") -> Verdict:
    """Judges a scan by what was asked for, on a day (the present one where it is empty), in a stage of the operation.

    Raises RefusedError on an exemption that cannot be read.
    """
    sorted_out = filtered(scan, request, today)
    unknown = [one for one in sorted_out.kept if level(one) == "unknown"]
    verdict = Verdict(
        failure=None,
        filtered=sorted_out,
        at_threshold=[one for one in sorted_out.kept if reaches(level(one), request.fail_on)],
        issues=[one for one in sorted_out.issues if reaches(one.severity, request.fail_on)],
        unknown=unknown,
        notes=sorted_out.notes(),
    )
    if unknown and not reaches("unknown", request.fail_on):
        verdict.notes.append(f"{len(unknown)} of unknown severity did not count; the threshold negligible counts them")
    gaps = _gaps(scan, request)
    if gaps is not None and request.accept_gaps:
        verdict.accepted = True
        verdict.notes += [f"accepted: {gaps.message}", *gaps.evidence]
    reason = scan.assessed.get("vulnerabilities", "nobody has looked")
    if reason and request.fail_on == "never":
        verdict.notes.append(f"vulnerabilities were not assessed: {reason}")
    failure = _found(verdict, request) if gaps is None or request.accept_gaps else gaps
    verdict.failure = None if failure is None else replace(failure, stage=stage)
    return verdict


def _gaps(scan: Scan, request: ScanRequest) -> Failure | None:
    """What nobody has looked at; None where there is nothing of that."""
    accept = "or accept that nobody has looked: --accept-gaps"
    crashed = [run for run in scan.scanners if run.status != "assessed"]
    if crashed:
        names = ", ".join(dict.fromkeys(run.name for run in crashed))
        message = f"{names} failed: the image is not assessed, whatever the others found"
        evidence = tuple(f"{run.name}: {run.reason}" for run in crashed)
        return _failure(
            "scanner-failed", "not_assessed", message, evidence, "correct what is wrong, or ask for other scanners", accept
        )
    missing = [name for name in request.scanners if name not in {run.name for run in scan.scanners}]
    if missing or not scan.scanners:
        message = f"{', '.join(missing) or 'no scanner'} has not looked at the image"
        return _failure("no-scanner", "not_assessed", message, (), "scan it again", accept)
    reason = scan.assessed.get("vulnerabilities", "nobody has looked")
    if reason and request.fail_on != "never":
        ask = "give an advisory snapshot with --advisories, or ask for a scanner with --scanner"
        return _failure("not-assessed", "not_assessed", "vulnerabilities were not assessed", (reason,), ask, accept)
    return None


def _found(verdict: Verdict, request: ScanRequest) -> Failure | None:
    if not (verdict.at_threshold or verdict.issues):
        return None
    count, others = len(verdict.at_threshold), len(verdict.issues)
    parts = [f"{count} vulnerabilit{'y' if count == 1 else 'ies'}"] if count else []
    parts += [f"{others} issue{'' if others == 1 else 's'}"] if others else []
    evidence = [_line(one) for one in verdict.at_threshold]
    evidence += [f"{one.severity} {one.id}: {one.message}" for one in verdict.issues]
    if len(evidence) > _SHOWN:
        evidence = [*evidence[:_SHOWN], f"and {len(evidence) - _SHOWN} more"]
    message = f"the image has {' and '.join(parts)} at or above the threshold {request.fail_on}"
    remedies = ["see the remediation of the scan"] if any(one.fixable for one in verdict.at_threshold) else []
    remedies.append("accept what is no danger, for a time: --accept 'ID until=YYYY-MM-DD -- reason'")
    return _failure("vulnerabilities-found", "vulnerabilities", message, tuple(evidence), *remedies)


def _line(one: Vulnerability) -> str:
    exploited = ", known to be exploited" if one.kev else ""
    fixed = f"fixed in {one.fixed}" if one.fixed else "no fixed version"
    return f"{one.severity} {one.id}: {one.package.name} {one.package.version} ({fixed}{exploited})"


def _failure(code: str, category: str, message: str, evidence: tuple[str, ...], *remedies: str) -> Failure:
    return Failure(code, category, "judge", message, evidence=evidence, remedies=remedies)
