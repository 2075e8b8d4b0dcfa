"""Comments that silence findings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer import check
from analyzer.lint.check import BuildOptionError, check_source
from analyzer.lint.finding import Finding
from analyzer.lint.own_rules import OWN_RULES, OwnRule
from analyzer.lint.selection import every_rule, select_rules
from analyzer.lint.suppression_reader import suppressions_of
from analyzer.rules.builtin import builtin_rules
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

RULES = (
    "sudo-used",
    "maintainer-deprecated",
    "shell-form-cmd",
    "cmd-multiple",
    "entrypoint-multiple",
    "suppression-unknown",
    "suppression-unused",
)
CHOSEN = select_rules(
    [*RULES, "instruction-casing", "todo-comment", "definition-description-invalid", "pin-apt", "healthcheck-multiple"]
)


def judged(text: str, build_args: dict[str, str] | None = None) -> list[Finding]:
    """All findings of a few rules."""
    return check_source(Source(text), CHOSEN, build_args)


def kept(text: str, build_args: dict[str, str] | None = None) -> list[str]:
    """``line rule`` of what is reported."""
    return [f"{each.span.start.line} {each.rule}" for each in judged(text, build_args) if each.suppression is None]


SILENCED = [
    ("# buildsecbot: ignore=sudo-used -- why", "id"),
    ("# buildsecbot: ignore=sudo-used", "no reason"),
    ("#buildsecbot:ignore = DL3004,pin-apt", "tight and wide"),
    ("# BuildSecBot: Ignore=hadolint/DL3004 --why", "a name with its tool"),
    ("# buildsecbot: ignore-stage=sudo-used", "stage"),
    ("# buildsecbot: ignore-file=sudo-used", "file"),
    ("# hadolint ignore=DL3004", "hadolint"),
    ("# hadolint ignore = DL3009 , DL3004 # why", "hadolint with spaces"),
    ("#hadolint\tstage ignore=DL3004", "hadolint stage"),
    ("# hadolint global ignore=DL3004", "hadolint file"),
    ("# buildsecbot: ignore=sudo-used\n\n# something else\n", "blank lines and comments between"),
]


@pytest.mark.parametrize("comment", [comment for comment, _ in SILENCED], ids=[name for _, name in SILENCED])
def test_a_comment_silences_the_next_instruction(comment: str) -> None:
    found = judged(f"FROM a\n{comment}\nRUN sudo apt-get install -y b=1\n")
    assert [each.rule for each in found if each.suppression is not None] == ["sudo-used"]
    assert [each.rule for each in found if each.suppression is None and each.rule != "suppression-unused"] == []


REACH = [
    ("FROM a\n# buildsecbot: ignore=sudo-used\nRUN sudo a\nRUN sudo b\n", ["4 sudo-used"], "the next instruction only"),
    ("FROM a\nRUN sudo a \\\n # buildsecbot: ignore=sudo-used\n && b\n", [], "within the instruction"),
    ("FROM a\nRUN sudo a \\\n # buildsecbot: ignore=sudo-used\n && b\nRUN sudo c\n", ["5 sudo-used"], "not the one below"),
    ("FROM a\nRUN <<E\n# buildsecbot: ignore=sudo-used\nsudo a\nE\n", ["4 sudo-used"], "no comment in a heredoc"),
    ("FROM a\nRUN sudo a \\\n # hadolint ignore=DL3004\n && b\n", ["2 sudo-used", "3 suppression-unused"], "not for hadolint"),
    (
        "# buildsecbot: ignore-stage=sudo-used\nFROM a\nRUN sudo a\nFROM b\nRUN sudo b\n",
        ["5 sudo-used"],
        "the stage of the next instruction",
    ),
    (
        "FROM a\nRUN sudo a\n# buildsecbot: ignore-stage=sudo-used\nFROM b\nRUN sudo b\n",
        ["2 sudo-used"],
        "above a FROM it is that stage",
    ),
    ("FROM a\nRUN sudo a\nRUN b\n# hadolint stage ignore=DL3004\nRUN sudo c\n", [], "all of the stage"),
    ("ARG V\n# buildsecbot: ignore-stage=sudo-used\n#\nARG W\nFROM a\nRUN sudo a\n", [], "before the first FROM"),
    ("FROM a\nRUN sudo a\nFROM b\nRUN sudo b\n# buildsecbot: ignore-file=sudo-used\n", [], "the file, wherever it stands"),
    ("FROM a\n# buildsecbot: ignore=todo-comment\n# TODO: b\nRUN a\n", [], "comments above the instruction"),
    ("FROM a\n# buildsecbot: ignore=suppression-unknown,none\nRUN a\n", [], "findings about comments"),
    ("FROM a\n# buildsecbot: ignore=suppression-unused,sudo-used\nRUN a\n", [], "and that they are unused"),
    ("FROM a\n# buildsecbot: ignore-file=suppression-unused\nRUN a\n", ["2 suppression-unused"], "but not about itself"),
    (
        "FROM a\nRUN a\n# buildsecbot: ignore=parse-error\nEXPOSE\n",
        ["3 suppression-unused", "4 parse-error"],
        "what BuildKit refuses stays",
    ),
    ("ARG V\n# buildsecbot: ignore=DL3004\n", ["1 parse-error", "2 suppression-unused"], "nothing below"),
]


@pytest.mark.parametrize(("text", "expected"), [case[:2] for case in REACH], ids=[case[2] for case in REACH])
def test_how_far_a_comment_reaches(text: str, expected: list[str]) -> None:
    assert kept(text) == expected


CHECKS = [
    ("# check=skip=JSONArgsRecommended\nFROM a\nCMD a\n", [], "the file"),
    ("# check=skip=all\nFROM a\nMAINTAINER a\nCMD b\n", [], "all"),
    ("#!/bin/x\n# check=skip=all\nFROM a\nMAINTAINER a\nCMD b\n", [], "below a shebang"),
    ("FROM a\n# check=skip=JSONArgsRecommended\nCMD a\n", [], "an instruction"),
    ("FROM a\n# CHECK = skip=JSONArgsRecommended;error=true because\n# text\n\nCMD a\n", [], "with text around"),
    ("FROM a\n# check=skip=all\nMAINTAINER a\nCMD b\n", ["4 shell-form-cmd"], "all of an instruction"),
    (
        "FROM a\n# check=skip=JSONArgsRecommended\n#\nCMD a\n",
        ["2 suppression-unused", "4 shell-form-cmd"],
        "an empty comment parts",
    ),
    (
        "FROM a\n # check=skip=JSONArgsRecommended\nCMD a\n",
        ["2 suppression-unused", "3 shell-form-cmd"],
        "white space before the sign",
    ),
    (
        "FROM a\n# check=skip=MaintainerDeprecated\n# check=skip=JSONArgsRecommended\nCMD a\n",
        ["2 suppression-unused", "3 suppression-unused", "4 shell-form-cmd"],
        "the first comment counts",
    ),
    (
        "FROM a\n# check=skip\n# check=skip=JSONArgsRecommended\nCMD a\n",
        ["2 suppression-unknown"],
        "one that can be read",
    ),
    (
        "FROM a\n# check=skip=jsonargsrecommended\nCMD a\n",
        ["2 suppression-unknown", "3 shell-form-cmd"],
        "upper and lower case differ",
    ),
    (
        "FROM a\n# check=skip=MaintainerDeprecated, JSONArgsRecommended\nCMD a\n",
        ["2 suppression-unknown", "2 suppression-unused", "3 shell-form-cmd"],
        "nothing behind a space",
    ),
    (
        'FROM a\nCMD ["a"]\nRUN b\n# check=skip=MultipleInstructionsDisallowed\nCMD ["c"]\n',
        [],
        "a repeated instruction, above the later one",
    ),
    (
        'FROM a\n# check=skip=MultipleInstructionsDisallowed\nCMD ["a"]\nCMD ["c"]\n',
        ["2 suppression-unused", "3 cmd-multiple"],
        "not above the earlier one",
    ),
    (
        "FROM a\nRUN a\n# check=skip=ConsistentInstructionCasing\nrun b\n",
        ["3 suppression-unused", "4 instruction-casing"],
        "what BuildKit skips for the file only",
    ),
    ("# check=skip=ConsistentInstructionCasing\nFROM a\nRUN a\nrun b\n", [], "and does for the file"),
    (
        "# check=skip=all;experimental=all\n# A text\nFROM a AS b\n",
        ["3 definition-description-invalid"],
        "an experimental check that is asked for",
    ),
    ("# check=skip=all\n# A text\nFROM a AS b\n", [], "and one that is not"),
    (" # check=skip=all\nFROM a\nCMD b\n", ["1 suppression-unknown", "3 shell-form-cmd"], "not in the first column"),
]


@pytest.mark.parametrize(("text", "expected"), [case[:2] for case in CHECKS], ids=[case[2] for case in CHECKS])
def test_buildkits_own_comments(text: str, expected: list[str]) -> None:
    assert kept(text) == expected


def test_error_true_makes_errors_of_buildkits_checks() -> None:
    found = judged("# check=error=true;skip=MaintainerDeprecated\nFROM a\nMAINTAINER m\nCMD sudo a\nRUN sudo b\n")
    severities = {each.rule: each.severity for each in found if each.suppression is None}
    assert severities == {"shell-form-cmd": "error", "sudo-used": "warning"}


@pytest.mark.parametrize(
    ("value", "severities"),
    [("skip=all", {}), ("", {"maintainer-deprecated": "info"}), ("error=1", {"maintainer-deprecated": "error"})],
)
def test_the_build_argument_replaces_the_directive(value: str, severities: dict[str, str]) -> None:
    found = judged("# check=skip=all;error=true\nFROM a\nMAINTAINER m\n", {"BUILDKIT_DOCKERFILE_CHECK": value})
    assert {each.rule: each.severity for each in found if each.suppression is None} == severities


def test_a_build_argument_that_buildkit_refuses_is_an_error() -> None:
    with pytest.raises(BuildOptionError, match='failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: invalid check option "x"'):
        judged("FROM a\n", {"BUILDKIT_DOCKERFILE_CHECK": "x"})


def test_a_directive_that_buildkit_refuses_is_a_parse_error() -> None:
    (found,) = check("# check=skip=A;foo=1\nFROM a\n", select=["parse-error"])
    assert (found.message, found.span.start.column) == ('invalid check option "foo"', 16)


COMPLAINTS = [
    ("buildsecbot: ignore=sudo-usd", "sudo-usd", "did you mean 'sudo-used'?"),
    ("buildsecbot: ignore=dl3004", "dl3004", "did you mean 'DL3004'?"),
    ("buildsecbot: ignore=DL30040", "DL30040", "names no rule"),
    ("buildsecbot: ignore=security", "security", "no single rule"),
    ("buildsecbot: ignore=hadolint", "hadolint", "no single rule"),
    ("buildsecbot: ignore=ALL", "ALL", "no single rule"),
    ("buildsecbot: ignore=sudo-used because", "sudo-used because", "-- stands before a reason"),
    ("buildsecbot: ignroe=sudo-used", "buildsecbot: ignroe=sudo-used", "did you mean 'ignore'?"),
    ("buildsecbot: ignore=", "buildsecbot: ignore=", "names no rule"),
    ("buildsecbot: ignore= -- why", "buildsecbot: ignore= -- why", "names no rule"),
    ("buildsecbot: sudo-used", "buildsecbot: sudo-used", "write # buildsecbot: ignore=RULE"),
    ("buildsecbot ignore=sudo-used", "buildsecbot ignore=sudo-used", "write # buildsecbot: ignore=RULE"),
    ("hadolint ignore=dl3004", "dl3004", "did you mean 'DL3004'?"),
    ("hadolint ignore=sudo-used", "sudo-used", "write # buildsecbot: ignore=sudo-used"),
    ("hadolint ignore=", "hadolint ignore=", "names no code"),
    ("hadolint ignore DL3004", "hadolint ignore DL3004", "write # hadolint ignore=CODE"),
    ("hadolint: ignore=DL3004", "hadolint: ignore=DL3004", "write # hadolint ignore=CODE"),
    ("check=skip=JSONArgs", "JSONArgs", "did you mean 'JSONArgsRecommended'?"),
    ("check=skip=", "skip=", "no check is named"),
    ("check=ignore=all", "ignore=all", 'invalid check option "ignore"'),
]


@pytest.mark.parametrize(("comment", "marked", "said"), COMPLAINTS, ids=[case[0] for case in COMPLAINTS])
def test_what_names_no_rule_is_a_finding(comment: str, marked: str, said: str) -> None:
    text = f"FROM a\n#  {comment}\nRUN b\n"
    (found,) = judged(text)
    assert found.rule == "suppression-unknown"
    assert text[found.span.start.offset : found.span.end.offset] == marked
    assert said in found.message


@pytest.mark.parametrize(
    "comment",
    [
        *("buildsecbot runs in CI", "buildsecbots: no", "hadolint is run, too", "hadolint shell=bash", "check the version"),
        *(
            "hadolint ignore=DL3999",
            "hadolint ignore=SC9999",
            "buildsecbot: ignore=SC2086",
            "buildsecbot: ignore=hadolint/DL3999",
        ),
        *("build the tool", "check: this", "checks=all", "hadolint complains; ignore it"),
    ],
)
def test_other_comments_are_left_alone(comment: str) -> None:
    assert judged(f"FROM a\n# {comment}\nRUN b\n") == []


def test_a_rule_that_did_not_run_is_not_called_unused() -> None:
    text = "# buildsecbot: ignore-file=copy-ignored-file,final-user-root,MaintainerDeprecated\nFROM a\nUSER 1\n"
    found = check(text, select=["suppression-unused", "copy-ignored-file", "maintainer-deprecated"])
    assert [each.span.start.column for each in found] == [
        len("# buildsecbot: ignore-file=copy-ignored-file,final-user-root,") + 1
    ]


def test_a_silenced_finding_tells_what_silences_it() -> None:
    text = "# hadolint global ignore=DL3004 # all of it\nFROM a\n# buildsecbot: ignore=sudo-used -- the base asks\nRUN sudo b\n"
    (found,) = judged(text)
    by = found.suppression
    assert by is not None
    assert (by.tool, by.scope, by.name, by.reason) == ("buildsecbot", "instruction", "sudo-used", "the base asks")
    assert text[by.start : by.end] == "sudo-used"


def test_a_reason_shows_no_credential() -> None:
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    (found,) = judged(f"FROM a\n# buildsecbot: ignore=sudo-used -- as {token} does\nRUN sudo b\n")
    assert found.suppression is not None
    assert found.suppression.reason.startswith("as ")
    assert token not in found.suppression.reason


def test_what_is_silenced_at_a_place_can_be_asked() -> None:
    text = "# hadolint global ignore=DL3004,SC2999\nFROM a\n# buildsecbot: ignore=pin-apt\nRUN b\nRUN c\n"
    found = suppressions_of(parse_document(Source(text)), builtin_rules())
    assert found is not None
    assert found.names_at(text.index("RUN b"), text.index("RUN c") - 1) == {"sudo-used", "SC2999", "pin-apt"}
    assert found.names_at(text.index("RUN c"), len(text)) == {"sudo-used", "SC2999"}
    assert found.names_at(0, len(text)) == {"sudo-used", "SC2999"}
    assert suppressions_of(parse_document(Source("FROM a\n# b\n")), builtin_rules()) is None


@pytest.mark.parametrize("own", OWN_RULES.values(), ids=lambda own: own.id)
def test_the_examples_of_rules_without_a_pattern(own: OwnRule) -> None:
    bad, good = own.examples
    for example in bad:
        assert own.id in {each.rule for each in check(example[0], select=["ALL"])}, example[0]
    for example in good:
        assert own.id not in {each.rule for each in check(example[0], select=["ALL"])}, example[0]


PIECES = st.sampled_from([
    *("FROM a", "FROM b AS c", "RUN sudo x && \\", "  y", "RUN <<E\nsudo z\nE", "COPY --from=c . /", "ENV A=1", "USER root"),
    *("MAINTAINER z", "# TODO: a", "#", "", "FRUM", "CMD a", "ONBUILD RUN sudo x", "RUN apt-get install b", "EXPOSE 99999"),
])  # fmt: skip
EVERY = select_rules(["ALL"], ignore=["inline-suppression", "suppression-unused", "definition-description-invalid"])
FROZEN = {"parse-error"}


@given(st.lists(PIECES, max_size=10).map("\n".join), st.data())
def test_a_comment_silences_one_rule_in_one_instruction(text: str, data: st.DataObject) -> None:
    """It is put right above the instruction of a finding, and changes nothing else.

    What stands above an instruction, up to the one before, belongs to it.
    """
    source = Source(text)
    before = check_source(source, EVERY)
    instructions = parse_document(source).instructions
    inside = [
        (each, step)
        for each in before
        for step in instructions
        if step.start <= each.span.start.offset < max(step.end, step.start + 1) and each.rule not in FROZEN
    ]
    if not inside:
        return
    chosen, step = data.draw(st.sampled_from(inside))
    comment = f"# buildsecbot: ignore={chosen.rule} -- so it is\n"
    put = text[: step.outer_start] + comment + text[step.outer_start :]
    after = check_source(Source(put), EVERY)

    def moved(each: Finding, by: int) -> tuple[str, str, int]:
        offset = each.span.start.offset
        return each.rule, each.message, offset + (by if offset >= step.outer_start else 0)

    start = max((each.end for each in instructions if each.end <= step.start), default=0)
    end = step.end + len(comment)
    kept_before = {moved(each, len(comment)) for each in before}
    silenced = {moved(each, 0) for each in after if each.suppression is not None}
    assert {moved(each, 0) for each in after} == kept_before
    assert silenced == {each for each in kept_before if each[0] == chosen.rule and start <= each[2] <= end}


PAGE = (Path(__file__).resolve().parents[2] / "docs" / "suppression.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```dockerfile\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("text", "listed"), SHOWN)
def test_the_page_shows_what_happens(text: str, listed: str) -> None:
    found = [(f"{each.span.start.line}: {each.rule}", each.message) for each in check(text)]
    lines = listed.splitlines() if listed != "no findings\n" else []
    assert len(found) == len(lines)
    for (place, message), line in zip(found, lines, strict=True):
        assert line in (place, f"{place}: {message}")


def test_rules_without_a_pattern_are_listed() -> None:
    assert set(OWN_RULES) <= {rule.id for rule in every_rule(builtin_rules())}
