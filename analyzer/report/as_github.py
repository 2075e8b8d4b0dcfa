"""Annotations: the workflow commands ``error``, ``warning`` and ``notice`` of GitHub Actions.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#setting-an-error-message. Values are escaped
as GitHub's toolkit does it (actions/toolkit, packages/core/src/command.ts): ``%``, CR and LF everywhere, ``:`` and ``,`` in
properties.
"""

from __future__ import annotations

from analyzer.report.places import last_line, region, shown
from analyzer.report.unchecked import TITLE
from analyzer.report.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.lint.finding import Finding
    from analyzer.lint.run import FileResult
    from analyzer.report.formats import RuleOf

COMMANDS = {"error": "error", "warning": "warning", "info": "notice", "style": "notice"}


def render(results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The report, a command a line. Columns are given where a finding is on one line, the last one included."""
    lines = []
    for result in results:
        if result.error:
            lines.append(_command("error", {"file": shown(result.path), "title": TITLE}, result.error))
        lines += [_finding(finding, result, rule_of) for finding in result.findings]
    return "".join(f"{line}\n" for line in lines)


def _finding(finding: Finding, result: FileResult, rule_of: RuleOf) -> str:
    line, column, end_line, end_column = region(finding.span, result.source)
    properties: dict[str, str | int] = {"file": shown(finding.path), "line": line, "endLine": last_line(finding.span)}
    if end_line == line:
        properties |= {"col": column, "endColumn": max(column, end_column - 1)}
    properties["title"] = f"{finding.severity}[{finding.rule}]"
    remedy = " ".join(rule_of(finding.rule).remedy.split())
    return _command(COMMANDS[finding.severity], properties, *filter(None, (finding.message, remedy)))


def _command(name: str, properties: dict[str, str | int], *message: str) -> str:
    given = ",".join(
        f"{key}={_escaped(str(value)).replace(':', '%3A').replace(',', '%2C')}" for key, value in properties.items()
    )
    return f"::{name} {given}::" + "%0A".join(map(_escaped, message))


def _escaped(text: str) -> str:
    return visible(text).replace("##[", "##\\x5b").replace("%", "%25")
