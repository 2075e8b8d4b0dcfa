"""The list of entries in docs/recovery.md: ``python -m analyzer.runtime.recovery.page docs/recovery.md`` writes it."""

from __future__ import annotations

import sys
from pathlib import Path

from analyzer.runtime.recovery.table import PHASES, Entry, builtin_table

BEGIN = "<!-- The entries: written by `python -m analyzer.runtime.recovery.page docs/recovery.md`. -->"
END = "<!-- End of the entries. -->"


def entries_page() -> str:
    """The entries as Markdown, by the phase in which each is met first."""
    lines = []
    for phase, meaning in PHASES.items():
        entries = sorted((entry for entry in builtin_table().entries if entry.phases[0] == phase), key=lambda each: each.id)
        if entries:
            lines += [
                "",
                f"### {phase}: {meaning}",
                "",
                "| entry | category | cause | again | rank | fixes |",
                "|---|---|---|---|---|---|",
            ]
        lines += map(_row, entries)
    return "\n".join(lines).strip("\n") + "\n"


def _row(entry: Entry) -> str:
    fixes = ", ".join(f"[{rule}](rules/{rule}.md)" for rule in entry.fix)
    cause = entry.cause.replace("|", "\\|")
    return f"| `{entry.id}` | `{entry.category}` | {cause} | {entry.hint or 'no'} | {entry.rank} | {fixes} |"


def with_entries(text: str) -> str:
    """A page with the list in it brought up to date. Raises ValueError where it has no place for one."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no place for the entries")
    return f"{before}{BEGIN}\n\n{entries_page()}\n{END}{after}"


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(with_entries(page.read_text(encoding="utf-8")), encoding="utf-8")
