"""What the --platform of a FROM asks for (dockerfile2llb/validations.go, github.com/containerd/platforms)."""

from __future__ import annotations

from analyzer.syntax.expansion import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.stages import Stage

_SYSTEMS = frozenset((
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd",
    "plan9", "solaris", "windows", "zos", "macos",
))  # fmt: skip
_MACHINES = frozenset((
    "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "ppc64", "ppc64le", "loong64", "mips", "mipsle", "mips64",
    "mips64le", "mips64p32", "mips64p32le", "ppc", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm",
))  # fmt: skip
_OTHER_NAMES = {
    "aarch64": "arm64", "x86_64": "amd64", "x86-64": "amd64", "i386": "386", "armhf": "arm", "armel": "arm", "macos": "darwin",
}  # fmt: skip
_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_.-")


def platform_variables(stage: Stage) -> list[str]:
    """The variables that the flag names, in order."""
    text = stage.written_platform
    if not isinstance(text, str) or "$" not in text:
        return []
    return [reference.name for reference in references(text, stage.file.escape)]


def platform_in_name(stage: Stage) -> bool | None:
    """The stage's name holds the system or the machine; None where the flag is missing, has a variable, or names no platform.

    Part of the name counts, as it does for BuildKit: ``arm`` is in ``build-arm64``, and in ``alarm``.
    """
    text = stage.written_platform
    if not isinstance(text, str) or "$" in text:
        return None
    parts = platform_parts(text)
    return any(part in (stage.name or "") for part in parts) if parts else None


def platform_parts(text: str) -> list[str]:
    """System and machine as containerd names them; a part that is not named is left out. Empty for what is no platform."""
    system, *rest = text.lower().split("/")
    system = system.partition("(")[0]
    if len(rest) > 2 or not all(part and set(part) <= _SIGNS for part in (system, *rest)):
        return []
    if rest:
        return [_OTHER_NAMES.get(system, system), _OTHER_NAMES.get(rest[0], rest[0])]
    only = _OTHER_NAMES.get(system, system)
    if only in _MACHINES:
        return ["linux", only]
    return [only] if only in _SYSTEMS else []
