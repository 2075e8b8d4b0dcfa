"""The table of fixes in ``docs/fixes.md``, from the rules: ``python -m analyzer.lint.fixes_page docs/fixes.md``."""

from __future__ import annotations

import sys

from analyzer.fixes.effects import SAFE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.rules.ruleset import RuleInfo

BEGIN, END = "<!-- fixes: made from the rules -->\n", "<!-- end of fixes -->\n"


def table(rules: list[RuleInfo]) -> str:
    """What can be fixed: a row for each title of a rule, the safe ones first."""
    rows = {(fix[1] not in SAFE, rule.id, fix[0], fix[1]): None for rule in rules for fix in rule.fixes}
    safe = {row[1] for row in rows if not row[0]}
    unsafe = {row[1] for row in rows if row[0]}
    lines = [
        f"{len(safe)} rules have a safe fix, {len(unsafe - safe)} more an unsafe one only.",
        "",
        "| rule | fix | effect |",
        "|---|---|---|",
    ]
    lines += [f"| [{rule}](rules/{rule}.md) | {title} | `{effect}` |" for _, rule, title, effect in sorted(rows)]
    return "\n".join(lines) + "\n"


def renewed(page: str, rules: list[RuleInfo]) -> str:
    """The page with the table as it is now."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no {BEGIN.strip()} and {END.strip()}")
    return f"{before}{begin}{table(rules)}{end}{after}"


if __name__ == "__main__":
    from analyzer.rules.builtin import builtin_rules

    with open(sys.argv[1], encoding="utf-8") as old:
        text = renewed(old.read(), builtin_rules().rules)
    with open(sys.argv[1], "w", encoding="utf-8") as new:
        new.write(text)
