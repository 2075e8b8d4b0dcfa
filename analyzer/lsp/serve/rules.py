"""Rule files and configurations: what is answered where a request is about one of them.

The groups that answer such requests for Dockerfiles hand them on to here, where a file is none.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from analyzer.lsp.convert import diagnostic, offset, offsets
from analyzer.lsp.convert_completion import CompletionClient, completion_list
from analyzer.lsp.features.completion import Completions

if TYPE_CHECKING:
    from lsprotocol import types

    from analyzer.lsp.data import Action, Hover, Lens, Symbol
    from analyzer.lsp.documents import Open
    from analyzer.lsp.rules.document import RuleFile
    from analyzer.lsp.server import Server


def register(server: Server) -> None:
    """Makes the server answer."""

    def found(file: Open) -> list[types.Diagnostic] | None:
        rules = server.rules.of(file.uri)
        if rules is None:
            return None
        if not server.pulls and not rules.is_judged and rules.checked.rules is not None:
            rules.is_judged = True
            server.start(_judge(server, rules))
        return [diagnostic(rules, each) for each in (*rules.problems, *(rules.verdicts or ()))]

    server.readers.append(found)
    server.completers.append(partial(_proposed, server))


async def _judge(server: Server, file: RuleFile) -> None:
    """Runs the examples of a file on a thread and sends what they say, if nobody has typed in the meantime."""
    if not await asyncio.to_thread(server.rules.judge, file) or server.rules.of(file.uri) is not file:
        return
    if file.verdicts:
        server.publish_soon(file.uri, 0)
    workspace = server.client_capabilities.workspace
    if workspace is not None and workspace.code_lens is not None and workspace.code_lens.refresh_support:
        server.workspace_code_lens_refresh(None)


async def settle(server: Server, uri: str) -> None:
    """Waits until the examples of a file have run, where it is a rule."""
    file = server.rules.of(uri)
    if file is not None and file.checked.rules is not None:
        file.is_judged = True
        await asyncio.to_thread(server.rules.judge, file)


def told(server: Server, params: types.HoverParams) -> tuple[RuleFile, Hover] | None:
    """What a word means."""
    file = server.rules.of(params.text_document.uri)
    if file is None:
        return None
    from analyzer.lsp.rules.hover import hover

    found = hover(file, offset(file, params.position))
    return (file, found) if found is not None else None


def _proposed(server: Server, params: types.CompletionParams) -> types.CompletionList | None:
    """What can stand at a place."""
    file = server.rules.of(params.text_document.uri)
    if file is None:
        return None
    from analyzer.lsp.rules.completion import completions

    client = CompletionClient(server.client_capabilities)
    place = offset(file, params.position)
    found = completions(file, place, snippets=client.snippets)
    return completion_list(file, place, Completions(tuple(found)), client)


def outlined(server: Server, uri: str) -> tuple[RuleFile, list[Symbol]] | None:
    """The parts of a file."""
    file = server.rules.of(uri)
    if file is None:
        return None
    from analyzer.lsp.rules.outline import symbols

    return file, symbols(file)


def lenses(server: Server, uri: str) -> tuple[RuleFile, list[Lens]] | None:
    """The lines above its examples."""
    file = server.rules.of(uri)
    if file is None:
        return None
    from analyzer.lsp.rules.outline import lenses as above

    return file, above(file)


def mended(server: Server, params: types.CodeActionParams) -> tuple[RuleFile, list[Action]] | None:
    """What can be done about its mistakes."""
    file = server.rules.of(params.text_document.uri)
    if file is None:
        return None
    from analyzer.lsp.rules.actions import QUICK_FIX, actions

    only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
    if only and not any(kind in ("", QUICK_FIX) for kind in only):
        return file, []
    return file, actions(file, offsets(file, params.range))
