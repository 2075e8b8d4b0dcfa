"""Edits of pairs, and what is written without an equals sign."""

from __future__ import annotations

from typing import Any

import pytest

CASES: list[tuple[str, str, str, dict[str, str], str | None]] = [
    ("ENV a=1\nUSER b\n", "pair:0", "remove-pair", {}, "USER b\n"),
    ("ENV a=1 b=2\n", "pair:0", "remove-pair", {}, "ENV b=2\n"),
    ("ENV a=1 b=2\n", "pair:1", "remove-pair", {}, "ENV a=1\n"),
    ('LABEL a=1 \\\n  b="2 3" \\\n  c=4\n', "pair:1", "remove-pair", {}, "LABEL a=1 \\\n  c=4\n"),
    ("LABEL a=1 \\\n  b=2\n", "pair:0", "remove-pair", {}, "LABEL b=2\n"),
    ("LABEL a=1 \\\n  # why\n  b=2\n", "pair:1", "remove-pair", {}, None),
    ("ARG a b=2\n", "pair:0", "remove-pair", {}, "ARG b=2\n"),
    ("ONBUILD ENV a=1\n", "pair:0", "remove-pair", {}, None),
    # --- set-pair
    ("ENV a=1 b=2\n", "pair:0", "set-pair", {"value": "x"}, "ENV a=x b=2\n"),
    ("ENV a=1\n", "pair:0", "set-pair", {"value": "x y $Z"}, 'ENV a="x y $Z"\n'),
    ("ENV a=1\n", "pair:0", "set-pair", {"value": 'x "y"'}, 'ENV a="x \\"y\\""\n'),
    ("ENV a=1\n", "pair:0", "set-pair", {"value": ""}, 'ENV a=""\n'),
    ("ENV a 1\n", "pair:0", "set-pair", {"value": "x"}, None),
    ("ENV a=1\n", "ENV", "set-pair", {"key": "a", "value": "2"}, "ENV a=2\n"),
    ("ENV a=1\n", "ENV", "set-pair", {"key": "b", "value": "2"}, "ENV a=1 b=2\n"),
    ("ENV a=1 \\\n    b=2\n", "ENV", "set-pair", {"key": "c", "value": "3"}, "ENV a=1 \\\n    b=2 \\\n    c=3\n"),
    ("ENV a 1\n", "ENV", "set-pair", {"key": "b", "value": "2"}, None),
    ("ARG a\n", "pair:0", "set-pair", {"value": "2"}, "ARG a=2\n"),
    ("ENV a=1\n", "ENV", "set-pair", {"value": "2"}, None),
    # --- to-pairs
    ("ENV a b\n", "ENV", "to-pairs", {}, "ENV a=b\n"),
    ("ENV a   b\n", "ENV", "to-pairs", {}, "ENV a=b\n"),
    ("ENV a b c\n", "ENV", "to-pairs", {}, 'ENV a="b c"\n'),
    ('ENV a "b c"\n', "ENV", "to-pairs", {}, 'ENV a="b c"\n'),
    ("ENV a 'b c' d\n", "ENV", "to-pairs", {}, "ENV a='b c'\\ d\n"),
    ("ENV a $b c\n", "ENV", "to-pairs", {}, 'ENV a="$b c"\n'),
    ("ENV a ${b:-c d} e\n", "ENV", "to-pairs", {}, 'ENV a="${b:-c d} e"\n'),
    ("ENV a b\\ c\n", "ENV", "to-pairs", {}, "ENV a=b\\ c\n"),
    ("ENV a b=c\n", "ENV", "to-pairs", {}, "ENV a=b=c\n"),
    ("ENV a b \\\n  c\n", "ENV", "to-pairs", {}, 'ENV a="b \\\n  c"\n'),
    ("ENV a \\\n  b\n", "ENV", "to-pairs", {}, "ENV a=b\n"),
    ("ENV a \\\n  # why\n  b\n", "ENV", "to-pairs", {}, None),
    ("ENV a it's\n", "ENV", "to-pairs", {}, None),
    ("ENV a=b\n", "ENV", "to-pairs", {}, None),
    ("LABEL a b c\n", "LABEL", "to-pairs", {}, 'LABEL a="b c"\n'),
    ("ONBUILD ENV a b c\n", "ENV", "to-pairs", {}, 'ONBUILD ENV a="b c"\n'),
    ("# escape=`\nFROM a\nENV p C:\\x y\n", "ENV", "to-pairs", {}, '# escape=`\nFROM a\nENV p="C:\\x y"\n'),
    ("ENV é 😀 ü\n", "ENV", "to-pairs", {}, 'ENV é="😀 ü"\n'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "name", "given", "result"), CASES)
def test_pairs(check: Any, text: str, at: str, name: str, given: dict[str, str], result: str | None) -> None:
    check(text, at, name, given, result)
