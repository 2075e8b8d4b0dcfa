"""The formatter: what it lays out, what it leaves alone, and that its results stay as they are."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.fixes.formatting.format import FormatError, UnreadableError, formatted
from analyzer.fixes.formatting.style import Style
from analyzer.source.text import Source

CASES: list[tuple[str, str, str]] = [
    ("keywords and gaps", "from   debian:12  as   b  \n", "FROM debian:12 AS b\n"),
    ("leading white space", "FROM a\n  user x\n", "FROM a\nUSER x\n"),
    ("flags", "FROM a\nRUN   --mount=type=cache,target=/x    --network=none   x\n", "FROM a\nRUN --mount=type=cache,target=/x --network=none x\n"),
    ("words", "FROM a\nCOPY   --chown=1:1  a   b\t/x/\n", "FROM a\nCOPY --chown=1:1 a b /x/\n"),
    ("a double dash", "FROM a\nCOPY  --  --a   /x/\n", "FROM a\nCOPY -- --a /x/\n"),
    ("pairs", "FROM a\nENV  A=b   C='d  e'  F=g\\ \\ h\n", "FROM a\nENV A=b C='d  e' F=g\\ \\ h\n"),
    ("pairs on lines", "FROM a\nLABEL a=b\\\n  c=d   \\\n\t e=f\n", "FROM a\nLABEL a=b \\\n    c=d \\\n    e=f\n"),
    ("a legacy pair keeps its value", "FROM a\nENV  A   b   c \\\n  d\n", "FROM a\nENV A b   c \\\n  d\n"),
    ("a legacy pair with an odd name", "FROM a\nENV  \\  b=c\n", "FROM a\nENV \\  b=c\n"),
    ("names", "ARG  a   b=c\nFROM  a\n", "ARG a b=c\nFROM a\n"),
    ("one text", "FROM a\nWORKDIR   /a   b\nSTOPSIGNAL  9\n", "FROM a\nWORKDIR /a   b\nSTOPSIGNAL 9\n"),
    ("within a line of shell nothing changes", "FROM a\nRUN   a   b|c  &&d  ;e\n", "FROM a\nRUN a   b|c  &&d  ;e\n"),
    ("the words of a command", "FROM a\nRUN apk add a\\\n b \\\n\tc\n", "FROM a\nRUN apk add a \\\n    b \\\n    c\n"),
    (
        "operators stand as deep as their list, words one deeper",
        "FROM a\nRUN x \\\ny \\\n&& z \\\n  w \\\n  | v \\\n;q\n",
        "FROM a\nRUN x \\\n        y \\\n    && z \\\n        w \\\n        | v \\\n    ;q\n",
    ),
    (
        "operators that end lines",
        "FROM a\nRUN x && \\\n y \\\n  z && \\\nw\n",
        "FROM a\nRUN x && \\\n    y \\\n        z && \\\n    w\n",
    ),
    (
        "compound commands",
        "FROM a\nRUN if x; then \\\na; \\\nelse \\\nb \\\nc; \\\nfi; \\\nfor i in p \\\nq; do \\\nr; \\\ndone\n",
        "FROM a\nRUN if x; then \\\n        a; \\\n    else \\\n        b \\\n            c; \\\n    fi; \\\n    for i in p \\\n        q; do \\\n        r; \\\n    done\n",
    ),
    (
        "case",
        "FROM a\nRUN case $x in \\\na|b) c;; \\\n*) \\\nd \\\n;; \\\nesac\n",
        "FROM a\nRUN case $x in \\\n        a|b) c;; \\\n        *) \\\n            d \\\n            ;; \\\n    esac\n",
    ),
    (
        "groups and functions",
        "FROM a\nRUN f() { \\\na; \\\n}; ( \\\nb; \\\nc )\n",
        "FROM a\nRUN f() { \\\n        a; \\\n    }; ( \\\n        b; \\\n        c )\n",
    ),
    (
        "the parentheses of find",
        "FROM a\nRUN find / \\\n\\( \\\n-name a \\\n-o -name b \\\n\\) \\\n-print\n",
        "FROM a\nRUN find / \\\n    \\( \\\n        -name a \\\n        -o -name b \\\n    \\) \\\n    -print\n",
    ),
    (
        "what stands in quotes and substitutions",
        "FROM a\nRUN a 'b \\\n  c' \"d\\\n   e\" $(f \\\n g) `h \\\n i` \\\nj\n",
        "FROM a\nRUN a 'b \\\n  c' \"d\\\n   e\" $(f \\\n g) `h \\\n i` \\\n    j\n",
    ),
    ("a word that goes on on the next line", "FROM a\nRUN ab\\\ncd  \\\n ef\n", "FROM a\nRUN ab\\\ncd \\\n    ef\n"),
    ("operators across lines", "FROM a\nRUN a &\\\n& b\n", "FROM a\nRUN a &\\\n& b\n"),
    ("a shell text that cannot be read", "FROM a\nRUN  a 'b \\\n  c   \\\n d\n", "FROM a\nRUN a 'b \\\n  c   \\\n d\n"),
    (
        "another shell's text",
        'FROM a\nSHELL   ["pwsh","-c"]\nRUN  a  -b  `x \\\n  -c\n',
        'FROM a\nSHELL ["pwsh", "-c"]\nRUN a  -b  `x \\\n  -c\n',
    ),
    ("a comment of the shell", "FROM a\nRUN a # b   \\\n  && c\n", "FROM a\nRUN a # b   \\\n  && c\n"),
    ("comments within", "FROM a\nRUN a && \\\n# c  \n  \t#   d\n b\n", "FROM a\nRUN a && \\\n    # c\n    #   d\n    b\n"),
    ("empty lines within", "FROM a\nRUN a && \\\n\n  \n b 'c \\\n\n d'\n", "FROM a\nRUN a && \\\n    b 'c \\\n d'\n"),
    ("empty lines within a text", "FROM a\nUSER a \\\n\n\n \n b\n", "FROM a\nUSER a \\\n b\n"),
    ("kept empty lines and empty lines", "FROM a\nRUN a; \\\n \\\n\n\t\\\n b\n", "FROM a\nRUN a; \\\n    \\\n    b\n"),
    ("a trigger that nobody knows", "FROM a\nonbuild  foo  'b  c'\n", "FROM a\nONBUILD FOO 'b  c'\n"),
    ("lines that are kept empty", "FROM a\nRUN a; \\\n \\\n\t\\\n b\n", "FROM a\nRUN a; \\\n    \\\n    b\n"),
    ("the keyword alone on its line", "FROM a\nRUN   \\\na\n", "FROM a\nRUN \\\n    a\n"),
    ("flags on lines", "FROM a\nRUN --network=none \\\n--security=insecure \\\na \\\nb \\\n&& c\n", "FROM a\nRUN --network=none \\\n    --security=insecure \\\n    a \\\n        b \\\n    && c\n"),
    ("an array", 'FROM a\nCMD [ "a","b  c" ,  "d" ]\n', 'FROM a\nCMD ["a", "b  c", "d"]\n'),
    ("an empty array", "FROM a\nENTRYPOINT [  ]\n", "FROM a\nENTRYPOINT []\n"),
    ("an array with escapes", 'FROM a\nCMD ["a\\"b,[c","d\\\\"]\n', 'FROM a\nCMD ["a\\"b,[c", "d\\\\"]\n'),
    ("an array on lines", 'FROM a\nCMD [ \\\n"a",\\\n"b" \\\n]\n', 'FROM a\nCMD [ \\\n    "a", \\\n    "b" \\\n]\n'),
    ("no array", "FROM a\nCMD [ 'a','b' ]\n", "FROM a\nCMD [ 'a','b' ]\n"),
    ("an array of COPY", 'FROM a\nCOPY  --link [ "a b","/x/" ]\n', 'FROM a\nCOPY --link ["a b", "/x/"]\n'),
    (
        "a health check",
        "FROM a\nhealthcheck  --interval=5s \\\n cmd a  || \\\nb\n",
        "FROM a\nHEALTHCHECK --interval=5s \\\n    CMD a  || \\\n        b\n",
    ),
    ("a health check as an array", 'FROM a\nhealthcheck cmd ["a","b"]\n', 'FROM a\nHEALTHCHECK CMD ["a", "b"]\n'),
    ("no health check", "FROM a\nHEALTHCHECK  none\n", "FROM a\nHEALTHCHECK NONE\n"),
    ("a trigger", "FROM a\nonbuild   run  a  \\\nb\n", "FROM a\nONBUILD RUN a \\\n    b\n"),
    ("a trigger with an array", 'FROM a\nonbuild  copy ["a","b"]\n', 'FROM a\nONBUILD COPY ["a", "b"]\n'),
    (
        "here-documents",
        "FROM a\nrun   <<EOF  cat  \n  a   \n\n\n\tb \\\n c\nEOF\ncopy  <<-A   <<'B c'   /x/\n\ta\n\tA\n b \nB c\n",
        "FROM a\nRUN <<EOF  cat\n  a   \n\n\n\tb \\\n c\nEOF\nCOPY <<-A <<'B c' /x/\n\ta\n\tA\n b \nB c\n",
    ),
    ("empty lines", "\n\nFROM a\n\n\n  \nUSER x\n\n\n\n", "FROM a\n\nUSER x\n"),
    ("comments", "FROM a\n  # b  \n#\n\t#c\nUSER x\n", "FROM a\n# b\n#\n#c\nUSER x\n"),
    ("no line ending at the end", "FROM a", "FROM a\n"),
    ("the end is a comment", "FROM a\n# b", "FROM a\n# b\n"),
    ("a line that goes on to nowhere", "FROM a\nRUN b \\\n", "FROM a\nRUN b\n"),
    ("a line that goes on to comments", "FROM a\nRUN b \\\n\n # c\n\n", "FROM a\nRUN b\n# c\n"),
    ("an escaped backslash at the end", "FROM a\nRUN b \\\\\n", "FROM a\nRUN b \\\\\n"),
    ("an escape character that ends the text but not the line", "FROM a\nENV b=c\\ \u00a0\nUSER d\n", "FROM a\nENV b=c\\ \u00a0\nUSER d\n"),
    ("one before a line that goes on to nowhere", "FROM a\nRUN b\\ \\\n\n", "FROM a\nRUN b\\ \\\n"),
    ("directives", "#syntax=x  \n# ESCAPE = \\\n\n\n# check=skip=a\nFROM a\n", "#syntax=x  \n# ESCAPE = \\\n\n# check=skip=a\nFROM a\n"),
    ("a comment that is no directive", "\n\n# syntax=x\nFROM a\n", "\n# syntax=x\nFROM a\n"),
    ("an indented comment at the top", "  # syntax=x\nFROM a\n", "  # syntax=x\nFROM a\n"),
    ("a text for the shell of Windows", "# escape=`\nFROM a\nRUN  b`\n c   `\n\n  d\n", "# escape=`\nFROM a\nRUN b`\n c   `\n  d\n"),
    ("another escape character", "# escape=`\nFROM a\nENV b=c`\n d=\\ `\n\n  e=`  \n", "# escape=`\nFROM a\nENV b=c `\n    d=\\ `\n    e=\n"),
    ("a path that ends in the other escape character", "# escape=`\nFROM a\nCOPY  a  C:\\\nUSER b\n", "# escape=`\nFROM a\nCOPY a C:\\\nUSER b\n"),
    ("CRLF", "from a\r\nrun b\\\r\n  c  \r\n\r\n\r\n\r\n# d \r\n", "FROM a\r\nRUN b \\\r\n    c\r\n\r\n# d\r\n"),
    ("CRLF at the first line only", "from a\r\nuser b\n", "FROM a\r\nUSER b\r\n"),
    ("CRLF of a here-document", "FROM a\nCOPY <<A /x\nb\r\nA\r\nuser c\n", "FROM a\nCOPY <<A /x\nb\r\nA\r\nUSER c\n"),
    ("a byte order mark", "\ufefffrom a\n", "\ufeffFROM a\n"),
    ("bytes that are no UTF-8", "FROM a\nLABEL  a=\udcff   b=c\n", "FROM a\nLABEL a=\udcff b=c\n"),
    ("a piece of a file", "run   a\n", "RUN a\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_layout(before: str, after: str) -> None:
    assert formatted(Source(before), Style()) == after
    assert formatted(Source(after), Style()) == after


STYLES: list[tuple[str, dict[str, Any], str, str]] = [
    ("lower", {"keyword_case": "lower"}, "FROM a AS b\nHEALTHCHECK CMD x\nONBUILD USER y\n", "from a as b\nhealthcheck cmd x\nonbuild user y\n"),
    ("keep", {"keyword_case": "keep"}, "From  a  aS b\n", "From a aS b\n"),
    ("tabs", {"indent": "\t"}, "FROM a\nRUN b \\\n  c \\\n && d\n", "FROM a\nRUN b \\\n\t\tc \\\n\t&& d\n"),
    ("no indentation", {"indent": ""}, "FROM a\nRUN b \\\n  c \\\n \\\n && d\n", "FROM a\nRUN b \\\nc \\\n\\\n&& d\n"),
    ("two empty lines", {"blank_lines": 2}, "FROM a\n\n\n\nUSER b\n", "FROM a\n\n\nUSER b\n"),
    ("no empty lines", {"blank_lines": 0}, "# syntax=a\n\n# check=b\n\nFROM a\n\nRUN b; \\\n\\\n c\n\n# d\n", "# syntax=a\n\n# check=b\nFROM a\nRUN b; \\\n    c\n# d\n"),
    ("line endings", {"newline": "\r\n"}, "FROM a\nCOPY <<A /x\nb\nA\nUSER c\n", "FROM a\r\nCOPY <<A /x\r\nb\nA\nUSER c\r\n"),
    ("other line endings", {"newline": "\n"}, "FROM a\r\nRUN 'b \\\r\n c'\r\n\r\n#d\r\n", "FROM a\nRUN 'b \\\n c'\n\n#d\n"),
    ("no final line ending", {"final_newline": False}, "FROM a\nUSER b\n\n", "FROM a\nUSER b"),
    ("white space at the end of lines stays", {"trim": False}, "FROM a \n# b \nRUN c \\\n # d  \n e\t\n", "FROM a \n# b \nRUN c \\\n    # d  \n    e\t\n"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "before", "after"), [case[1:] for case in STYLES], ids=[case[0] for case in STYLES])
def test_style(options: dict[str, Any], before: str, after: str) -> None:
    assert formatted(Source(before), Style(**options)) == after
    assert formatted(Source(after), Style(**options)) == after


SPLITS: list[tuple[str, str, str]] = [
    ("a short RUN", "RUN a && b\n", "RUN a && b\n"),
    ("operators", "RUN aaaaaaaa && bbbbbbbb || cccccccc; dddddddd & eeeeeeee\n", "RUN aaaaaaaa \\\n    && bbbbbbbb \\\n    || cccccccc; \\\n    dddddddd & \\\n    eeeeeeee\n"),
    ("without white space", "RUN aaaaaaaaaaaaaa&&bbbbbbbbbbbbbbbbbbbbb;cccccccccccc\n", "RUN aaaaaaaaaaaaaa \\\n    &&bbbbbbbbbbbbbbbbbbbbb; \\\n    cccccccccccc\n"),
    ("one that has lines already", "RUN a && b \\\n && c\n", "RUN a \\\n    && b \\\n    && c\n"),
    ("one whose operators end lines", "RUN a && b && \\\n c\n", "RUN a && \\\n    b && \\\n    c\n"),
    ("what is within a command", "RUN (aaaaaaaaaa && bbbbbbbbbb) && if c; then d && e; fi && f $(g && h) 'i && j'\n", "RUN (aaaaaaaaaa && bbbbbbbbbb) \\\n    && if c; then d && e; fi \\\n    && f $(g && h) 'i && j'\n"),
    ("a short pipeline", "RUN aaaaaaaaaaaaaaaaaaa | b && ccccccccccccccccccccccccc\n", "RUN aaaaaaaaaaaaaaaaaaa | b \\\n    && ccccccccccccccccccccccccc\n"),
    ("a long pipeline", "RUN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | bbbbbbbbbbbbbbbbbbbb | c\n", "RUN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa \\\n    | bbbbbbbbbbbbbbbbbbbb \\\n    | c\n"),
    ("a comment of the shell", "RUN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; # b && c\n", "RUN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; # b && c\n"),
    ("an array", 'RUN ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaa && bbbbbbbbbbbbbbbbbbbb"]\n', 'RUN ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaa && bbbbbbbbbbbbbbbbbbbb"]\n'),
    ("another instruction", "CMD aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa && bbbbbbbbbbbbbbbbb\n", "CMD aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa && bbbbbbbbbbbbbbbbb\n"),
    ("a here-document", "RUN <<EOF cat && aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nEOF\n", "RUN <<EOF cat && aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nEOF\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [case[1:] for case in SPLITS], ids=[case[0] for case in SPLITS])
def test_splitting(before: str, after: str) -> None:
    style = Style(split_runs=True, width=40)
    assert formatted(Source(f"FROM a\n{before}"), style) == f"FROM a\n{after}"
    assert formatted(Source(f"FROM a\n{after}"), style) == f"FROM a\n{after}"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "file with no instructions"),
        ("FROM a\nFOO b\n", 2, "unknown instruction: FOO"),
        ("FROM a\n\nENV a\n", 3, "ENV must have two arguments"),
        ("FROM a\nRUN <<A\n", 2, "unterminated heredoc"),
        ("# escape=x\nFROM a\n", 1, "invalid escape token"),
    ],
)
def test_what_does_not_parse_is_refused(text: str, line: int, message: str) -> None:
    with pytest.raises(UnreadableError, match=message) as caught:
        formatted(Source(text), Style())
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("FROM b\n", "would not say the same"),
        ("FROM a\nRUN a  'b c'\n", "would not say the same"),
        ("FROM a\nRUN a  'b  c' && d\n", "would not say the same"),
        ("FROM a\nRUN a  'b  c'\nUSER x\n", "would not say the same"),
        ("FROM  a\nRUN a  'b  c'\n", "differently the next time"),
    ],
)
def test_a_wrong_result_is_not_handed_out(monkeypatch: pytest.MonkeyPatch, wrong: str, message: str) -> None:
    results = iter([wrong, "FROM a\nRUN a  'b  c'\n"])
    monkeypatch.setattr("analyzer.fixes.formatting.format.laid_out", lambda file, style: next(results))
    with pytest.raises(FormatError, match=message):
        formatted(Source("from a\nRUN a  'b  c'\n"), Style())
