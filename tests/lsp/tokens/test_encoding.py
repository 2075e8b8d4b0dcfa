"""Tokens as numbers of the protocol, in each way of counting columns, and the differences between two answers."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.lsp.features.tokens import MODIFIERS, TYPES
from analyzer.lsp.serve.tokens import difference
from tests.lsp.protocol.session import URI, Session

TEXT = '# é\r\nFROM a😀\r\nENV A="é😀 $B" \\\r\n  C=d\r\n'
METHOD = "textDocument/semanticTokens"


def words(data: list[int], text: str, encoding: str) -> list[tuple[str, str]]:
    """The tokens by their text and type."""
    found, line, column = [], 0, 0
    lines = text.splitlines()
    size = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    for at in range(0, len(data), 5):
        line, column = line + data[at], data[at + 1] + (column if data[at] == 0 else 0)
        raw = lines[line].encode(encoding.replace("-16", "-16-le").replace("-32", "-32-le"))
        cut = raw[column * size : (column + data[at + 2]) * size]
        found.append((cut.decode(encoding.replace("-16", "-16-le").replace("-32", "-32-le")), TYPES[data[at + 3]]))
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_positions_are_the_clients(encoding: str) -> None:
    with Session(general={"positionEncodings": [encoding]}) as session:
        provider = session.begin()["capabilities"]["semanticTokensProvider"]
        assert provider["legend"] == {"tokenTypes": list(TYPES), "tokenModifiers": list(MODIFIERS)}
        assert provider["range"] is True
        assert provider["full"] == {"delta": True}
        session.open(TEXT)
        data = session.ask(f"{METHOD}/full", {"textDocument": {"uri": URI}})["result"]["data"]
        assert words(data, TEXT, encoding) == [
            ("# é", "comment"),
            ("FROM", "keyword"),
            ("a😀", "class"),
            ("ENV", "keyword"),
            ("A", "variable"),
            ("=", "operator"),
            ('"é😀', "string"),
            ("$B", "variable"),
            ('"', "string"),
            ("C", "variable"),
            ("=", "operator"),
            ("d", "string"),
        ]
        place = {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 3}}
        data = session.ask(f"{METHOD}/range", {"textDocument": {"uri": URI}, "range": place})["result"]["data"]
        assert words(data, TEXT, encoding) == [("FROM", "keyword")]


def applied(data: list[int], edits: list[dict[str, Any]]) -> list[int]:
    for edit in sorted(edits, key=lambda one: -int(one["start"])):
        data = data[: edit["start"]] + edit.get("data", []) + data[edit["start"] + edit["deleteCount"] :]
    return data


def test_a_second_answer_tells_what_has_changed() -> None:
    with Session() as session:
        session.begin()
        session.open(TEXT)
        document = {"textDocument": {"uri": URI}}
        first = session.ask(f"{METHOD}/full", document)["result"]
        same = session.ask(f"{METHOD}/full/delta", {**document, "previousResultId": first["resultId"]})["result"]
        assert same == {"edits": [], "resultId": first["resultId"]}
        session.edit([{"text": TEXT + "RUN a\r\nUSER b\r\n"}])
        second = session.ask(f"{METHOD}/full/delta", {**document, "previousResultId": first["resultId"]})["result"]
        assert second["resultId"] != first["resultId"]
        whole = session.ask(f"{METHOD}/full", document)["result"]
        assert applied(first["data"], second["edits"]) == whole["data"]
        other = session.ask(f"{METHOD}/full/delta", {**document, "previousResultId": "unknown"})["result"]
        assert other["data"] == whole["data"]


def test_there_is_nothing_to_tell_of_other_files() -> None:
    with Session() as session:
        session.begin()
        assert session.ask(f"{METHOD}/full", {"textDocument": {"uri": "file:///not/open"}})["result"] is None
        session.open("x", "file:///nowhere/x.txt", "plaintext")
        assert session.ask(f"{METHOD}/full", {"textDocument": {"uri": "file:///nowhere/x.txt"}})["result"] is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], []),
        ([], [0] * 5),
        ([0] * 5, []),
        ([1] * 10, [1] * 15),
        ([1] * 5 + [2] * 5, [3] * 5 + [2] * 5),
        ([1] * 15, [1] * 10),
    ],
)
def test_a_difference_makes_one_of_the_other(before: list[int], after: list[int]) -> None:
    found = difference(before, after)
    edits = [{"start": each.start, "deleteCount": each.delete_count, "data": list(each.data or [])} for each in found]
    assert applied(before, edits) == after
    assert len(found) == (before != after)
