"""A change to the instruction that failed, where a rule knows one.

It is the rule's own fix, made and judged as ``check --fix`` does: the file reads as well as before, the finding is gone, none
as grave has come, and nothing changes beside what the fix is said to. It is offered, not applied, and only a build can show
that it helps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lint.check import judge, open_file
from analyzer.lint.fixing import fix_source
from analyzer.lint.run import Policy
from analyzer.lint.selection import Selection
from analyzer.report.as_patch import patch
from analyzer.rules.builtin import builtin_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.lint.finding import Finding
    from analyzer.syntax.nodes import Document, Instruction


def patch_for(document: Document, line: int, rules: Sequence[str]) -> str | None:
    """The unified diff that the fixes of these rules make of the instruction on a line (from 1); None where they make none."""
    instruction = next((each for each in document.instructions if each.line == line), None)
    if instruction is None:
        return None
    policy = Policy(Selection(builtin_rules(), frozenset(rules)))
    root = open_file(document.source)
    wanted = {_key(finding) for finding in judge(root, policy.selection, fixes=True) if _changes(finding, instruction)}
    if not wanted:
        return None
    outcome = fix_source(document.source, policy, unsafe=True, wanted=lambda finding: _key(finding) in wanted)
    path = document.source.path or "Dockerfile"
    return patch(path, document.source.text, outcome.source.text) or None


def _changes(finding: Finding, instruction: Instruction) -> bool:
    """A fix of the finding that changes this instruction and no other."""
    edits = [edit for fix in finding.fixes[:1] for edit in fix.edits]
    return bool(edits) and all(instruction.outer_start <= edit.start and edit.end <= instruction.outer_end for edit in edits)


def _key(finding: Finding) -> tuple[str, str, int]:
    return finding.rule, finding.anchor, finding.ordinal
