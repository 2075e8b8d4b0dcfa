"""A line a finding, ``file:line:col: severity: message [rule]``, the form that editors and build tools look for.

The form is that of the GNU Coding Standards, "Formatting Error Messages", with gcc's three severities:
https://www.gnu.org/prep/standards/html_node/Errors.html
"""

from __future__ import annotations

from analyzer.report.places import shown
from analyzer.report.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.lint.run import FileResult
    from analyzer.report.formats import RuleOf

SEVERITIES = {"error": "error", "warning": "warning", "info": "note", "style": "note"}


def render(results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The report; columns from 1, in code points."""
    lines = []
    for result in results:
        if result.error:
            lines.append(f"{_name(result.path)}: error: {visible(result.error)}")
        for finding in result.findings:
            place = f"{_name(finding.path)}:{finding.span.start}"
            lines.append(f"{place}: {SEVERITIES[finding.severity]}: {visible(finding.message)} [{finding.rule}]")
    return "".join(f"{_quiet(line)}\n" for line in lines)


def _name(path: str) -> str:
    """A path that begins no option, and no command of GitHub's runner."""
    name = shown(path)
    return f"./{name}" if name.startswith((":", " ")) else name


def _quiet(line: str) -> str:
    return line.replace("##[", "##\\x5b")
