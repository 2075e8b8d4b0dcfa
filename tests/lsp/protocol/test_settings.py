"""Settings, configurations and baselines, per folder; what of them is told to the user."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analyzer.cli.main import main
from analyzer.lsp.configured import Configured
from tests.lsp.protocol.session import Session

SUDO = "FROM debian:12\nRUN sudo x\n"
PULLS: dict[str, Any] = {"textDocument": {"diagnostic": {}}}


def codes(report: dict[str, Any]) -> set[str]:
    return {each["code"] for each in report["items"]}


def folder(path: Path) -> dict[str, str]:
    path.mkdir(parents=True, exist_ok=True)
    return {"uri": path.as_uri(), "name": path.name}


def shown(session: Session) -> list[str]:
    return [each["params"]["message"] for each in session.notes if each.get("method") == "window/showMessage"]


@pytest.mark.parametrize("options", [{"ignore": ["sudo-used"]}, {"buildsecbot": {"ignore": "sudo-used", "profile": None}}])
def test_options_at_the_start(options: dict[str, Any]) -> None:
    with Session(**PULLS) as session:
        session.begin(initializationOptions=options)
        session.open(SUDO)
        assert "sudo-used" not in codes(session.pulled())
        assert shown(session) == []


def test_settings_are_asked_for_per_folder(tmp_path: Path) -> None:
    one, two = folder(tmp_path / "one"), folder(tmp_path / "two")
    with Session(**PULLS, workspace={"configuration": True}) as session:
        session.begin(workspaceFolders=[one, two])
        asked = session.until(lambda each: each.get("method") == "workspace/configuration")
        assert [each.get("scopeUri") for each in asked["params"]["items"]] == [None, one["uri"], two["uri"]]
        result = [None, {"ignore": ["sudo-used"]}, {}]
        session.send({"jsonrpc": "2.0", "id": asked["id"], "result": result})
        session.open(SUDO, f"{one['uri']}/Dockerfile")
        session.open(SUDO, f"{two['uri']}/Dockerfile")
        session.rest()
        assert "sudo-used" not in codes(session.pulled(f"{one['uri']}/Dockerfile"))
        assert "sudo-used" in codes(session.pulled(f"{two['uri']}/Dockerfile"))


def test_each_folder_has_its_configuration(tmp_path: Path) -> None:
    one, two = folder(tmp_path / "one"), folder(tmp_path / "two")
    (tmp_path / "one" / ".buildsecbot.yaml").write_text("ignore: [sudo-used]\n")
    (tmp_path / "one" / "app").mkdir()
    (tmp_path / "two" / ".buildsecbot.yaml").write_text("severity: {sudo-used: error}\n")
    with Session(**PULLS) as session:
        session.begin(workspaceFolders=[one])
        for each in (f"{one['uri']}/app/Dockerfile", f"{two['uri']}/Dockerfile"):
            session.open(SUDO, each)
        assert "sudo-used" not in codes(session.pulled(f"{one['uri']}/app/Dockerfile"))
        session.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [two], "removed": [one]}})
        (found,) = [each for each in session.pulled(f"{two['uri']}/Dockerfile")["items"] if each["code"] == "sudo-used"]
        assert found["severity"] == 1
        assert "sudo-used" in codes(session.pulled(f"{one['uri']}/app/Dockerfile"))


def test_files_are_watched_and_a_change_of_one_is_seen(tmp_path: Path) -> None:
    root = folder(tmp_path)
    uri = f"{root['uri']}/Dockerfile"
    path = tmp_path / ".buildsecbot.yaml"
    workspace = {
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "didChangeConfiguration": {"dynamicRegistration": True},
        "diagnostics": {"refreshSupport": True},
    }
    with Session(**PULLS, workspace=workspace) as session:
        session.begin(workspaceFolders=[root])
        asked = session.until(lambda each: each.get("method") == "client/registerCapability")
        methods = [each["method"] for each in asked["params"]["registrations"]]
        assert methods == ["workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration"]
        session.send({"jsonrpc": "2.0", "id": asked["id"], "result": None})
        session.open(SUDO, uri)
        assert "sudo-used" in codes(session.pulled(uri))
        path.write_text("ignore: [sudo-used]\n")
        session.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 1}]})
        session.until(lambda each: each.get("method") == "workspace/diagnostic/refresh")
        assert "sudo-used" not in codes(session.pulled(uri))


def test_what_a_baseline_knows_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text(SUDO)
    (tmp_path / ".buildsecbot.yaml").write_text("baseline: known.json\n")
    assert main(["check", "--write-baseline", "Dockerfile"]) == 0
    uri = f"{root['uri']}/Dockerfile"
    with Session(**PULLS) as session:
        session.begin(workspaceFolders=[root])
        session.open(SUDO + "RUN sudo y\n", uri)
        found = [each["range"]["start"]["line"] for each in session.pulled(uri)["items"] if each["code"] == "sudo-used"]
        assert found == [2]
        (whole,) = session.ask("workspace/diagnostic", {"previousResultIds": []})["result"]["items"]
        assert codes(whole) == codes(session.pulled(uri))


def test_what_is_wrong_with_a_configuration_is_shown_once_with_its_place(tmp_path: Path) -> None:
    root = folder(tmp_path)
    path = tmp_path / ".buildsecbot.yaml"
    path.write_text("ignore: []\nno-such-key: 1\n")
    change = {"changes": [{"uri": path.as_uri(), "type": 2}]}
    with Session(**PULLS) as session:
        session.begin(workspaceFolders=[root])
        for name in ("a.Dockerfile", "b.Dockerfile"):
            session.open(SUDO, f"{root['uri']}/{name}")
            assert "sudo-used" in codes(session.pulled(f"{root['uri']}/{name}"))
        assert len(shown(session)) == 1
        assert f"{path}:2:1" in shown(session)[0]
        session.notify("workspace/didChangeWatchedFiles", change)  # another save without a cure
        session.pulled(f"{root['uri']}/a.Dockerfile")
        assert len(shown(session)) == 1
        for text, times in (("ignore: [sudo-used]\n", 1), ("no-such-key: 1\n", 2)):
            path.write_text(text)
            session.notify("workspace/didChangeWatchedFiles", change)
            session.pulled(f"{root['uri']}/a.Dockerfile")
            assert len(shown(session)) == times


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"no-such-key": 1}, "no key 'no-such-key'"),
        ({"debounce": "soon"}, "debounce is a number"),
        ({"debounce": -1}, "debounce is a number"),
        ({"severity": {"sudo-used": "loud"}}, "loud"),
        ({"ignore": ["no-such-rule"]}, "no-such-rule"),
        ({"configuration": "nowhere.yaml"}, "nowhere.yaml"),
        ({"extends": ["x"]}, "no key 'extends'"),
    ],
)
def test_settings_that_cannot_be_used_are_told(settings: dict[str, Any], problem: str) -> None:
    configured = Configured(settings)
    assert configured.policy("Dockerfile").selection.enabled
    assert problem in configured.problem
    assert len(configured.news()) == 1
    assert configured.news() == []


def test_settings_without_a_value_say_nothing() -> None:
    configured = Configured({"profile": None, "select": [], "path": "x", "trace": {"server": "off"}, "debounce": 20})
    assert configured.policy("Dockerfile").selection.enabled
    assert (configured.problem, configured.debounce) == ("", 20)


def test_a_baseline_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / ".buildsecbot.yaml").write_text("baseline: known.json\n")
    configured = Configured({}, str(tmp_path))
    assert configured.baseline(str(tmp_path / "Dockerfile")) is None
    assert "there is no baseline" in configured.problem
    (tmp_path / "known.json").write_text("{}")
    configured.reload()
    assert configured.baseline(str(tmp_path / "Dockerfile")) is None
    assert "known.json:1:1" in configured.problem
