"""``buildsecbot layers``."""

from __future__ import annotations

from analyzer.cli.options import Command, Option, UsageError, read_arguments
from analyzer.cli.output import write
from analyzer.cli.runtime_options import COMMON, timeout_of

COMMAND = Command(
    "layers",
    "",
    "Shows what each layer of an image adds, overwrites and deletes, and what is carried along for nothing.",
    (
        Option("image", "REF|ARCHIVE", "an image that the engine has, an archive of docker save, or an OCI layout"),
        Option("dockerfile", "FILE", "the Dockerfile it was built of: layers are told by its lines"),
        Option("target", "STAGE", "the stage of it that became the image"),
        Option("lowest-efficiency", "PERCENT", "fail below this share of bytes that can be seen in the end"),
        Option("most-wasted", "BYTES", "fail where more is carried along for nothing: 500k, 20M, 1G"),
        Option("top", "N", "how many wasted files are listed (default: 20)"),
        *COMMON,
    ),
    """
buildsecbot layers --image app:1.2 --dockerfile Dockerfile
buildsecbot layers --image app.tar --lowest-efficiency 95 --most-wasted 20M
""",
)
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30}
_UNITS |= {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9}


def main(words: list[str]) -> int:
    """Runs ``layers`` on the words behind it and returns the exit code. Raises UsageError and OSError."""
    arguments = read_arguments(COMMAND, words)
    if arguments.has("help"):
        from analyzer.cli.help import command_help

        write(command_help(COMMAND))
        return 0
    if arguments.operands or not arguments.has("image"):
        raise UsageError(
            "layers takes its image by --image", "write buildsecbot layers --image NAME:TAG, or the path of an archive"
        )
    from analyzer.cli.runtime_output import run
    from analyzer.cli.runtime_text import text_of
    from analyzer.runtime.layers import layers
    from analyzer.runtime.requests import LayersRequest

    request = LayersRequest(
        image=arguments.one("image"),
        dockerfile=arguments.one("dockerfile"),
        target=arguments.one("target"),
        lowest_efficiency=_share(arguments.one("lowest-efficiency")) if arguments.has("lowest-efficiency") else None,
        most_wasted=_bytes(arguments.one("most-wasted")) if arguments.has("most-wasted") else None,
        shown=_count(arguments.one("top", "20")),
        dry_run=arguments.has("dry-run"),
        timeout=timeout_of(arguments),
    )
    return run(arguments, lambda listen, cancel: layers(request, listen=listen, cancel=cancel), text_of)


def _share(text: str) -> float:
    try:
        share = float(text.removesuffix("%")) / 100
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise UsageError(f"--lowest-efficiency {text} is no share", "write a number of percent, from 0 to 100")
    return share


def _bytes(text: str) -> int:
    number = text.rstrip("kKmMgGiIbB")
    unit = _UNITS.get(text[len(number) :].lower())
    if unit is None or not (number.isascii() and number.isdigit()):
        raise UsageError(f"--most-wasted {text} is no number of bytes", "write 500k, 20M or 1G")
    return int(number) * unit


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise UsageError(f"--top {text} is no number", "write --top 20")
    return int(text)
