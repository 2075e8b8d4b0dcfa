"""What a configuration brings about: which files say what, and what is in force for a Dockerfile."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from analyzer.config.errors import ConfigErrors
from analyzer.config.find import Configurations
from analyzer.config.layer import Layer
from analyzer.config.policies import Policies, policy_for
from analyzer.facts.providers import NOTHING
from analyzer.lint.discovery import discover
from analyzer.lint.selection import UnknownSelectorError, select_rules

RECOMMENDED = select_rules().enabled


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that is the working directory, with a cache of its own."""
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return root


def put(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def policies(file: str = "", **given: Any) -> Policies:
    return Policies(Layer({key.replace("_", "-"): value for key, value in given.items()}), NOTHING, file)


def enabled(path: str = "Dockerfile", file: str = "", **given: Any) -> frozenset[str]:
    return policies(file, **given).of(path).selection.enabled


def test_without_a_configuration_the_profile_recommended_is_in_force() -> None:
    policy = policies().of("Dockerfile")
    assert (policy.selection.enabled, policy.fail_on, policy.stage, policy.build_args) == (RECOMMENDED, "warning", "", {})


@pytest.mark.parametrize(
    ("text", "more", "less"),
    [
        ("ignore: [apt-lists-left]", set(), {"apt-lists-left"}),
        ("ignore: DL3009", set(), {"apt-lists-left"}),
        ("extend-select: [pin-apt]", {"pin-apt"}, set()),
        ("severity: {apt-lists-left: off}", set(), {"apt-lists-left"}),
        ("severity: {pin-apt: error}", {"pin-apt"}, set()),
        ("settings: {label-required-missing: {required: [a]}}", {"label-required-missing"}, set()),
        ("extend-select: [pin-apt]\nignore: [hadolint]", set(), {"pin-apt", "apt-lists-left"}),
        ("", set(), set()),
        ("# only a comment\n", set(), set()),
    ],
)
def test_the_selection(text: str, more: set[str], less: set[str]) -> None:
    put(".buildsecbot.yaml", text)
    found = enabled()
    assert more <= found
    assert not less & found
    put("Dockerfile", "")
    if not less:
        assert found >= RECOMMENDED


def test_select_and_profile_take_the_place_of_recommended() -> None:
    put(".buildsecbot.yaml", "select: [DL3008]\n")
    assert enabled() >= {"pin-apt", "parse-error"}
    assert "apt-lists-left" not in enabled()
    put(".buildsecbot.yaml", "profile: strict\n")
    assert enabled() == select_rules(profile="strict").enabled


def test_the_command_line_has_the_last_word() -> None:
    put(
        ".buildsecbot.yaml",
        "profile: strict\nignore: [apt-lists-left]\nfail-on: error\nbuild-args: {A: '1', B: '2'}\ntarget: a\n",
    )
    assert "pin-apt" in enabled()
    assert "pin-apt" not in enabled(profile="recommended")
    assert "apt-lists-left" in enabled(extend_select=["apt-lists-left"]), "named itself"
    assert "apt-lists-left" not in enabled(select=["hadolint"]), "a group does not bring back what is ignored"
    policy = policies(fail_on="info", build_args={"B": "3"}, target="b").of("Dockerfile")
    assert (policy.fail_on, policy.build_args, policy.stage) == ("info", {"A": "1", "B": "3"}, "b")


def test_the_nearest_configuration_is_taken_up_to_the_root_of_the_repository(tmp_path: Path) -> None:
    put("../.buildsecbot.yaml", "ignore: [security]")
    assert policies().files("a/Dockerfile") == []
    put(".buildsecbot.yaml", "ignore: [pin-pip]")
    put("a/pyproject.toml", "[project]\nname = 'x'\n")
    assert policies().files("a/b/Dockerfile") == [".buildsecbot.yaml"]
    put("a/pyproject.toml", "[tool.buildsecbot]\nignore = ['pin-npm']\n")
    assert policies().files("a/b/Dockerfile") == ["a/pyproject.toml"]
    put("a/b/.hadolint.yaml", "ignored: [DL3008]")
    assert policies().files("a/b/Dockerfile") == ["a/b/.hadolint.yaml"]
    put("a/b/.buildsecbot.yaml", "")
    assert policies().files("a/b/Dockerfile") == ["a/b/.buildsecbot.yaml"]
    assert policies().files("-") == [".buildsecbot.yaml"], "standard input belongs to the working directory"


def test_outside_of_a_repository_the_search_ends_at_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("../.buildsecbot.yaml", "ignore: [security]")
    Path(".git").rmdir()
    put("a/Dockerfile", "")
    assert policies().files("a/Dockerfile") == []
    put(".buildsecbot.yaml", "ignore: [pin-pip]")
    assert policies().files("a/Dockerfile") == [".buildsecbot.yaml"]
    put("../other/Dockerfile", "")
    assert policies().files("../other/Dockerfile") == []


def test_a_configuration_that_is_named_goes_before_the_nearest() -> None:
    put(".buildsecbot.yaml", "ignore: [apt-lists-left]")
    put("ci.yaml", "ignore: [pin-pip]")
    assert "apt-lists-left" in enabled(file="ci.yaml")
    assert "apt-lists-left" in Policies(Layer({}), NOTHING, search=False).of("Dockerfile").selection.enabled


class TestExtends:
    def test_what_is_extended_comes_first(self) -> None:
        put("base.yaml", "profile: strict\nignore: [pin-apt]\nfail-on: error\nbuild-args: {A: a}\n")
        put("app/.buildsecbot.yaml", "extends: ../base.yaml\nignore: [pin-pip]\nbuild-args: {B: b}\n")
        policy = policies().of("app/Dockerfile")
        assert policy.selection.enabled == select_rules(profile="strict").enabled - {"pin-apt", "pin-pip"}
        assert (policy.fail_on, policy.build_args) == ("error", {"A": "a", "B": "b"})
        assert policies().files("app/Dockerfile") == ["base.yaml", "app/.buildsecbot.yaml"]

    def test_a_package_brings_a_configuration(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        put(str(tmp_path / "site/acme_docker/__init__.py"), "raise RuntimeError('imported')")
        put(str(tmp_path / "site/acme_docker/buildsecbot.yaml"), "ignore: [pin-apt, apt-lists-left]\nrules: rules\n")
        put(str(tmp_path / "site/acme_docker/hard.yaml"), "profile: strict\n")
        monkeypatch.syspath_prepend(str(tmp_path / "site"))
        put(".buildsecbot.yaml", "extends: [package:acme_docker]\n")
        put(str(tmp_path / "site/acme_docker/rules/no-curl.yaml"), RULE)
        assert "apt-lists-left" not in enabled()
        assert "no-curl" in enabled()
        put(".buildsecbot.yaml", "extends: [package:acme_docker/hard.yaml]\n")
        assert enabled() == select_rules(profile="strict").enabled

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                "extends: ../../outside.yaml",
                r".buildsecbot.yaml:1:10: C004: '../../outside.yaml' lies outside of the repository",
            ),
            ("extends: [none.yaml]", ".buildsecbot.yaml:1:11: C004: there is no file 'none.yaml'"),
            ("extends: [package:no_such_package]", ".buildsecbot.yaml:1:11: C004: no package 'no_such_package' is installed"),
            ("extends: .buildsecbot.yaml", ".buildsecbot.yaml:1:1: C003: the configuration extends itself"),
        ],
    )
    def test_what_cannot_be_extended(self, text: str, message: str) -> None:
        put("../../outside.yaml", "")
        put(".buildsecbot.yaml", text)
        with pytest.raises(ConfigErrors) as error:
            enabled()
        assert str(error.value) == message


