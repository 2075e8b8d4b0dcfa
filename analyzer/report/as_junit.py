"""JUnit's XML: a test suite a file, a test case a finding, one that passes for a file without findings.

There is no standard; the elements and attributes are those of https://github.com/testmoapp/junitxml, which Jenkins and GitLab
(https://docs.gitlab.com/ci/testing/unit_test_reports/) read. A finding below the threshold of its file is a skipped test.
"""

from __future__ import annotations

from analyzer.lint.finding import at_least
from analyzer.report.places import region, shown
from analyzer.report.unchecked import TITLE
from analyzer.report.xmltext import HEAD, element, escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.lint.finding import Finding
    from analyzer.lint.run import FileResult
    from analyzer.report.formats import RuleOf

COUNTS = ("tests", "failures", "errors", "skipped")


def render(results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The report. It holds no times."""
    total = dict.fromkeys(COUNTS, 0)
    suites: list[str] = []
    for result in results:
        counts = _counts(result)
        total = {name: total[name] + counts[name] for name in COUNTS}
        suites += [
            "  " + element("testsuite", {"name": shown(result.path), **counts}, ""),
            *_cases(result, rule_of),
            "  </testsuite>",
        ]
    head = HEAD + element("testsuites", {"name": "buildsecbot", **total}, "")
    return "\n".join([head, *suites, "</testsuites>"]) + "\n"


def _counts(result: FileResult) -> dict[str, int]:
    failures = sum(1 for finding in result.findings if at_least(finding.severity, result.fail_on))
    errors = 1 if result.error else 0
    tests = (len(result.findings) + errors) or 1
    return dict(zip(COUNTS, (tests, failures, errors, len(result.findings) - failures), strict=True))


def _cases(result: FileResult, rule_of: RuleOf) -> list[str]:
    path = shown(result.path)
    if result.error:
        case = element("testcase", {"name": "check", "classname": path, "file": path}, "")
        return [f"    {case}", "      " + element("error", {"message": result.error, "type": TITLE}), "    </testcase>"]
    if not result.findings:
        return ["    " + element("testcase", {"name": "no findings", "classname": path, "file": path})]
    lines = []
    for finding in result.findings:
        lines += _case(finding, result, path, " ".join(rule_of(finding.rule).remedy.split()))
    return lines


def _case(finding: Finding, result: FileResult, path: str, remedy: str) -> list[str]:
    line, column, _, _ = region(finding.span, result.source)
    name = f"{finding.rule} at {line}:{column}"
    case = element("testcase", {"name": name, "classname": path, "file": path, "line": line}, "")
    if at_least(finding.severity, result.fail_on):
        start = element("failure", {"message": finding.message, "type": finding.severity}, "")
        text = f"{path}:{line}:{column}: {finding.severity}: {finding.message} [{finding.rule}]"
        inside = f"{start}{escape(text)}{chr(10) if remedy else ''}{escape(remedy)}</failure>"
    else:
        inside = element("skipped", {"message": f"{finding.severity}: {finding.message}"})
    return [f"    {case}", f"      {inside}", "    </testcase>"]
