"""Platforms such as ``linux/arm64/v8``, compared as containerd does (github.com/containerd/platforms)."""

from __future__ import annotations

_MACHINES = {
    "x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64", "armhf": "arm/v7", "armel": "arm/v6", "i386": "386",
    "arm64/v8": "arm64", "arm": "arm/v7", "amd64/v1": "amd64",
}  # fmt: skip
_RUNS_TOO = {"linux/arm/v7": ("linux/arm/v6", "linux/arm/v5"), "linux/arm/v6": ("linux/arm/v5",)}


def normal(platform: str) -> str:
    """A platform in its usual spelling: ``Linux/x86_64`` is ``linux/amd64``, ``linux/arm64/v8`` is ``linux/arm64``."""
    system, _, machine = platform.lower().partition("/")
    if not machine:
        return system
    system = "darwin" if system == "macos" else system.partition("(")[0]
    return f"{system}/{_MACHINES.get(machine, machine)}"


def offers(platforms: list[str], wanted: str) -> bool | None:
    """The wanted platform is among those offered; None for one that leaves the system or the machine open."""
    name = normal(wanted)
    if "/" not in name:
        return None
    offered = [normal(platform) for platform in platforms]
    return any(each in offered for each in (name, *_RUNS_TOO.get(name, ())))
