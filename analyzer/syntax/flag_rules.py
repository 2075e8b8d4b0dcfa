"""The flags each instruction knows, and how BuildKit checks them (instructions/bflag.go)."""

from __future__ import annotations

from analyzer.syntax.goquote import go_quote
from analyzer.syntax.refusal import RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.syntax.nodes import Flag, Instruction

STRING, STRINGS, BOOL = "string", "strings", "bool"  # with a value; the same, repeatable; bare or true or false

FLAGS: dict[str, dict[str, str]] = {
    "FROM": {"platform": STRING},
    "COPY": {"from": STRING, "chown": STRING, "chmod": STRING, "link": BOOL, "parents": BOOL, "exclude": STRINGS},
    "ADD": {
        "chown": STRING,
        "chmod": STRING,
        "link": BOOL,
        "keep-git-dir": BOOL,
        "checksum": STRING,
        "unpack": BOOL,
        "exclude": STRINGS,
    },
    "RUN": {"mount": STRINGS, "network": STRING, "security": STRING, "device": STRINGS},
    "HEALTHCHECK": {"interval": STRING, "timeout": STRING, "start-period": STRING, "start-interval": STRING, "retries": STRING},
}


def check_flags(node: Instruction) -> None:
    """Raises RefusedError for the first flag of an instruction that BuildKit would not take."""
    if node.flags:
        check_flag_list(node.flags, FLAGS.get(node.kind, {}))


def check_flag_list(flags: list[Flag], known: dict[str, str]) -> None:
    """Raises RefusedError for the first flag that is unknown, given twice, or without a fitting value."""
    used: set[str] = set()
    for flag in flags:
        name, span = flag.name.text, (flag.start, flag.end)
        kind = known.get(name)
        if kind is None:
            from analyzer.syntax.suggest import suggest

            raise RefusedError(f"unknown flag: --{name}", span, suggest(name, sorted(known), case_sensitive=True))
        if name in used and kind != STRINGS:
            raise RefusedError(f"duplicate flag specified: --{name}", span)
        used.add(name)
        if kind != BOOL and flag.value is None:
            raise RefusedError(f"missing a value on flag: --{name}", span)
        if kind == BOOL:
            _check_bool(flag, name)


def _check_bool(flag: Flag, name: str) -> None:
    if flag.value is None:
        return
    if not flag.value.text:
        raise RefusedError(f"missing a value on flag: --{name}", (flag.start, flag.end))
    if flag.value.text.lower() not in ("true", "false"):
        raise RefusedError(f"expecting boolean value for flag --{name}, not: {flag.value.text}", (flag.start, flag.end))


def check_modes(node: Instruction) -> None:
    """RUN --network and --security take one of a few words (commands_runnetwork.go, commands_runsecurity.go)."""
    for name, values, message in (
        ("network", ("default", "none", "host"), "invalid network mode {}"),
        ("security", ("insecure", "sandbox"), "security {} is not valid"),
    ):
        flag = node.flag(name)
        if flag is not None and flag.value is not None and flag.value.text not in values:
            raise RefusedError(message.format(go_quote(flag.value.text)), (flag.start, flag.end))
