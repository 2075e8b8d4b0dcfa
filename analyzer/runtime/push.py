"""`push`: an image to the registry its name leads to, where it is then looked up."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analyzer.facts.references import split_reference
from analyzer.providers.docker_config import HUB
from analyzer.providers.registry import Place
from analyzer.providers.registry_error import RegistryError
from analyzer.runtime.engine.connection import connect
from analyzer.runtime.events import nobody
from analyzer.runtime.failure import OperationError, refused
from analyzer.runtime.operation import Operation
from analyzer.runtime.recovery.breaker import REGISTRIES
from analyzer.runtime.recovery.retry import Policy, persist
from analyzer.runtime.registry.aside import aside
from analyzer.runtime.registry.confirm import credentials_of, published
from analyzer.runtime.registry.refusals import ENGINE, LOCAL, MISMATCH, Cause, failure, of_text, shown, unauthorized
from analyzer.runtime.registry.upload import EngineSaysError, Upload
from analyzer.runtime.requests import check_target
from analyzer.runtime.result import Result, perform

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event as Flag

    from analyzer.providers.docker_config import Credentials
    from analyzer.runtime.engine.connection import Engine
    from analyzer.runtime.events import Listener
    from analyzer.runtime.recovery.breaker import Breakers
    from analyzer.runtime.registry.confirm import Published
    from analyzer.runtime.requests import PushRequest

POLICY = Policy(attempts=3, base=2.0, bases={"rate_limit": 20.0, "registry_server": 5.0}, limits={"network_dns": 2})
"""An engine tries again by itself for most of a minute, so there is little to be won here."""

_HUB_HOST = "registry-1.docker.io"


@dataclass(frozen=True, slots=True)
class Local:
    """An image as the engine has it: its id, and whether the engine's store has ids that are digests of manifests."""

    image_id: str
    manifests: bool


@dataclass(frozen=True, slots=True)
class Pushed:
    """What has been pushed: the image's full name with its tag, its id, the digest that the registry has confirmed.

    `attempts` is how often the engine was asked to push it. `media` is the type of the manifest, `config` the digest of the
    image's configuration, as the registry has them.
    """

    reference: str
    image_id: str
    digest: str
    attempts: int
    media: str
    config: str

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a result's details."""
        name = split_reference(self.reference).name
        return {
            "reference": self.reference,
            "pinned": f"{name}@{self.digest}",
            "attempts": self.attempts,
            "media_type": self.media,
            "config_digest": self.config or None,
        }


def push(
    request: PushRequest,
    *,
    listen: Listener = nobody,
    cancel: Flag | None = None,
    policy: Policy = POLICY,
    breakers: Breakers = REGISTRIES,
) -> Result:
    """Pushes an image. It has succeeded when the registry itself confirms the digest that the engine tells."""
    operation = Operation("push", listen=listen, timeout=request.timeout, cancel=cancel)
    result = Result("push", image=request.reference, dry_run=request.dry_run)

    def work() -> None:
        target = Target(request.reference)
        if request.dry_run:
            result.plan = target.plan()
            return
        with ExitStack() as until_then:
            with operation.stage("inspect"):
                engine = until_then.enter_context(connect(operation))
                run = _Push(engine, target, operation, policy, breakers)
                local = run.inspect()
                result.image_id = local.image_id
            with operation.stage("push"):
                told = run.send(run.tell)
            with operation.stage("verify"):
                pushed = run.confirm(local, told)
        result.digest = pushed.digest
        result.details["push"] = pushed.as_dict()

    return perform(operation, result, work)


def run_push(
    engine: Engine,
    reference: str,
    operation: Operation,
    *,
    image_id: str = "",
    policy: Policy = POLICY,
    breakers: Breakers = REGISTRIES,
) -> Pushed:
    """Pushes an image within the running stage of an operation, and lets the registry confirm it.

    With an `image_id` it is that image which is pushed, or none. Raises OperationError and StoppedError.
    """
    run = _Push(engine, Target(reference), operation, policy, breakers)
    local = run.inspect(image_id)
    told = run.send(lambda part, line: run.tell(0.9 * part, line))
    return run.confirm(local, told)


class Target:
    """Where an image is pushed to: the registry's host and port, its repository and tag, and the name in full."""

    __slots__ = ("host", "name", "reference", "repository", "tag")

    def __init__(self, reference: str) -> None:
        parts = split_reference(check_target(reference))
        self.name = parts.name
        self.tag = parts.tag or "latest"
        self.reference = f"{self.name}:{self.tag}"
        try:
            place = Place(self.reference)
        except RegistryError as error:
            raise refused(f"{reference} cannot be pushed: {error}", "write REGISTRY/NAME:TAG", code="bad-reference") from None
        self.host = place.host
        self.repository = place.repository

    def plan(self) -> list[str]:
        """What a push does."""
        registry = shown(self.host)
        return [
            f"inspect the image {self.reference}",
            f"push it to {registry}, repository {self.repository}, tag {self.tag}",
            f"ask {registry} for the digest of {self.repository}:{self.tag} and compare",
        ]


