"""The operation `build`: what was checked is built under a name of its own, verified, and only then given its names."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.runtime.context import pack
from analyzer.runtime.engine.choose import choose
from analyzer.runtime.engine.connection import connect, is_there
from analyzer.runtime.engine.driver import EngineSaysNoError
from analyzer.runtime.engine.failed import BuildFailedError, build_failed
from analyzer.runtime.engine.images import id_of, inspect, name_image, remove_name
from analyzer.runtime.engine.wanted import learn, want
from analyzer.runtime.events import nobody
from analyzer.runtime.failure import Failure, OperationError
from analyzer.runtime.gate import examine
from analyzer.runtime.operation import Operation
from analyzer.runtime.recovery.retry import Policy, persist
from analyzer.runtime.result import Result, perform

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event as Flag

    from analyzer.runtime.context import Context
    from analyzer.runtime.engine.connection import Engine
    from analyzer.runtime.engine.driver import Driver, Outcome
    from analyzer.runtime.engine.wanted import Wanted
    from analyzer.runtime.events import Listener
    from analyzer.runtime.gate import Checked
    from analyzer.runtime.requests import BuildRequest
    from analyzer.runtime.result import CacheUse

STAGING = "buildsecbot/staging"
"""The repository of the names under which images are built; each build has a tag of its own there."""

PATIENCE = Policy(attempts=3, base=2.0, bases={"rate_limit": 20.0}, limits={"daemon_unavailable": 1})
"""How often a build is tried where it fails for what may pass, such as a name that is not resolved."""


@dataclass(slots=True)
class Built:
    """An image that was built and verified: the engine has it under `staging` (empty for a build without names).

    `log` are the plain lines of the build, without secrets. `notes` tell what people may not expect.
    """

    image_id: str
    staging: str
    driver: str
    cache: CacheUse
    log: str
    notes: tuple[str, ...] = ()


def build(
    request: BuildRequest,
    *,
    listen: Listener = nobody,
    cancel: Flag | None = None,
    check: Callable[[BuildRequest, Operation, Result], Checked] | None = None,
) -> Result:
    """Checks a Dockerfile, builds it, verifies the image, and gives it its names. `check` takes the place of the gate."""
    operation = Operation("build", listen=listen, timeout=request.timeout, cancel=cancel)
    result = Result("build", image=request.tags[0] if request.tags else None, dry_run=request.dry_run)

    def work() -> None:
        with operation.stage("check"):
            learn(request, operation)  # before anything is said of them
            checked = (check or examine)(request, operation, result)
            wanted = want(request, checked, operation)
        if request.dry_run:
            result.plan = plan(request, checked)
            operation.skip("context", "build", "verify")
            return
        with connect(operation) as engine:
            _build(engine, wanted, operation, result)

    return perform(operation, result, work)


def _build(engine: Engine, wanted: Wanted, operation: Operation, result: Result) -> None:
    result.details["engine"] = {"kind": engine.kind, "version": engine.version}
    try:
        built = run_build(engine, wanted.request, wanted.checked, operation, wanted=wanted)
    except BuildFailedError as error:
        result.driver = error.driver
        raise
    try:
        result.driver, result.cache = built.driver, built.cache
        result.details["notes"] = list(built.notes)
        with operation.stage("verify"):
            promote(engine, built, wanted.request.tags, operation)
        result.image_id = built.image_id
        result.details["tags"] = list(wanted.request.tags)
    finally:
        discard(engine, built, operation)


def run_build(
    engine: Engine, request: BuildRequest, checked: Checked, operation: Operation, *, wanted: Wanted | None = None
) -> Built:
    """The stages `context` and `build`. The image has its staging name afterwards; whoever calls takes it away (`discard`).

    Raises BuildFailedError, RefusedError, StoppedError, OperationError; the staging name is gone then.
    """
    wanted = wanted or want(request, checked, operation)
    staging = f"{STAGING}:{secrets.token_hex(12)}" if request.tags else ""
    with operation.stage("context"):
        driver = choose(engine, wanted)
        context = pack(request.context, checked, operation, for_classic=driver.for_classic)
        if context.hidden and not driver.hides:
            context.notes.append(
                f"the Dockerfile is no part of the context, but COPY of a whole folder sees it as {context.dockerfile}"
            )
        for note in context.notes:
            operation.output(f"note: {note}")
    try:
        with context, operation.stage("build"):
            operation.output(f"building with {driver.name}, {engine.kind} {engine.version}")
            outcome = _tried(engine, driver, wanted, context, staging, operation)
            image = _verified(engine, staging, outcome.ids, request, operation)
    except BaseException:
        _forget(engine, staging, operation)
        raise
    log = "\n".join(map(operation.secrets.text, outcome.log.split("\n")))
    return Built(image, staging, driver.name, outcome.cache, log, tuple(context.notes))


def promote(engine: Engine, built: Built, names: tuple[str, ...], operation: Operation) -> None:
    """Gives a built image its names, all or none, if its staging name still is that image. Raises OperationError."""
    if built.staging and id_of(engine, built.staging, operation) != built.image_id:
        message = f"{built.staging} is no longer the image that was built"
        raise OperationError(Failure("wrong-image", "integrity", operation.current, message))
    name_image(engine, built.image_id, names, operation)


def discard(engine: Engine, built: Built, operation: Operation) -> None:
    """Takes away the staging name; an image that was given no other goes with it."""
    _forget(engine, built.staging, operation)


def plan(request: BuildRequest, checked: Checked) -> list[str]:
    """What a build would do, step by step."""
    how = {"auto": "buildx, BuildKit's API or the classic builder, the first that can"}.get(request.driver, request.driver)
    steps = [
        f"check {checked.path}: {len(checked.findings)} findings, {len(checked.reached)} at or above the threshold",
        f"pack the context {request.context}",
        f"build {checked.path}{f' up to the stage {request.target}' if request.target else ''} with {how}",
        "verify the id of the image",
    ]
    return steps + [f"tag it {name}" for name in request.tags]


def _tried(engine: Engine, driver: Driver, wanted: Wanted, context: Context, staging: str, operation: Operation) -> Outcome:
    """A build, and another where it fails in a way that may pass. What was done before is in the engine's cache."""

    def once(_attempt: int) -> Outcome:
        try:
            return driver.build(engine, wanted, context, staging, operation)
        except EngineSaysNoError as error:
            raise build_failed(error.log, driver.name, engine, wanted.checked, operation) from None

    return persist(operation, once, what="the build", policy=PATIENCE)


