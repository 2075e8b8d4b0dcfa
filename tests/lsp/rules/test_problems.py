"""Mistakes as diagnostics: `«»` is what each is about, in order."""

from __future__ import annotations

import pytest

from analyzer.lsp.rules.actions import actions
from analyzer.lsp.rules.kinds import CONDITION, CONFIGURATION, FOREIGN, MANIFEST, PROFILE, RULE, WORDS
from tests.lsp.marked import Marked
from tests.lsp.rules.files import RULE_TEXT, changed, opened, rule

BAD = "- dockerfile: |\n        FROM debian:12\n        RUN"
PROBLEMS = {
    "a key": (changed(("severity: warning", "«severty»: warning")).replace("id:", "«id»:", 1), ["R305", "R301"]),
    "a value": (changed(("severity: warning", "severity: «awful»")), ["R304"]),
    "a quoted value": (changed(("severity: warning", "severity: «'awful'»")), ["R304"]),
    "several at once": (
        changed(
            ("severity: warning", "severity: «awful»"),
            ("as: DOWNLOAD", "«us»: DOWNLOAD"),
            ("{DOWN", "{«DOWN"),
            ("name}", "name»}"),
        ),
        ["R304", "R102", "R201"],
    ),
    "a field": (changed(("as: DOWNLOAD", "as: DOWNLOAD\n  «subcomand»: install")), ["R102"]),
    "a nested field": (changed(("as: DOWNLOAD", "as: DOWNLOAD\n  instruction: {«kinde»: RUN}")), ["R102"]),
    "an operator": (changed(("as: DOWNLOAD", "as: DOWNLOAD\n  name: {«mtches»: x}")), ["R108"]),
    "a predicate": (changed(("as: DOWNLOAD", "as: DOWNLOAD\n  name: {is: «urll»}")), ["R113"]),
    "an expression": (changed(("as: DOWNLOAD", "as: DOWNLOAD\n  name: {matches: 'a«(»b'}")), ["R112"]),
    "in an example": (
        changed(("      findings: [{line: 2}]\n", ""), (BAD, BAD.replace("dockerfile", "«dockerfile»"))),
        ["R312"],
    ),
    "no head": (changed(("command: curl", "«args»: curl")), ["R101", "R201"]),
    "a fix": (
        changed(("examples:\n", "fix: [{title: T, effect: «awful», edits: [{«quot»: {at: X}}]}]\nexamples:\n")),
        ["R304", "R308"],
    ),
    "a word behind two-unit letters": (changed(("since:", "aliases: [a/😀, «B😀»]\nsince:")), ["R304"]),
    "twice": (changed(("severity: warning", "severity: warning\n«severity»: info")), ["R009"]),
    "an id that is taken": (changed(("id: no-curl-pipe", "id: «base-image-latest»")), ["R313"]),
    "no YAML: a bracket": (changed(("command: curl", "command: [curl")), ["R002"]),
    "no YAML: a tab": (changed(("  as: DOWNLOAD", "«\tas: DOWNLOAD»")), ["R002"]),
    "nothing": ("«»", ["R005"]),
    "a list": ("«- a»", ["R300"]),
    "words that are no key": ("«nonsense»", ["R300"]),
}
EXTENT = frozenset({"R101", "R201", "R300", "R302", "R002"})  # of these only the beginning is compared


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_problems(name: str, end: str) -> None:
    text, codes = PROBLEMS[name]
    marked = Marked(text.replace("\n", end))
    found = sorted(rule(marked.text).problems, key=lambda each: each.range)
    assert sorted(each.code for each in found) == sorted(codes)
    for begin, stop in marked.ranges:
        assert any(each.range[0] == begin and (each.range[1] == stop or each.code in EXTENT) for each in found), found
    assert all(each.severity == "error" and 0 <= each.range[0] <= each.range[1] <= len(marked.text) for each in found)
    assert not any("\n" in marked.text[slice(*each.range)] for each in found)


def test_a_rule_that_is_right_has_none() -> None:
    assert rule(RULE_TEXT).problems == []
    assert rule("\ufeff" + RULE_TEXT).problems == []


