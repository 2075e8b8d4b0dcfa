"""Rule files with marks, as documents of an editor."""

from __future__ import annotations

from analyzer.lsp.rules.document import RuleFile
from analyzer.lsp.rules.folders import Folder
from analyzer.lsp.rules.kinds import RULE
from tests.lsp.marked import Marked

NOWHERE = Folder("")
RULE_TEXT = """\
id: no-curl-pipe
title: A download is run at once
severity: warning
category: security
since: 0.1.0
remedy: Download it, compare it with a digest, and run it then.
match:
  command: curl
  as: DOWNLOAD
message: 'run at once: {DOWNLOAD.name}'
examples:
  bad:
    - dockerfile: |
        FROM debian:12
        RUN curl https://example.com/x
      findings: [{line: 2}]
  good:
    - dockerfile: |
        FROM debian:12
"""


def rule(text: str, kind: str = RULE, path: str = "my-rules/no-curl-pipe.yaml", folder: Folder = NOWHERE) -> RuleFile:
    """A file of a text without marks."""
    return RuleFile(f"file:///work/{path}", path, text, kind, folder)


def opened(text: str, kind: str = RULE) -> tuple[RuleFile, Marked]:
    """A file of a marked text, and the marks."""
    marked = Marked(text)
    return rule(marked.text, kind), marked


def changed(*changes: tuple[str, str]) -> str:
    """The rule with some texts in place of others, each of which stands in it once."""
    text = RULE_TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text