RULE = """\
id: no-curl
title: curl is installed
severity: warning
category: compliance
since: 0.1.0
docs: We fetch with ADD.
remedy: Fetch it with ADD.
match: {command: any, packages: {some: {name: curl}}}
message: use ADD
examples:
  bad:
    - {dockerfile: "FROM a:1\\nRUN apk add curl\\n", findings: [{line: 2}]}
    - {dockerfile: "FROM a:1\\nRUN apt-get install -y curl\\n", findings: [{line: 2}]}
  good:
    - {dockerfile: "FROM a:1\\nRUN apk add wget\\n"}
    - {dockerfile: "FROM a:1\\nRUN apk add $X\\n"}
"""


def test_rules_of_the_repository() -> None:
    put("ci/rules/no-curl.yaml", RULE)
    put(".buildsecbot.yaml", "rules: [ci/rules]\nseverity: {no-curl: error}\n")
    policy = policies().of("x/Dockerfile")
    assert "no-curl" in policy.selection.enabled
    assert policy.selection.severities == {"no-curl": "error"}
    put(".buildsecbot.yaml", "rules: [../elsewhere]\n")
    with pytest.raises(ConfigErrors, match=r"'../elsewhere' lies outside of the repository"):
        enabled()


def test_settings_reach_the_rule_in_the_type_of_its_parameter() -> None:
    put(".buildsecbot.yaml", "settings:\n  expose-wide-range: {most: 7}\n  DL3026: {allowed: ghcr.io}\n")
    rules = policies().of("Dockerfile").selection.rules
    assert rules.by_id["expose-wide-range"].settings == {"most": 7}
    assert rules.by_id["base-image-registry-not-allowed"].settings == {"allowed": ("ghcr.io",)}


