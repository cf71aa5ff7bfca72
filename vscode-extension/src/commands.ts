/** The commands of the palette, menus and code lenses. */

import { commands, type Disposable, type LogOutputChannel, type TextDocument, Uri, window, workspace } from "vscode";
import { ask, folderOf, openFullScreen, runInTerminal } from "./cli";
import { compareWith } from "./comparing";
import type { Program } from "./finding";
import type { GraphView } from "./graphView";
import { showInstallation } from "./notices";
import type { Outlooks } from "./outlooks";
import type { Server } from "./server";
import { isRecord, startOfStep } from "./verdicts";

/** What commands need of the rest. */
export interface Parts {
  readonly server: Server;
  readonly outlooks: Outlooks;
  readonly graph: GraphView;
  readonly log: LogOutputChannel;
}

/** A place in a saved Layerfile, and the program for it; `line` is from 0. */
interface Target {
  readonly program: Program;
  readonly document: TextDocument;
  readonly file: string;
  readonly line: number;
}

/** Register all commands. */
export function register(parts: Parts): Disposable[] {
  return Object.entries(actions(parts)).map(([name, action]) => commands.registerCommand(`layer.${name}`, action));
}

function actions(parts: Parts): Record<string, (...args: unknown[]) => unknown> {
  const { server, outlooks, graph, log } = parts;
  return {
    run: (...args) => withTarget(server, args, run),
    runFrom: (...args) => withTarget(server, args, (target) => runFrom(target, outlooks)),
    explain: (...args) => withTarget(server, args, (target) => explain(target, outlooks)),
    compareWith,
    openTui: (...args) => withTarget(server, args, openTui),
    restartServer: () => server.restart(),
    showLog: () => log.show(true),
    showCommands,
    refreshGraph: () => graph.refresh(),
  };
}

async function run({ program, file }: Target): Promise<void> {
  await runInTerminal(program, "layer run", ["run", file], folderOf(file));
}

async function runFrom({ program, document, file, line }: Target, outlooks: Outlooks): Promise<void> {
  const help = await ask(program, ["run", "--help"], folderOf(file));
  const option = /(?<![\w-])--from(?:-line)?(?![\w-])/.exec(help.stdout)?.[0];
  if (option === undefined) {
    const chosen = await window.showInformationMessage(
      "This version of layer starts after the last step that still holds, and cannot start elsewhere.",
      "Run",
    );
    if (chosen === "Run") {
      await runInTerminal(program, "layer run", ["run", file], folderOf(file));
    }
    return;
  }
  const start = startOfStep(outlooks.of(document), line) + 1;
  await runInTerminal(program, "layer run", ["run", option, `${start}`, file], folderOf(file));
}

async function explain({ program, document, file, line }: Target, outlooks: Outlooks): Promise<void> {
  const start = startOfStep(outlooks.of(document), line) + 1;
  await runInTerminal(program, `layer why ${start}`, ["why", `${start}`, file], folderOf(file));
}

async function openTui({ program, file }: Target): Promise<void> {
  if ((await ask(program, ["tui", "--help"], folderOf(file))).ok) {
    openFullScreen(program, "layer tui", ["tui", file], folderOf(file));
  } else {
    await window.showInformationMessage("This version of layer has no `layer tui`.");
  }
}

async function showCommands(): Promise<void> {
  const choices = [
    { label: "$(play) Run", command: "layer.run" },
    { label: "$(run-below) Run from Here", command: "layer.runFrom" },
    { label: "$(question) Explain This Step", command: "layer.explain" },
    { label: "$(git-compare) Compare With…", command: "layer.compareWith" },
    { label: "$(terminal) Open TUI", command: "layer.openTui" },
    { label: "$(debug-restart) Restart Server", command: "layer.restartServer" },
    { label: "$(output) Show Log", command: "layer.showLog" },
  ];
  const chosen = await window.showQuickPick(choices, { placeHolder: "Layer" });
  if (chosen !== undefined) {
    await commands.executeCommand(chosen.command);
  }
}

/** Do something with the Layerfile that a command is about, once its text is on the disk, where `layer` reads it. */
async function withTarget(
  server: Server,
  args: readonly unknown[],
  action: (target: Target) => Promise<void>,
): Promise<void> {
  const program = server.program;
  if (program === undefined) {
    await showInstallation();
    return;
  }
  const document = await documentOf(args);
  if (document === undefined) {
    await window.showInformationMessage("Open a Layerfile first.");
    return;
  }
  if ((document.isDirty || document.isUntitled) && !(await document.save())) {
    return;
  }
  if (document.uri.scheme === "file") {
    await action({ program, document, file: document.uri.fsPath, line: lineOf(args, document) });
  }
}

/** Lenses give a URI's text, menus of the explorer a URI, those of line numbers and the graph an object with one. */
async function documentOf(args: readonly unknown[]): Promise<TextDocument | undefined> {
  const first = args[0];
  const given = isRecord(first) && !(first instanceof Uri) ? first["uri"] : first;
  const uri = typeof given === "string" ? Uri.parse(given) : given instanceof Uri ? given : undefined;
  if (uri !== undefined) {
    return workspace.openTextDocument(uri);
  }
  const active = window.activeTextEditor?.document;
  return active?.languageId === "layerfile" ? active : undefined;
}

function lineOf(args: readonly unknown[], document: TextDocument): number {
  const [first, second] = args;
  if (isRecord(first) && typeof first["lineNumber"] === "number") {
    return first["lineNumber"] - 1;
  }
  if (typeof second === "number") {
    return second;
  }
  const editor = window.visibleTextEditors.find((one) => one.document === document);
  return editor?.selection.active.line ?? 0;
}
