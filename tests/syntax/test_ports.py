from __future__ import annotations

import pytest

from analyzer.syntax.ports import PortError, parse_port

PORTS = [
    ("80", (80, 80, "tcp", "", "")),
    ("8000-8010/UDP", (8000, 8010, "UDP", "", "")),
    ("53/", (53, 53, "tcp", "", "")),
    ("+80", (80, 80, "tcp", "", "")),
    ("080-080", (80, 80, "tcp", "", "")),
    ("8080:80", (80, 80, "tcp", "", "8080")),
    ("8000-8010:80", (80, 80, "tcp", "", "8000-8010")),
    ("127.0.0.1::80/sctp", (80, 80, "sctp", "127.0.0.1", "")),
    ("[fe80::1]:1:80", (80, 80, "tcp", "[fe80::1]", "1")),
    ("fe80::1:1:80", (80, 80, "tcp", "fe80::1", "1")),
    ("0-65535", (0, 65535, "tcp", "", "")),
]


@pytest.mark.parametrize(("spec", "expected"), PORTS)
def test_a_port_is_read(spec: str, expected: tuple[int, int, str, str, str]) -> None:
    port = parse_port(spec)
    assert (port.low, port.high, port.protocol, port.host_ip, port.host_port) == expected


def test_ports_are_listed_one_by_one() -> None:
    assert parse_port("1-3/Udp").exposed == ["1/udp", "2/udp", "3/udp"]


ERRORS = [
    ("/tcp", 'invalid port: "/tcp": no port specified'),
    ("80/http", 'invalid port: "80/http": invalid proto: http'),
    ("http", "invalid containerPort: http"),
    ("65536", "invalid containerPort: 65536"),
    ("90-80", "invalid containerPort: 90-80"),
    ("-80", "invalid containerPort: -80"),
    ("1_0", "invalid containerPort: 1_0"),
    ("٨٠", "invalid containerPort: ٨٠"),
    ("9" * 5000, "invalid containerPort: " + "9" * 5000),
    ("x:80", "invalid hostPort: x"),
    ("1-2:3-5", "invalid ranges specified for container and host Ports: 3-5 and 1-2"),
    ("1.2.3:1:80", "invalid IP address: 1.2.3"),
    ("fe80::1%eth0:1:80", "invalid IP address: fe80::1%eth0"),
    ("[::1:1:80", "invalid IP address [::1: address [::1:: missing ']' in address"),
    ("[::1]x:1:80", "invalid IP address [::1]x: address [::1]x:: missing port in address"),
]


@pytest.mark.parametrize(("spec", "message"), ERRORS)
def test_a_port_is_refused_as_buildkit_does(spec: str, message: str) -> None:
    with pytest.raises(PortError) as raised:
        parse_port(spec)
    assert str(raised.value) == message
