"""Between plain data and the types of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from analyzer.lsp.data import Action, Change, Diagnostic, Hover, Range
    from analyzer.lsp.placed import Placed

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
    "style": types.DiagnosticSeverity.Hint,
}
_TAGS = {"deprecated": types.DiagnosticTag.Deprecated, "unnecessary": types.DiagnosticTag.Unnecessary}
SOURCE = "buildsecbot"


def position(snapshot: Placed, offset: int) -> types.Position:
    """An offset as the client counts."""
    line, column = snapshot.units.place(offset)
    return types.Position(line, column)


def span(snapshot: Placed, place: Range) -> types.Range:
    """A range as the client counts."""
    return types.Range(position(snapshot, place[0]), position(snapshot, place[1]))


def offset(snapshot: Placed, place: types.Position) -> int:
    """A client's position as an offset."""
    return snapshot.units.offset((place.line, place.character))


def offsets(snapshot: Placed, place: types.Range) -> Range:
    """A client's range as offsets."""
    return offset(snapshot, place.start), offset(snapshot, place.end)


def diagnostic(snapshot: Placed, found: Diagnostic) -> types.Diagnostic:
    """A finding."""
    related = [
        types.DiagnosticRelatedInformation(types.Location(snapshot.uri, span(snapshot, each.range)), each.message)
        for each in found.related
    ]
    return types.Diagnostic(
        range=span(snapshot, found.range),
        message=found.message,
        severity=_SEVERITIES[found.severity],
        code=found.code,
        code_description=types.CodeDescription(found.url) if found.url else None,
        source=SOURCE,
        tags=[_TAGS[tag] for tag in found.tags] or None,
        related_information=related or None,
        data=found.data,
    )


def edit(snapshot: Placed, change: Change) -> types.TextEdit:
    """A change."""
    return types.TextEdit(span(snapshot, change.range), change.text)


def action(snapshot: Placed, found: Action, about: list[types.Diagnostic], *, versioned: bool) -> types.CodeAction:
    """A change that is offered; `about` are the diagnostics it was asked for."""
    edits = [edit(snapshot, change) for change in found.changes]
    if versioned:
        document = types.OptionalVersionedTextDocumentIdentifier(uri=snapshot.uri, version=snapshot.version)
        whole = types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, list(edits))])
    else:
        whole = types.WorkspaceEdit(changes={snapshot.uri: edits})
    mended = [each for each in about if isinstance(each.data, dict) and each.data.get("fingerprint") in found.fingerprints]
    return types.CodeAction(
        title=found.title,
        kind=found.kind,
        diagnostics=mended or None,
        is_preferred=found.preferred or None,
        disabled=types.CodeActionDisabled(found.disabled) if found.disabled else None,
        edit=None if found.disabled else whole,
    )


def hover(snapshot: Placed, found: Hover) -> types.Hover:
    """What is told of a place."""
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found.text), span(snapshot, found.range))
