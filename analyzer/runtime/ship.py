"""The operation `ship`: check, build, scan, tag, push, and a statement of it. Each has to succeed before the next begins."""

from __future__ import annotations

import json
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from analyzer.runtime import build, scanning
from analyzer.runtime.engine.connection import connect
from analyzer.runtime.engine.wanted import learn, want
from analyzer.runtime.events import nobody
from analyzer.runtime.failure import refused
from analyzer.runtime.files import write
from analyzer.runtime.gate import examine
from analyzer.runtime.operation import Operation
from analyzer.runtime.push import run_push
from analyzer.runtime.requests import check_target
from analyzer.runtime.result import Result, perform
from analyzer.runtime.statement import source_of, statement_of

if TYPE_CHECKING:
    from threading import Event as Flag

    from analyzer.runtime.engine.connection import Engine
    from analyzer.runtime.engine.wanted import Wanted
    from analyzer.runtime.events import Listener
    from analyzer.runtime.gate import Checked
    from analyzer.runtime.requests import ShipRequest


def ship(request: ShipRequest, *, listen: Listener = nobody, cancel: Flag | None = None) -> Result:
    """Ships an image. The result's digest is that of the first name, as its registry confirms it."""
    operation = Operation("ship", listen=listen, timeout=request.timeout, cancel=cancel)
    first = request.build.tags[0] if request.build.tags else None
    result = Result("ship", image=first, dry_run=request.dry_run)

    def work() -> None:
        with operation.stage("check"):
            learn(request.build, operation)
            _check_request(request)
            checked = examine(request.build, operation, result)
            wanted = want(request.build, checked, operation)
        result.details["source"] = source_of(checked.path, checked.content)
        if request.dry_run:
            operation.skip(*(stage.name for stage in operation.stages[1:]))
            result.plan = plan(request, checked)
            return
        with connect(operation) as engine:
            _Shipment(request, engine, wanted, operation, result).run()

    return perform(operation, result, work)


def _check_request(request: ShipRequest) -> None:
    if not request.build.tags:
        raise refused("there is no name to push the image under", "give one with -t REGISTRY/NAME:TAG", stage="check")
    for name in request.build.tags:
        check_target(name)
    scanning.check_request(replace(request.scan, image=request.build.tags[0]))


def plan(request: ShipRequest, checked: Checked) -> list[str]:
    """What shipping would do, step by step."""
    scan = scanning.plan(request.scan)[1:]
    pushes = [f"push {name}, and have its registry confirm the digest" for name in request.build.tags]
    statement = [f"write the statement {request.statement}"] if request.statement else []
    return [*build.plan(replace(request.build, tags=()), checked), *scan, *_tags(request), *pushes, *statement]


def _tags(request: ShipRequest) -> list[str]:
    return [f"tag it {name}" for name in request.build.tags]


class _Shipment:
    """What is being shipped."""

    def __init__(self, request: ShipRequest, engine: Engine, wanted: Wanted, operation: Operation, result: Result) -> None:
        self.request = request
        self.engine = engine
        self.wanted = wanted
        self.operation = operation
        self.result = result

    def run(self) -> None:
        """The stages behind the check."""
        request, operation, result = self.request, self.operation, self.result
        built = build.run_build(self.engine, request.build, self.wanted.checked, operation, wanted=self.wanted)
        try:
            result.image_id, result.driver, result.cache = built.image_id, built.driver, built.cache
            result.details |= {
                "engine": {"kind": self.engine.kind, "version": self.engine.version},
                "notes": list(built.notes),
            }
            with operation.stage("scan"):
                self._scan(built.staging or built.image_id)
            with operation.stage("tag"):
                build.promote(self.engine, built, request.build.tags, operation)
                result.details["tags"] = list(request.build.tags)
        finally:
            build.discard(self.engine, built, operation)
        with operation.stage("push"):
            pushed = self._push(built.image_id)
        with operation.stage("statement"):
            self._state(pushed)

    def _scan(self, name: str) -> None:
        asked = replace(self.request.scan, image=self.request.build.tags[0])
        checked = self.wanted.checked
        with TemporaryDirectory(prefix="buildsecbot-") as folder:
            loaded = scanning.load(name, self.operation, folder, checked, self.engine)
            found = scanning.look(loaded, asked, self.operation)
            scanning.conclude(found, asked, self.operation, self.result, checked, forced=self.request.build.force)

    def _push(self, image_id: str) -> dict[str, str]:
        """The digests of the names, as their registries confirm them."""
        digests: dict[str, str] = {}
        details = self.result.details.setdefault("pushed", [])
        for name in self.request.build.tags:
            pushed = run_push(self.engine, name, self.operation, image_id=image_id)
            digests[pushed.reference] = pushed.digest
            details.append(pushed.as_dict())
            if self.result.digest is None:
                self.result.digest = pushed.digest
        return digests

    def _state(self, pushed: dict[str, str]) -> None:
        if not self.request.statement:
            return
        byproducts = {"sbom": self.request.scan.sbom} if self.request.scan.sbom else {}
        source = self.result.details["source"]
        secrets = self.operation.secrets
        statement = statement_of(self.request.build, self.wanted.checked, source, pushed, byproducts, secrets)
        write(self.request.statement, json.dumps(statement, indent=2) + "\n", "statement")
        self.result.details["statement"] = self.request.statement
