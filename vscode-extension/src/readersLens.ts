/** Above any file that steps read: which they are, and what an edit costs. */

import {
  CodeLens,
  type CodeLensProvider,
  commands,
  type Disposable,
  EventEmitter,
  languages,
  type LogOutputChannel,
  Range,
  Selection,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { isExpected } from "./outlooks";
import { type Reader, READERS_CHANGED, READERS_REQUEST, readersOf, readersTitle } from "./readers";
import type { Server } from "./server";

/** One lens at the top of each file that is read. */
export class ReadersLens implements CodeLensProvider, Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly disposables: Disposable[];
  private listeningTo: LanguageClient | undefined;

  constructor(
    private readonly server: Server,
    private readonly log: LogOutputChannel,
  ) {
    this.disposables = [
      this.changed,
      languages.registerCodeLensProvider({ scheme: "file" }, this),
      commands.registerCommand("layer.showReaders", showReaders),
      server.onDidChange(() => this.follow()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("layer.readers")) {
          this.changed.fire();
        }
      }),
    ];
  }

  dispose(): void {
    this.disposables.forEach((one) => one.dispose());
  }

  private follow(): void {
    const { client } = this.server;
    if (client !== this.listeningTo) {
      this.listeningTo = client;
      client?.onNotification(READERS_CHANGED, () => this.changed.fire());
      this.changed.fire();
    }
  }

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    const { client } = this.server;
    const isOn = workspace.getConfiguration("layer", document).get("readers", true);
    if (client === undefined || !isOn || document.languageId === "layerfile") {
      return [];
    }
    try {
      const uri = client.code2ProtocolConverter.asUri(document.uri);
      const readers = readersOf(await client.sendRequest(READERS_REQUEST, { uri }));
      const title = readers === undefined ? undefined : readersTitle(readers);
      if (readers === undefined || title === undefined) {
        return [];
      }
      return [new CodeLens(new Range(0, 0, 0, 0), { title, command: "layer.showReaders", arguments: [readers.steps] })];
    } catch (error) {
      if (!isExpected(error)) {
        this.log.warn(`${READERS_REQUEST}: ${String(error)}`);
      }
      return [];
    }
  }
}

async function showReaders(steps: readonly Reader[]): Promise<void> {
  const choices = steps.map((step) => ({
    label: step.text.split("\n")[0] ?? "",
    description: `${step.layerfile}:${step.line + 1}`,
    step,
  }));
  const chosen = choices.length === 1 ? choices[0] : await window.showQuickPick(choices, { placeHolder: "Steps that read this file" });
  if (chosen !== undefined) {
    const document = await workspace.openTextDocument(Uri.parse(chosen.step.uri));
    const editor = await window.showTextDocument(document);
    const range = document.lineAt(Math.min(chosen.step.line, document.lineCount - 1)).range;
    editor.selection = new Selection(range.start, range.start);
    editor.revealRange(range);
  }
}
