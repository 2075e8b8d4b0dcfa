"""The scan that needs no scanner."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from analyzer.facts import day
from analyzer.runtime.failure import OperationError
from analyzer.runtime.image.model import ImageError
from analyzer.runtime.scan.advisories.advisory import AdvisoryError
from analyzer.runtime.scan.advisories.matching import match
from analyzer.runtime.scan.freshness import fresh
from analyzer.runtime.scan.model import PARTS, Issue, Scan, ScannerRun
from analyzer.runtime.scan.posture import accounts, configuration, files, packages
from analyzer.runtime.scan.posture.walk import Walk
from analyzer.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.runtime.image.model import Image
    from analyzer.runtime.operation import Operation
    from analyzer.runtime.scan.inventory.distribution import Distribution
    from analyzer.runtime.scan.posture.view import Seen

NAME = "posture"
WITHOUT_ADVISORIES = "no advisories were given"


def assess(
    image: Image,
    operation: Operation | None = None,
    *,
    advisories: str = "",
    oldest: float | None = None,
    today: str = "",
) -> Scan:
    """What is known of an image from its own bytes: configuration, files, accounts, packages.

    `advisories` is a folder with an OSV snapshot, whose newest may be `oldest` days old; without one nothing is said of
    vulnerabilities. `today` (ISO, the present day if empty) is what the day of the build is held to. Layers are read once, as a
    stream. Where they cannot be read to their end, all but the configuration is not assessed; where the snapshot cannot be
    used, vulnerabilities are not, and the run has failed. Raises StoppedError.
    """
    begun = time.monotonic()
    run = ScannerRun(NAME, version=VERSION)
    scan = Scan(image.names[0] if image.names else image.id, image.id, image.digest, [run])
    scan.config = configuration.without_secrets(image.config)
    scan.issues = configuration.issues_of(image, today or day.today())
    scan.assessed["configuration"] = ""
    scan.assessed["vulnerabilities"] = WITHOUT_ADVISORIES
    walk = Walk(operation)
    try:
        walk.read(image)
        _tell(scan, image, walk)
        if advisories:
            _match(scan, packages.distribution_of(list(walk.view)), advisories, oldest, operation)
    except ImageError as error:
        run.status, run.reason = "failed", str(error)
        scan.assessed.update({part: str(error) for part in PARTS if part != "configuration"})
    except AdvisoryError as error:
        run.status, run.reason = "failed", str(error)
        scan.assessed["vulnerabilities"] = str(error)
    run.seconds = time.monotonic() - begun
    return scan


def _tell(scan: Scan, image: Image, walk: Walk) -> None:
    left = list(walk.view)
    scan.files = files.files_of(left, walk.view.lost, image.layers)
    scan.issues += files.issues_of(left, image.layers)
    scan.assessed["files"] = ""
    scan.packages = packages.packages_of(left, image.layers)
    scan.assessed["packages"] = packages.not_assessed(left, walk.plain)
    _accounts(scan, left, walk)


def _accounts(scan: Scan, left: Sequence[Seen], walk: Walk) -> None:
    at = {seen.path: seen for seen in left}
    problems: list[str] = []
    open_ones: list[str] = []
    for path, kind in accounts.FILES.items():
        seen = at.get(path)
        if seen is None:
            continue  # an image may have no accounts: then there is root alone
        found, without, problem = accounts.parse_accounts(walk.accounts.get(path, b""), kind)
        scan.accounts += found
        open_ones += without
        if seen.kind != "file":
            problem = f"it is a {seen.kind}"
        elif seen.records is not None and seen.records.problem:
            problem = seen.records.problem
        if problem:
            problems.append(f"/{path}: {problem}")
    open_ones += accounts.without_password(walk.accounts.get(accounts.SHADOW, b""))
    scan.assessed["accounts"] = "; ".join(problems)
    if open_ones:
        message = f"accounts without a password: {', '.join(open_ones[:20])}"
        scan.issues.append(Issue("account-without-password", "high", message, evidence=tuple(open_ones[:20])))


def _match(
    scan: Scan, distribution: Distribution | None, advisories: str, oldest: float | None, operation: Operation | None
) -> None:
    found = match(scan.packages, distribution, advisories, operation)
    scan.vulnerabilities = found.vulnerabilities
    scan.scanners[0].database = found.newest
    reasons = [found.not_assessed, scan.assessed["packages"]]
    try:
        fresh(NAME, found.newest, oldest)
    except OperationError as error:
        reasons.append(error.failure.message)
    scan.assessed["vulnerabilities"] = "; ".join(reason for reason in reasons if reason)
