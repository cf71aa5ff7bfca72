/** The extension's beginning: makes the parts, and tells them of what changes around them. */

import { commands, type ExtensionContext, window, workspace } from "vscode";
import { register } from "./commands";
import { GraphView } from "./graphView";
import { Gutter } from "./gutter";
import { Outlooks } from "./outlooks";
import { ReadersLens } from "./readersLens";
import { refreshHints } from "./refreshing";
import { Server } from "./server";
import { StatusBar } from "./statusBar";
import { Unsaved } from "./unsaved";

let server: Server | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("Layer", { log: true });
  const started = new Server(log);
  server = started;
  const outlooks = new Outlooks(started, log);
  const graph = new GraphView(started, log);
  context.subscriptions.push(
    log,
    outlooks,
    graph,
    new Gutter(context.extensionUri, outlooks),
    new StatusBar(started, outlooks),
    new ReadersLens(started, log),
    new Unsaved(started),
    ...register({ server: started, outlooks, graph, log }),
    started.onDidChange(() => commands.executeCommand("setContext", "layer.found", started.program !== undefined)),
    workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("layer.path") || event.affectsConfiguration("python.defaultInterpreterPath")) {
        await started.follow();
      }
      refreshHints(started, event);
    }),
    workspace.onDidChangeWorkspaceFolders(() => started.follow()),
    workspace.onDidGrantWorkspaceTrust(() => started.restart()),
    // Whoever installed `layer` in a terminal comes back to this window.
    window.onDidChangeWindowState(async (state) => {
      if (state.focused && workspace.isTrusted) {
        await started.retry();
      }
    }),
  );
  // A folder that is not trusted may hold a .venv with anything in it.
  if (workspace.isTrusted) {
    await started.restart();
  }
}

export async function deactivate(): Promise<void> {
  await server?.dispose();
}
