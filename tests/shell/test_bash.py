"""The same commands as bash itself reads: it prints a function back, and both texts must hold the same words."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

import pytest

from analyzer.shell.parse import parse_script

BASH = shutil.which("bash")
pytestmark = [pytest.mark.peers, pytest.mark.skipif(BASH is None, reason="needs bash")]
SCRIPTS = [
    "a && b || c; d & e | f | g",
    "A=1 B='x y' a \"b c\"'d'\\ e $f ${g:-h i} $((1 + 2)) <i >j 2>&1 &>k",
    "if a; then b; elif ! c | d; then e; else f; fi >g",
    "for i in a 'b c' $d; do e $i; done; while a; do b; done; until c; do d; done",
    'case "$a" in b|c*) d;; (e) f; g ;; *) ;; esac',
    "[[ $a == b* && ( -f c || $d =~ ^(e|f)$ ) ]] && ((i = (1 + 2) * 3)) || g",
    "a=(b 'c d' $e); declare -A f=([g]=h); i[0]=j; k+=l",
    "a <<E b >c\nd $e `f`\nE\ng <<-'H'\n\ti ) \"\n\tH\nj",
    "(a; b) | { c; d; } 2>e; f() { g; }; f # h",
    "a \\\n  b \\\n && c # d && e\nf",
    'a {b,c}*[d]? ~/e -f=g h#i \'\' "" $\'j\\n\' "k\\"l" m\\;n',
    "find . \\( -name a -o -name b \\) -exec rm {} +; [ ! -f c ] && test d = e",
    'a < <(b c) > >(d); e <<<"$f"',
]


def commands(text: str) -> list[Any]:
    script = parse_script(text)
    assert script.error is None, (script.error, text)
    return [
        (
            [(one.name, one.operator) for one in command.assignments],
            [word.value.strip() if word.value is not None else word.text for word in command.words],
            sorted((one.operator, one.target.text) for one in command.redirects),
        )
        for command in script.commands
    ]


@pytest.mark.parametrize("text", SCRIPTS)
def test_same_words_as_bash(text: str) -> None:
    assert BASH is not None
    printed = subprocess.run(
        [BASH, "--norc"], input=f"f() {{\n{text}\n}}\ndeclare -f f\n", capture_output=True, text=True, check=True
    )
    assert printed.stdout.startswith("f ()")
    assert commands(text) == commands(printed.stdout)