OTHERS = {
    "a condition": (CONDITION, "sort: image\ndocs: D.\nmatch: {is-scratch: true}\n", []),
    "a condition of no sort": (CONDITION, "sort: «imagee»\ndocs: D.\nmatch: {is-scratch: true}\n", ["R012"]),
    "a condition of a wrong field": (CONDITION, "sort: image\ndocs: D.\nmatch: {«scratch»: true}\n", ["R102"]),
    "a word list": (WORDS, "- a\n- b\n", []),
    "a word list of something else": (WORDS, "- a\n- «[b]»\n", ["R302"]),
    "a profile": (PROFILE, "docs: D.\nrules: [base-image-latest]\nselect: [security, ALL]\nexcept: []\n", ["R401"]),
    "a profile of no rule": (PROFILE, "rules: [«base-image-latst»]\n", ["R315"]),
    "a manifest": (MANIFEST, "language: 1\n", []),
    "a manifest of the future": (MANIFEST, "language: «99»\n", ["R011"]),
    "a configuration": (CONFIGURATION, "profile: strict\nfail-on: error\n", []),
    "an empty configuration": (CONFIGURATION, "# nothing\n", []),
    "a configuration with a wrong key": (CONFIGURATION, "profle: strict\n«falon»: error\n", ["C102", "C102"]),
    "a configuration with a wrong rule": (CONFIGURATION, "ignore:\n  - «base-image-latst»\n", ["C201"]),
    "a configuration with a wrong profile": (CONFIGURATION, "profile: «strickt»\n", ["C202"]),
    "a configuration that is no YAML": (CONFIGURATION, "profile: [\n", ["R002"]),
    "hadolint's": (FOREIGN, "ignored: [DL3008]\n", []),
    "hadolint's with a wrong key": (FOREIGN, "«ignord»: [DL3008]\n", ["C106"]),
}


@pytest.mark.parametrize("name", OTHERS)
def test_problems_of_other_files(name: str) -> None:
    kind, text, codes = OTHERS[name]
    file, marked = opened(text, kind)
    found = file.problems
    assert len(found) == len(codes), found
    assert [each.range for each in found if each.range in marked.ranges] == marked.ranges


def test_a_word_that_is_nearly_right_is_mended() -> None:
    file, marked = opened(changed(("severity: warning", "«severty»: warning")))
    (action,) = actions(file, (marked.ranges[0][0], marked.ranges[0][0]))
    assert action.title == "Write 'severity'"
    assert [(each.range, each.text) for each in action.changes] == [(marked.ranges[0], "severity")]
    assert {each.data.get("fingerprint") for each in file.problems} >= set(action.fingerprints)
    assert actions(file, (len(file.text), len(file.text))) == []


ROW = "for: [{id: a-b, tool: curl}]"
MENDED = {
    "a field in a message": ("{DOWNLOAD.name}", "{DOWNLOAD.nme}", "{DOWNLOAD.name}"),
    "a capture in a message": ("{DOWNLOAD.name}", "{DOWNLOD.name}", "{DOWNLOAD.name}"),
    "a field of a capture": (
        "as: DOWNLOAD",
        "as: DOWNLOAD\n  next: {command: sh, name: {ref: DOWNLOAD.nme}}",
        "{ref: DOWNLOAD.name}",
    ),
    "a quoted word": ("severity: warning", 'severity: "warnin"', 'severity: "warning"'),
    "a column": ("id: no-curl-pipe\ntitle: A download is run at once", f"{ROW}\ntitle: $tol", "title: $tool"),
}


@pytest.mark.parametrize("name", MENDED)
def test_what_is_nearly_right_is_mended_where_it_stands(name: str) -> None:
    right, wrong, mended = MENDED[name]
    file = rule(changed((right, wrong)))
    (action,) = [each for problem in file.problems for each in actions(file, problem.range)]
    (change,) = action.changes
    assert mended in file.text[: change.range[0]] + change.text + file.text[change.range[1] :]


def test_a_row_that_repeats_an_id_is_told() -> None:
    text = changed(("id: no-curl-pipe\n", "for: [{id: a-b}, {id: «a-b»}]\n"))
    file, marked = opened(text)
    assert [(each.range, each.code) for each in file.problems] == [(marked.ranges[0], "R313")]


@pytest.mark.parametrize("cut", range(0, len(RULE_TEXT), 7))
def test_half_a_rule_is_told_about(cut: int) -> None:
    for text in (RULE_TEXT[:cut], RULE_TEXT[cut:]):
        file = rule(text, RULE)
        assert all(0 <= each.range[0] <= each.range[1] <= len(text) for each in file.problems)
