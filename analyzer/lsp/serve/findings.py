"""What can be done about findings and with instructions."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from analyzer.lsp import convert
from analyzer.lsp.data import Action
from analyzer.lsp.features.actions import FIX_ALL, QUICK_FIX, SOURCE_FIX_ALL, actions, resolve
from analyzer.lsp.features.refactor import EXTRACT, REFACTOR, REWRITE, refactorings
from analyzer.lsp.serve import rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.lsp.server import Server
    from analyzer.lsp.snapshot import Snapshot

KINDS = (QUICK_FIX, SOURCE_FIX_ALL, FIX_ALL, REFACTOR, EXTRACT, REWRITE)
log = logging.getLogger("buildsecbot")


def register(server: Server) -> None:
    """Makes the server answer."""
    options = types.CodeActionOptions(code_action_kinds=list(KINDS), resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            file, mends = rules.mended(ls, params) or (None, [])
            known = list(params.context.diagnostics)
            return [convert.action(file, each, known, versioned=ls.versioned) for each in mends] if file is not None else []
        able = _Client(ls)
        found = able.offered(snapshot, _wanted(snapshot, params, refused=able.shows_disabled))
        about = params.context.diagnostics
        return [_converted(ls, snapshot, each, about, lazy=able.resolves) for each in found]

    @server.feature(types.CODE_ACTION_RESOLVE)
    def code_action_resolve(ls: Server, action: types.CodeAction) -> types.CodeAction:
        data = action.data if isinstance(action.data, dict) else {}
        snapshot = ls.snapshot(str(data.get("uri", "")))
        if snapshot is None or "do" not in data:
            return action
        if data.get("version") != snapshot.version and data["do"] != "fix-all":
            reason = "the file has changed since it was offered"
        else:
            found = resolve(snapshot, Action(action.title, str(action.kind), data=data))
            reason = found.disabled
            if not reason:
                action.edit = convert.action(snapshot, found, [], versioned=ls.versioned).edit
        if reason:
            ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, f"{action.title}: {reason}"))
            log.info("%s: %s", action.title, reason)
            action.disabled = types.CodeActionDisabled(reason) if _Client(ls).shows_disabled else None
            action.edit = types.WorkspaceEdit()
        return action


class _Client:
    """What the client can do with actions."""

    def __init__(self, server: Server) -> None:
        text = server.client_capabilities.text_document
        able = text.code_action if text is not None else None
        later = able.resolve_support if able is not None else None
        self.resolves = bool(later and "edit" in later.properties and able and able.data_support)
        self.shows_disabled = bool(able and able.disabled_support)

    def offered(self, snapshot: Snapshot, found: list[Action]) -> list[Action]:
        """The actions that the client is told of: with their changes if it cannot ask for these later."""
        if not self.resolves:
            found = [resolve(snapshot, each) if each.data is not None else each for each in found]
            found = [each for each in found if each.changes or each.disabled]
        return [each for each in found if self.shows_disabled or not each.disabled]


def _wanted(snapshot: Snapshot, params: types.CodeActionParams, *, refused: bool) -> list[Action]:
    """Without being asked to, an editor is not offered what takes long to prove."""
    only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
    place = convert.offsets(snapshot, params.range)
    found = actions(snapshot, place, only, refused=refused)
    automatic = params.context.trigger_kind == types.CodeActionTriggerKind.Automatic
    if not automatic or place[0] != place[1] or only:
        found += refactorings(snapshot, place, only)
    return found


def _converted(
    server: Server, snapshot: Snapshot, found: Action, about: Sequence[types.Diagnostic], *, lazy: bool
) -> types.CodeAction:
    action = convert.action(snapshot, found, list(about), versioned=server.versioned)
    if lazy and found.data is not None and not found.disabled:
        action.edit = None
        action.data = {**found.data, "uri": snapshot.uri, "version": snapshot.version}
    return action
