"""The operation `tag`: another name for an image that the engine has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.runtime.engine.connection import connect
from analyzer.runtime.engine.images import id_of, name_image
from analyzer.runtime.events import nobody
from analyzer.runtime.failure import Failure, OperationError, refused
from analyzer.runtime.operation import Operation
from analyzer.runtime.requests import check_source, check_target
from analyzer.runtime.result import Result, perform

if TYPE_CHECKING:
    from threading import Event as Flag

    from analyzer.runtime.events import Listener
    from analyzer.runtime.requests import TagRequest


def tag(request: TagRequest, *, listen: Listener = nobody, cancel: Flag | None = None) -> Result:
    """Gives an image a name, and makes sure that the name is that image. Another image's name takes `force`."""
    operation = Operation("tag", listen=listen, timeout=request.timeout, cancel=cancel)
    result = Result("tag", image=request.target, dry_run=request.dry_run)

    def work() -> None:
        source, target = check_source(request.source), check_target(request.target)
        with connect(operation) as engine:
            with operation.stage("inspect"):
                image = id_of(engine, source, operation)
                if image is None:
                    raise OperationError(_not_there(source))
                before = id_of(engine, target, operation)
                if before not in (None, image) and not request.force:
                    message = f"{target} is another image, {before}"
                    raise refused(message, "give another name, or --force to move it", code="name-taken", stage="inspect")
            result.details["previous"] = before
            if request.dry_run:
                result.plan = [f"make {target} a name of {image}"] if before != image else []
                operation.skip("tag", "verify")
                return
            if before not in (None, image):
                result.overridden.append("name")
            with operation.stage("tag"):
                name_image(engine, image, (target,), operation)
            with operation.stage("verify"):
                now = id_of(engine, target, operation)
                if now != image:
                    message = f"{target} is {now or 'nothing'} after it was made a name of {image}"
                    raise OperationError(Failure("wrong-image", "integrity", "verify", message))
            result.image_id = image

    return perform(operation, result, work)


def _not_there(source: str) -> Failure:
    remedies = ("build or pull it first", "see which there are with `docker image ls`")
    return Failure("image-not-found", "image_not_found", "inspect", f"the engine has no image {source}", remedies=remedies)
