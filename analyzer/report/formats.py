"""The report formats, in one table. A format's module is imported when it is first asked for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analyzer.lint.run import FileResult
    from analyzer.rules.ruleset import RuleInfo

    RuleOf = Callable[[str], RuleInfo]


class Format:
    """A format: its name, what it is for, and whether it shows fixes. Its module is ``as_NAME``, with a function ``render``."""

    __slots__ = ("fixes", "help", "name")

    def __init__(self, name: str, help: str, *, fixes: bool = False) -> None:
        self.name = name
        self.help = help
        self.fixes = fixes


FORMATS = {
    form.name: form
    for form in (
        Format("text", "for people, with the source (default)"),
        Format("json", "all there is, by docs/report.schema.json", fixes=True),
        Format("sarif", "SARIF 2.1.0, for code scanning and editors", fixes=True),
        Format("github", "annotations of GitHub Actions"),
        Format("gitlab", "GitLab's code quality report"),
        Format("codeclimate", "issues of the Code Climate engine specification"),
        Format("checkstyle", "Checkstyle's XML"),
        Format("junit", "JUnit's XML: a test suite a file"),
        Format("gnu", "a line a finding, for editors"),
        Format("sonarqube", "SonarQube's generic issues (10.3 and newer)"),
        Format("markdown", "a comment on a pull request"),
        Format("html", "a page for a browser, that needs nothing else"),
    )
}


def render(name: str, results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The report of that format, the same for the same input. `rule_of` gives the rule of an id. Raises KeyError."""
    from importlib import import_module

    return str(import_module(f"analyzer.report.as_{FORMATS[name].name}").render(results, rule_of))
