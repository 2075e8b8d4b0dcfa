"""What the parser makes of files: nodes, values, spans and errors."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.source.text import Source
from analyzer.syntax.dump import dump_tree, variable_references
from analyzer.syntax.nodes import Document, Instruction
from analyzer.syntax.parse import parse_document


def parsed(text: str) -> Document:
    return parse_document(Source(text))


def only(text: str) -> Instruction:
    """The last instruction of a text."""
    return parsed(text).instructions[-1]


ARGUMENTS: list[tuple[str, list[str]]] = [
    ("FROM debian:12 AS base", ["debian:12", "AS", "base"]),
    ("from\tdebian:12", ["debian:12"]),
    ("RUN  apt-get update  &&  true ", ["apt-get update  &&  true"]),
    ("RUN apt-get \\\n  install \\\n  curl", ["apt-get   install   curl"]),
    ("RUN one \\\n# a remark\n  two", ["one   two"]),
    ("RUN one \\\n\n  two", ["one   two"]),
    ("RU\\\nN one", ["one"]),
    ("RUN one \\ \t\n two", ["one  two"]),
    ("RUN one\\\\", ["one\\\\"]),
    ('CMD ["a", "b c", "\\u00e9\\n"]', ["a", "b c", "é\n"]),
    ('CMD [ "a" , "b" ] ', ["a", "b"]),
    ("CMD []", []),
    ("CMD ['a']", ["['a']"]),
    ('CMD ["a"] extra', ['["a"] extra']),
    ('CMD ["a",]', ['["a",]']),
    ('ENTRYPOINT ["\\ud83d\\ude00", "\\ud83d"]', ["😀", "\ufffd"]),
    ("COPY a b  c/", ["a", "b", "c/"]),
    ('COPY ["a b", "c"]', ["a b", "c"]),
    ('COPY ["a b" "c"]', ['["a', 'b"', '"c"]']),
    ('VOLUME ["/a", "/b"]', ["/a", "/b"]),
    ("VOLUME /a /b", ["/a", "/b"]),
    ("USER app group", ["app group"]),
    ("WORKDIR /a b", ["/a b"]),
    ("EXPOSE 80 443/udp", ["80", "443/udp"]),
    ('ARG A B=1 C="x y"', ["A", "B=1", 'C="x y"']),
    ("HEALTHCHECK NONE", ["NONE"]),
    ("HEALTHCHECK --interval=5s cmd curl -f x", ["cmd", "curl -f x"]),
    ('HEALTHCHECK CMD ["curl", "x"]', ["CMD", "curl", "x"]),
    ("STOPSIGNAL SIGQUIT", ["SIGQUIT"]),
    ("MAINTAINER A B <c@d>", ["A B <c@d>"]),
    ("COPY --chown=a:b -- --x y", ["--x", "y"]),
]


@pytest.mark.parametrize(("text", "expected"), ARGUMENTS)
def test_arguments(text: str, expected: list[str]) -> None:
    assert [word.text for word in only(text).arguments] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ENV A=1 B=2", [("A", "=", "1"), ("B", "=", "2")]),
        ("ENV A 1 2=3", [("A", " ", "1 2=3")]),
        ("ENV A  \t x ", [("A", " ", "x")]),
        ("ENV A=\"x y\" B=x\\ y C='q r'", [("A", "=", '"x y"'), ("B", "=", "x\\ y"), ("C", "=", "'q r'")]),
        ("LABEL a.b=", [("a.b", "=", "")]),
        ('LABEL "a b"=c', [('"a b"', "=", "c")]),
        ("ARG X", [("X", "", None)]),
        ("ARG X=1 Y", [("X", "=", "1"), ("Y", "", None)]),
        ("# escape=`\nENV A=x` y B=c:\\d", [("A", "=", "x` y"), ("B", "=", "c:\\d")]),
    ],
)
def test_pairs(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = [(pair.key.text, pair.separator, pair.value.text if pair.value is not None else None) for pair in only(text).pairs]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("COPY --from=a --chown=b:c x y", [("from", "a"), ("chown", "b:c")]),
        ("COPY --link x y", [("link", None)]),
        ("COPY --from= x y", [("from", "")]),
        ('FROM --platform="linux/amd64" a', [("platform", "linux/amd64")]),
        ("RUN --mount='type=cache,target=/a b' x", [("mount", "type=cache,target=/a b")]),
        ("COPY --chown=a\\ b x y", [("chown", "a b")]),
        ("# escape=`\nCOPY --chown=a` b x y", [("chown", "a b")]),
        ("RUN \\\n  --network=none \\\n  x", [("network", "none")]),
        ("RUN x --network=none", []),
        ("COPY --chown=é x y", [("chown", "Ã©")]),
    ],
)
def test_flags(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = [(flag.name.text, flag.value.text if flag.value is not None else None) for flag in only(text).flags]
    assert found == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("type=cache,target=/x,ro", [("type", "cache"), ("target", "/x"), ("ro", None)]),
        ('type=bind,"target=/a,b"', [("type", "bind"), ("target", "/a,b")]),
        ('"source=a""b",,id=', [("source", 'a"b'), ("", None), ("id", "")]),
    ],
)
def test_mount_options(value: str, expected: list[tuple[str, str | None]]) -> None:
    flag = only(f"RUN --mount='{value}' x").flags[0]
    assert flag.options is not None
    assert [(o.key.text, o.value.text if o.value is not None else None) for o in flag.options] == expected


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("FROM a\nCOPY --from=b \\\n  x y\n", {"--from=b": "flag", "b": "value", "x": 0, "y": 1}),
        ("FROM a\nENV K=v \\\n    LONG='a b'\n", {"K": 0, "v": 1, "LONG": 2, "'a b'": 3}),
        ('FROM a\r\nCMD ["x", "é"]\r\n', {"x": 0, "é": 1}),
        ("\ufeffFROM a\nEXPOSE 80 \\\n # c\n 443", {"80": 0, "443": 1}),
    ],
)
def test_spans_are_exact(text: str, where: dict[str, Any]) -> None:
    node = only(text)
    for expected, place in where.items():
        if place == "flag":
            span = (node.flags[0].start, node.flags[0].end)
        elif place == "value":
            assert node.flags[0].value is not None
            span = (node.flags[0].value.start, node.flags[0].value.end)
        else:
            span = (node.arguments[place].start, node.arguments[place].end)
        assert text[slice(*span)] == expected


def test_a_word_broken_over_lines_spans_both_parts() -> None:
    text = "FROM deb\\\nian:12\n"
    word = only(text).arguments[0]
    assert word.text == "debian:12"
    assert text[word.start : word.end] == "deb\\\nian:12"
    assert text[slice(*word.span(0, 3))] == "deb"
    assert text[slice(*word.span(3, 6))] == "ian"


def test_a_json_escape_maps_as_a_whole() -> None:
    text = 'CMD ["a\\u00e9b"]'
    word = only(text).arguments[0]
    assert [text[slice(*word.span(at, at + 1))] for at in range(3)] == ["a", "\\u00e9", "b"]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("RUN <<EOF\na\nb\nEOF\n", ["a\nb\n"]),
        ("RUN <<A <<B\n1\nA\n2\nB\n", ["1\n", "2\n"]),
        ("COPY <<-X /y\n\ta\n\tX\n", ["\ta\n"]),
        ("ADD <<'X' /y\r\n$a\r\nX\r\n", ["$a\r\n"]),
        ("ONBUILD RUN <<X\n1\nX\n", ["1\n"]),
        ("RUN cat <<X\n1\nX\n", ["1\n"]),
        ("RUN x \\\n# c\n <<E\n# not a comment\n\\\nE\n", ["# not a comment\n\\\n"]),
        ("RUN cat<<X\n", []),
        ('RUN ["<<X"]\n', []),
        ("USER <<X\n", []),
        ("RUN <<X\nopen", ["open"]),
    ],
)
def test_heredocs(text: str, bodies: list[str]) -> None:
    node = parsed("FROM a\n" + text).instructions[1]
    assert [heredoc.content for heredoc in node.heredocs] == bodies
    source = "FROM a\n" + text
    assert [source[slice(*heredoc.body)] for heredoc in node.heredocs] == bodies
    for heredoc in node.heredocs:
        assert source[heredoc.start : heredoc.end].lstrip("0123456789").startswith("<<")


MESSAGES: list[tuple[str, str, str]] = [
    ("", "parser", "file with no instructions"),
    ("# only\n", "parser", "file with no instructions"),
    ("RUN x\n", "file", "no build stage in current context"),
    ("ARG x\n", "file", "dockerfile contains no stages to build"),
    ("FRM a\n", "instruction", "unknown instruction: FRM (did you mean FROM?)"),
    ("FROM a b\n", "instruction", "FROM requires either one or three arguments"),
    ("FROM a AS 9\n", "instruction", 'invalid name for build stage: "9", name can\'t start with a number or contain symbols'),
    ("# escape=x\nFROM a\n", "parser", "invalid escape token 'x' does not match ` or \\"),
    ("# syntax=a\n# syntax=b\nFROM a\n", "parser", "only one syntax parser directive can be used"),
    ("FROM a\nENV X\n", "parser", "ENV must have two arguments"),
    ("FROM a\nENV X=1 Y\n", "parser", 'Syntax error - can\'t find = in "Y". Must be of the form: name=value'),
    ("FROM a\nENV =1\n", "instruction", "ENV names can not be blank"),
    ("FROM a\nENV\n", "instruction", "ENV requires at least one argument"),
    ("FROM a\nCMD [1]\n", "parser", "when using JSON array syntax, arrays must be comprised of strings only"),
    ("FROM a\nRUN <<X\n", "parser", "unterminated heredoc"),
    (
        "FROM a\nCOPY x\n",
        "instruction",
        "COPY requires at least two arguments, but only one was provided. Destination could not be determined",
    ),
    ("FROM a\nCOPY x <<E\nE\n", "instruction", "COPY cannot accept a heredoc as a destination"),
    ("FROM a\nCOPY --form=b x y\n", "instruction", "unknown flag: --form (did you mean from?)"),
    ("FROM a\nCOPY --from=b --from=c x y\n", "instruction", "duplicate flag specified: --from"),
    ("FROM a\nCOPY --from x y\n", "instruction", "missing a value on flag: --from"),
    ("FROM a\nCOPY --link=1 x y\n", "instruction", "expecting boolean value for flag --link, not: 1"),
    (
        "FROM a\nCOPY --chmod=888 x y\n",
        "evaluation",
        "invalid chmod parameter: '888'. it should be octal string and between 0 and 07777",
    ),
    ("FROM a\nRUN --network=lan x\n", "instruction", 'invalid network mode "lan"'),
    ("FROM a\nRUN --security=no x\n", "instruction", 'security "no" is not valid'),
    ("FROM a\nRUN --mount=type=bnd,target=/x y\n", "evaluation", 'unsupported mount type "bnd" (did you mean bind?)'),
    (
        "FROM a\nRUN --mount=from=$x,target=/x y\n",
        "instruction",
        "'from' doesn't support variable expansion, define alias stage instead",
    ),
    ("FROM a\nRUN --mount= y\n", "instruction", "failed to parse csv mounts: EOF"),
    ("FROM a\nHEALTHCHECK FOO\n", "instruction", 'Unknown type "FOO" in HEALTHCHECK (try CMD)'),
    ("FROM a\nHEALTHCHECK CMD\n", "instruction", "Missing command after HEALTHCHECK CMD"),
    ("FROM a\nHEALTHCHECK NONE x\n", "instruction", "HEALTHCHECK NONE takes no arguments"),
    ("FROM a\nHEALTHCHECK --interval=5 CMD x\n", "instruction", 'time: missing unit in duration "5"'),
    ("FROM a\nHEALTHCHECK --interval=5x CMD x\n", "instruction", 'time: unknown unit "x" in duration "5x"'),
    ("FROM a\nHEALTHCHECK --interval=1us CMD x\n", "instruction", 'Interval "interval" cannot be less than 1ms'),
    ("FROM a\nHEALTHCHECK --retries=-1 CMD x\n", "instruction", "--retries cannot be negative (-1)"),
    ("FROM a\nHEALTHCHECK --retries=x CMD x\n", "instruction", 'strconv.ParseInt: parsing "x": invalid syntax'),
    ("FROM a\nONBUILD\n", "instruction", "ONBUILD requires at least one argument"),
    ("FROM a\nONBUILD FROM b\n", "instruction", "FROM isn't allowed as an ONBUILD trigger"),
    ("FROM a\nONBUILD ONBUILD RUN x\n", "instruction", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
    ("FROM a\nSHELL bash\n", "instruction", "SHELL requires the arguments to be in JSON form"),
    ("FROM a\nSHELL []\n", "instruction", "SHELL requires at least one argument"),
    ('FROM a\nVOLUME [""]\n', "instruction", "VOLUME specified can not be an empty string"),
    ("FROM a\nUSER\n", "instruction", "USER requires exactly one argument"),
    ("FROM a\nSTOPSIGNAL\n", "instruction", "STOPSIGNAL requires exactly one argument"),
    ("FROM a\nLABEL a=" + "x" * 65536 + "\n", "parser", "dockerfile line greater than max allowed size of 65535"),
]


@pytest.mark.parametrize(("text", "phase", "message"), MESSAGES, ids=[m[2][:40] for m in MESSAGES])
def test_messages(text: str, phase: str, message: str) -> None:
    assert (phase, message) in [(issue.phase, issue.text) for issue in parsed(text).issues]


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nARG --foo X\n",
        "FROM a\nSTOPSIGNAL --x SIGINT\n",
        "FROM a\nHEALTHCHECK --x NONE\n",
        "FROM a\nONBUILD COPY --bogus a b\n",
        "FROM a\nCMD\n",
        "FROM a\nUSER a b\n",
        "FROM a\nRUN --mount=type=$T,target=/x y\n",
        "FROM a\nHEALTHCHECK --interval=1m30.5s CMD x\n",
        "FROM a\nCOPY --link=TRUE a b\n",
        "FROM a\nLABEL a=" + "x" * 65527 + "\n",
    ],
    ids=lambda text: text[7:40],
)
def test_accepted(text: str) -> None:
    assert parsed(text).issues == []


def test_a_broken_instruction_hides_no_other() -> None:
    document = parsed("FROM a AS b c\nENV X\nFOO bar\nCOPY x\nRUN ok\nCMD [1]\n")
    assert [node.kind for node in document.instructions] == ["FROM", "ENV", "FOO", "COPY", "RUN", "CMD"]
    assert [issue.lines[0] for issue in document.issues] == [1, 2, 3, 4, 6]


def test_directives_and_comments() -> None:
    document = parsed("# Syntax = docker/dockerfile:1 x\n#escape=`\n# check=skip=all\n# note\n\nFROM a\n# last\n")
    assert [(d.name, d.value) for d in document.directives] == [
        ("syntax", "docker/dockerfile:1 x"),
        ("escape", "`"),
        ("check", "skip=all"),
    ]
    assert document.escape == "`"
    assert [piece.piece for piece in document.pieces] == ["directive"] * 3 + ["comment", "blank", "instruction", "comment"]
    assert document.instructions[0].doc_comments == ["note"]


def test_onbuild_nests() -> None:
    node = only("ONBUILD COPY --from=x a b")
    assert node.trigger is not None
    assert node.trigger.kind == "COPY"
    assert [word.text for word in node.trigger.arguments] == ["a", "b"]
    assert node.trigger.flags[0].name.text == "from"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a:${V:-1}", [("V", ":-", "${V:-1}")]),
        ("ENV A=$X \\\n  B='$Y'${Z}", [("X", "", "$X"), ("Z", "", "${Z}")]),
        ("COPY --chown=$U a$B /c", [("U", "", "$U"), ("B", "", "$B")]),
        ("# escape=`\nWORKDIR c:\\$D", [("D", "", "$D")]),
        ("ARG A=${B:-${C}}", [("B", ":-", "${B:-${C}}"), ("C", "", "${C}")]),
        ("RUN echo $X", []),
    ],
)
def test_variable_references_have_exact_spans(text: str, expected: list[tuple[str, str, str]]) -> None:
    document = parsed(text)
    found = variable_references(document.instructions[-1], document.escape)
    assert [(each.name, each.operator, text[each.start : each.end]) for each in found] == expected
    for name, _, _ in expected:
        assert f" {name}" in dump_tree(document)
