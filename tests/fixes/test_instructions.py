"""Edits of whole instructions."""

from __future__ import annotations

from typing import Any

import pytest

CASES: list[tuple[str, str, str, dict[str, str], str | None]] = [
    ("FROM a\nUSER b\nRUN c\n", "USER", "delete-instruction", {}, "FROM a\nRUN c\n"),
    ("FROM a\n# why\nUSER b\nRUN c\n", "USER", "delete-instruction", {}, "FROM a\n# why\nRUN c\n"),
    ("FROM a\n# hadolint ignore=DL3002\nUSER b\nRUN c\n", "USER", "delete-instruction", {}, None),
    ("FROM a\nONBUILD USER b\n", "USER", "delete-instruction", {}, None),
    ("FROM a\nONBUILD USER b\n", "ONBUILD", "delete-instruction", {}, "FROM a\n"),
    ("FROM a\nRUN <<EOF\nb\nEOF\nUSER c\n", "RUN", "delete-instruction", {}, "FROM a\nUSER c\n"),
    ("FROM a\nRUN b \\\n  c\nUSER c", "RUN", "delete-instruction", {}, "FROM a\nUSER c"),
    ("FROM a\nUSER b\n", "USER", "delete", {}, "FROM a\n"),
    # --- insert-instruction
    ("FROM a\n# why\nUSER b\n", "", "insert-instruction", {"before": "USER", "text": "RUN c"},
     "FROM a\nRUN c\n# why\nUSER b\n"),
    ("FROM a\nUSER b\n", "", "insert-instruction", {"after": "FROM", "text": "RUN c"}, "FROM a\nRUN c\nUSER b\n"),
    ("FROM a\nUSER b", "", "insert-instruction", {"after": "USER", "text": "RUN c"}, "FROM a\nUSER b\nRUN c"),
    ("FROM a\nUSER b\n", "", "insert-instruction", {"after": "FROM", "text": "RUN c\nRUN d"}, "FROM a\nRUN c\nRUN d\nUSER b\n"),
    ("FROM a\nRUN <<EOF\nb\nEOF\n", "", "insert-instruction", {"after": "RUN", "text": "USER c"},
     "FROM a\nRUN <<EOF\nb\nEOF\nUSER c\n"),
    ("FROM a\nUSER b\n", "", "insert-instruction", {"text": "RUN c"}, None),
    ("FROM a\nUSER b\n", "", "insert-instruction", {"before": "USER", "after": "FROM", "text": "RUN c"}, None),
    ("\ufeffFROM a\n", "", "insert-instruction", {"before": "FROM", "text": "ARG A"}, "\ufeffARG A\nFROM a\n"),
    # --- move-instruction
    ("FROM a\nUSER b\nRUN c\n", "USER", "move-instruction", {"after": "RUN"}, "FROM a\nRUN c\nUSER b\n"),
    ("FROM a\nRUN c\n# why\nUSER b\n", "USER", "move-instruction", {"before": "RUN"}, "FROM a\n# why\nUSER b\nRUN c\n"),
    ("FROM a\nRUN c\nUSER b", "USER", "move-instruction", {"before": "RUN"}, "FROM a\nUSER b\nRUN c\n"),
    ("FROM a\nUSER b\nRUN c", "USER", "move-instruction", {"after": "RUN"}, "FROM a\nRUN c\nUSER b"),
    ("FROM a\nUSER b\nRUN c\n", "USER", "move-instruction", {"after": "FROM"}, None),
    ("FROM a\nUSER b\nRUN c\n", "USER", "move-instruction", {"before": "RUN"}, None),
    ("FROM a\nUSER b\nFROM a\nRUN c\n", "USER", "move-instruction", {"after": "RUN"}, None),
    ("FROM a\nUSER b\n", "FROM", "move-instruction", {"after": "USER"}, None),
    ("FROM a\nUSER b\n", "USER", "move-instruction", {"before": "FROM"}, None),
    # --- insert-comment, set-keyword
    ("FROM a\n  USER b\n", "USER", "insert-comment", {"text": "why"}, "FROM a\n  # why\n  USER b\n"),
    ("FROM a\n", "FROM", "insert-comment", {"text": "why"}, "# why\nFROM a\n"),
    ("FROM a\n", "FROM", "insert-comment", {"text": "escape=`"}, None),
    ("FROM a\nONBUILD USER b\n", "USER", "insert-comment", {"text": "why"}, "FROM a\n# why\nONBUILD USER b\n"),
    ("FROM a\nuser b\n", "USER", "set-keyword", {"keyword": "USER"}, "FROM a\nUSER b\n"),
    ("FROM a\nonbuild user b\n", "USER", "set-keyword", {"keyword": "USER"}, "FROM a\nonbuild USER b\n"),
    # --- merge-runs
    ("RUN a\nRUN b\n", "RUN#1", "merge-runs", {}, "RUN a && \\\n    b\n"),
    ("RUN a\nRUN b\nRUN c\n", "RUNs", "merge-runs", {}, "RUN a && \\\n    b && \\\n    c\n"),
    ("RUN a \\\n  && b\nRUN c \\\n  && d\n", "RUN#1", "merge-runs", {}, "RUN a \\\n  && b \\\n  && c \\\n  && d\n"),
    ("RUN a\n\n# why\nRUN b\n", "RUN#1", "merge-runs", {}, "RUN a && \\\n    # why\n    b\n"),
    ("RUN a\n# hadolint ignore=DL3008\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ("RUN a\nUSER x\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ("RUN a\nUSER x\n", "RUN", "merge-runs", {}, None),
    ("RUN a\nFROM b\nRUN c\n", "RUN#1", "merge-runs", {}, None),
    ("RUN --network=none a\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ("RUN --network=none a\nRUN --network=none b\n", "RUN#1", "merge-runs", {}, "RUN --network=none a && \\\n    b\n"),
    ("RUN a; b\nRUN c\n", "RUN#1", "merge-runs", {}, "RUN a; b && \\\n    c\n"),
    ("RUN a || b\nRUN c\n", "RUN#1", "merge-runs", {}, "RUN a || b && \\\n    c\n"),
    ("RUN a\nRUN b; c\n", "RUN#1", "merge-runs", {}, None),
    ("RUN a\nRUN b || c\n", "RUN#1", "merge-runs", {}, None),
    ("RUN a;\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ("RUN a # b\nRUN c\n", "RUN#1", "merge-runs", {}, None),
    ("RUN a &\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ("RUN a && cd /x\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ("RUN set -e && a\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ("RUN A=1\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ("RUN A=1 a\nRUN b\n", "RUN#1", "merge-runs", {}, "RUN A=1 a && \\\n    b\n"),
    ("RUN export A=1\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ("RUN for i in 1; do a; done\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ("RUN a() { b; }\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ("RUN exec a\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ("RUN : ${A:=1}\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ('RUN ["a"]\nRUN b\n', "RUN#1", "merge-runs", {}, None),
    ("RUN <<EOF\na\nEOF\nRUN b\n", "RUN#1", "merge-runs", {}, None),
    ("RUN a\nRUN if b; then c; fi\n", "RUN#1", "merge-runs", {}, "RUN a && \\\n    if b; then c; fi\n"),
    ("ONBUILD RUN a\nONBUILD RUN b\n", "RUN#1", "merge-runs", {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "name", "given", "result"), CASES)
def test_instructions(check: Any, text: str, at: str, name: str, given: dict[str, str], result: str | None) -> None:
    check(text, at, name, given, result)
