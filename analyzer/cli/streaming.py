"""Reports that are written while a run goes on: nothing of a file is kept when it is done."""

from __future__ import annotations

from contextlib import ExitStack, closing

from analyzer.cli.output import complain, encoded, write
from analyzer.lint.finding import at_least
from analyzer.report.formats import stream
from analyzer.report.visible import visible
from analyzer.report.whole_file import WholeFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from analyzer.cli.reporting import Outputs
    from analyzer.lint.run import FileResult
    from analyzer.report.formats import Stream


def write_streams(outputs: Outputs, results: Generator[FileResult, None, None]) -> int:
    """Writes the reports, each part as soon as it is known, and returns the exit code of the findings. Raises OSError.

    To standard output and to pipes all goes at once; a file is in place when it is whole.
    """
    code = 0
    with ExitStack() as files, closing(results):
        sinks = [(stream(form), _sink(path, files)) for form, path in outputs]
        _each(sinks, lambda report: report.begin())
        for result in results:
            _each(sinks, lambda report, result=result: report.file(result))  # type: ignore[misc]
            if result.error:
                complain(f"{visible(result.path)}: {visible(result.error)}")
                code = 2
            elif not code and any(at_least(finding.severity, result.fail_on) for finding in result.findings):
                code = 1
        _each(sinks, lambda report: report.end())
    return code


def _each(sinks: list[tuple[Stream, Callable[[str], None]]], part: Callable[[Stream], str]) -> None:
    for report, put in sinks:
        put(part(report))


def _sink(path: str, files: ExitStack) -> Callable[[str], None]:
    """What takes a part of a report."""
    if not path:
        return write
    file = files.enter_context(WholeFile(path))
    return lambda text: file.write(encoded(text))
