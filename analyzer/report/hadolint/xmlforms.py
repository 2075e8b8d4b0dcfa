"""hadolint's formats that are XML."""

from __future__ import annotations

from analyzer.report.xmltext import escape
from analyzer.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.lint.hadolint_findings import Violation
    from analyzer.report.hadolint import Judged

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def checkstyle(files: Sequence[Judged]) -> str:
    """Checkstyle's XML; an element a file, those without findings too."""
    return f'{_HEAD}<checkstyle version="4.3">{"".join(map(_checked, files))}</checkstyle>'


def _checked(file: Judged) -> str:
    errors = "".join(
        f'<error column="{each.column}" line="{each.line}" message="{escape(each.message)}" severity="{each.level}"'
        + ("/>" if each.is_parse_error else f' source="{each.code}"/>')
        for each in file.violations
    )
    start = f'<file name="{escape(file.path)}"'
    return f"{start}>{errors}</file>" if errors else f"{start}/>"


def junit(files: Sequence[Judged]) -> str:
    """JUnit's XML: a suite a file, a case a finding. There is no time in it, so that the same files give the same report."""
    suites = "".join(map(_suite, files))
    return f'{_HEAD}<testsuites id="hadolint" name="BuildSecBot in hadolint&apos;s place" time="0">{suites}</testsuites>'


def _suite(file: Judged) -> str:
    broken = sum(each.is_parse_error for each in file.violations)
    cases = "".join(_case(file, each) for each in file.violations)
    start = (
        f'<testsuite errors="{broken}" failures="{len(file.violations)}" id="hadolint" name="BuildSecBot {VERSION}" time="0"'
    )
    return f"{start}>{cases}</testsuite>" if cases else f"{start}/>"


def _case(file: Judged, each: Violation) -> str:
    if each.is_parse_error:
        head = f'<testcase id="hadolint.error" name="{each.code}" time="0">'
        head += f'<failure message="{escape(each.message)}" type="error">'
        place = f"Line: {each.line}\nColumn: {each.column}\n"
    else:
        head = (
            f'<testcase id="hadolint.rule.{each.code}" time="0">'
            f'<failure id="{each.code}" message="{escape(each.message)}" type="{each.level}">'
        )
        place = f"Line: {each.line}\n"
    return f"{head}File: {escape(file.place(each))}\n{place}{each.level}: {escape(each.message)}\n</failure></testcase>"
