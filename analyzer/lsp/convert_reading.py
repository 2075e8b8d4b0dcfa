"""Hovers, signatures, hints and lenses as types of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from analyzer.lsp.convert import position, span

if TYPE_CHECKING:
    from analyzer.lsp.data import Hint, Hover, Lens, Range, Signature
    from analyzer.lsp.placed import Placed


def hover(snapshot: Placed, found: Hover, *, markdown: bool = True) -> types.Hover:
    """What is told of a place."""
    return types.Hover(_markup(found.text, markdown=markdown), span(snapshot, found.range))


def _markup(text: str, *, markdown: bool) -> types.MarkupContent:
    return types.MarkupContent(types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText, text)


def signature_help(found: list[Signature], active: int, *, offsets: bool, markdown: bool = True) -> types.SignatureHelp:
    """All forms; `offsets` tells that the client takes parameters as places in the label."""
    active_parameter = _active(found[active])
    signatures = [_signature(each, offsets=offsets, markdown=markdown) for each in found]
    return types.SignatureHelp(signatures, active, active_parameter)


def _signature(found: Signature, *, offsets: bool, markdown: bool) -> types.SignatureInformation:
    parameters = [
        types.ParameterInformation(
            place if offsets else found.label[place[0] : place[1]], _markup(detail, markdown=markdown) if detail else None
        )
        for place, detail in zip(found.parameters, found.details, strict=True)
    ]
    return types.SignatureInformation(
        found.label, _markup(found.documentation, markdown=markdown), parameters, active_parameter=_active(found)
    )


def _active(found: Signature) -> int:
    """The number of the parameter; one that does not exist where none is being typed."""
    return found.active if found.active >= 0 else len(found.parameters)


def hint(snapshot: Placed, found: Hint) -> types.InlayHint:
    """A word that does not stand in the text."""
    return types.InlayHint(
        position(snapshot, found.offset),
        found.text,
        tooltip=found.tooltip or None,
        padding_left=found.before or None,
        padding_right=found.after or None,
    )


def lens(snapshot: Placed, found: Lens) -> types.CodeLens:
    """A line above an instruction; without a command where its title is still to be asked for."""
    place = span(snapshot, found.range)
    if not found.title:
        return types.CodeLens(place, data={"uri": snapshot.uri, "version": snapshot.version, **(found.data or {})})
    arguments: list[Any] = []
    if found.places:
        locations = [{"uri": snapshot.uri, "range": _plain(snapshot, each)} for each in found.places]
        arguments = [snapshot.uri, _plain(snapshot, found.range)["start"], locations]
    return types.CodeLens(place, types.Command(found.title, found.command, arguments=arguments or None))


def _plain(snapshot: Placed, place: Range) -> dict[str, dict[str, int]]:
    """A range as plain data, as the arguments of a command hold it."""
    found = span(snapshot, place)
    return {
        "start": {"line": found.start.line, "character": found.start.character},
        "end": {"line": found.end.line, "character": found.end.character},
    }
