"""What clients get that know less of the protocol."""

from __future__ import annotations

from lsprotocol import types

from analyzer.lsp import convert_structure as to
from analyzer.lsp.data import Change
from analyzer.lsp.features.folding import folds
from analyzer.lsp.features.links import links
from analyzer.lsp.features.symbols import symbols
from tests.lsp.marked import snapshot

TEXT = "FROM alpine AS b\nMAINTAINER x\nONBUILD ENV A=1\n# region\n# endregion\n"


def test_symbols_without_a_tree() -> None:
    found = snapshot(TEXT)
    flat = list(to.flat_symbols(found, symbols(found)))
    assert [(each.name, each.container_name) for each in flat] == [
        ("b", None),
        ("MAINTAINER x", "b"),
        ("ONBUILD", "b"),
        ("A", "ONBUILD"),
    ]
    assert [each.name for each in flat if each.deprecated] == ["MAINTAINER x"]


def test_symbols_without_tags() -> None:
    found = snapshot(TEXT)
    for tags in (False, True):
        (stage,) = (to.symbol(found, each, tags=tags) for each in symbols(found))
        assert stage.children is not None
        old = stage.children[0]
        assert (old.deprecated, old.tags) == ((None, [types.SymbolTag.Deprecated]) if tags else (True, None))


def test_links_without_tooltips() -> None:
    found = snapshot(TEXT)
    assert [to.link(found, each, tooltip=False).tooltip for each in links(found)] == [None]
    assert [to.link(found, each).tooltip for each in links(found)] == ["Open the page of this image"]


def test_folds() -> None:
    found = snapshot(TEXT)
    assert [to.fold(found, each) for each in folds(found)] == [
        types.FoldingRange(0, 2, 0, 15),
        types.FoldingRange(3, 4, 0, 0, types.FoldingRangeKind.Region),
    ]


def test_a_rename_without_versions() -> None:
    found = snapshot(TEXT)
    changes = (Change((15, 16), "c"),)
    edit = types.TextEdit(types.Range(types.Position(0, 15), types.Position(0, 16)), "c")
    assert to.workspace_edit(found, changes, versioned=False) == types.WorkspaceEdit({found.uri: [edit]})
    (change,) = to.workspace_edit(found, changes, versioned=True).document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert (change.text_document.version, change.edits) == (0, [edit])