def test_overrides_are_for_the_files_they_name() -> None:
    put(
        ".buildsecbot.yaml",
        "overrides:\n"
        "  - {paths: legacy/, ignore: [apt-lists-left], severity: {pin-pip: error}, target: old}\n"
        "  - {paths: ['*.dev.Dockerfile', '!keep.dev.Dockerfile'], fail-on: never}\n",
    )
    assert "apt-lists-left" in enabled("new/Dockerfile")
    old = policies().of("legacy/a/Dockerfile")
    assert "apt-lists-left" not in old.selection.enabled
    assert (old.selection.severities, old.stage, old.fail_on) == ({"pin-pip": "error"}, "old", "warning")
    assert policies().of("legacy/a.dev.Dockerfile").fail_on == "never"
    assert policies().of("keep.dev.Dockerfile").fail_on == "warning"


def test_one_policy_for_all_files_that_do_not_differ() -> None:
    put(".buildsecbot.yaml", "overrides: [{paths: a, fail-on: never}]\n")
    found = policies()
    assert found.of("x/Dockerfile") is found.of("y/Dockerfile") is not found.of("a/Dockerfile")


def test_files_that_are_excluded() -> None:
    put(".buildsecbot.yaml", "exclude: [vendor/, '*.old.Dockerfile']\n")
    for name in ("Dockerfile", "vendor/a/Dockerfile", "b.old.Dockerfile"):
        put(name, "FROM a\n")
    assert [target.path for target in policies().wanted(discover(["."]))] == ["Dockerfile"]
    named = policies().wanted(discover(["vendor/a/Dockerfile"]))
    assert [target.path for target in named] == ["vendor/a/Dockerfile"], "what is named is always taken"


