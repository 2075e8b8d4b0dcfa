"""Every case of the shared syntax material that is about words, ignore files, ports, Git sources and check options."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest

from analyzer.syntax.check_directive import CheckDirectiveError, parse_check_options
from analyzer.syntax.dockerignore import IgnorePatternError, PatternMatcher, read_patterns
from analyzer.syntax.expansion import ExpansionError, expand_with_matches, expand_word, expand_words
from analyzer.syntax.expansion_patterns import Pattern, PatternError, reverse_pattern
from analyzer.syntax.git_ref import GitRefError, parse_git_ref
from analyzer.syntax.heredoc_words import heredoc_words, parse_heredoc_word
from analyzer.syntax.ignore_glob import expression
from analyzer.syntax.ports import PortError, parse_port

pytestmark = pytest.mark.shared
SYNTAX = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "syntax"


def load(name: str) -> dict[str, Any]:
    path = SYNTAX / f"{name}.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return data


def cases(name: str, section: str) -> list[Any]:
    return [pytest.param(case, id=f"{section}-{number}") for number, case in enumerate(load(name).get(section, ()))]


def variables(env: list[str] | dict[str, str]) -> dict[str, str]:
    return env if isinstance(env, dict) else dict(pair.split("=", 1) for pair in env)


@pytest.mark.parametrize("case", cases("shellwords", "env_var"))
def test_a_word_is_expanded(case: dict[str, Any]) -> None:
    env = variables(load("shellwords")["env_var_env"])

    def lookup(name: str) -> str | None:
        return env.get(name.upper() if case["platform"] == "W" else name)

    check_word(case, lambda: expand_word(case["input"], lookup))


@pytest.mark.parametrize("case", cases("shellwords", "words"))
def test_words_are_split(case: dict[str, Any]) -> None:
    check_word(case, lambda: expand_words(case["input"], variables(case["env"]).get))


@pytest.mark.parametrize("case", cases("shellwords", "mandatory") + cases("shellwords", "platform"))
def test_variables_are_demanded(case: dict[str, Any]) -> None:
    check_word(case, lambda: expand_word(case["input"], variables(case["env"]).get))


@pytest.mark.parametrize("case", cases("shellwords", "matches"))
def test_names_are_reported(case: dict[str, Any]) -> None:
    lookup = variables(case["env"]).get
    check_word(case, lambda: expand_with_matches(case["input"], lookup).result)
    if "error" not in case:
        expansion = expand_with_matches(case["input"], lookup)
        assert (expansion.matched, expansion.unmatched) == (set(case["matched"]), set(case["unmatched"]))


def check_word(case: dict[str, Any], expand: Any) -> None:
    if "error" in case:
        with pytest.raises(ExpansionError) as raised:
            expand()
        assert str(raised.value) == case["error"]
    else:
        assert expand() == case["expect"]


@pytest.mark.parametrize("case", cases("heredoc", "parse_heredoc_word"))
def test_a_heredoc_word_is_read(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(ExpansionError) as raised:
            parse_heredoc_word(case["input"])
        assert str(raised.value) == case["error"]
    else:
        heredoc = parse_heredoc_word(case["input"])
        assert (heredoc.name if heredoc is not None else None) == case["name"]


@pytest.mark.parametrize("case", cases("heredoc", "heredocs_from_line"))
def test_heredoc_words_are_found(case: dict[str, Any]) -> None:
    assert [heredoc.name for heredoc, _, _ in heredoc_words(case["line"])] == case["names"]


@pytest.mark.parametrize("case", cases("shellwords", "pattern_regex"))
def test_a_pattern_matches_what_its_expression_does(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(PatternError):
            Pattern(case["pattern"])
        return
    pattern, expression = Pattern(case["pattern"]), re.compile(case["regex"])
    values = ["".join(chars) for size in range(4) for chars in itertools.product("*?a\n\\", repeat=size)]
    for value in [*values, "(()[]{}^$.*?|\\", "(()[]{}^$.ab|\\"]:
        match = expression.match(value)
        assert pattern.prefix_end(value, True) == (match.end() if match else None)


@pytest.mark.parametrize("case", cases("shellwords", "reverse_pattern"))
def test_a_pattern_is_reversed(case: dict[str, Any]) -> None:
    assert reverse_pattern(case["pattern"]) == case["reversed"]


@pytest.mark.parametrize("case", cases("dockerignore", "matches"))
def test_paths_are_ignored(case: dict[str, Any]) -> None:
    assert PatternMatcher(case["patterns"]).matches(case["path"]) is case["match"]


@pytest.mark.parametrize("case", cases("dockerignore", "single"))
def test_a_pattern_is_tried(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(IgnorePatternError, match=re.escape(case["error"])):
            PatternMatcher([case["pattern"]])
    else:
        assert PatternMatcher([case["pattern"]]).matches(case["path"]) is case["match"]


@pytest.mark.parametrize("case", cases("dockerignore", "compile"))
def test_a_pattern_becomes_an_expression(case: dict[str, Any]) -> None:
    assert expression(case["pattern"]) == (case["type"], case["regex"] or "")


@pytest.mark.parametrize("case", cases("dockerignore", "read_all"))
def test_an_ignore_file_is_read(case: dict[str, Any]) -> None:
    assert read_patterns(case["content"]) == case["patterns"]


@pytest.mark.parametrize("case", cases("dockerignore", "errors"))
def test_an_ignore_file_is_refused(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(IgnorePatternError) as raised:
            PatternMatcher(case["patterns"])
        assert str(raised.value) == case["error"]
    else:
        matcher = PatternMatcher(case["patterns"])
        with pytest.raises(IgnorePatternError) as raised:
            matcher.matches("any")
        assert str(raised.value) == case["error_on_match"]


@pytest.mark.parametrize("case", cases("sources", "expose"))
def test_ports_are_read(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(PortError) as raised:
            parse_port(case["spec"])
        assert str(raised.value) == case["error"]
    else:
        assert parse_port(case["spec"]).exposed == case["ports"]


FIELDS = {
    "Remote": "remote",
    "ShortName": "short_name",
    "Ref": "ref",
    "SubDir": "subdir",
    "Checksum": "checksum",
    "MTime": "mtime",
    "FetchByCommit": "fetch_by_commit",
    "UnencryptedTCP": "unencrypted",
    "IndistinguishableFromLocal": "looks_local",
}


@pytest.mark.parametrize("case", cases("sources", "git_refs"))
def test_git_sources_are_told(case: dict[str, Any]) -> None:
    if case.get("error_contains"):
        with pytest.raises(GitRefError, match=re.escape(case["error_contains"])):
            parse_git_ref(case["ref"])
        return
    ref = parse_git_ref(case["ref"])
    if case["expect"] is None:
        assert ref is None
    else:
        expected = {FIELDS[name]: value for name, value in case["expect"].items()}
        found = {name: getattr(ref, name) for name in FIELDS.values()}
        assert {name: value for name, value in found.items() if value} == expected


@pytest.mark.parametrize("case", cases("check_directive", "cases"))
def test_check_options_are_read(case: dict[str, Any]) -> None:
    if isinstance(case["error"], str):
        with pytest.raises(CheckDirectiveError) as raised:
            parse_check_options(case["value"])
        assert str(raised.value) == case["error"]
    else:
        options = parse_check_options(case["value"])
        for name in ("skip_all", "skip", "experimental_all", "experimental", "error"):
            assert getattr(options, name) == case[name], name
