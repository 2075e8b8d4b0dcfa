"""The ports of EXPOSE (dockerfile2llb/convert_expose.go): ``[[ip:]host:]port[-port][/protocol]``.

An address and a host port are read, though they have no effect in EXPOSE.
"""

from __future__ import annotations

from analyzer.source.patterns import Lazy
from analyzer.syntax.goquote import go_quote

_NUMBER = Lazy(r"\+?[0-9]+|-0+")
_PROTOCOLS = frozenset({"tcp", "udp", "sctp"})
_HIGHEST = 65535


class PortError(ValueError):
    """A port BuildKit refuses, in its words."""


class Port:
    """What one word of EXPOSE opens: the ports `low` to `high`, both included.

    `protocol` is as written, ``tcp`` where there is none. `host_ip` and `host_port` are empty where not given.
    """

    __slots__ = ("high", "host_ip", "host_port", "low", "protocol")

    def __init__(self, low: int, high: int, protocol: str, host_ip: str, host_port: str) -> None:
        self.low = low
        self.high = high
        self.protocol = protocol
        self.host_ip = host_ip
        self.host_port = host_port

    @property
    def exposed(self) -> list[str]:
        """The ports one by one, as an image's configuration names them: ``80/tcp``."""
        protocol = self.protocol.lower()
        return [f"{number}/{protocol}" for number in range(self.low, self.high + 1)]

    def __repr__(self) -> str:
        return f"Port({self.low}, {self.high}, {self.protocol!r}, {self.host_ip!r}, {self.host_port!r})"


def parse_port(spec: str) -> Port:
    """The ports a word names once its variables are expanded. Raises PortError."""
    head, _, container = spec.rpartition(":")
    host_ip, _, host_port = head.rpartition(":")
    ports, _, protocol = container.partition("/")
    if not ports:
        raise PortError(f"invalid port: {go_quote(spec)}: no port specified")
    if protocol and protocol.lower() not in _PROTOCOLS:
        raise PortError(f"invalid port: {go_quote(spec)}: invalid proto: {protocol}")
    _check_address(host_ip)
    span = _range(ports)
    if span is None:
        raise PortError(f"invalid containerPort: {ports}")
    low, high = span
    if host_port:
        host = _range(host_port)
        if host is None:
            raise PortError(f"invalid hostPort: {host_port}")
        if high != low and high - low != host[1] - host[0]:
            raise PortError(f"invalid ranges specified for container and host Ports: {ports} and {host_port}")
    return Port(low, high, protocol or "tcp", host_ip, host_port)


def _range(ports: str) -> tuple[int, int] | None:
    """The first and the last port of ``80`` or ``80-90``; None where they are none."""
    first, dash, last = ports.partition("-")
    low = _number(first)
    high = low if not dash or first == last else _number(last)
    if low is None or high is None or high < low:
        return None
    return low, high


def _number(text: str) -> int | None:
    if _NUMBER.fullmatch(text) is None:
        return None
    digits = text.lstrip("+-").lstrip("0")
    number = int(digits or "0") if len(digits) <= 5 else _HIGHEST + 1
    return number if number <= _HIGHEST else None


def _check_address(address: str) -> None:
    """Raises PortError unless the address is one, in brackets or not (net.SplitHostPort, net.ParseIP)."""
    if address.startswith("["):
        fault = _bracket_fault(address)
        if fault:
            raise PortError(f"invalid IP address {address}: address {address}:: {fault}")
        address = address[1:-1]
    if not address:
        return
    import ipaddress

    try:
        if "%" in address:
            raise ValueError("zones are not taken")
        ipaddress.ip_address(address)
    except ValueError:
        raise PortError(f"invalid IP address: {address}") from None


def _bracket_fault(address: str) -> str:
    """What is wrong with the brackets of ``[address]``, as net.SplitHostPort has it; empty where nothing is."""
    end = address.find("]")
    if end < 0:
        return "missing ']' in address"
    if end + 1 != len(address):
        return "too many colons in address" if address[end + 1] == ":" else "missing port in address"
    return "unexpected '[' in address" if "[" in address[1:] else ""
