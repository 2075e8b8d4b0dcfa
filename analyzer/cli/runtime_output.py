"""How commands that use an engine are watched, stopped and reported."""

from __future__ import annotations

import json
import os
import sys
from threading import Event as Flag
from typing import TYPE_CHECKING

from analyzer.cli import output
from analyzer.cli.output import complain, write, write_file
from analyzer.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.cli.options import Arguments
    from analyzer.runtime.events import Event, Listener
    from analyzer.runtime.result import Result

REFUSED, TROUBLE, INTERRUPTED = 1, 2, 130
_BAR = 20  # columns
_GATES = frozenset({"findings", "vulnerabilities", "waste"})
_SHOWN_EVIDENCE = 12  # lines


def run(arguments: Arguments, work: Callable[[Listener, Flag], Result], text_of: Callable[[Result], str]) -> int:
    """Does the work of a command and reports it as the command line says; returns the exit code. Raises OSError."""
    form = arguments.one("format", "text")
    listen, close = _listener(form)
    try:
        result = work(listen, _cancelled_by_signals())
    finally:
        close()
    return report(arguments, result, text_of)


def report(arguments: Arguments, result: Result, text_of: Callable[[Result], str]) -> int:
    """Writes a result where it is wanted, and returns the exit code."""
    form = arguments.one("format", "text")
    data = result.as_dict()
    if arguments.has("result"):
        write_file(arguments.one("result"), json.dumps(data, indent=2, ensure_ascii=True) + "\n")
    trouble = _metrics(arguments, result)
    if form == "json":
        write(json.dumps(data, indent=2, ensure_ascii=True) + "\n")
    elif form == "jsonl":
        write(json.dumps({"event": "result", **data}, ensure_ascii=True) + "\n")
    else:
        write(result.text)
        if result.error is None:
            write(text_of(result))
        else:
            _explain(result)
    return TROUBLE if trouble else exit_code(result)


def exit_code(result: Result) -> int:
    """0 done; 1 stopped by findings or vulnerabilities; 130 cancelled; 2 anything else."""
    if result.succeeded:
        return 0
    if result.status == "cancelled":
        return INTERRUPTED
    return REFUSED if result.error is not None and result.error.category in _GATES else TROUBLE


def _metrics(arguments: Arguments, result: Result) -> bool:
    """Writes and sends metrics where they are asked for; tells whether that went wrong."""
    if not (arguments.has("metrics-file") or arguments.has("pushgateway")):
        return False
    from analyzer.runtime.failure import OperationError
    from analyzer.runtime.metrics import Metrics

    try:
        metrics = Metrics()
        metrics.record(result)
        if arguments.has("metrics-file"):
            metrics.write(arguments.one("metrics-file"))
        if arguments.has("pushgateway"):
            metrics.push(arguments.one("pushgateway"))
    except ModuleNotFoundError as error:
        complain(f"metrics: the Python package {error.name} is missing", "python -m pip install 'buildsecbot[runtime]'")
        return True
    except OperationError as error:
        complain(visible(error.failure.message), "; ".join(error.failure.remedies))
        return True
    return False


def _explain(result: Result) -> None:
    """Says on standard error what went wrong, what was said, and what to do."""
    error = result.error
    assert error is not None
    place = f" (line {error.line} of the Dockerfile)" if error.line else ""
    lines = [f"{result.operation}: {error.message}{place} [{error.code}, in stage {error.stage}]"]
    lines += [f"  | {visible(line)}" for text in error.evidence for line in text.splitlines()[:_SHOWN_EVIDENCE]]
    if error.attempts > 1:
        lines.append(f"  tried {error.attempts} times")
    lines += [f"  to do: {remedy}" for remedy in error.remedies if remedy]
    complain("\n".join(lines))
    if error.patch:
        write(error.patch)


# --- while it runs


def _cancelled_by_signals() -> Flag:
    """A flag that an interrupt, or a signal to end, sets: the engine's work is then stopped. A second one ends the process."""
    import signal

    cancel = Flag()

    def stop(number: int, _frame: object) -> None:
        if cancel.is_set():
            output.clean()
            os._exit(INTERRUPTED)
        cancel.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return cancel


def _listener(form: str) -> tuple[Listener, Callable[[], None]]:
    if form == "jsonl":
        return _in_lines, lambda: None
    if form == "text" and _is_terminal():
        bar = _Bar()
        return bar.show, bar.close
    return (_in_words if form == "text" else _silently), lambda: None


def _silently(event: Event) -> None:
    """Only the result is wanted."""


def _in_lines(event: Event) -> None:
    write(json.dumps(event.as_dict(), ensure_ascii=True) + "\n")


def _in_words(event: Event) -> None:
    """For a log: when stages begin and end, and what is tried again."""
    if event.kind == "finished":
        _put(f"{event.operation}: {event.stage} {event.status} ({event.seconds:.1f} s)\n")
    elif event.kind == "retry":
        _put(f"{event.operation}: {event.stage}: {_one_line(event.message)}\n")
    elif event.kind == "output" and event.message.strip():
        _put("".join(f"  | {visible(line)}\n" for line in event.message.splitlines()))


def _is_terminal() -> bool:
    stream = sys.stderr
    return bool(stream) and stream.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")


def _one_line(text: str) -> str:
    return " ".join(visible(line) for line in text.splitlines()).strip()


def _put(text: str) -> None:
    stream = sys.stderr
    if stream is None:
        return
    try:
        stream.write(text.encode(stream.encoding or "ascii", "backslashreplace").decode(stream.encoding or "ascii"))
        stream.flush()
    except OSError:
        return


class _Bar:
    """A line on the terminal that tells how far an operation has come, and what it is doing."""

    def __init__(self) -> None:
        self._drawn = 0
        output.CLEANERS.append(self._wipe)

    def show(self, event: Event) -> None:
        if event.kind == "output":
            self._wipe()
            _put("".join(f"  | {visible(line)}\n" for line in event.message.splitlines()))
        full = int(_BAR * event.done)
        words = _one_line(event.message) if event.kind in ("progress", "retry") else ""
        text = f"[{'#' * full}{'.' * (_BAR - full)}] {event.done:4.0%} {event.operation}: {event.stage}  {words}"
        text = text[: max(20, _columns() - 1)].rstrip()
        _put(f"\r{text}{' ' * (self._drawn - len(text))}")
        self._drawn = len(text)

    def close(self) -> None:
        self._wipe()
        output.CLEANERS.remove(self._wipe)

    def _wipe(self) -> None:
        if self._drawn:
            _put(f"\r{' ' * self._drawn}\r")
            self._drawn = 0


def _columns() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns
