"""Metrics on their way out: what a file for Prometheus's textfile collector holds already, and a request to a Pushgateway."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

from analyzer.runtime.failure import Failure, OperationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

Counters = dict[str, dict[tuple[str, ...], float]]
"""The values of counters by their labels, by name."""


def told(path: str, prefix: str, names: Mapping[str, tuple[tuple[str, ...], str]]) -> Counters:
    """The counters of a file, by names with their labels; none where there is no file.

    Raises OperationError where it holds something else than metrics.
    """
    from prometheus_client.parser import text_string_to_metric_families

    found: Counters = {name: {} for name in names}
    if not os.path.exists(path):
        return found
    try:
        with open(path, encoding="utf-8") as file:
            families = list(text_string_to_metric_families(file.read()))
    except (OSError, ValueError) as error:
        remedy = "name another file, or remove this one"
        raise failure("metrics-file", "usage", f"{path} holds something else than metrics: {error}", remedy) from error
    for sample in [sample for family in families for sample in family.samples]:
        name = sample.name.removeprefix(prefix)
        if name in names and set(sample.labels) == set(names[name][0]):
            found[name][tuple(sample.labels[label] for label in names[name][0])] = sample.value
    return found


def added(before: Counters, now: Counters, written: Counters) -> Counters:
    """What counters were before, and by how much they grew since they were written."""
    found = {name: dict(values) for name, values in before.items()}
    for name, values in now.items():
        for labels, value in values.items():
            known = written.get(name, {}).get(labels, 0.0)
            found[name][labels] = found[name].get(labels, 0.0) + value - known
    return found


def address(url: str) -> tuple[str, str, str]:
    """The address of a Pushgateway without user and password, and these two. Raises OperationError."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        hint = "write it as http://HOST:9091"
        raise failure("metrics-push", "usage", "the address of the Pushgateway is none of http or https", hint)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}".rstrip("/"), unquote(parts.username or ""), unquote(parts.password or "")


def credentials(user: str, password: str) -> list[tuple[str, str]]:
    """The header that user and password make; none without a user."""
    from base64 import b64encode

    return [("Authorization", "Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii"))] if user else []


def send(url: str, method: str, timeout: float | None, headers: list[tuple[str, str]], data: bytes) -> None:
    """Sends what is pushed; unlike prometheus_client's own way it closes what it opens. Raises OSError."""
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    request = Request(url, data, dict(headers), method=method)  # noqa: S310 - the scheme was checked
    try:
        with urlopen(request, timeout=timeout):  # noqa: S310
            pass
    except HTTPError as error:
        with error:
            said = error.read(2000).decode("utf-8", "replace")
        raise OSError(f"status {error.code} {said}".strip()) from None


def failure(code: str, category: str, message: str, remedy: str) -> OperationError:
    """Metrics that cannot be given out."""
    return OperationError(Failure(code, category, "metrics", message, remedies=(remedy,)))
