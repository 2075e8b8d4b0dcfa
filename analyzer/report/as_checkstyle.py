"""Checkstyle's XML: what its ``XMLLogger`` writes, and Jenkins, Azure and many others read.

https://checkstyle.org/apidocs/com/puppycrawl/tools/checkstyle/XMLLogger.html
"""

from __future__ import annotations

from analyzer.report.places import region, shown
from analyzer.report.unchecked import RULE
from analyzer.report.xmltext import HEAD, element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.lint.run import FileResult
    from analyzer.report.formats import RuleOf

SEVERITIES = {"error": "error", "warning": "warning", "info": "info", "style": "info"}
VERSION = "4.3"  # of the format, as readers know it


def render(results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The report; columns from 1, in code points."""
    lines = [HEAD + element("checkstyle", {"version": VERSION}, "")]
    for result in results:
        lines.append("  " + element("file", {"name": shown(result.path)}, ""))
        if result.error:
            failed: dict[str, str | int] = {
                "line": 1,
                "severity": "error",
                "message": result.error,
                "source": f"buildsecbot.{RULE}",
            }
            lines.append("    " + element("error", failed))
        for finding in result.findings:
            line, column, _, _ = region(finding.span, result.source)
            error: dict[str, str | int] = {"line": line, "column": column, "severity": SEVERITIES[finding.severity]}
            error |= {"message": finding.message, "source": f"buildsecbot.{finding.rule}"}
            lines.append("    " + element("error", error))
        lines.append("  </file>")
    return "\n".join([*lines, "</checkstyle>"]) + "\n"