def test_the_context_is_a_directory_of_the_repository() -> None:
    put("app/x", "")
    put("app/docker/.buildsecbot.yaml", "context: ..\n")
    contexts = policies().of("app/docker/Dockerfile").providers.contexts
    assert contexts is not None
    assert contexts.of("app/docker/Dockerfile").match("x").files == ["x"]
    put("app/docker/.buildsecbot.yaml", "context: ../../..\n")
    with pytest.raises(ConfigErrors, match=r"C201: '../../..' is no directory of the repository"):
        policies().of("app/docker/Dockerfile")


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("ignre: [a]", [":1:1: C102: a configuration has no key 'ignre' (did you mean 'ignore'?)"]),
        ("ignore: [DL3008, pin-atp]", [":1:18: C201: no rule, category, alias or framework is called 'pin-atp' (did you mean 'pin-apt'?)"]),
        ("profile: strickt", [":1:10: C201: there is no profile 'strickt' (did you mean 'strict'?)"]),
        ("fail-on: fatal", [":1:10: C104: 'fail-on' cannot be 'fatal' (one of error, info, never, style, warning)"]),
        ("severity: {pin-apt: high}", [":1:21: C104: the severity of 'pin-apt' cannot be 'high' (one of error, info, off, style, warning)"]),
        ("severity: {security: error}", [":1:12: C201: 'security' is a group of rules; 'severity' takes rules one by one"]),
        ("settings: {DL3026: {alowed: x}}", [":1:21: C201: the rule 'base-image-registry-not-allowed' has no parameter 'alowed' (did you mean 'allowed'?)"]),
        ("settings: {expose-wide-range: {most: many}}", [":1:32: C201: 'most' of 'expose-wide-range' is a number"]),
        ("settings: {DL3026: x}", [":1:20: C101: the settings of 'DL3026' are a mapping of parameters to values"]),
        ("overrides: [{ignore: a}]", [":1:13: C105: an override says in 'paths' which files it is for"]),
        ("overrides: [{paths: a, exclude: b}]", [":1:24: C102: an override has no key 'exclude'"]),
        ("overrides: [{paths: Dockerfile, ignore: [pin-atp]}]", [":1:42: C201: no rule, category, alias or framework is called 'pin-atp' (did you mean 'pin-apt'?)"]),
        ("ignore: {a: b}", [":1:9: C103: 'ignore' is a list of texts"]),
        ("ignore: [[a]]", [":1:10: C103: an element of 'ignore' is a text"]),
        ("- a", [":1:1: C101: a configuration is a mapping of keys to values"]),
        ("a: [", [":2:1: R002: not YAML: did not find expected node content"]),
        ("ignore: [a]\nignore: [b]", [":2:1: R009: the key 'ignore' is written twice"]),
        ("build-args: {A: [b]}\ntarget: []\nx: 1", [":1:17: C103: the value of 'A' is a text", ":2:9: C103: 'target' is a text", ":3:1: C102: a configuration has no key 'x'"]),
    ],
)  # fmt: skip
def test_everything_wrong_is_told_with_its_place(text: str, messages: list[str]) -> None:
    put(".buildsecbot.yaml", text + "\n")
    with pytest.raises(ConfigErrors) as error:
        enabled()
    assert [str(problem).split(" (one of ")[0] for problem in error.value.problems] == [
        ".buildsecbot.yaml" + message.split(" (one of ")[0] for message in messages
    ]


def test_a_file_that_is_not_utf8_or_toml() -> None:
    Path(".buildsecbot.yaml").write_bytes(b"ignore:\n- \xff\n")
    with pytest.raises(ConfigErrors, match=r"^.buildsecbot.yaml:2:3: C001: the file is not UTF-8$"):
        enabled()
    Path(".buildsecbot.yaml").unlink()
    put("pyproject.toml", "[tool.buildsecbot]\nignore = [\n")
    with pytest.raises(ConfigErrors, match=r"^pyproject.toml:3:1: C002: not TOML"):
        enabled()
    put("pyproject.toml", "[tool.x]\na = 1\n[tool.buildsecbot]\nignore = ['pin-apt']\nseveritty = {a = 'b'}\n")
    with pytest.raises(ConfigErrors, match=r"^pyproject.toml:5:1: C102: .* 'severity'"):
        enabled()


def test_the_values_of_toml_mean_what_those_of_yaml_mean() -> None:
    put(
        "a/.buildsecbot.yaml",
        "settings: {expose-wide-range: {most: 7}}\nbuild-args: {A: 1, B: true}\noverrides: [{paths: x, target: y}]\n",
    )
    put(
        "b/pyproject.toml",
        "[tool.buildsecbot]\nbuild-args = {A = 1, B = true}\n[tool.buildsecbot.settings.expose-wide-range]\nmost = 7\n"
        "[[tool.buildsecbot.overrides]]\npaths = 'x'\ntarget = 'y'\n",
    )
    for folder in "ab":
        policy = policies().of(f"{folder}/x")
        assert (policy.build_args, policy.stage) == ({"A": "1", "B": "true"}, "y")
        assert policy.selection.rules.by_id["expose-wide-range"].settings == {"most": 7}


ALLOWED = "base-image-registry-not-allowed"
HADOLINT = """\
ignored: [DL3008, SC2086]
override:
  error: [DL3009]
  info: [DL3057]
trustedRegistries: [docker.io, "*.example.com"]
label-schema: {author: text, url: url, version: semver}
strict-labels: true
failure-threshold: error
"""


