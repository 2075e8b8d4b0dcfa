"""Descriptions of commands: kept as a table, never used when stale."""

from __future__ import annotations

import marshal
from pathlib import Path

import pytest

from analyzer import resources
from analyzer.shell import describe


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Descriptions of its own, and a place for what is built of them."""
    commands = tmp_path / "rules" / "data" / "commands"
    commands.mkdir(parents=True)
    monkeypatch.setattr(resources, "rules_path", lambda: str(tmp_path / "rules"))
    monkeypatch.setattr(resources, "built_path", lambda name: str(tmp_path / name))
    monkeypatch.setattr(resources, "save_built", lambda name, data: (tmp_path / name).write_bytes(data))
    return commands


def test_a_table_is_kept_and_made_anew_when_its_source_changes(folder: Path) -> None:
    source = folder / "a.yaml"
    source.write_text("tool:\n  also: [tool2]\n  values: [-a]\n", encoding="utf-8")
    assert describe.load()["tool2"]["values"] == {"-a"}
    table = folder.parents[2] / "commands.tables"
    kept = table.read_bytes()
    assert describe.load()["tool"]["values"] == {"-a"}
    assert table.read_bytes() == kept
    source.write_text("tool:\n  values: [-b]\n", encoding="utf-8")
    assert describe.load()["tool"]["values"] == {"-b"}
    assert table.read_bytes() != kept


@pytest.mark.parametrize("damaged", [b"", b"\x00", marshal.dumps(None), marshal.dumps((0, b"", {}))])
def test_a_damaged_table_is_made_anew(folder: Path, damaged: bytes) -> None:
    (folder / "a.yaml").write_text("tool: {}\n", encoding="utf-8")
    (folder.parents[2] / "commands.tables").write_bytes(damaged)
    assert list(describe.load()) == ["tool"]


@pytest.mark.parametrize(
    ("text", "message"),
    [("tool: {valuse: [-a]}\n", "unknown key valuse"), ("a: {}\nb: {also: [a]}\n", "command a is described twice")],
)
def test_mistakes_are_told(folder: Path, text: str, message: str) -> None:
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        describe.load()


@pytest.mark.parametrize(
    "name",
    ["apt-get", "apt", "apk", "yum", "dnf", "microdnf", "zypper", "pip", "pip3", "pip3.12", "npm", "yarn", "gem", "go", "curl",
     "wget", "git", "useradd", "adduser", "chmod", "chown", "rm", "cd", "set", "sudo", "tar"],
)  # fmt: skip
def test_what_is_described(name: str) -> None:
    assert describe.description(name) is not None
    assert describe.description("unheard-of") is None


def test_what_is_said_of_a_command_fits() -> None:
    for name, entry in describe.load().items():
        assert (entry["syntax"] is None) <= (not entry["packages"]), name
        assert entry["syntax"] is None or entry["packages"] or entry["by-options"], name
        assert bool(entry["actions"]) <= entry["subcommand"], name
        options = {*entry["values"], *entry["attached"], *entry["whole"], *entry["unless"], *entry["exec"]}
        assert all(option[0] in "-+" for option in options), name
        for key in (*entry["packages"], *entry["actions"]):
            assert key.count(" ") <= 1, (name, key)