def _verified(engine: Engine, staging: str, ids: tuple[str, ...], request: BuildRequest, operation: Operation) -> str:
    """The id under which the engine has the image that a driver built. Raises OperationError where it is another."""
    for reference in [staging] if staging else ids:
        found = inspect(engine, reference, operation)
        if found is None:
            continue
        image = str(found["Id"])
        image = image if ":" in image else f"sha256:{image}"
        same = any(image in (each, f"sha256:{each}") for each in ids)
        same = same or any(len(each) >= 12 and image.startswith(f"sha256:{each}") for each in ids)  # Podman's are short
        if not same:
            message = f"the engine has built {' or '.join(ids)}, but {reference} is {image}"
            raise OperationError(Failure("wrong-image", "integrity", operation.current, message))
        _check_platform(found, request, operation)
        return image
    message = f"the engine says it has built {' or '.join(ids)}, but has no such image"
    raise OperationError(Failure("image-missing", "integrity", operation.current, message))


def _check_platform(found: dict[str, object], request: BuildRequest, operation: Operation) -> None:
    if len(request.platforms) != 1 or "/" not in request.platforms[0]:
        return
    system, _, machine = request.platforms[0].partition("/")
    machine = machine.partition("/")[0]
    names = {
        "x86_64": "amd64",
        "x86-64": "amd64",
        "aarch64": "arm64",
        "armhf": "arm",
        "armel": "arm",
        "i386": "386",
        "i686": "386",
    }
    if (found.get("Os"), found.get("Architecture")) != (system.lower(), names.get(machine.lower(), machine.lower())):
        message = f"{request.platforms[0]} was asked for, but the image is for {found.get('Os')}/{found.get('Architecture')}"
        raise OperationError(Failure("wrong-platform", "integrity", operation.current, message))


def _forget(engine: Engine, staging: str, operation: Operation) -> None:
    if staging and is_there(engine):
        with suppress(OperationError):  # what went wrong before is what matters
            remove_name(engine, staging, operation)