def test_hadolints_configuration() -> None:
    put(".hadolint.yaml", HADOLINT)
    policy = policies().of("Dockerfile")
    rules, chosen = policy.selection.rules, policy.selection.enabled
    assert policy.fail_on == "error"
    assert "pin-apt" not in chosen
    assert policy.selection.severities["apt-lists-left"] == "error"
    assert policy.selection.severities["healthcheck-missing"] == "info"
    assert rules.by_id["base-image-registry-not-allowed"].settings == {"allowed": ("docker.io", "*.example.com")}
    assert rules.by_id["label-required-missing"].settings == {"required": ("author", "url", "version")}
    assert rules.by_id["label-superfluous"].settings == {"allowed": ("author", "url", "version")}
    assert rules.by_id["label-value-invalid"].settings["versions"] == ("version",)
    assert {"label-required-missing", "label-superfluous", "label-value-invalid", "healthcheck-missing"} <= chosen


def test_names_and_types_of_hadolint_that_mean_the_same() -> None:
    put(".hadolint.yaml", "trustedRegistries: [hub.docker.com]\nlabel-schema: {a: text, b: rawtext, c: email}\n")
    settings = {rule: policies().of("x").selection.rules.by_id[rule].settings for rule in (ALLOWED, "label-empty")}
    assert settings == {ALLOWED: {"allowed": ("docker.io",)}, "label-empty": {"labels": ("a", "c")}}


def test_an_empty_list_of_trusted_registries_trusts_all() -> None:
    put(".hadolint.yaml", "trustedRegistries: []\n")
    assert policies().of("x").selection.rules.by_id[ALLOWED].settings == {"allowed": ("*",)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ignored: [DL9999]", ":1:11: C201: no rule, category, alias or framework is called 'DL9999'"),
        ("ignord: [DL3008]", ":1:1: C102: hadolint's configuration has no key 'ignord' (did you mean 'ignored'?)"),
        ("override: {fatal: [DL3008]}", ":1:12: C104: 'override' has no severity 'fatal'"),
        ("label-schema: {a: uri}", ":1:19: C104: the type of 'a' cannot be 'uri' (did you mean 'url'?)"),
        ("no-fail: perhaps", ":1:10: C104: 'no-fail' cannot be 'perhaps'"),
    ],
)
def test_mistakes_in_hadolints_configuration(text: str, message: str) -> None:
    put(".hadolint.yaml", text + "\n")
    with pytest.raises(ConfigErrors) as error:
        enabled()
    assert str(error.value).startswith(".hadolint.yaml" + message)


def test_a_file_of_another_name_is_known_by_its_keys() -> None:
    put("lint.yaml", HADOLINT)
    assert policies("lint.yaml").of("Dockerfile").fail_on == "error"


def test_a_configuration_is_parsed_once_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    put(".buildsecbot.yaml", "ignore: [pin-pip]\n")
    first = enabled()
    monkeypatch.setattr("analyzer.rules.document.read", lambda *_: pytest.fail("read again"))
    assert enabled() == first


def test_a_configuration_without_a_file() -> None:
    policy = policy_for("Dockerfile", {"ignore": ["apt-lists-left"], "settings": {"expose-wide-range": {"most": 3}}}, {})
    assert policy.selection.rules.by_id["expose-wide-range"].settings == {"most": 3}
    assert "apt-lists-left" not in policy.selection.enabled
    with pytest.raises(ConfigErrors, match="C102"):
        policy_for("Dockerfile", {"ignroe": []}, {})
    with pytest.raises(UnknownSelectorError):
        policy_for("Dockerfile", {"ignore": ["nonsense"]}, {})


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_links_do_not_lead_out_of_the_repository(tmp_path: Path) -> None:
    put(str(tmp_path / "outside.yaml"), "")
    os.symlink(tmp_path / "outside.yaml", "inside.yaml")
    put(".buildsecbot.yaml", "extends: inside.yaml\n")
    with pytest.raises(ConfigErrors, match="outside of the repository"):
        enabled()


def test_a_folder_is_searched_once() -> None:
    put(".buildsecbot.yaml", "")
    found = Configurations()
    assert found.path_for("a/b/Dockerfile") == ".buildsecbot.yaml"
    Path(".buildsecbot.yaml").unlink()
    assert found.path_for("a/Dockerfile") == ".buildsecbot.yaml"
