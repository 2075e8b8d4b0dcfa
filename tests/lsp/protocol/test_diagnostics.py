"""When diagnostics are sent or given, of which text, and in which units."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.protocol.session import URI, Session

SUDO = "FROM debian:12\nRUN sudo x\n"
PULLS: dict[str, Any] = {"textDocument": {"diagnostic": {}}}


def codes(found: list[dict[str, Any]]) -> set[str]:
    return {each["code"] for each in found}


def at(line: int, start: int, end: int, text: str) -> dict[str, Any]:
    return {"range": {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}, "text": text}


def test_they_are_sent_when_a_file_is_opened_edited_and_closed() -> None:
    with Session() as session:
        session.begin(initializationOptions={"debounce": 0})
        session.open(SUDO)
        assert "sudo-used" in codes(session.published(version=1))
        session.edit([at(1, 4, 9, "")], 2)
        assert "sudo-used" not in codes(session.published(version=2))
        session.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        assert session.published() == []


def test_the_last_of_many_edits_is_judged_and_no_other() -> None:
    with Session() as session:
        session.begin(initializationOptions={"debounce": 60})
        session.open(SUDO)
        session.published(version=1)
        session.send(
            *(
                {
                    "jsonrpc": "2.0",
                    "method": "textDocument/didChange",
                    "params": {
                        "textDocument": {"uri": URI, "version": 2 + each},
                        "contentChanges": [{"text": f"FROM a:{each}\n"}],
                    },
                }
                for each in range(50)
            )
        )
        sent = session.until(lambda each: each.get("method") == "textDocument/publishDiagnostics")
        assert sent["params"]["version"] == 51


def test_a_save_does_not_wait() -> None:
    with Session() as session:
        session.begin(initializationOptions={"debounce": 60_000})
        session.open(SUDO)
        session.published(version=1)
        session.edit([at(1, 4, 9, "")], 2)
        session.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
        assert "sudo-used" not in codes(session.published(version=2))


def test_a_client_that_asks_is_sent_nothing() -> None:
    with Session(**PULLS) as session:
        session.begin(initializationOptions={"debounce": 0})
        session.open(SUDO)
        first = session.pulled()
        assert "sudo-used" in codes(first["items"])
        session.edit([at(1, 4, 9, "")], 2)
        assert "sudo-used" not in codes(session.pulled(before=first["resultId"])["items"])
        time.sleep(0.05)
        assert not [each for each in session.rest() if each.get("method") == "textDocument/publishDiagnostics"]


def test_a_report_is_given_once_and_again_when_something_has_changed() -> None:
    with Session(**PULLS) as session:
        session.begin()
        session.open(SUDO)
        first = session.pulled()
        assert first["kind"] == "full"
        assert session.pulled(before=first["resultId"]) == {"kind": "unchanged", "resultId": first["resultId"]}
        session.edit([at(1, 4, 9, "")], 2)
        second = session.pulled(before=first["resultId"])
        assert second["kind"] == "full"
        session.edit([at(1, 4, 4, "sudo ")], 3)
        assert session.pulled(before=first["resultId"])["kind"] == "unchanged"
        session.notify("workspace/didChangeConfiguration", {"settings": {"buildsecbot": {"ignore": ["sudo-used"]}}})
        third = session.pulled(before=first["resultId"])
        assert third["kind"] == "full"
        assert "sudo-used" not in codes(third["items"])


@pytest.mark.parametrize(
    ("uri", "language", "judged"),
    [
        ("file:///w/Dockerfile", "plaintext", True),
        ("file:///w/app.Dockerfile", "", True),
        ("file:///w/Containerfile.dev", "plaintext", True),
        ("file:///w/build.txt", "dockerfile", True),
        ("file:///w/build.txt", "Dockerfile", True),
        ("untitled:Untitled-1", "dockerfile", True),
        ("file:///w/main.py", "python", False),
        ("file:///w/Dockerfile.md", "markdown", False),
        ("file:///w/Dockerfile.dockerignore", "ignore", False),
        ("untitled:Untitled-1", "plaintext", False),
    ],
)
def test_files_that_are_no_dockerfiles_are_left_alone(uri: str, language: str, judged: bool) -> None:
    with Session(**PULLS) as session:
        session.begin()
        session.open(SUDO, uri, language)
        assert bool(session.pulled(uri)["items"]) == judged
        hover = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 1}}
        assert judged or session.ask("textDocument/hover", hover)["result"] is None


TEXT = '# é😀\r\nFROM debian:12\r\nLABEL a="é😀"  \\\r\n  b="😀é"\r\nRUN echo "é😀" && sudo x\r\n'


@pytest.mark.parametrize(
    ("encoding", "start"),
    [("utf-8", 21), ("utf-16", 18), ("utf-32", 17), (None, 18)],
)
def test_places_are_counted_as_agreed(encoding: str | None, start: int) -> None:
    general = {"general": {"positionEncodings": [encoding]}} if encoding else {}
    with Session(**general) as session:
        agreed = session.begin(initializationOptions={"debounce": 0})["capabilities"]["positionEncoding"]
        assert agreed == (encoding or "utf-16")
        session.open(TEXT)
        place = next(each["range"] for each in session.published(version=1) if each["code"] == "sudo-used")
        assert place["start"] == {"line": 4, "character": start}
        session.edit([at(4, start, start + 5, "")], 2)
        assert "sudo-used" not in codes(session.published(version=2))
        assert session.server.documents.files[URI].text == TEXT.replace("sudo ", "")


def test_an_edit_is_in_the_units_agreed_upon() -> None:
    with Session(general={"positionEncodings": ["utf-8", "utf-16"]}) as session:
        session.begin()
        session.open("FROM a\n# é😀x\n")
        session.edit([at(1, 8, 9, "y"), at(1, 2, 4, "e"), at(9, 0, 0, "USER 1\r\n")])
        session.rest()
        assert session.server.documents.files[URI].text == "FROM a\n# e😀y\nUSER 1\r\n"


def test_the_workspace_is_looked_through_with_progress_and_results_so_far(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"a{number}").mkdir()
        (tmp_path / f"a{number}" / "Dockerfile").write_text(SUDO)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "Dockerfile").write_text(SUDO)
    (tmp_path / ".gitignore").write_text("out\n")
    (tmp_path / "notes.txt").write_text("FROM nothing\n")
    folder = {"uri": tmp_path.as_uri(), "name": "it"}
    with Session(**PULLS) as session:
        session.begin(workspaceFolders=[folder])
        opened = (tmp_path / "a3" / "Dockerfile").as_uri()
        session.open("FROM debian:12\n", opened)
        tokens = {"workDoneToken": "work", "partialResultToken": 7}
        answer = session.ask("workspace/diagnostic", {"previousResultIds": [], **tokens})
        assert answer["result"] == {"items": []}
        told = [each["params"] for each in session.notes if each.get("method") == "$/progress"]
        items = [item for each in told if each["token"] == 7 for item in each["value"]["items"]]
        kinds = [each["value"]["kind"] for each in told if each["token"] == "work"]
        assert (kinds[0], kinds[-1]) == ("begin", "end")
        assert len(items) == 30
        by_uri = {each["uri"]: each for each in items}
        assert ("sudo-used" in codes(by_uri[opened]["items"]), by_uri[opened]["version"]) == (False, 1)
        assert all("sudo-used" in codes(each["items"]) for uri, each in by_uri.items() if uri != opened)

        known = [{"uri": each["uri"], "value": each["resultId"]} for each in items]
        (tmp_path / "a5" / "Dockerfile").write_text("FROM debian:12\n")
        again = session.ask("workspace/diagnostic", {"previousResultIds": known})["result"]["items"]
        assert {each["uri"] for each in again if each["kind"] == "full"} == {(tmp_path / "a5" / "Dockerfile").as_uri()}
        assert len(again) == 30


def test_where_nothing_has_changed_the_answer_waits_for_a_change(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(SUDO)
    with Session(**PULLS) as session:
        session.begin(rootUri=tmp_path.as_uri())
        (item,) = session.ask("workspace/diagnostic", {"previousResultIds": []})["result"]["items"]
        known = [{"uri": item["uri"], "value": item["resultId"]}]
        request = session.request("workspace/diagnostic", {"previousResultIds": known})
        session.send(request)
        assert session.rest() == []
        path.write_text("FROM debian:12\n")
        session.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 2}]})
        (item,) = session.answer(request["id"])["result"]["items"]
        assert item["kind"] == "full"
        assert "sudo-used" not in codes(item["items"])


def test_a_search_that_is_cancelled_by_its_progress_ends(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.Dockerfile").write_text(SUDO * 20)
    with Session(**PULLS) as session:
        session.begin(rootUri=tmp_path.as_uri())
        request = session.request("workspace/diagnostic", {"previousResultIds": [], "workDoneToken": "t"})
        session.send(request)
        session.until(lambda each: each.get("method") == "$/progress")
        session.notify("window/workDoneProgress/cancel", {"token": "t"})
        assert session.answer(request["id"])["error"]["code"] == -32800


def test_other_requests_are_answered_while_the_workspace_is_looked_through(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number}.Dockerfile").write_text(SUDO * 20)
    with Session(**PULLS) as session:
        session.begin(rootUri=tmp_path.as_uri())
        session.open(SUDO)
        request = session.request("workspace/diagnostic", {"previousResultIds": []})
        session.send(request)
        assert session.pulled()["items"]
        assert not [each for each in session.notes if each.get("id") == request["id"]]
        assert len(session.answer(request["id"])["result"]["items"]) == 60
