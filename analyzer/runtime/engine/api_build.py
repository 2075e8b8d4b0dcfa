"""What the two drivers that build over the engine's API have in common: the request, and how its answer ends."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from analyzer.runtime.engine.address import configuration_folder, read_configuration
from analyzer.runtime.engine.driver import EngineSaysNoError
from analyzer.runtime.engine.stream import BrokenStreamError, Call, EngineAnswerError
from analyzer.runtime.engine.wanted import forms, is_secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.runtime.context import Context
    from analyzer.runtime.engine.connection import Engine
    from analyzer.runtime.engine.driver import Objections
    from analyzer.runtime.engine.wanted import Wanted
    from analyzer.runtime.operation import Operation

_PROXIES = {"httpProxy": "HTTP_PROXY", "httpsProxy": "HTTPS_PROXY", "ftpProxy": "FTP_PROXY", "noProxy": "NO_PROXY",
            "allProxy": "ALL_PROXY"}  # fmt: skip


def object_to(found: Objections, wanted: Wanted) -> None:
    """What neither of them can do."""
    request = wanted.request
    found.add(len(request.platforms) > 1, "the API builds for one platform at a time")
    found.add(request.secrets, "the API has no session to pass secrets in")
    found.add(request.ssh, "the API has no session to pass SSH agents in")
    found.add(request.build_contexts, "the API has no further build contexts")
    bad = [text for text in request.cache_from if cache_image(text) is None]
    found.add(bad, f"the API takes a cache from images only, not from {', '.join(bad)}")


def cache_image(text: str) -> str | None:
    """The image that a ``--cache-from`` names; None where it is something else."""
    parts = dict(part.partition("=")[::2] for part in text.split(",")) if "=" in text else {"type": "registry", "ref": text}
    return parts["ref"] if parts.get("type") == "registry" and parts.get("ref") and set(parts) == {"type", "ref"} else None


def query(wanted: Wanted, context: Context, tag: str, engine: Engine, operation: Operation) -> list[tuple[str, str]]:
    """The parameters of a build (api/server/router/build, newImageBuildOptions)."""
    request = wanted.request
    arguments = {**_proxies(engine, operation), **wanted.arguments}
    found = [("dockerfile", context.dockerfile), ("rm", "1"), ("forcerm", "1")]
    given = {
        "t": tag,
        "buildargs": json.dumps(arguments) if arguments else "",
        "labels": json.dumps(dict(request.labels)) if request.labels else "",
        "cachefrom": json.dumps([cache_image(text) for text in request.cache_from]) if request.cache_from else "",
        "target": request.target,
        "platform": "".join(request.platforms),
        "networkmode": request.network,
        "nocache": "1" if request.no_cache else "",
        "pull": "1" if request.pull else "",
    }
    return found + [(name, value) for name, value in given.items() if value]


def run(
    engine: Engine,
    parameters: list[tuple[str, str]],
    headers: dict[str, str],
    context: Context,
    operation: Operation,
    take: Callable[[dict[str, Any]], None],
) -> str:
    """Builds: `take` gets every message of the answer but an error. Gives back the error, or an empty text."""
    call = Call(engine)
    error = ""
    sent = {"Content-Type": "application/x-tar", **headers}
    with operation.stopping_with(call.stop):
        try:
            for message in call.post("/build", parameters, headers=sent, body=context.rewind(), size=context.size):
                if "error" in message or "errorDetail" in message:
                    detail = message.get("errorDetail")
                    error = str(
                        (detail.get("message") if isinstance(detail, dict) else "") or message.get("error") or "unknown"
                    )
                else:
                    take(message)
        except EngineAnswerError as refusal:
            error = str(refusal) or f"the engine answers with {refusal.status}"
        except (BrokenStreamError, OSError) as broken:
            error = str(broken)
    return error


def fail(log: str, error: str) -> EngineSaysNoError:
    """That a build failed."""
    return EngineSaysNoError(f"{log}\nERROR: {error}" if error not in log[-len(error) - 200 :] else log)


def _proxies(engine: Engine, operation: Operation) -> dict[str, str | None]:
    """The build arguments that docker's client adds for the proxies of its configuration (ParseProxyConfig)."""
    known = read_configuration(os.path.join(configuration_folder(), "config.json")).get("proxies")
    settings = (known.get(engine.host) or known.get("default")) if isinstance(known, dict) else None
    found: dict[str, str | None] = {}
    for key, name in _PROXIES.items():
        value = settings.get(key) if isinstance(settings, dict) else None
        if isinstance(value, str) and value:
            found[name] = found[name.lower()] = value
            if is_secret(name, value):
                operation.secrets.add(forms([value]))
    return found