class _Push:
    """The steps of one push."""

    def __init__(
        self,
        engine: Engine,
        target: Target,
        operation: Operation,
        policy: Policy,
        breakers: Breakers,
    ) -> None:
        self.engine = engine
        self.target = target
        self.operation = operation
        self.policy = policy
        self.breaker = breakers.of(target.host)
        self.attempts = 0
        self._held: Credentials | None = None
        self._percent = -1

    def inspect(self, image_id: str = "") -> Local:
        """The image that is to be pushed. Raises OperationError where it is not there, or not the one that is meant."""
        from docker.errors import ImageNotFound
        from requests.exceptions import RequestException

        try:
            found = aside(self.operation, lambda: self.engine.api.inspect_image(self.target.reference))
        except ImageNotFound as error:
            raise self._failed(LOCAL, str(error.explanation or error)) from None
        except RequestException as error:
            raise self._failed(ENGINE, f"{type(error).__name__}: {error}") from None
        held = _full(str(found.get("Id", "")))
        if image_id and held != _full(image_id):
            cause = MISMATCH._replace(code="image-moved", message="the tag names another image than the one that was checked")
            raise self._failed(cause, f"{self.target.reference} is {held}, not {image_id}")
        return Local(held, "Descriptor" in found)

    def send(self, told: Callable[[float, str], None]) -> str:
        """Pushes, again where that may help. Returns the digest that the engine tells."""
        self._held = credentials_of(self.target.host, self.operation)
        auth = _auth(self.target.host, self._held)
        self.operation.secrets.add(auth.get(name, "") for name in ("password", "identitytoken"))
        what = f"pushing {self.target.reference}"
        return persist(self.operation, lambda _: self._once(auth, told), what=what, policy=self.policy, breaker=self.breaker)

    def _once(self, auth: dict[str, str], told: Callable[[float, str], None]) -> str:
        from http.client import HTTPException

        from docker.errors import APIError, DockerException
        from urllib3.exceptions import HTTPError

        self.attempts += 1
        try:
            return Upload(self.engine.api, self.target.name, self.target.tag, auth).run(self.operation, told)
        except EngineSaysError as error:
            raise self._failed(of_text(str(error)), str(error)) from None
        except APIError as error:
            said = str(error.explanation or error)
            raise self._failed(of_text(said), said) from None
        except (OSError, HTTPError, HTTPException, DockerException) as error:  # as what a connection breaks, depends on where
            raise self._failed(ENGINE, f"{type(error).__name__}: {error}") from None

    def confirm(self, local: Local, told: str) -> Pushed:
        """What the registry has under the tag, which must be what was pushed. Raises OperationError."""
        target, operation = self.target, self.operation

        def ask(_: int) -> Published | None:
            return published(target.host, target.repository, target.tag, operation, self._held, self.engine.kind)

        what = f"asking {target.host} for what it has"
        try:
            found = persist(operation, ask, what=what, policy=self.policy, breaker=self.breaker)
        except OperationError as error:
            claim = (f"the engine says that it has pushed {told}",) if told else ()
            error.failure = replace(error.failure, evidence=(*error.failure.evidence, *claim))
            raise
        if found is None:
            raise self._failed(MISMATCH, f"the engine has pushed {told or 'it'}, the registry has no such tag")
        if told and found.digest != told:
            raise self._failed(MISMATCH, f"the engine has pushed {told}, the registry has {found.digest}")
        if not _is_of(found, local, told):
            raise self._failed(MISMATCH, f"the registry has an image of {found.config or found.digest}, not {local.image_id}")
        return Pushed(target.reference, local.image_id, found.digest, self.attempts, found.media, found.config)

    def tell(self, part: float, line: str) -> None:
        """Passes on how far it is, whole percents only, and what the engine prints."""
        if line:
            self.operation.output(unauthorized(line))
        if int(part * 100) > self._percent:
            self._percent = int(part * 100)
            self.operation.progress(part)

    def _failed(self, cause: Cause, said: str) -> OperationError:
        found = failure(cause, self.target.host, self.operation.current, said, self.operation.secrets)
        return OperationError(replace(found, attempts=max(1, self.attempts)))


def _full(image_id: str) -> str:
    """An id with its algorithm, which Podman leaves out."""
    return image_id if ":" in image_id else f"sha256:{image_id}"


def _is_of(found: Published, local: Local, told: str) -> bool:
    """What the registry has is the image that was inspected.

    An image's id is the digest of its configuration or, in a store of manifests (containerd's), that of its manifest or index;
    what is pushed of an index may be one of its parts, so there the digest that the engine tells must do.
    """
    return local.image_id in (found.config, found.digest) or (local.manifests and bool(told))


def _auth(host: str, held: Credentials | None) -> dict[str, str]:
    """What an engine is given (api/types/registry/authconfig.go)."""
    if held is None:
        return {}
    server = {"serveraddress": HUB if host == _HUB_HOST else host}
    if not held.user:
        return {**server, "identitytoken": held.secret}
    return {**server, "username": held.user, "password": held.secret}
