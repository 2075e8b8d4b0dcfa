"""What is offered for findings, and what comes of it when it is chosen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.lint.check import judge
from analyzer.lsp.data import Action, Change
from analyzer.lsp.features.actions import FIX_ALL, QUICK_FIX, SOURCE_FIX_ALL, actions, is_wanted, resolve
from analyzer.lsp.features.refactor import refactorings
from analyzer.lsp.snapshot import Snapshot
from tests.lsp.marked import opened, snapshot
from tests.lsp.protocol.session import URI, Session


def applied(text: str, made: tuple[Change, ...]) -> str:
    for change in reversed(made):
        text = text[: change.range[0]] + change.text + text[change.range[1] :]
    return text


def chosen(shot: Snapshot, offset: int, title: str) -> str:
    """The text after the action that is titled so."""
    found = next(each for each in actions(shot, (offset, offset)) if each.title == title)
    done = resolve(shot, found)
    assert not done.disabled
    return applied(shot.text, done.changes)


APT = "FROM debian:12\nRUN apt-get in‸stall curl\n"


def test_the_safe_fix_is_preferred_and_unsafe_ones_are_named_so() -> None:
    shot, marked = opened(APT, select=["apt-missing-yes", "apt-no-install-recommends"])
    found = [
        each for each in actions(shot, (marked.cursor, marked.cursor), [QUICK_FIX]) if each.data and each.data["do"] == "fix"
    ]
    assert [(each.title, each.preferred) for each in found] == [
        ("Add -y", True),
        ("Add --no-install-recommends (unsafe: it may change the image)", False),
    ]
    assert chosen(shot, marked.cursor, "Add -y") == "FROM debian:12\nRUN apt-get install -y curl\n"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (
            "here",
            (
                "# syntax=a\nFROM debian:12 AS a\nUSER 😀\n"
                "  # buildsecbot: ignore=apt-missing-yes -- reason\n  RUN apt-get install x\n"
            ),
        ),
        (
            "in this stage",
            (
                "# syntax=a\n# buildsecbot: ignore-stage=apt-missing-yes -- reason\n"
                "FROM debian:12 AS a\nUSER 😀\n  RUN apt-get install x\n"
            ),
        ),
        (
            "in this file",
            (
                "# syntax=a\n# buildsecbot: ignore-file=apt-missing-yes -- reason\n"
                "FROM debian:12 AS a\nUSER 😀\n  RUN apt-get install x\n"
            ),
        ),
    ],
)
def test_a_finding_is_silenced_with_a_reason(where: str, expected: str, ending: str) -> None:
    text = "# syntax=a\nFROM debian:12 AS a\nUSER 😀\n  RUN apt-get in‸stall x\n".replace("\n", ending)
    shot, marked = opened(text, select=["apt-missing-yes"])
    after = chosen(shot, marked.cursor, f"Silence 'apt-missing-yes' {where}")
    assert after == expected.replace("\n", ending)
    silenced = [each.suppression for each in snapshot(after, select=["apt-missing-yes"]).findings]
    assert [each.reason for each in silenced if each is not None] == ["reason"]


def test_a_second_rule_joins_the_comment_that_is_there() -> None:
    text = "FROM debian:12\n# buildsecbot: ignore=sudo-used -- reason\nRUN sudo apt-get in‸stall x\n"
    shot, marked = opened(text, select=["apt-missing-yes", "sudo-used"])
    after = chosen(shot, marked.cursor, "Silence 'apt-missing-yes' here")
    assert "# buildsecbot: ignore=sudo-used,apt-missing-yes -- reason\n" in after


def test_all_safe_fixes_are_one_action_of_the_kind_asked_for() -> None:
    shot, marked = opened(APT, select=["apt-missing-yes", "apt-no-install-recommends"])
    place = (marked.cursor, marked.cursor)
    kinds = {
        (): [FIX_ALL],
        ("source",): [FIX_ALL],
        (SOURCE_FIX_ALL,): [SOURCE_FIX_ALL],
        (FIX_ALL,): [FIX_ALL],
        ("quickfix",): [],
        ("source.organizeImports",): [],
        ("source.fixAll.other",): [],
    }
    for only, expected in kinds.items():
        found = [each for each in actions(shot, place, only) if each.data and each.data["do"] == "fix-all"]
        assert [each.kind for each in found] == expected
        for each in found:
            assert applied(shot.text, resolve(shot, each).changes) == "FROM debian:12\nRUN apt-get install -y curl\n"
    assert not actions(snapshot("FROM debian:12\n", select=["apt-missing-yes"]), (0, 0))


@pytest.mark.parametrize(
    ("kind", "only", "expected"),
    [
        ("quickfix", [], True),
        ("quickfix", ["quickfix"], True),
        ("source.fixAll.x", ["source"], True),
        ("source.fixAll", ["source.fixAll.x"], False),
        ("source.fixAllx", ["source.fixAll"], False),
        ("refactor.extract", [""], True),
    ],
)
def test_kinds_are_a_hierarchy(kind: str, only: list[str], expected: bool) -> None:
    assert is_wanted(kind, only) is expected


@pytest.mark.parametrize(
    ("text", "title", "reason"),
    [
        ("FROM php:5.6\nRUN composer install --no-dev\n", "Add --ignore-scripts", "'install-scripts-enabled' would still be"),
        (
            "FROM debian:12\nRUN sudo apt-get update && sudo apt-get install -y vim\n",
            "Remove the lists at the end of the RUN",
            "'sudo-used' would be reported",
        ),
    ],
)
def test_a_fix_that_would_do_harm_is_not_made(text: str, title: str, reason: str) -> None:
    shot = snapshot(text, select=["ALL"])
    offered = next(each for each in actions(shot, (0, len(text))) if each.title.startswith(title))
    done = resolve(shot, offered)
    assert reason in done.disabled
    assert done.changes == ()


def test_an_unsafe_fix_that_is_chosen_may_bring_findings_of_other_rules() -> None:
    text = "FROM centos:centos7\nRUN groupadd -g 994 kube && useradd -u 996 -g 994 kube\n"
    shot = snapshot(text, select=["ALL"])
    offered = next(each for each in actions(shot, (0, len(text))) if each.title.startswith("Run the image as that user"))
    done = resolve(shot, offered)
    assert done.disabled == ""
    assert applied(text, done.changes) == text + "USER kube\n"


def test_an_action_that_was_offered_for_another_text_is_not_made() -> None:
    shot, marked = opened(APT, select=["apt-missing-yes"])
    offered = next(each for each in actions(shot, (marked.cursor, marked.cursor)) if each.title == "Add -y")
    other = snapshot("FROM debian:12\nRUN apt-get install -y curl\n", select=["apt-missing-yes"])
    assert resolve(other, offered).disabled == "it is not found any more"


def test_fixes_that_do_not_fit_say_why_where_they_are_asked_for() -> None:
    text = "FROM debian:12\nCMD foo $X\n"
    shot = snapshot(text, select=["ALL"])
    place = (0, len(text))
    refused = {each.title: each for each in actions(shot, place, refused=True) if each.disabled}
    assert refused["Write it in the JSON form"].disabled == "the shell expands something in it"
    assert refused["Write it in the JSON form"].changes == ()
    assert not [each for each in actions(shot, place) if each.disabled]


def test_fixes_are_those_of_the_command_line() -> None:
    text = (
        "FROM ubuntu\nMAINTAINER me\nRUN apt-get update && apt-get install curl\nADD a /b\n"
        "CMD x\n# hadolint ignore=DL3008\nRUN y\n"
    )
    shot = snapshot(text, select=["ALL"])
    eager = judge(shot.facts, shot.policy.selection, fixes=True)
    assert [(each.rule, repr(each.fixes)) for each in eager] == [(each.rule, repr(shot.fixes(each))) for each in shot.findings]
    assert any(each.fixes for each in eager)


PIECES = st.sampled_from(
    [
        "FROM a",
        "FROM debian:12",
        "RUN apt-get install x",
        "RUN ",
        "COPY a ",
        "CMD x",
        "CMD [",
        '"a"',
        "<<E",
        "\nE\n",
        "\n",
        "\r\n",
        " \\\n",
        "# x",
        "# hadolint ignore=DL3008",
        "é😀",
        "&& x",
        "ENTRYPOINT x",
        " AS b",
        "set -e\n",
        "\ufeff",
        "# escape=`\n",
        "ONBUILD ",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_anything_can_be_asked_of_any_text(text: str) -> None:
    shot = snapshot(text, select=["ALL"])
    for place in ((0, len(text)), (len(text) // 2, len(text) // 2)):
        found: list[Action] = [*actions(shot, place, refused=True), *refactorings(shot, place)]
        for each in found[:2] + found[-2:]:
            done = resolve(shot, each)
            ends = [0]
            for change in done.changes:
                assert ends[-1] <= change.range[0] <= change.range[1] <= len(text)
                ends.append(change.range[1])


# --- over the protocol


def asked(session: Session, place: tuple[int, int], **context: Any) -> list[dict[str, Any]]:
    at = {"line": place[0], "character": place[1]}
    params = {"textDocument": {"uri": URI}, "range": {"start": at, "end": at}, "context": {"diagnostics": [], **context}}
    result: list[dict[str, Any]] = session.ask("textDocument/codeAction", params)["result"]
    return result


LATER = {"codeAction": {"dataSupport": True, "disabledSupport": True, "resolveSupport": {"properties": ["edit"]}}}
TEXT = "FROM debian:12\nRUN apt-get install é😀 && sudo x\nRUN y\n"


def test_a_client_that_cannot_ask_later_is_given_the_changes_at_once() -> None:
    with Session() as session:
        session.begin()
        session.open(TEXT)
        found = asked(session, (1, 6))
        fix = next(each for each in found if each["title"] == "Add -y")
        assert fix["isPreferred"] is True
        assert fix["edit"]["changes"][URI][0]["newText"] == " -y"
        assert not [each for each in found if "edit" not in each or "disabled" in each]
        assert {each["kind"] for each in found} >= {"quickfix", "refactor.rewrite", FIX_ALL}


def test_changes_are_worked_out_when_they_are_asked_for() -> None:
    with Session(textDocument=LATER, workspace={"workspaceEdit": {"documentChanges": True}}) as session:
        able = session.begin()["capabilities"]["codeActionProvider"]
        assert able["resolveProvider"] is True
        assert set(able["codeActionKinds"]) >= {"quickfix", SOURCE_FIX_ALL, FIX_ALL, "refactor.extract", "refactor.rewrite"}
        session.open(TEXT)
        shown = session.published(version=1)
        found = asked(session, (1, 6), diagnostics=shown)
        fix = next(each for each in found if each["title"] == "Add -y")
        assert "edit" not in fix
        assert [each["code"] for each in fix["diagnostics"]] == ["apt-missing-yes"]
        done = session.ask("codeAction/resolve", fix)["result"]
        assert done["edit"]["documentChanges"][0]["textDocument"] == {"uri": URI, "version": 1}
        every = next(each for each in found if each["kind"] == FIX_ALL)
        session.edit([{"text": "# x\n" + TEXT}])
        stale = session.ask("codeAction/resolve", fix)["result"]
        assert not stale["edit"].get("documentChanges")
        assert "changed" in stale["disabled"]["reason"]
        done = session.ask("codeAction/resolve", every)["result"]
        assert done["edit"]["documentChanges"][0]["textDocument"]["version"] == 2


def test_an_editor_that_asks_by_itself_is_offered_no_refactoring_for_a_mere_place() -> None:
    with Session(textDocument=LATER) as session:
        session.begin()
        session.open(TEXT)
        assert not [each for each in asked(session, (2, 1), triggerKind=2) if each["kind"].startswith("refactor")]
        assert [each for each in asked(session, (2, 1), triggerKind=1) if each["kind"].startswith("refactor")]
        assert [
            each for each in asked(session, (2, 1), triggerKind=2, only=["refactor"]) if each["kind"].startswith("refactor")
        ]


def test_on_save_there_is_one_action() -> None:
    with Session(textDocument=LATER) as session:
        session.begin()
        session.open(TEXT)
        assert [each["kind"] for each in asked(session, (0, 0), only=[SOURCE_FIX_ALL])] == [SOURCE_FIX_ALL]
        assert [each["kind"] for each in asked(session, (0, 0), only=[FIX_ALL])] == [FIX_ALL]
