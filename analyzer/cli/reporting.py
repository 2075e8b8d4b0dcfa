"""Where the reports of a run go, and in which formats."""

from __future__ import annotations

from analyzer.cli.options import UsageError, suggest
from analyzer.cli.output import complain, encoded, put
from analyzer.report.formats import FORMATS, render
from analyzer.report.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from typing import TypeVar

    from analyzer.cli.options import Arguments
    from analyzer.config.policies import Policies
    from analyzer.lint.run import FileResult

    T = TypeVar("T")

Outputs = list[tuple[str, str]]
"""(format, file) pairs; an empty file name stands for standard output."""


def read_outputs(arguments: Arguments) -> Outputs:
    """What ``--format`` asks for; empty where it is not given. Raises UsageError."""
    outputs: Outputs = []
    for value in arguments.all("format"):
        form, colon, path = value.partition(":")
        if form not in FORMATS:
            near = suggest(form, list(FORMATS))
            raise UsageError(f"--format cannot be {form!r}", f"{near}it is one of {', '.join(FORMATS)}")
        if colon and not path:
            raise UsageError(f"--format {value} names no file", f"write {form}:FILE, or {form} for standard output")
        if any(path == other for _, other in outputs):
            raise UsageError(f"two reports cannot both go to {path or 'standard output'}", f"write one as {form}:FILE")
        outputs.append((form, path))
    return outputs


def settle(outputs: Outputs, policies: Policies) -> Outputs:
    """The reports of a run, of which the configuration says what `outputs` do not; `policies` learn whether they show fixes.

    Raises UsageError, ConfigErrors and OSError.
    """
    outputs = outputs or _configured(policies)
    if any(FORMATS[form].fixes for form, _ in outputs):
        policies.with_fixes()
    return outputs


def _configured(policies: Policies) -> Outputs:
    """What the configuration of the working directory asks for; text where it says nothing."""
    name, origin = policies.report_format()
    if not name:
        return [("text", "")]
    from analyzer.config.hadolint import FORMATS as EQUIVALENTS

    if name not in EQUIVALENTS:
        known = "" if name == "codacy" else f"; hadolint's formats are {', '.join(EQUIVALENTS)} and codacy"
        raise UsageError(f"{origin}: there is no format {name!r}{known}", f"give --format: {', '.join(FORMATS)}")
    return [(EQUIVALENTS[name], "")]


def emit(form: str, path: str, results: list[FileResult], policies: Policies) -> bytes:
    """Writes a report to a file, whole or not at all, or to standard output, and returns what it wrote. Raises OSError."""
    if form == "text" and not path and _wants_colour():
        from analyzer.report.as_text import text_report

        text = text_report(results, policies.rule, colour=True)
    else:
        text = render(form, results, policies.rule)
    if form == "text" and not path and _log_is_read():
        text = text.replace("##[", "##\\x5b")
    data = encoded(text)
    put(path, data)
    return data


def watched(items: Iterable[T], total: int, arguments: Arguments) -> Generator[T, None, None]:
    """The items of a run; where people wait for many of them, they are shown how far it has come."""
    import sys

    if total > 1 and not arguments.has("no-progress") and sys.stderr is not None and sys.stderr.isatty():
        from analyzer.cli import progress

        if progress.is_wanted():
            items = progress.shown(items, total)
    try:
        yield from items
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            close()


def complain_of(results: list[FileResult], outputs: Outputs) -> None:
    """Prints to standard error which files could not be checked, where no report tells people so."""
    if ("text", "") not in outputs:
        for result in results:
            if result.error:
                complain(f"{visible(result.path)}: {visible(result.error)}")


def _log_is_read() -> bool:
    """GitHub's runner looks for commands in all that a step prints: ``##[name]``, anywhere in a line."""
    import os

    return os.environ.get("GITHUB_ACTIONS") == "true"


def _wants_colour() -> bool:
    """A terminal reads the report, and nobody asked for no colours (https://no-color.org)."""
    import os
    import sys

    return bool(sys.stdout) and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
