"""Metrics of operations for Prometheus: a file for the textfile collector, or a push to a Pushgateway.

Each `Metrics` holds its values itself, so that several can live in one process. A gauge tells of the last run. Counters go on
from what the file says that they are written to; on a push they count this process alone. A scan puts in place all that was
said of its image: a severity that is no longer there is 0, and what was not assessed is not there at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.runtime.exposition import Counters, added, address, credentials, failure, send, told
from analyzer.runtime.redaction import Redaction
from analyzer.runtime.requests import SCANNERS
from analyzer.runtime.result import STATUSES
from analyzer.runtime.scan.model import SEVERITIES
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from analyzer.runtime.result import Result
    from analyzer.runtime.scan.model import Scan

PREFIX = "container_kit_"
JOB = "buildsecbot"
GAUGES = {
    "build_duration_seconds": (("tool", "status", "strategy"), "Seconds that the last build took."),
    "build_cache_hit_ratio": (("tool", "strategy"), "Steps of the last build that came from the cache, from 0 to 1."),
    "security_scan_duration_seconds": (("scanner", "status"), "Seconds that the last scan of a scanner took."),
    "operation_duration_seconds": (("operation", "status"), "Seconds that the last operation took."),
    "risk_score": (("image",), "Risk score of an image, from 0 to 100 (docs/risk.md)."),
    "vulnerabilities": (("image", "severity"), "Known vulnerabilities of an image by severity, exempted ones included."),
    "vulnerabilities_total": (("image", "severity"), "The same as container_kit_vulnerabilities, under its former name."),
}
"""Labels and help of each gauge, by name without prefix."""
COUNTERS = {
    "build_errors_total": (("tool", "error_type"), "Builds that failed, by kind of error."),
    "security_scan_errors_total": (("scanner", "error_type"), "Scans that gave no assessment, by kind of error."),
    "retries_total": (("operation",), "Steps that were tried again."),
    "recovery_outcomes_total": (
        ("operation", "outcome"),
        "How faults ended: recovered, remedied (by a patch), unresolved.",
    ),
}
"""Labels and help of each counter, by name without prefix."""
MOST_IMAGES = 200
"""Images that are told apart; of more the first are forgotten."""
_LABEL = Lazy(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LONGEST = 200  # characters of an image's name
_BUILDS = ("build", "ship")
_PATIENCE = 10.0  # seconds for a push
_REACHED = ("findings", "vulnerabilities")  # a refusal by what was found is no error


class Metrics:
    """Values of some operations. `collect` makes it a collector of prometheus_client."""

    def __init__(self) -> None:
        self._gauges: Counters = {name: {} for name in GAUGES}
        self._counters: Counters = {name: {} for name in COUNTERS}
        self._images: list[str] = []
        self._written: dict[str, Counters] = {}  # what of the counters each file holds already

    # --- what is told

    def record(self, result: Result, scan: Scan | None = None) -> None:
        """Takes in an operation; without `scan` what its result says of one. A dry run did nothing and counts for nothing."""
        if result.dry_run:
            return
        operation = _label(result.operation)
        status = result.status if result.status in STATUSES else "unknown"
        self._last("operation_duration_seconds", (operation,), (operation, status), result.seconds)
        self._count("retries_total", (operation,), result.retries)
        if result.operation in _BUILDS:
            self._build(result, operation, status)
        self._recovery(result, operation)
        scan = scan if scan is not None else _scan_of(result)
        if scan is not None:
            self._scan(scan)
        elif result.operation == "scan" and result.error is not None and result.error.category == "not_assessed":
            name = result.error.message.partition(":")[0]
            self._count("security_scan_errors_total", (_scanner(name), _label(result.error.code)), 1)

    def _build(self, result: Result, operation: str, status: str) -> None:
        strategy = _label(result.driver or "none")
        seconds = next((stage.seconds for stage in result.stages if stage.name == "build"), result.seconds)
        self._last("build_duration_seconds", (operation,), (operation, status, strategy), seconds)
        if result.cache is not None and result.cache.ratio is not None:
            self._last("build_cache_hit_ratio", (operation,), (operation, strategy), result.cache.ratio)
        if result.error is not None and result.error.category not in _REACHED:
            self._count("build_errors_total", (operation, _label(result.error.category)), 1)

    def _recovery(self, result: Result, operation: str) -> None:
        if result.succeeded:
            outcome = "recovered" if result.retries else ""
        elif result.error is None or result.status in {"cancelled", "refused"}:
            outcome = ""
        else:
            outcome = "remedied" if result.error.patch else "unresolved"
        if outcome:
            self._count("recovery_outcomes_total", (operation, outcome), 1)

    def _scan(self, scan: Scan) -> None:
        from analyzer.runtime.scan.risk import risk

        for run in scan.scanners:
            status = "assessed" if run.status == "assessed" else "failed"
            name = _scanner(run.name)
            self._last("security_scan_duration_seconds", (name,), (name, status), run.seconds)
            if status == "failed":
                self._count("security_scan_errors_total", (name, "failed"), 1)
        image = self._image(scan.image)
        assessed = not scan.assessed.get("vulnerabilities", "-")
        counts = dict.fromkeys(SEVERITIES, 0) if assessed else {}
        for one in scan.vulnerabilities if assessed else ():
            counts[one.severity] += 1
        for gauge in ("vulnerabilities", "vulnerabilities_total"):
            self._replace(gauge, image, {(image, severity): count for severity, count in counts.items()})
        score = risk(scan).score
        self._replace("risk_score", image, {} if score is None else {(image,): score})

    # --- how it is kept

    def _count(self, name: str, labels: tuple[str, ...], by: int) -> None:
        values = self._counters[name]
        values[labels] = values.get(labels, 0) + by

    def _last(self, name: str, first: tuple[str, ...], labels: tuple[str, ...], value: float) -> None:
        """Sets a gauge, and drops what it said before under the same first labels: it tells of the last run."""
        values = self._gauges[name]
        for old in [known for known in values if known[: len(first)] == first]:
            del values[old]
        values[labels] = value

    def _replace(self, name: str, image: str, values: Mapping[tuple[str, ...], float]) -> None:
        kept = {labels: value for labels, value in self._gauges[name].items() if labels[0] != image}
        self._gauges[name] = {**kept, **values}

    def _image(self, name: str) -> str:
        """The label of an image; the first images are forgotten where there are too many."""
        text = Redaction().text(name).replace("\n", " ")
        text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        if text not in self._images:
            self._images.append(text)
        while len(self._images) > MOST_IMAGES:
            oldest = self._images.pop(0)
            for gauge in ("risk_score", "vulnerabilities", "vulnerabilities_total"):
                self._replace(gauge, oldest, {})
        return text

    # --- how it is given out

    def collect(self) -> Iterator[Any]:
        """The metrics that hold a value, as prometheus_client wants them."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        for gauge, (labels, text) in GAUGES.items():
            yield from _family(GaugeMetricFamily, gauge, text, labels, self._gauges[gauge])
        for counter, (labels, text) in COUNTERS.items():
            yield from _family(CounterMetricFamily, counter, text, labels, self._counters[counter])

    def registry(self) -> Any:
        """A registry of prometheus_client that holds these metrics alone."""
        from prometheus_client import CollectorRegistry

        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        return registry

    def text(self) -> str:
        """The metrics in Prometheus's text format."""
        from prometheus_client import generate_latest

        return generate_latest(self.registry()).decode("utf-8")

    def write(self, path: str) -> None:
        """Writes the metrics to a file, whole or not at all; counters go on from those it holds. Raises OperationError."""
        from prometheus_client import write_to_textfile

        whole = Metrics()
        whole._gauges, whole._counters = (
            self._gauges,
            added(told(path, PREFIX, COUNTERS), self._counters, self._written.get(path, {})),
        )
        try:
            write_to_textfile(path, whole.registry())
        except OSError as error:
            message = f"the metrics cannot be written to {path}: {error.strerror or error}"
            raise failure("metrics-file", "usage", message, "name a file in a folder that can be written to") from error
        self._written[path] = {name: dict(values) for name, values in self._counters.items()}

    def push(self, url: str, job: str = JOB) -> None:
        """Sends the metrics to a Pushgateway, in place of what it has of this job and image. Raises OperationError."""
        from prometheus_client import push_to_gateway

        place, user, password = address(url)

        def handler(
            url: str, method: str, timeout: float | None, headers: list[tuple[str, str]], data: bytes
        ) -> Callable[[], None]:
            return lambda: send(url, method, timeout, [*headers, *credentials(user, password)], data)

        grouping = {"instance": self._images[-1]} if self._images else {}
        try:
            push_to_gateway(place, job, self.registry(), grouping, timeout=_PATIENCE, handler=handler)
        except (OSError, ValueError) as error:
            secrets = Redaction()
            secrets.add([password] if password else [])
            message = secrets.text(f"the Pushgateway at {place} did not take the metrics: {error}")
            raise failure(
                "metrics-push", "network", message, "see that it runs there, and that it may be written to"
            ) from error


def _family(kind: Any, name: str, text: str, labels: tuple[str, ...], values: Mapping[tuple[str, ...], float]) -> Iterator[Any]:
    if values:
        family = kind(PREFIX + name, text, labels=labels)
        for key, value in sorted(values.items()):
            family.add_metric(key, value)
        yield family


def _scan_of(result: Result) -> Scan | None:
    """The scan that a result holds as plain data."""
    from analyzer.runtime.scan.stored import from_data

    report = (result.scan or {}).get("report")
    return from_data(report) if isinstance(report, dict) else None


def _scanner(name: str) -> str:
    return name if name in SCANNERS else "other"


def _label(text: str) -> str:
    """A label that can take few values: a word, otherwise ``other``."""
    return text if _LABEL.fullmatch(text) else "other"
