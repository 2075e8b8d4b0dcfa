"""The report formats, in one table. A format's module is imported when it is first asked for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Protocol

    from analyzer.lint.comparison import Comparison
    from analyzer.lint.run import FileResult
    from analyzer.rules.ruleset import RuleInfo

    RuleOf = Callable[[str], RuleInfo]

    class Stream(Protocol):
        """A report that is written while the run goes on: `begin`, `file` for each file in order, `end`."""

        def begin(self) -> str:
            """What stands before all files."""
            raise NotImplementedError

        def file(self, result: FileResult) -> str:
            """What it says of a file."""
            raise NotImplementedError

        def end(self, comparison: Comparison | None = None) -> str:
            """What stands behind all files."""
            raise NotImplementedError


class Format:
    """A format: its name, what it is for, and whether it shows fixes or `quotes` the file.

    Its module is ``as_NAME``, with a function ``render``.

    With `streams` the module has a class ``Stream``, which writes of each file when it is done.
    """

    __slots__ = ("fixes", "help", "name", "quotes", "streams")

    def __init__(self, name: str, help: str, *, fixes: bool = False, streams: bool = False, quotes: bool = False) -> None:
        self.name = name
        self.help = help
        self.quotes = quotes
        self.fixes = fixes
        self.streams = streams


FORMATS = {
    form.name: form
    for form in (
        Format("text", "for people, with the source (default)", quotes=True),
        Format("json", "all there is, by docs/report.schema.json", fixes=True),
        Format("sarif", "SARIF 2.1.0, for code scanning and editors", fixes=True),
        Format("jsonl", "the JSON report in lines, each file's when it is done", fixes=True, streams=True),
        Format("github", "annotations of GitHub Actions"),
        Format("gitlab", "GitLab's code quality report"),
        Format("codeclimate", "issues of the Code Climate engine specification"),
        Format("checkstyle", "Checkstyle's XML"),
        Format("junit", "JUnit's XML: a test suite a file"),
        Format("gnu", "a line a finding, for editors"),
        Format("sonarqube", "SonarQube's generic issues (10.3 and newer)"),
        Format("markdown", "a comment on a pull request"),
        Format("html", "a page for a browser, that needs nothing else", quotes=True),
    )
}


def stream(name: str) -> Stream:
    """A report of a format that `streams`, to be written in parts. Raises KeyError."""
    made: Stream = _module(name).Stream()
    return made


def render(name: str, results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The report of that format, the same for the same input. `rule_of` gives the rule of an id. Raises KeyError."""
    return str(_module(name).render(results, rule_of))


def _module(name: str) -> Any:
    return __import__(f"analyzer.report.as_{FORMATS[name].name}", fromlist=["render"])  # importlib would import warnings
