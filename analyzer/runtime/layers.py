"""``layers``: what each layer of an image adds, overwrites and takes away, and which bytes nobody sees in the end."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from analyzer.facts.redact import redact
from analyzer.report.visible import visible
from analyzer.runtime.events import nobody
from analyzer.runtime.failure import Failure, OperationError, RefusedError, refused
from analyzer.runtime.image.made_by import made_by
from analyzer.runtime.image.model import ImageError
from analyzer.runtime.image.usage import Usage, measure
from analyzer.runtime.layers_text import amount, render_text
from analyzer.runtime.operation import Operation
from analyzer.runtime.requests import check_image
from analyzer.runtime.result import Result, perform

if TYPE_CHECKING:
    from threading import Event as Flag

    from analyzer.runtime.events import Listener
    from analyzer.runtime.image.history import Mapping
    from analyzer.runtime.image.model import Image
    from analyzer.runtime.requests import LayersRequest
    from analyzer.syntax.nodes import Document

__all__ = ["LayersReport", "layers", "render_text", "report_of"]

_LARGEST_DOCKERFILE = 10 << 20


@dataclass(slots=True)
class LayersReport:
    """The layers of an image. `image` is the reference asked for; `unmapped` says why lines are not told, if they are not.

    `shown` is the number of wasted files to name.
    """

    image: str
    image_id: str
    digest: str | None
    platform: str
    usage: Usage
    unmapped: str = ""
    shown: int = 20
    failed: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a result. Layers and lines count from 1 there."""
        usage = self.usage
        lines = [use.line for use in usage.layers]
        return {
            "image_id": self.image_id,
            "digest": self.digest,
            "platform": self.platform,
            "total_bytes": usage.total,
            "visible_bytes": usage.visible,
            "wasted_bytes": usage.lost,
            "efficiency": round(usage.efficiency, 4),
            "unmapped": self.unmapped,
            "layers": [
                {
                    "layer": use.index + 1,
                    "diff_id": use.diff_id,
                    "archive_bytes": use.packed,
                    "line": use.line,
                    "base": use.base,
                    "made_by": use.made_by,
                    "added": {"files": use.added_files, "bytes": use.added_bytes},
                    "overwritten": {"files": use.overwritten_files, "bytes": use.overwritten_bytes},
                    "deleted": {"files": use.deleted_files, "bytes": use.deleted_bytes},
                    "hard_links": use.links,
                }
                for use in usage.layers
            ],
            "wasted": [
                {
                    "path": shown_path(waste.path),
                    "bytes": waste.bytes,
                    "times": waste.times,
                    "layers": [index + 1 for index in waste.layers],
                    "lines": [lines[index] for index in waste.layers],
                    "hidden_by": {"layer": waste.hidden_by + 1, "line": lines[waste.hidden_by]},
                }
                for waste in usage.wasted[: self.shown]
            ],
            "wasted_files": len(usage.wasted),
            "largest": [
                {"path": shown_path(large.path), "bytes": large.bytes, "layer": large.layer + 1, "line": lines[large.layer]}
                for large in usage.largest
            ],
            "failed": self.failed,
        }


def shown_path(path: str) -> str:
    """A path as it may be shown; it was made by whoever made the image."""
    return visible("/" + path)


def layers(request: LayersRequest, *, listen: Listener = nobody, cancel: Flag | None = None) -> Result:
    """Measures the layers of an image. `Result.details` is what `LayersReport.as_dict` gives.

    The result is refused where the image does not reach what the request asks for; the details are there then, too.
    """
    operation = Operation("layers", listen=listen, timeout=request.timeout, cancel=cancel)
    result = Result("layers", image=request.image, dry_run=request.dry_run)

    def work() -> None:
        document = check_request(request)
        if request.dry_run:
            operation.skip("load", "read")
            result.plan = plan(request)
            return
        report = report_of(request, operation, document)
        result.image_id = report.image_id
        result.details = report.as_dict()
        result.text = render_text(report)
        if report.failed:
            remedies = ("see which files are wasted, and remove them in the layer that brings them, or use another stage",)
            message = "; ".join(report.failed)
            raise RefusedError(Failure("inefficient-image", "waste", "read", message, remedies=remedies))

    return perform(operation, result, work)


