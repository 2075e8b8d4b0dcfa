"""Ports for EXPOSE: those that the file itself speaks of, and well-known ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.features.completing.proposing import ordered, propose
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place

_PORT = Lazy(r"[0-9-]*")
_PROTOCOL = Lazy(r"[a-z]*")
_SPOKEN_OF = Lazy(r"(?i)(?:port[s\"']?[ \t\"',=:]+|:)([0-9]{2,5})(?![0-9.])")
_SPEAKING = frozenset({"ENV", "ARG", "CMD", "ENTRYPOINT", "HEALTHCHECK"})
_KNOWN = {
    "80": "HTTP",
    "443": "HTTPS",
    "8080": "HTTP, for users that are not root",
    "8443": "HTTPS, for users that are not root",
    "3000": "Node.js, Rails, Grafana",
    "5000": "Flask, registries",
    "8000": "Django, Uvicorn",
    "8888": "Jupyter",
    "9229": "the debugger of Node.js",
    "2379": "etcd",
    "22": "SSH",
    "53": "DNS",
    "1883": "MQTT",
    "3306": "MySQL",
    "5432": "PostgreSQL",
    "5672": "AMQP",
    "6379": "Redis",
    "9000": "PHP-FPM",
    "9090": "Prometheus",
    "9092": "Kafka",
    "9200": "Elasticsearch",
    "11211": "memcached",
    "27017": "MongoDB",
}


def ports(place: Place) -> Iterator[Completion]:
    """Ports; behind a slash the protocols."""
    written = place.current
    if "/" in written:
        at = place.at + written.index("/") + 1
        for name in ("tcp", "udp", "sctp"):
            yield from propose(place, at, name, "enummember", following=_PROTOCOL)
        return
    spoken = _of_file(place)
    found = [
        each
        for port, detail in {**spoken, **{port: name for port, name in _KNOWN.items() if port not in spoken}}.items()
        if port not in place.words
        for each in propose(place, place.at, port, "value", detail=detail, following=_PORT)
    ]
    yield from ordered(found, 1)


def _of_file(place: Place) -> dict[str, str]:
    found: dict[str, str] = {}
    stage = place.stage
    for step in stage.instructions if stage is not None else ():
        if step.kind in _SPEAKING:
            for port in _SPOKEN_OF.findall(step.span_text):
                if 0 < int(port) < 65536:
                    found.setdefault(port, f"{step.kind}, line {place.snapshot.source.line(step.start)}")
    return found
