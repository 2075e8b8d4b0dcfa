"""A summary as plain data: what the JSON holds, and what the other formats show.

Everything found has a reference (V1 a vulnerability, F1 a file, I1 an issue, R1 a remedy, D1 a finding in the Dockerfile, L1 a
layer, W1 a wasted file), and every number comes with the references of what it counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.runtime.scan.judge import level
from analyzer.runtime.scan.model import SEVERITIES
from analyzer.runtime.scan.remediation import patched, remedies
from analyzer.runtime.scan.risk import Risk, risk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from analyzer.runtime.scan.judge import Verdict
    from analyzer.runtime.scan.model import ImageFile, Issue, Scan, ScannerRun, Vulnerability
    from analyzer.source.text import Source

SCHEMA = 1
MOST_TOP = 10
"""Risks that are shown first."""

Data = dict[str, Any]


def summarise(
    scan: Scan,
    verdict: Verdict | None = None,
    *,
    threshold: str = "",
    dockerfile: Source | None = None,
    findings: Mapping[str, Any] | None = None,
    layers: Mapping[str, Any] | None = None,
) -> Data:
    """The summary of a scan.

    `verdict` is what `judge` made of it at a `threshold`, `dockerfile` what the image was built of. `findings` are those of
    the static check, and `layers` the details of the operation ``layers``, as they stand in a result; without them nothing is
    said of either.
    """
    vulnerabilities = [_vulnerability(f"V{at}", one) for at, one in enumerate(scan.vulnerabilities, 1)]
    told = [one for one in scan.files if one.secret or one.setuid or one.removed]
    files = [_file(f"F{at}", one) for at, one in enumerate(told, 1)]
    issues = [_issue(f"I{at}", one) for at, one in enumerate(scan.issues, 1)]
    found = remedies(scan, dockerfile)
    fixes = [{"ref": f"R{at}", **one.as_dict()} for at, one in enumerate(found, 1)]
    marks = _Marks(scan, vulnerabilities, issues, verdict)
    rated = risk(scan)
    return {
        "schema": SCHEMA,
        "image": scan.image,
        "image_id": scan.image_id,
        "digest": scan.digest,
        "outcome": _outcome(verdict, threshold, marks),
        "looked_at": [{"part": part, "assessed": not why, "reason": why} for part, why in scan.assessed.items()],
        "scanners": [_scanner(run) for run in scan.scanners],
        "numbers": _numbers(vulnerabilities, files, issues, marks),
        "risk": {
            "score": rated.score,
            "at_least": rated.at_least,
            "formula": "docs/risk.md",
            "parts": marks.parts(rated, files),
        },
        "remediation": [{**one, "refs": marks.cleared(one["clears"], one["package"], one["installed"])} for one in fixes],
        "patch": patched(found, dockerfile) if dockerfile is not None else "",
        "static": None if findings is None else _static(findings),
        "layers": None if layers is None else _layers(layers),
        "vulnerabilities": vulnerabilities,
        "files": files,
        "issues": issues,
    }


def top(data: Data) -> list[Data]:
    """The parts of the risk that are shown first."""
    parts: list[Data] = data["risk"]["parts"]
    return parts[:MOST_TOP]


def by_ref(data: Data) -> dict[str, Data]:
    """What each reference stands for."""
    more = data["static"]["findings"] if data["static"] else []
    if data["layers"]:
        more = [*more, *data["layers"]["layers"], *data["layers"]["wasted"]]
    return {one["ref"]: one for one in [*data["vulnerabilities"], *data["files"], *data["issues"], *more]}


def name_of(one: Data) -> str:
    """What an entry is called by people."""
    if one["ref"].startswith("V"):
        return f"{one['id']} in {one['package']} {one['installed']}"
    if one["ref"][0] in "FW":
        return str(one["path"])
    if one["ref"].startswith("L"):
        return f"layer {one['layer']}"
    if one["ref"].startswith("D"):
        return f"{one['rule']} in line {one['line']}"
    return str(one["id"])


def number(entries: Iterable[Data]) -> Data:
    """A number, and what it counts."""
    refs = [one["ref"] for one in entries]
    return {"count": len(refs), "refs": refs}


class _Marks:
    """Finds the references of what the verdict and the risk speak of."""

    def __init__(self, scan: Scan, vulnerabilities: Sequence[Data], issues: Sequence[Data], verdict: Verdict | None) -> None:
        self.of_vulnerability = {id(one): data for one, data in zip(scan.vulnerabilities, vulnerabilities, strict=True)}
        self.of_issue = {id(one): data for one, data in zip(scan.issues, issues, strict=True)}
        self.vulnerabilities = vulnerabilities
        self.issues = issues
        filtered = verdict.filtered if verdict is not None else None
        self.ignored = self._vulnerabilities([one.what for one in filtered.ignored] if filtered else [])
        self.ignored_issues = self._issues([one.what for one in filtered.ignored_issues] if filtered else [])
        self.left_out = self._vulnerabilities(filtered.unfixable if filtered else [])
        self.reached = self._vulnerabilities(verdict.at_threshold if verdict else [])
        self.reached += self._issues(verdict.issues if verdict else [])
        self.unknown = self._vulnerabilities(verdict.unknown if verdict else [])
        if filtered:
            for each in filtered.ignored:
                self.of_vulnerability[id(each.what)]["ignored"] = str(each.by)
            for excused in filtered.ignored_issues:
                self.of_issue[id(excused.what)]["ignored"] = str(excused.by)

    def _vulnerabilities(self, some: Iterable[Vulnerability]) -> list[Data]:
        return [self.of_vulnerability[id(one)] for one in some]

    def _issues(self, some: Iterable[Issue]) -> list[Data]:
        return [self.of_issue[id(one)] for one in some]

    def cleared(self, ids: Iterable[str], package: str, version: str) -> list[str]:
        """The references of the vulnerabilities that a remedy clears."""
        wanted = set(ids)
        return [
            one["ref"]
            for one in self.vulnerabilities
            if one["id"] in wanted and (one["package"], one["installed"]) == (package, version) and one["fixed"]
        ]

    def parts(self, rated: Risk, files: Sequence[Data]) -> list[Data]:
        """The parts of the risk with the reference of what each is of."""
        refs = {
            ("vulnerability", one["id"], f"{one['package']} {one['installed']}".strip()): one for one in self.vulnerabilities
        }
        refs |= {("secret", one["secret"], one["path"]): one for one in files if one["secret"]}
        refs |= {("issue", one["id"], one["message"]): one for one in self.issues}
        return [{**one.as_dict(), "finding": refs[one.kind, one.ref, one.subject]["ref"]} for one in rated.contributions]


def _numbers(vulnerabilities: Sequence[Data], files: Sequence[Data], issues: Sequence[Data], marks: _Marks) -> Data:
    severities = [name for name in SEVERITIES if name != "unknown" or any(one["severity"] == name for one in vulnerabilities)]
    return {
        "vulnerabilities": number(vulnerabilities),
        "by_severity": {name: number(one for one in vulnerabilities if one["severity"] == name) for name in severities},
        "fixable": number(one for one in vulnerabilities if one["fixed"]),
        "not_fixable": number(one for one in vulnerabilities if not one["fixed"]),
        "known_exploited": number(one for one in vulnerabilities if one["kev"]),
        "exploitation_unknown": number(one for one in vulnerabilities if one["kev"] is None and one["epss"] is None),
        "ignored": number([*marks.ignored, *marks.ignored_issues]),
        "left_out_unfixable": number(marks.left_out),
        "severity_unknown": number(marks.unknown),
        "secrets": number(one for one in files if one["secret"]),
        "setuid": number(one for one in files if one["setuid"]),
        "removed": number(one for one in files if one["removed"]),
        "issues": number(issues),
    }


def _outcome(verdict: Verdict | None, threshold: str, marks: _Marks) -> Data:
    if verdict is None:
        return {"judged": False, "passed": None, "threshold": "", "message": "", "reached": number([]), "notes": []}
    failure = verdict.failure
    message = failure.message if failure is not None else f"nothing reaches the threshold {threshold}".rstrip()
    return {
        "judged": True,
        "passed": failure is None,
        "threshold": threshold,
        "message": message,
        "reached": number(marks.reached),
        "notes": list(verdict.notes),
    }


def _scanner(run: ScannerRun) -> Data:
    told = {"name": run.name, "status": run.status, "version": run.version}
    return {**told, "database": run.database, "reason": run.reason}


def _vulnerability(ref: str, one: Vulnerability) -> Data:
    return {
        "ref": ref,
        "id": one.id,
        "aliases": list(one.aliases),
        "severity": one.severity,
        "judged_as": level(one),
        "package": one.package.name,
        "type": one.package.type,
        "installed": one.package.version,
        "purl": one.package.purl,
        "fixed": one.fixed,
        "cvss": one.cvss,
        "epss": one.epss,
        "kev": one.kev,
        "title": one.title,
        "url": one.url,
        "sources": list(one.sources),
        "layer": one.package.layer,
        "line": one.package.line,
        "ignored": "",
    }


def _file(ref: str, one: ImageFile) -> Data:
    found = {"path": one.path, "secret": one.secret, "setuid": one.setuid, "removed": one.removed}
    return {"ref": ref, **found, "size": one.size, "layer": one.layer, "line": one.line}


def _issue(ref: str, one: Issue) -> Data:
    found = {"id": one.id, "severity": one.severity, "message": one.message, "control": one.control}
    return {"ref": ref, **found, "evidence": list(one.evidence), "line": one.line, "ignored": ""}


def _static(findings: Mapping[str, Any]) -> Data:
    """The findings of the static check, each with a reference."""
    listed = [{"ref": f"D{at}", **dict(one)} for at, one in enumerate(findings.get("findings") or (), 1)]
    severities = dict.fromkeys(one["severity"] for one in listed)
    return {
        "path": findings.get("path", ""),
        "threshold": findings.get("threshold", ""),
        "number": number(listed),
        "by_severity": {name: number(one for one in listed if one["severity"] == name) for name in severities},
        "findings": listed,
    }


def _layers(given: Mapping[str, Any]) -> Data:
    """The layers and the files wasted in them, each with a reference, and how much it is."""
    layers = [{"ref": f"L{at}", **dict(one)} for at, one in enumerate(given.get("layers") or (), 1)]
    wasted = [{"ref": f"W{at}", **dict(one)} for at, one in enumerate(given.get("wasted") or (), 1)]
    all_layers, all_wasted = [one["ref"] for one in layers], [one["ref"] for one in wasted]
    numbers = [
        {"name": "efficiency of the layers", "value": given.get("efficiency"), "refs": all_layers},
        {"name": "bytes in all layers", "value": given.get("total_bytes"), "refs": all_layers},
        {"name": "bytes carried along for nothing", "value": given.get("wasted_bytes"), "refs": all_wasted},
    ]
    more = max(0, int(given.get("wasted_files") or 0) - len(wasted))
    return {
        "numbers": [one for one in numbers if one["value"] is not None],
        "layers": layers,
        "wasted": wasted,
        "not_listed": more,
    }
