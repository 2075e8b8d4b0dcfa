// Starts `buildsecbot lsp` and leaves everything else to it.
"use strict";

const { commands, window, workspace } = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;

function makeClient() {
  const settings = workspace.getConfiguration("buildsecbot");
  const server = {
    command: settings.get("path", "buildsecbot"),
    args: ["lsp", ...settings.get("arguments", [])],
    transport: TransportKind.stdio,
  };
  return new LanguageClient("buildsecbot", "BuildSecBot", server, {
    documentSelector: [{ language: "dockerfile" }],
    diagnosticPullOptions: { onChange: true, onSave: true, onTabs: true },
  });
}

async function start() {
  client = makeClient();
  try {
    await client.start();
  } catch (error) {
    const hint = "python -m pip install 'buildsecbot[lsp]', or set buildsecbot.path";
    window.showErrorMessage(`BuildSecBot does not start: ${error.message}. ${hint}`);
  }
}

async function activate(context) {
  context.subscriptions.push(
    commands.registerCommand("buildsecbot.restart", async () => {
      await deactivate();
      await start();
    }),
    workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("buildsecbot.path") || event.affectsConfiguration("buildsecbot.arguments")) {
        await commands.executeCommand("buildsecbot.restart");
      }
    }),
  );
  await start();
}

async function deactivate() {
  const ended = client;
  client = undefined;
  await ended?.stop().catch(() => undefined);
}

module.exports = { activate, deactivate };
