"""Proposals: the cursor is on `‸`; labels that are there, labels that are not, and what the first makes of the line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.lsp.rules.completion import completions
from analyzer.lsp.rules.kinds import CONDITION, CONFIGURATION, MANIFEST, PROFILE, RULE
from tests.lsp.rules.files import RULE_TEXT, opened, rule

M = "match:\n  instruction: RUN\n  as: STEP\n"
C = "match:\n  command: curl\n  as: GET\n  instruction:\n    as: STEP\n"
P = "params: {words: {type: list, default: []}, most: {type: number, default: 1}}\n"
PROPOSED = {
    # text, labels that are there, labels that are not, the line of the cursor after the first label is taken
    "keys of a rule": ("id: a\n‸", ["match", "title", "fix"], ["id", "command"], "match: "),
    "a key that is begun": ("id: a\nsev‸\nmatch:\n  instruction: RUN\n", ["severity"], ["match"], "severity: "),
    "a key with its colon": ("sev‸: info\n", ["severity"], [], "severity: info"),
    "a category": ("category: ‸\n", ["security", "correctness"], ["true"], "category: security"),
    "a category, half": ("category: sec‸\nid: a\n", ["security"], [], "category: security"),
    "a severity in quotes": ("severity: 'wa‸'\n", ["warning"], [], "severity: 'warning'"),
    "a status": ("status: ‸", ["preview"], [], "status: preview"),
    "what it requires": ("requires: [context, ‸]", ["registry"], ["context"], "requires: [context, registry]"),
    "heads": ("match:\n  ‸", ["instruction", "command", "stage"], ["as", "kind"], "  instruction: "),
    "heads in braces": ("match: {‸", ["instruction"], ["kind"], "match: {instruction: "),
    "a head on its line": ("match: ‸\n", ["instruction"], [], "match: {instruction: }"),
    "names of a head": ("match:\n  instruction: ‸", ["any", "RUN", "COPY"], ["env"], "  instruction: any"),
    "names of a head in a list": ("match:\n  instruction: [RUN, C‸]", ["COPY"], ["RUN"], "  instruction: [RUN, COPY]"),
    "names of a head below": ("match:\n  instruction:\n  - RUN\n  - ‸", ["COPY"], ["RUN"], "  - COPY"),
    "fields": (
        M + "  ‸",
        ["stage", "json-form", "not", "any", "precedes", "use"],
        ["instruction", "as", "within"],
        "  stage: ",
    ),
    "fields with siblings behind": (M.replace("  as", "  ch‸\n  as"), ["chown"], [], "  chown: "),
    "fields of a node": (M + "  stage:\n    ‸", ["final", "name", "present"], ["kind", "chown"], "    final: "),
    "fields of a node in braces": (M + "  stage: {fin‸}", ["final"], ["kind"], "  stage: {final: }"),
    "fields of a node of a node": (M + "  stage: {base-stage: {image: {‸", ["repository"], ["final"], None),
    "fields of a list": (M + "  mounts: {some: {ty‸", ["type"], ["kind"], None),
    "operators of a list of nodes": (M + "  mounts: {‸", ["some", "count", "as"], ["matches"], "  mounts: {some: "),
    "what is counted": (M + "  mounts: {count: {‸", ["where", "gt"], ["matches"], "  mounts: {count: {where: "),
    "within where": (M + "  mounts: {count: {where: {‸", ["type"], ["gt"], None),
    "operators of a text": (M + "  chown: {‸", ["matches", "is", "param", "data"], ["gt", "some"], "  chown: {matches: "),
    "operators of a number": (M + "  stage: {index: {‸}}", ["gt"], ["matches"], None),
    "operators of texts": (M + "  args:\n    ‸", ["has-all", "some"], ["gt"], "    has-all: "),
    "operators of an element": (M + "  args: {some: {‸", ["matches"], ["gt", "has"], None),
    "a boolean": (M + "  json-form: ‸", ["true", "false"], [], "  json-form: true"),
    "presence": (M + "  chown: {present: ‸", ["true"], [], None),
    "a value of few": (M + "  mounts: {some: {type: ‸", ["cache", "secret"], [], None),
    "a value of few in an operator": (M + "  mounts: {some: {type: {in: [cache, ‸", ["secret"], ["cache"], None),
    "predicates": (M + "  value: {is: ‸", ["absolute-path", "url"], [], "  value: {is: absolute-path"),
    "tests in any": (M + "  any:\n  - ‸", ["chown"], ["instruction"], "  - chown: "),
    "tests in any in braces": (M + "  any: [{chmod: x}, {‸", ["chown"], ["chmod-x"], None),
    "tests in not": (M + "  not:\n    ‸", ["chown"], ["within"], None),
    "a pattern of a relation": (M + "  precedes:\n    ‸", ["command", "within"], ["name"], None),
    "its keys": (M + "  precedes:\n    command: npm\n    ‸", ["within", "until", "name"], [], "    within: "),
    "its scope": (M + "  precedes: {command: npm, within: ‸", ["stage", "file"], [], None),
    "shared conditions": ("match:\n  image: any\n  use: ‸", ["image-without-variables"], [], None),
    "none of another sort": (M + "  use: ‸", [], ["image-without-variables"], None),
    "word lists": (M + "  chown: {in: {data: ‸", ["images-without-variables"], [], None),
    "parameters": (P + M + "  chown: {in: {param: ‸", ["words"], ["most"], None),
    "parameters of a number": (P + M + "  stage: {index: {gt: {param: ‸", ["most"], ["words"], None),
    "types of parameters": ("params:\n  words: {type: ‸", ["list", "string"], [], None),
    "fields of captures": (C + "  name: {ref: ‸", ["STEP.kind", "GET.name"], ["STEP.json-form", "STEP.stage"], None),
    "captures": (C + "at: ‸", ["GET", "STEP"], [], "at: GET"),
    "captures in a message": (C + "message: 'bad: {‸}'", ["GET", "STEP"], [], "message: 'bad: {GET}'"),
    "captures in a message that is open": (C + "message: 'bad: {S‸", ["STEP"], [], "message: 'bad: {STEP"),
    "fields in a message": (C + "message: 'bad: {GET.‸}'", ["name"], ["instruction", "STEP"], "message: 'bad: {GET.name}'"),
    "fields in an open message": (C + "message: 'bad: {GET.na‸'", ["name"], [], "message: 'bad: {GET.name}'"),
    "fields behind two-unit letters": (C + "message: '😀é {GET.na‸'", ["name"], [], "message: '😀é {GET.name}'"),
    "not outside of braces": (C + "message: 'bad ‸'", [], ["GET"], None),
    "not in two braces": (C + "message: 'bad {{‸'", [], ["GET"], None),
    "labels": (C + "labels: [{at: ‸", ["STEP"], [], None),
    "keys of a fix": ("fix:\n- title: T\n  ‸", ["effect", "when", "edits"], ["title"], "  effect: "),
    "effects": ("fix:\n- effect: ‸", ["format", "image"], [], "- effect: format"),
    "tests of a fix": (M + "fix:\n- when:\n    ‸", ["chown"], ["instruction"], None),
    "edits": (M + "fix:\n- edits:\n  - ‸", ["insert-option", "delete"], [], "  - insert-option: "),
    "edits in braces": (M + "fix: [{edits: [{ins‸", ["insert-option"], [], None),
    "parameters of an edit": (M + "fix:\n- edits: [{insert-option: {at: STEP, ‸", ["option", "after"], ["at", "text"], None),
    "captures of an edit": (M + "fix:\n- edits: [{insert-option: {at: ‸", ["STEP"], [], None),
    "captures of when": (M + "fix:\n- when: {stage: {as: STAGE}}\n  edits: [{delete: {at: ‸", ["STEP", "STAGE"], [], None),
    "text of an edit": (M + "fix:\n- edits: [{set-option: {at: STEP, value: '{STEP.‸", ["kind"], [], None),
    "words of an edit": (M + "fix:\n- edits: [{set-case: {at: STEP, case: ‸", ["upper"], [], None),
    "aliases": ("aliases:\n- hadolint/DL300‸", ["hadolint/DL3007"], [], "- hadolint/DL3007"),
    "controls": ("controls: [cis-docker/‸", ["cis-docker/4.1"], [], None),
    "a rule that replaces": ("replaced-by: ‸", ["base-image-latest"], [], None),
    "kinds of examples": ("examples:\n  ‸", ["bad", "good"], [], "  bad: "),
    "keys of a bad example": ("examples:\n  bad:\n  - ‸", ["dockerfile", "findings", "fixed"], ["bad"], "  - dockerfile: "),
    "keys of a good example": (
        "examples:\n  good:\n  - dockerfile: |\n      FROM a\n    ‸",
        ["why", "given"],
        ["findings"],
        "    why: ",
    ),
    "keys of a finding": ("examples:\n  bad:\n  - findings: [{‸", ["line", "text", "message"], [], None),
    "settings of an example": ("params: {words: {type: list}}\nexamples: {bad: [{settings: {‸", ["words"], [], None),
    "what is given": ("examples: {bad: [{given: {‸", ["today", "registry", "image"], [], None),
    "what is given of an image": ("examples: {bad: [{given: {image: {files: [{‸", ["path", "line"], [], None),
    "not in a block": ("docs: |\n  ‸", [], ["id", "match"], None),
    "not in a Dockerfile": ("examples:\n  bad:\n  - dockerfile: |\n      FR‸\n", [], ["findings"], None),
    "rows of a family": ("for:\n- id: a\n  ‸\nmessage: $what", ["severity", "what"], ["match"], None),
    "behind broken YAML": ("id: [a\ntitle: 'x\nmatch: {instruction: RUN, as: STEP, ‸\nmessage: x", ["chown"], ["id"], None),
}


def line_after(text: str, cursor: int, place: tuple[int, int], new: str) -> str:
    made = text[: place[0]] + new + text[place[1] :]
    start = made.rfind("\n", 0, place[0]) + 1
    end = made.find("\n", start)
    return made[start : end if end >= 0 else len(made)].rstrip("\r")


@pytest.mark.parametrize("name", PROPOSED)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_proposals(name: str, end: str) -> None:
    text, there, missing, expected = PROPOSED[name]
    file, marked = opened(text.replace("\n", end))
    found = {each.label: each for each in completions(file, marked.cursor)}
    assert set(there) <= set(found)
    assert not set(missing) & set(found)
    if expected is not None:
        each = found[there[0]]
        assert line_after(file.text, marked.cursor, each.range, each.text) == expected
    assert all(each.range[0] <= marked.cursor <= each.range[1] for each in found.values())


OTHERS = {
    "sorts of a condition": (CONDITION, "sort: ‸", ["image", "stage"]),
    "fields of a condition": (CONDITION, "sort: image\nmatch:\n  ‸", ["repository", "any"]),
    "rules of a profile": (PROFILE, "rules:\n- base‸", ["base-image-latest"]),
    "groups of a profile": (PROFILE, "select: [‸]", ["ALL", "security", "hadolint", "cis-docker"]),
    "the language": (MANIFEST, "language: ‸", ["1"]),
    "keys of a configuration": (CONFIGURATION, "‸", ["profile", "ignore", "overrides"]),
    "a profile": (CONFIGURATION, "profile: ‸", ["strict", "recommended"]),
    "rules to ignore": (CONFIGURATION, "ignore: [‸", ["base-image-latest", "security"]),
    "a severity by rule": (CONFIGURATION, "severity:\n  base-image-latest: ‸", ["error", "off"]),
    "a rule by severity": (CONFIGURATION, "severity:\n  ‸", ["base-image-latest"]),
    "how to format": (CONFIGURATION, "format:\n  ‸", ["keyword-case", "indent"]),
    "overrides": (CONFIGURATION, "overrides:\n- paths: [a]\n  ‸", ["ignore", "severity"]),
}


@pytest.mark.parametrize("name", OTHERS)
def test_proposals_in_other_files(name: str) -> None:
    kind, text, there = OTHERS[name]
    file, marked = opened(text, kind)
    assert set(there) <= {each.label for each in completions(file, marked.cursor)}


def test_a_snippet_closes_its_brace() -> None:
    file, marked = opened("match: ‸\n")
    (found,) = [each for each in completions(file, marked.cursor, snippets=True) if each.label == "instruction"]
    assert (found.text, found.snippet) == ("{instruction: $1}", True)


def test_what_is_told_of_a_proposal() -> None:
    file, marked = opened(M + "  ‸")
    found = {each.label: each for each in completions(file, marked.cursor)}
    assert (found["json-form"].detail, found["json-form"].kind) == ("boolean", "field")
    assert "JSON array" in found["json-form"].documentation


@given(st.integers(0, len(RULE_TEXT)), st.integers(0, len(RULE_TEXT)))
def test_there_is_an_answer_everywhere(cut: int, cursor: int) -> None:
    file = rule(RULE_TEXT[:cut], RULE)
    for each in completions(file, min(cursor, cut)):
        assert 0 <= each.range[0] <= min(cursor, cut) <= each.range[1] <= cut
