"""BuildKit over the engine's API, without a session: no secrets, no SSH, no credentials for private images.

The answer carries BuildKit's own events, packed as protocol buffers (builder/builder-next/builder.go).
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from analyzer.runtime.engine import api_build
from analyzer.runtime.engine.driver import Objections, Outcome
from analyzer.runtime.engine.images import uses_containerd
from analyzer.runtime.engine.protobuf import BadMessageError, read_update
from analyzer.runtime.engine.steps import Steps

if TYPE_CHECKING:
    from analyzer.runtime.context import Context
    from analyzer.runtime.engine.connection import Engine
    from analyzer.runtime.engine.wanted import Wanted
    from analyzer.runtime.operation import Operation

_ASKS = "over the API, an engine with containerd's image store asks registries for base images, for those it has as well"
INLINE = "type=inline"


class BuildKit:
    """The driver `buildkit`."""

    name = "buildkit"
    for_classic = False
    hides = False

    def objections(self, engine: Engine, wanted: Wanted) -> list[str]:
        """Why it cannot build what is wanted."""
        found = Objections()
        found.add(engine.kind != "docker", f"{engine.kind} has no BuildKit")
        found.add(api_number(engine) < (1, 39), f"Docker {engine.version} is older than BuildKit in its API")
        found.add(engine.system == "windows", "an engine for Windows has no BuildKit in its API")
        api_build.object_to(found, wanted)
        bad = [text for text in wanted.request.cache_to if text != INLINE]
        found.add(bad, f"the API keeps a cache in the image ({INLINE}) only")
        network = wanted.request.network
        found.add(network not in ("", "default", "none", "host"), f"BuildKit has no network {network}")
        return found.found

    def build(self, engine: Engine, wanted: Wanted, context: Context, tag: str, operation: Operation) -> Outcome:
        """Builds. Raises EngineSaysNoError, StoppedError, OperationError."""
        if INLINE in wanted.request.cache_to:
            wanted.arguments.setdefault("BUILDKIT_INLINE_CACHE", "1")
        if uses_containerd(engine) and _ASKS not in context.notes:
            context.notes.append(_ASKS)
            operation.output(f"note: {_ASKS}")
        steps, ids = Steps(operation), []

        def take(message: dict[str, Any]) -> None:
            kind, aux = message.get("id"), message.get("aux")
            if kind == "moby.buildkit.trace" and isinstance(aux, str):
                try:
                    steps.take(read_update(base64.b64decode(aux)))
                except (BadMessageError, binascii.Error, ValueError):
                    steps.say("[an event of the engine cannot be read]")
            elif kind == "moby.image.id" and isinstance(aux, dict):
                ids.append(str(aux.get("ID", "")))
            elif isinstance(message.get("stream"), str):
                steps.say(message["stream"].rstrip("\n"))

        parameters = [("version", "2"), *api_build.query(wanted, context, tag, engine, operation)]
        error = api_build.run(engine, parameters, {}, context, operation, take)
        steps.end()
        if error or not ids:
            raise api_build.fail(steps.log.text, error or "the engine stopped in the middle of the build")
        return Outcome(tuple(ids), steps.cache, steps.log.text)


def api_number(engine: Engine) -> tuple[int, ...]:
    """The version of the API, as numbers."""
    return tuple(int(part) for part in engine.api_version.split(".") if part.isdigit())