def report_of(request: LayersRequest, operation: Operation, document: Document | None = None) -> LayersReport:
    """What `layers` finds, as an object, within a running operation of that name. Raises OperationError."""
    with TemporaryDirectory(prefix="buildsecbot-") as folder:
        try:
            with operation.stage("load"):
                image = _load(request.image, operation, folder)
                mapping = _mapped(image, document, request.target)
            with operation.stage("read"):
                usage = measure(image, operation=operation)
        except ImageError as error:
            raise OperationError(_unreadable(request.image, operation.current, error)) from None
    for layer, use in zip(image.layers, usage.layers, strict=True):
        use.base = None if mapping is None or mapping.base is None else layer.index < mapping.base
        use.made_by = operation.secrets.text(redact(made_by(layer.created_by)))
    report = LayersReport(request.image, image.id, image.digest, image.platform, usage, shown=request.shown)
    report.unmapped = "no Dockerfile was named" if mapping is None else mapping.reason
    report.failed = _failed(request, usage)
    return report


def check_request(request: LayersRequest) -> Document | None:
    """The Dockerfile of a request, if there is one. Raises RefusedError for a request that cannot be acted on."""
    lowest = request.lowest_efficiency
    if lowest is not None and not 0.0 <= lowest <= 1.0:
        raise refused(f"{lowest:g} is no efficiency", "it is a number from 0 to 1")
    if request.most_wasted is not None and request.most_wasted < 0:
        raise refused(f"{request.most_wasted} is no number of bytes", "it is 0 or more")
    if request.shown < 0:
        raise refused(f"{request.shown} is no number of files", "it is 0 or more")
    if request.target and not request.dockerfile:
        raise refused("a target is a stage of a Dockerfile, and there is none", "name the Dockerfile with it")
    check_image(request.image)
    return _document(request) if request.dockerfile else None


def plan(request: LayersRequest) -> list[str]:
    """What `layers` would do."""
    archive = os.path.exists(request.image)
    steps = [f"read the archive {request.image}" if archive else f"ask the engine for {request.image}"]
    if request.dockerfile:
        steps.append(f"tell its layers by the lines of {request.dockerfile}")
    gates = []
    if request.lowest_efficiency is not None:
        gates.append(f"an efficiency below {request.lowest_efficiency:.1%} fails")
    if request.most_wasted is not None:
        gates.append(f"more than {amount(request.most_wasted)} wasted fails")
    return [*steps, "; ".join(["measure its layers", *gates])]


def _document(request: LayersRequest) -> Document:
    from analyzer.source.text import Source
    from analyzer.syntax.parse import parse_document

    path = request.dockerfile
    try:
        with open(path, "rb") as file:
            content = file.read(_LARGEST_DOCKERFILE + 1)
    except OSError as error:
        raise refused(f"{path} cannot be read: {error.strerror}", code="bad-dockerfile") from error
    if len(content) > _LARGEST_DOCKERFILE:
        raise refused(f"{path} is larger than {amount(_LARGEST_DOCKERFILE)}", code="bad-dockerfile")
    document = parse_document(Source.from_bytes(content, path))
    if request.target:
        from analyzer.facts.model import file_facts

        if request.target.lower() not in file_facts(document).stage_names:
            raise refused(f"{path} has no stage {request.target!r}", code="bad-target")
    return document


def _load(reference: str, operation: Operation, folder: str) -> Image:
    from analyzer.runtime.image.archive import open_image
    from analyzer.runtime.image.engine_image import fetch

    return open_image(fetch(reference, operation, folder), operation=operation)


def _mapped(image: Image, document: Document | None, target: str) -> Mapping | None:
    if document is None:
        return None
    from analyzer.runtime.image.history import map_lines

    return map_lines(image, document, target)


def _unreadable(image: str, stage: str, error: ImageError) -> Failure:
    remedies: tuple[str, ...] = ()
    if os.path.isdir(image) and os.sep not in image:
        remedies = (f"there is a folder {image}; if an image of the engine is meant, write {image}:latest",)
    return Failure("bad-image", "not_assessed", stage, str(error), remedies=remedies)


def _failed(request: LayersRequest, usage: Usage) -> list[str]:
    failed = []
    if request.lowest_efficiency is not None and usage.efficiency < request.lowest_efficiency:
        failed.append(f"the efficiency is {usage.efficiency:.2%}, below {request.lowest_efficiency:.2%}")
    if request.most_wasted is not None and usage.lost > request.most_wasted:
        failed.append(f"{amount(usage.lost)} are wasted, more than {amount(request.most_wasted)}")
    return failed
