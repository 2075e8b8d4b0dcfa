"""What is told of words: the cursor is on `‸`, what the hover is about stands in `«»`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.lsp.rules.hover import hover
from analyzer.lsp.rules.kinds import CONFIGURATION, PROFILE, RULE
from tests.lsp.rules.files import RULE_TEXT, opened, rule

M = "match:\n  instruction: RUN\n  as: STEP\n"
TOLD = {
    "a key of a rule": (RULE, "«on-un‸known»: report\n", ["**on-unknown**", "does not tell"]),
    "a value of it": (RULE, "on-unknown: «re‸port»\n", ["**report**", "match is unknown"]),
    "a head": (RULE, "match:\n  «‸instruction»: RUN\n", ["**instruction** *sort*", "`kind`"]),
    "a field": (RULE, "match:\n  instruction: RUN\n  «json-‸form»: true\n", ["*boolean*", "JSON array", "`present`"]),
    "a field of a node": (RULE, "match:\n  instruction: RUN\n  stage: {«fi‸nal»: true}\n", ["*boolean*", "becomes the image"]),
    "a node": (RULE, "match:\n  instruction: RUN\n  «sta‸ge»: {final: true}\n", ["*stage*", "it belongs to"]),
    "a list of nodes": (RULE, "match:\n  instruction: RUN\n  «mou‸nts»: {some: {}}\n", ["*list of mount*", "`some`"]),
    "values of a field": (RULE, "match:\n  mount: any\n  «ty‸pe»: cache\n", ["Values: `bind`"]),
    "an operator": (RULE, "match:\n  instruction: RUN\n  chown: {«gl‸ob»: a*}\n", ["all of it fits the glob"]),
    "a predicate": (
        RULE,
        "match:\n  instruction: RUN\n  value: {is: «absolute-‸path»}\n",
        ["*predicate*", "starts with a slash"],
    ),
    "a relation": (RULE, "match:\n  instruction: RUN\n  «prece‸des»: {command: npm}\n", ["a later node fits"]),
    "logic": (RULE, "match:\n  instruction: RUN\n  «a‸ny»: [{chown: a}]\n", ["One of these"]),
    "a shared condition": (RULE, "match:\n  image: any\n  use: «image-without-‸variables»\n", ["no environment variable"]),
    "a word list": (RULE, "match:\n  image: any\n  name: {in: {data: «images-without-‸variables»}}\n", ["words*"]),
    "a capture": (RULE, M + "at: «ST‸EP»\n", ["**STEP** *instruction*"]),
    "a capture of a message": (RULE, M + "message: 'a «{STE‸P}»'\n", ["**STEP** *instruction*"]),
    "a field in a message": (RULE, M + "message: 'a {x «{STEP.ki‸nd? (%)}»'\n", ["**STEP.kind** *string*", "upper case"]),
    "an edit": (RULE, "fix: [{edits: [{«insert-‸option»: {}}]}]\n", ["**insert-option**"]),
    "an effect": (RULE, "fix: [{effect: «im‸age»}]\n", ["unsafe"]),
    "an alias": (RULE, "aliases:\n- «hadolint/‸DL3007»\n", ["*hadolint*", "`base-image-latest`"]),
    "a control": (RULE, "controls: [«cis-docker/‸4.1»]\n", ["*cis-docker*", "`final-user-root`"]),
    "what an example is given": (RULE, "examples: {bad: [{given: {«tod‸ay»: x}}]}\n", ["dates are judged"]),
    "a rule of a profile": (PROFILE, "rules: [«base-image-‸latest»]\n", ["**base-image-latest**"]),
    "a key of a configuration": (CONFIGURATION, "«fail-‸on»: error\n", ["least severity"]),
    "a profile": (CONFIGURATION, "profile: «str‸ict»\n", ["rules*"]),
    "a rule of a configuration": (CONFIGURATION, "severity: {«base-image-‸latest»: off}\n", ["**base-image-latest**"]),
    "nothing": (RULE, "match:\n  instruction: RUN\n‸\nid: a\n", []),
    "a text": (RULE, "title: some ‸thing\n", []),
    "a key that is none": (RULE, "no‸thing: a\n", []),
    "a Dockerfile": (RULE, "examples: {bad: [{dockerfile: 'FROM ‸a'}]}\n", []),
}


@pytest.mark.parametrize("name", TOLD)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_hover(name: str, end: str) -> None:
    kind, text, said = TOLD[name]
    file, marked = opened(text.replace("\n", end), kind)
    found = hover(file, marked.cursor)
    if not said:
        assert found is None
        return
    assert found is not None
    assert [found.range] == marked.ranges
    for each in said:
        assert each in found.text


@given(st.integers(0, len(RULE_TEXT)), st.integers(0, len(RULE_TEXT)))
def test_there_is_an_answer_everywhere(cut: int, cursor: int) -> None:
    found = hover(rule(RULE_TEXT[:cut]), min(cursor, cut))
    assert found is None or (0 <= found.range[0] <= min(cursor, cut) <= found.range[1] <= cut)
