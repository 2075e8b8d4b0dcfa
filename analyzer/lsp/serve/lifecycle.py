"""The beginning of a session, and what changes its settings."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from analyzer.lint.discovery import is_dockerfile_name
from analyzer.lsp.documents import path_of
from analyzer.lsp.snapshot import Snapshot

if TYPE_CHECKING:
    from analyzer.lsp.server import Server

SECTION = "buildsecbot"
"""What the settings are called in an editor."""
WATCHED = (
    "**/.buildsecbot.{yaml,yml}",
    "**/pyproject.toml",
    "**/.hadolint.{yaml,yml}",
    "**/.editorconfig",
    "**/{.gitignore,.dockerignore,*.dockerignore}",
    "**/*baseline*.json",
    "**/rules/**/*.{yaml,yml}",
    "**/{Dockerfile,dockerfile,Containerfile}",
    "**/{Dockerfile,Containerfile}.*",
    "**/*.{Dockerfile,dockerfile}",
)
"""The files of which a client is to tell when they change on disk."""
_SAMPLE = """\
ARG V=1
FROM debian:12 AS a
ENV A=b
RUN apt-get update && apt-get install -y curl && curl -fsSL https://example.com/a.tar.gz | tar -xz || exit 1
COPY --from=a --chown=1 a b /c/
USER app
CMD ["a"]
"""


def register(server: Server) -> None:
    """Makes the server answer."""

    @server.feature(types.INITIALIZE)
    def initialize(ls: Server, params: types.InitializeParams) -> None:
        ls.begin(params)

    @server.feature(types.INITIALIZED)
    def initialized(ls: Server, params: types.InitializedParams) -> None:
        ls.start(ask_for_settings(ls))
        ls.start(_register(ls))
        _settle(ls)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
        names = [path_of(each.uri).replace("\\", "/").rpartition("/")[2] for each in params.changes]
        if all(map(is_dockerfile_name, names)):
            ls.stir()
        else:
            ls.configured.reload()
            ls.judge_anew()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(ls: Server, params: types.DidChangeConfigurationParams) -> None:
        settings: Any = params.settings
        own = settings.get(SECTION) if isinstance(settings, dict) else None
        if isinstance(own, dict):
            ls.configured.set(own)
            ls.judge_anew()
        ls.start(ask_for_settings(ls))


async def ask_for_settings(server: Server) -> None:
    """Asks a client that can be asked for the settings of each folder, and of what lies in none."""
    if not server.client.configures:
        return
    folders = ["", *server.configured.folders]
    items = [types.ConfigurationItem(scope_uri=uri or None, section=SECTION) for uri in folders]
    answers = await server.workspace_configuration_async(types.ConfigurationParams(items))
    given = [(uri, answer) for uri, answer in zip(folders, answers or (), strict=False) if isinstance(answer, dict)]
    for uri, answer in given:
        server.configured.set_folder(uri, answer)
    if given:
        server.judge_anew()


async def _register(server: Server) -> None:
    wanted = []
    if server.client.registers_watches:
        watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        wanted.append(types.Registration("watched", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    if server.client.registers_settings:
        settings = types.DidChangeConfigurationRegistrationOptions(SECTION)
        wanted.append(types.Registration("settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, settings))
    if wanted:
        await server.client_register_capability_async(types.RegistrationParams(wanted))


def _settle(server: Server) -> None:
    """Loads what judging takes before the first file comes. It stays: the collector of garbage need not look at it again."""
    snapshot = Snapshot("", "Dockerfile", _SAMPLE, server.configured.policy("Dockerfile"))
    if snapshot.findings:
        snapshot.facts.forget()
    server.tell_problems()
    gc.collect()
    gc.freeze()
