"""A page for a browser that needs nothing else: it holds its style, its script and its charts, and loads nothing.

Its content security policy admits nothing but its own style and script, by their hashes (https://www.w3.org/TR/CSP3/), so that
nothing of a file could run even if it came in as markup. Without scripts, everything is there but the filter.
"""

from __future__ import annotations

import os

from analyzer.lint.finding import CATEGORIES, SEVERITIES
from analyzer.report.html_charts import bars
from analyzer.report.html_file import file_section
from analyzer.report.summary import by_severity, summary_line
from analyzer.report.xmltext import escape
from analyzer.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.lint.run import FileResult
    from analyzer.report.formats import RuleOf

MOST_BARS = 10


def render(results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The page."""
    style, script = _part("css"), _part("js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    )
    sections = "\n".join(file_section(number, result, rule_of) for number, result in enumerate(results, 1))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>BuildSecBot: {escape(summary_line(results))}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#findings">Skip to the findings</a>
<header>
<h1>BuildSecBot</h1>
<p>{escape(summary_line(results))}</p>
{_charts(results)}
</header>
{_filter(results)}
<main id="findings">
{sections}
</main>
<footer><p class="meta">BuildSecBot {VERSION}. Keys: / searches, j and k go to the next and the previous finding.</p></footer>
<script>{script}</script>
</body>
</html>
"""


def _charts(results: Sequence[FileResult]) -> str:
    findings = [finding for result in results for finding in result.findings]
    if not findings:
        return ""
    categories = {name: sum(1 for finding in findings if finding.category == name) for name in CATEGORIES}
    rules: dict[str, int] = {}
    for finding in findings:
        rules[finding.rule] = rules.get(finding.rule, 0) + 1
    most = dict(sorted(rules.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_BARS])
    title = "Rules" if len(rules) <= MOST_BARS else f"Rules: the {MOST_BARS} most frequent of {len(rules)}"
    charts = [
        bars("Severities", by_severity(results), by_name=True),
        bars("Categories", {name: count for name, count in categories.items() if count}),
        bars(title, most),
    ]
    return '<div class="charts">\n' + "\n".join(charts) + "\n</div>"


def _filter(results: Sequence[FileResult]) -> str:
    """The form that filters; its script shows it."""
    findings = [finding for result in results for finding in result.findings]
    boxes = "".join(
        f'<label><input type="checkbox" value="{name}" checked> <span class="severity {name}">{name}</span></label>'
        for name in SEVERITIES
    )
    rules = _options("rule", "Rule", sorted({finding.rule for finding in findings}))
    categories = _options("category", "Category", sorted({finding.category for finding in findings}))
    return (
        '<form id="filter" role="search" aria-label="Findings" hidden>\n'
        '<input type="search" id="search" placeholder="Search (press /)" aria-label="Search the findings">\n'
        f"<fieldset><legend>Severity</legend>{boxes}</fieldset>\n{rules}\n{categories}\n"
        '<input type="reset" value="Reset"> <span id="count" role="status" class="meta"></span>\n</form>'
    )


def _options(id_: str, label: str, values: Sequence[str]) -> str:
    options = "".join(f'<option value="{escape(value)}">{escape(value)}</option>' for value in values)
    return f'<select id="{id_}" aria-label="{label}"><option value="">{label}: all</option>{options}</select>'


def _part(kind: str) -> str:
    with open(os.path.splitext(os.path.abspath(__file__))[0] + "." + kind, encoding="utf-8") as file:
        return file.read()


def _hash(text: str) -> str:
    from base64 import b64encode
    from hashlib import sha256

    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
