"""What is told of the language is what the parser knows."""

from __future__ import annotations

import re

import pytest

from analyzer.facts.frontend import FEATURES
from analyzer.facts.predefined import GLOBAL_ARGS, SBOM_ARGS
from analyzer.lsp.features.about_keyword import plain_form
from analyzer.lsp.knowledge import arguments, directives, flags, instructions, mounts
from analyzer.lsp.knowledge.entries import rows
from analyzer.syntax import flag_rules
from analyzer.syntax import mounts as parsed
from tests.lsp.marked import snapshot


def test_instructions() -> None:
    for keyword, each in instructions.INSTRUCTIONS.items():
        assert each.keyword == keyword
        issues = snapshot(f"FROM a\n{keyword}\n").document.issues
        assert not [issue for issue in issues if "unknown instruction" in issue.message]
        for form in each.forms:
            label, parameters = plain_form(form)
            assert label.startswith(keyword + " ")
            assert {role for role, _ in parameters} <= set(each.parameters)
        assert set(each.parameters) == {role for form in each.forms for role, _ in plain_form(form)[1]}


def test_an_instruction_that_is_none() -> None:
    assert instructions.instruction("FRUIT") is None
    assert instructions.instruction("from") is instructions.INSTRUCTIONS["FROM"]


def test_flags() -> None:
    known = {(keyword, name): kind for keyword, each in flag_rules.FLAGS.items() for name, kind in each.items()}
    assert set(flags.FLAGS) == set(known)
    for key, each in flags.FLAGS.items():
        assert (each.values == ("true", "false")) == (known[key] == flag_rules.BOOL)
        assert each.repeats == (known[key] == flag_rules.STRINGS)


@pytest.mark.parametrize("key", flags.FLAGS, ids="-".join)
def test_the_release_that_knows_a_flag(key: tuple[str, str]) -> None:
    found = FEATURES.table.get(f"{key[0]} --{key[1]}")
    stable, labs = found if found is not None else (None, None)
    since = ".".join(map(str, stable)) if stable else f"{'.'.join(map(str, labs))}-labs" if labs else ""
    assert flags.FLAGS[key].since == since


def test_mounts() -> None:
    assert set(mounts.MOUNTS) == set(parsed.TYPES) == set(mounts.KEYS["type"].values)
    assert {name for each in mounts.KEYS.values() for name in (each.name, *each.aliases)} == set(parsed.KEYS)
    assert set(mounts.KEYS["sharing"].values) == set(parsed.SHARING)
    for type_, each in mounts.MOUNTS.items():
        assert set(each.needs) <= set(each.keys)
        assert all(type_ in mounts.KEYS[key].types for key in each.keys)


@pytest.mark.parametrize("type_", mounts.MOUNTS)
@pytest.mark.parametrize("key", mounts.KEYS)
def test_the_types_that_take_a_key(type_: str, key: str) -> None:
    values = {"size": "1m", "mode": "0600", "uid": "1", "gid": "1", "sharing": "locked", "required": "true", "env": "A"}
    others = {"bind": "target=/x", "cache": "target=/x", "tmpfs": "target=/x", "secret": "target=/x", "ssh": "target=/x"}
    if key in ("type", "target"):
        return
    value = f"={values.get(key, 'x')}" if key not in ("rw", "ro") else ""
    file = snapshot(f"FROM a\nRUN --mount=type={type_},{others[type_]},{key}{value} true\n")
    if type_ in mounts.KEYS[key].types:  # what a type makes no use of, BuildKit does not always refuse
        assert not file.document.issues


def test_a_key_by_its_other_names() -> None:
    assert mounts.mount_key("DST") is mounts.KEYS["target"]
    assert mounts.mount_key("colour") is None
    assert mounts.keys_of("colour") == mounts.keys_of("bind")


def test_arguments() -> None:
    platform = {name for name, each in arguments.ARGUMENTS.items() if each.kind == "platform"}
    assert platform == {*GLOBAL_ARGS, "TARGETSTAGE"}
    assert {name for name, each in arguments.ARGUMENTS.items() if each.kind == "scan"} == set(SBOM_ARGS)
    assert {each.kind for each in arguments.ARGUMENTS.values()} == set(arguments.KINDS)
    assert arguments.argument("https_proxy") is arguments.ARGUMENTS["HTTPS_PROXY"]
    assert arguments.argument("targetarch") is None


def test_directives() -> None:
    assert set(directives.DIRECTIVES) == {"syntax", "escape", "check"}
    assert directives.directive("Escape") is directives.DIRECTIVES["escape"]


def test_every_text_ends_like_a_sentence() -> None:
    texts = [flag.doc for flag in flags.FLAGS.values()]
    texts += [type_.doc for type_ in mounts.MOUNTS.values()]
    texts += [key.doc for key in mounts.KEYS.values()]
    texts += [argument.doc for argument in arguments.ARGUMENTS.values()]
    texts += [directive.doc for directive in directives.DIRECTIVES.values()]
    for text in texts:
        assert re.search(r"[.`]$", text), text


def test_a_row_too_short_is_refused() -> None:
    with pytest.raises(AssertionError, match="a row of 3 columns"):
        list(rows("a | b", 3))
