"""Which files are ours, and what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.lsp.configured import Configured
from analyzer.lsp.documents import Documents
from analyzer.lsp.rules.folders import Folder
from analyzer.lsp.rules.kinds import place_of
from analyzer.lsp.rules.open_files import RuleFiles
from analyzer.lsp.rules.outline import symbols
from analyzer.resources import rules_path
from tests.lsp.rules.files import RULE_TEXT, rule

BY_TEXT = {
    "a rule": ("x/a.yaml", RULE_TEXT, "rule"),
    "a rule that is begun": ("a.yml", "id: a\nmatch:\n", "rule"),
    "a family": ("a.yaml", "for: []\nmatch: {a: [\n", "rule"),
    "a condition": ("x/lib/a.yaml", "sort: image\nmatch: {}\n", "condition"),
    "a profile": ("x/profiles/a.yaml", "rules: [a]\n", "profile"),
    "a configuration": ("x/.buildsecbot.yaml", "", "configuration"),
    "hadolint's": ("x/.hadolint.yaml", "", "hadolint"),
    "another's": ("compose.yaml", "services: {a: {}}\n", ""),
    "a workflow": ("x/profiles/a.yaml", "on: push\njobs: {}\n", ""),
    "no YAML": ("a.json", "id: a\nmatch: b\n", ""),
}


@pytest.mark.parametrize("name", BY_TEXT)
def test_files_by_their_texts(name: str, tmp_path: Path) -> None:
    path, text, kind = BY_TEXT[name]
    assert place_of(str(tmp_path / path), text).kind == kind


FOLDER = {
    "a.yaml": "rule", "security/a.yml": "rule", "lib/a.yaml": "condition", "data/a.yaml": "words", "data/x/a.yaml": "",
    "profiles/a.yaml": "profile", "manifest.yaml": "manifest", ".hidden.yaml": "", ".x/a.yaml": "", "recovery/a.yaml": "rule",
}  # fmt: skip


@pytest.mark.parametrize("name", FOLDER)
@pytest.mark.parametrize("how", ["a configuration", "a manifest"])
def test_files_by_their_folder(name: str, how: str, tmp_path: Path) -> None:
    folder = tmp_path / "my"
    (folder / name).parent.mkdir(parents=True)
    if how == "a manifest":
        (folder / "manifest.yaml").write_text("language: 1\n")
        if name == ".hidden.yaml":
            return
    place = place_of(str(folder / name), "", [str(folder)] if how == "a configuration" else ())
    assert place.kind == FOLDER[name]
    assert not place.kind or place.folder == str(folder.resolve())


def test_what_the_program_keeps_for_itself_is_no_rule() -> None:
    assert place_of(str(Path(rules_path()) / "recovery" / "x.yaml"), "id: a\nmatch: b\n").kind == ""


def test_a_folder_knows_what_it_shares(tmp_path: Path) -> None:
    for name in ("lib", "data"):
        (tmp_path / name).mkdir()
    (tmp_path / "manifest.yaml").write_text("language: 1\n")
    (tmp_path / "lib" / "old.yaml").write_text("sort: image\ndocs: Old.\nmatch: {is-scratch: true}\n")
    (tmp_path / "data" / "tools.yaml").write_text("[a, b]\n")
    (tmp_path / "other.yaml").write_text(RULE_TEXT.replace("no-curl-pipe", "other"))
    folder = Folder(str(tmp_path))
    folder.refresh()
    own = [outline.id for outline in folder.own]
    assert own == ["other"]
    assert "old" in folder.library.conditions
    assert folder.library.words["tools"] == ("a", "b")
    text = RULE_TEXT.replace("id: no-curl-pipe", "id: other")
    (problem,) = rule(text, path=str(tmp_path / "new.yaml"), folder=folder).problems
    assert (problem.code, "by other.yaml" in problem.message) == ("R313", True)
    assert rule(text, path=str(tmp_path / "other.yaml"), folder=folder).problems == []
    (tmp_path / "lib" / "new.yaml").write_text("sort: image\ndocs: New.\nmatch: {is-scratch: true}\n")
    folder.refresh()
    assert {"old", "new"} <= set(folder.library.conditions)


def files(tmp_path: Path) -> tuple[Documents, RuleFiles]:
    configured = Configured(folder=str(tmp_path))
    documents = Documents(configured)
    return documents, RuleFiles(documents, configured.rule_sources)


def test_open_files(tmp_path: Path) -> None:
    (tmp_path / ".buildsecbot.yaml").write_text("rules: [my]\n")
    (tmp_path / "my").mkdir()
    documents, rules = files(tmp_path)
    uri = (tmp_path / "my" / "a.yaml").as_uri()
    assert rules.of(uri) is None
    documents.open(uri, "yaml", 1, "# nothing yet\n")
    first = rules.of(uri)
    assert first is not None
    assert (first.kind, first.folder.path, documents.snapshot(uri)) == ("rule", str((tmp_path / "my").resolve()), None)
    assert rules.of(uri) is first
    documents.change(uri, 2, [(None, None, RULE_TEXT)])
    second = rules.of(uri)
    assert second is not None
    assert (second.version, second.problems) == (2, [])
    assert rules.judge(second)
    assert second.verdicts == []
    documents.close(uri)
    assert rules.of(uri) is None


def test_a_file_stays_what_it_was_while_it_is_typed_in(tmp_path: Path) -> None:
    documents, rules = files(tmp_path)
    uri = (tmp_path / "a.yaml").as_uri()
    documents.open(uri, "yaml", 1, "id: a\nmatch:\n")
    assert rules.of(uri) is not None
    documents.change(uri, 2, [(None, None, "id: a\nmatc\n")])
    file = rules.of(uri)
    assert file is not None
    assert file.kind == "rule"


@pytest.mark.parametrize(
    ("name", "language"), [("Dockerfile", "dockerfile"), ("a.Dockerfile", "yaml"), ("compose.yaml", "yaml")]
)
def test_other_files_are_not_ours(name: str, language: str, tmp_path: Path) -> None:
    documents, rules = files(tmp_path)
    uri = (tmp_path / name).as_uri()
    documents.open(uri, language, 1, "services: {}\n")
    assert rules.of(uri) is None


def test_the_outline() -> None:
    (root,) = symbols(rule(RULE_TEXT))
    assert (root.name, root.detail) == ("no-curl-pipe", "A download is run at once")
    names = [each.name for each in root.children]
    assert names[:2] == ["id", "title"]
    (examples,) = [each for each in root.children if each.name == "examples"]
    assert [each.name for each in examples.children] == ["bad 1", "good 1"]
    for each in (root, *root.children, *examples.children):
        assert each.range[0] <= each.selection[0] <= each.selection[1] <= each.range[1]


@pytest.mark.parametrize("cut", range(0, len(RULE_TEXT), 5))
def test_the_outline_of_half_a_rule(cut: int) -> None:
    for each in symbols(rule(RULE_TEXT[:cut])):
        assert 0 <= each.range[0] <= each.selection[0] <= each.selection[1] <= each.range[1] <= cut
