"""Messages: how they are cut up, what is wrong with them, and that each request is answered once."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.lsp.protocol.session import URI, Session, frame

PULL = {"textDocument": {"uri": URI}}


@pytest.mark.timeout(60)
def test_a_stream_may_be_cut_at_every_byte() -> None:
    begin: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {"textDocument": {"diagnostic": {}}}}
    document = {"uri": URI, "languageId": "dockerfile", "version": 1, "text": "FROM é😀\r\nRUN sudo x\r\n"}
    messages: list[dict[str, Any]] = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": begin},
        {"jsonrpc": "2.0", "method": "initialized", "params": {}},
        {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}},
        {"jsonrpc": "2.0", "id": "two", "method": "textDocument/diagnostic", "params": PULL},
        {"jsonrpc": "2.0", "id": 3, "method": "shutdown"},
    ]
    stream = b"".join(frame(json.dumps(each, ensure_ascii=False).encode()) for each in messages[:4])
    seen = []
    with Session() as session:
        for number in range(len(stream)):
            session.incoming.send(stream[number : number + 1])
        seen.append([session.answer(1), session.answer("two")])
        session.send(messages[4])
        session.answer(3)
    with Session() as session:
        session.incoming.send(stream)
        seen.append([session.answer(1), session.answer("two")])
        session.send(messages[4])
        session.answer(3)
    assert seen[0] == seen[1]
    assert seen[0][1]["result"]["items"]


def test_headers_may_come_in_any_order_and_letters_need_not_be_ascii() -> None:
    with Session() as session:
        session.begin()
        body = json.dumps({"jsonrpc": "2.0", "id": "é", "method": "$/no"}, ensure_ascii=False).encode()
        head = b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body)
        session.incoming.send(head + body)
        assert session.answer("é")["error"]["code"] == -32601


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", -32700),
        (b"", -32700),
        (b"\xff\xfe", -32700),
        (b'{"jsonrpc": "2.0", "id": 1, "method"', -32700),
        (b"[" * 200_000, -32700),
        (b"[]", -32600),
        (b"3", -32600),
        (b'"initialize"', -32600),
        (b"null", -32600),
        (b'{"id": 9, "method": "shutdown"}', -32600),
        (b'{"jsonrpc": "1.0", "method": "x/y"}', -32600),
        (b'{"jsonrpc": "2.0", "id": 9, "method": ["x"]}', -32600),
        (b'{"jsonrpc": "2.0", "id": 9, "method": 3}', -32600),
    ],
    ids=lambda each: repr(each[:24]) if isinstance(each, bytes) else str(each),
)
def test_what_is_no_message_is_refused_and_the_next_one_understood(body: bytes, code: int) -> None:
    with Session() as session:
        session.begin()
        if not body:
            body = b" "
        session.send(body)
        refused = session.until(lambda each: "error" in each)
        assert refused["error"]["code"] == code
        assert refused["id"] in {None, 9}
        assert session.ask("shutdown")["result"] is None


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("textDocument/nothing", {}, -32601),
        ("workspace/nothing", None, -32601),
        ("textDocument/hover", {}, -32602),
        ("textDocument/diagnostic", {"textDocument": 3}, -32602),
        ("textDocument/codeAction", None, -32602),
        ("textDocument/codeAction", [], -32602),
        ("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, -32600),
    ],
)
def test_a_request_that_cannot_be_answered_gets_an_error(method: str, params: Any, code: int) -> None:
    with Session() as session:
        session.begin()
        assert session.ask(method, params)["error"]["code"] == code
        assert session.ask("shutdown")["result"] is None


def test_nothing_is_done_before_initialize_nor_after_shutdown() -> None:
    with Session() as session:
        assert session.ask("textDocument/diagnostic", PULL)["error"]["code"] == -32002
        session.open("FROM a\n")
        session.begin()
        assert not session.server.documents.files
        session.ask("shutdown")
        assert session.ask("textDocument/diagnostic", PULL)["error"]["code"] == -32600
        session.open("FROM a\n")
        assert session.ask("shutdown")["error"]["code"] == -32600
        assert not session.server.documents.files


def test_notifications_that_nobody_knows_are_left_alone() -> None:
    with Session() as session:
        session.begin()
        session.notify("$/setTheDoorOpen", {"a": 1})
        session.notify("textDocument/didDance", {})
        session.notify("textDocument/didChange", {"textDocument": 1})
        session.notify("textDocument/didClose", {"textDocument": {"uri": "file:///never/opened"}})
        session.edit([{"text": "FROM a"}], uri="file:///never/opened")
        assert session.ask("shutdown")["result"] is None


@pytest.mark.timeout(60)
def test_a_request_cancelled_in_the_same_breath_is_never_worked_on() -> None:
    with Session(textDocument={"diagnostic": {}}) as session:
        session.begin()
        session.open("FROM a\n")
        session.rest()
        worked: list[object] = []
        session.server.readers.insert(0, worked.append)
        request = session.request("textDocument/diagnostic", PULL)
        session.send(request, {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": request["id"]}})
        assert session.answer(request["id"])["error"]["code"] == -32800
        assert worked == []


def test_a_request_cancelled_while_it_waits_is_answered_once() -> None:
    with Session(textDocument={"diagnostic": {}}) as session:
        session.begin()
        before = [{"uri": "file:///gone", "value": "x"}]
        request = session.request("workspace/diagnostic", {"previousResultIds": before})
        session.send(request)
        session.rest()
        session.notify("$/cancelRequest", {"id": request["id"]})
        assert session.answer(request["id"])["error"]["code"] == -32800
        assert not [each for each in session.rest() if each.get("id") == request["id"]]


def test_what_was_answered_cannot_be_cancelled_any_more() -> None:
    with Session(textDocument={"diagnostic": {}}) as session:
        session.begin()
        session.open("FROM a\n")
        request = session.request("textDocument/diagnostic", PULL)
        session.send(request)
        assert session.answer(request["id"])["result"]["items"]
        session.notify("$/cancelRequest", {"id": request["id"]})
        session.notify("$/cancelRequest", {"id": "never"})
        assert not [each for each in session.rest() if "id" in each]


def test_each_of_many_requests_at_once_is_answered_once() -> None:
    with Session(textDocument={"diagnostic": {}}) as session:
        session.begin()
        session.open("FROM a\nRUN sudo x\n")
        place = {"line": 1, "character": 2}
        asked = []
        for number in range(20):
            method = (
                "textDocument/hover",
                "textDocument/diagnostic",
                "workspace/symbol",
                "no/such",
                "textDocument/foldingRange",
            )[number % 5]
            asked.append(session.request(method, {**PULL, "position": place, "query": ""}))
        session.send(*asked)
        for each in asked:
            session.answer(each["id"])
        again = [each for each in session.rest() if "method" not in each]
        assert not again
        assert Counter(each["id"] for each in asked).most_common(1)[0][1] == 1


def test_a_mistake_of_ours_is_an_error_and_the_server_lives_on(caplog: pytest.LogCaptureFixture) -> None:
    session = Session(textDocument={"diagnostic": {}})

    def broken(file: object) -> None:
        raise ZeroDivisionError("by design")

    with session:
        session.begin()
        session.open("FROM a\n")
        readers, session.server.readers = session.server.readers, [broken]
        request = session.request("textDocument/diagnostic", PULL)
        session.send(request)
        refused = session.answer(request["id"])
        assert refused["error"]["code"] == -32603
        assert "by design" in refused["error"]["message"]
        session.server.readers = readers
        assert session.pulled()["items"]
    logged = [each for each in caplog.records if "by design" in str(each.exc_info)]
    assert len(logged) == 1
    assert f'"{request["id"]}"' in logged[0].getMessage()


def test_a_mistake_while_diagnostics_are_sent_is_told_in_the_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    session = Session()

    def broken(file: object) -> None:
        raise ZeroDivisionError("by design")

    with session:
        session.begin()
        session.server.readers = [broken]
        session.open("FROM a\n")
        session.ask("$/nothing")
        session.ask("$/nothing")
        assert session.ask("shutdown")["result"] is None
    assert [each for each in caplog.records if "diagnostics of" in each.getMessage()]
    assert not [each for each in session.notes if each.get("method") == "window/showMessage"]
