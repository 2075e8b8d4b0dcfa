"""``scan``: an image that the engine has, or an archive, looked at by one scanner or several."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from analyzer.runtime import gate
from analyzer.runtime.events import nobody
from analyzer.runtime.failure import Failure, OperationError, RefusedError, StoppedError, refused
from analyzer.runtime.files import write
from analyzer.runtime.image.archive import open_image
from analyzer.runtime.image.engine_image import fetch
from analyzer.runtime.image.model import ImageError
from analyzer.runtime.operation import Operation
from analyzer.runtime.requests import SCANNERS, VULNERABLE, Judging, check_image
from analyzer.runtime.result import Result, perform
from analyzer.runtime.scan import merge
from analyzer.runtime.scan.judge import judge
from analyzer.runtime.scan.record import ScannedImages
from analyzer.runtime.scan.risk import risk
from analyzer.runtime.scan.stored import to_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from threading import Event as Flag

    from analyzer.runtime.engine.connection import Engine
    from analyzer.runtime.events import Listener
    from analyzer.runtime.gate import Checked
    from analyzer.runtime.image.model import Image
    from analyzer.runtime.redaction import Redaction
    from analyzer.runtime.requests import ScanRequest
    from analyzer.runtime.scan.judge import Verdict
    from analyzer.runtime.scan.model import Scan


@dataclass(slots=True)
class Loaded:
    """An image that can be looked at, and the archive it lies in."""

    image: Image
    archive: str


def scan(request: ScanRequest, *, listen: Listener = nobody, cancel: Flag | None = None) -> Result:
    """Scans an image. The result has succeeded where all that was asked for was assessed and nothing reaches the threshold."""
    operation = Operation("scan", listen=listen, timeout=request.timeout, cancel=cancel)
    result = Result("scan", image=request.image, dry_run=request.dry_run)

    def work() -> None:
        check_request(request)
        if not request.dockerfile and request.judging != Judging(fail_on=request.judging.fail_on):
            raise refused("there is no Dockerfile to judge by these rules", "name it with --dockerfile FILE")
        if request.dry_run:
            operation.skip("load", "scan", "judge")
            result.plan = plan(request)
            return
        checked = judged(request) if request.dockerfile else None
        with TemporaryDirectory(prefix="buildsecbot-") as folder:
            with operation.stage("load"):
                loaded = load(request.image, operation, folder, checked)
            result.image_id = loaded.image.id
            with operation.stage("scan"):
                found = look(loaded, request, operation)
            with operation.stage("judge"):
                conclude(found, request, operation, result, checked)

    return perform(operation, result, work)


def check_request(request: ScanRequest) -> None:
    """Raises RefusedError for a request that cannot be acted on."""
    for scanner in request.scanners:
        if scanner not in SCANNERS:
            raise refused(f"there is no scanner {scanner!r}", f"it is one of {', '.join(SCANNERS)}")
    if request.fail_on not in VULNERABLE:
        raise refused(f"there is no severity {request.fail_on!r}", f"it is one of {', '.join(VULNERABLE)}")
    if request.advisories and "posture" not in request.scanners:
        raise refused("advisories are for the scanner posture", "add --scanner posture, or leave --advisories out")
    if request.clair_url and "clair" not in request.scanners:
        raise refused("there is an address of Clair, which is not asked", "add --scanner clair")
    if request.advisories and not os.path.isdir(request.advisories):
        raise refused(f"{request.advisories!r} is no folder", "name the folder that holds advisories in OSV's form")
    check_image(request.image)


def plan(request: ScanRequest) -> list[str]:
    """What a scan would do."""
    where = f"read the archive {request.image}" if os.path.exists(request.image) else f"ask the engine for {request.image}"
    looks = [f"have {scanner} look at it" for scanner in request.scanners]
    writes = [f"write {path}" for path in (request.sbom, *(path for _, path in request.summaries)) if path]
    return [where, *looks, f"judge what is found: {request.fail_on} and graver fails", *writes]


def judged(request: ScanRequest) -> Checked:
    """The Dockerfile of an image, judged without what the scan will tell."""
    return gate.judge(request.dockerfile, gate.Way(request.judging))


@contextmanager
def _readable() -> Iterator[None]:
    """What cannot be read of an image is not assessed."""
    try:
        yield
    except ImageError as error:
        raise OperationError(Failure("bad-image", "not_assessed", "load", str(error))) from None


def load(reference: str, operation: Operation, folder: str, checked: Checked | None, engine: Engine | None = None) -> Loaded:
    """The image of an archive, or of the engine, by way of a file in `folder`. Raises OperationError."""
    with _readable():
        archive = fetch(reference, operation, folder, engine)
        image = open_image(archive, operation=operation)
        if checked is not None:
            from analyzer.runtime.image.history import map_lines

            map_lines(image, checked.facts, checked.way.target)
    return Loaded(image, archive)


def look(loaded: Loaded, request: ScanRequest, operation: Operation) -> Scan:
    """What all scanners asked for say. One that fails is told of in the scan. Raises OperationError where all do."""
    scans: list[Scan] = []
    failures: list[OperationError] = []
    for number, scanner in enumerate(request.scanners):
        operation.progress(number / len(request.scanners), f"{scanner} looks at the image")
        begun = operation.seconds
        try:
            with _readable():
                scans.append(_by(scanner, loaded, request, operation))
        except (StoppedError, RefusedError):
            raise
        except OperationError as error:
            operation.output(f"{scanner}: {error.failure.message}")
            failures.append(error)
            scans.append(merge.failed(scanner, error, request.image, loaded.image.id, operation.seconds - begun))
    if len(failures) == len(request.scanners):
        raise failures[0]
    found = merge.merge(scans)
    found.image = request.image
    return found


def _by(scanner: str, loaded: Loaded, request: ScanRequest, operation: Operation) -> Scan:
    if scanner == "trivy":
        from analyzer.runtime.scan import trivy

        return trivy.scan(loaded.image, loaded.archive, request, operation)
    if scanner == "grype":
        from analyzer.runtime.scan import grype

        return grype.scan(loaded.image, loaded.archive, request, operation)
    if scanner == "clair":
        from analyzer.runtime.scan import clair

        return clair.scan(loaded.image, loaded.archive, request, operation)
    from analyzer.runtime.scan import posture

    return posture.scan(loaded.image, loaded.archive, request, operation)


def conclude(
    found: Scan,
    request: ScanRequest,
    operation: Operation,
    result: Result,
    checked: Checked | None,
    *,
    forced: bool = False,
) -> None:
    """Judges a scan and the Dockerfile in its light, writes what is to be written, and fills in the result.

    Raises OperationError where the image does not pass; what is `forced` stands in the result instead.
    """
    verdict = judge(found, request, stage=operation.current)
    if checked is not None:
        images = ScannedImages({checked.path: found})
        checked = gate.judge(checked.path, checked.way, content=checked.content, images=images)
        result.findings = checked.summary
        if verdict.failure is None and checked.reached:
            verdict.failure = gate.too_grave(checked, operation.current)
    result.scan = _summed_up(found, verdict)
    _write(found, request, verdict, result, checked, operation.secrets)
    if verdict.accepted:
        result.overridden.append("not_assessed")
    failure = verdict.failure
    if failure is None:
        return
    if forced:
        if failure.category not in result.overridden:
            result.overridden.append(failure.category)
        return
    raise OperationError(failure) if failure.category == "not_assessed" else RefusedError(failure)


def _summed_up(found: Scan, verdict: Verdict) -> dict[str, Any]:
    by_severity: dict[str, int] = {}
    for one in verdict.filtered.kept:
        by_severity[one.severity] = by_severity.get(one.severity, 0) + 1
    rated = risk(found)
    return {
        "assessed": {part: not why for part, why in found.assessed.items()},
        "risk": {"score": rated.score, "at_least": rated.at_least},
        "by_severity": by_severity,
        "at_threshold": sorted({one.id for one in verdict.at_threshold}),
        "ignored": [f"{each.what.id}: {each.by}" for each in verdict.filtered.ignored],
        "notes": verdict.notes,
        "report": to_data(found),
    }


def _write(
    found: Scan, request: ScanRequest, verdict: Verdict, result: Result, checked: Checked | None, secrets: Redaction
) -> None:
    """Writes inventory and summaries, each whole or not at all."""
    if request.sbom:
        from analyzer.runtime.scan.sbom import cyclonedx

        write(request.sbom, secrets.known(cyclonedx(found).decode("ascii")), "judge")
        result.details["sbom"] = request.sbom
    from analyzer.runtime.scan.summary.formats import render
    from analyzer.runtime.scan.summary.gather import summarise

    source = checked.result.source if checked is not None else None
    data = secrets.whole(summarise(found, verdict, threshold=request.fail_on, dockerfile=source, findings=result.findings))
    result.text = render("text", data)
    for form, path in request.summaries:
        write(path, render(form, data), "judge")
    result.details["summaries"] = [path for _, path in request.summaries]
