/** Unsaved text of other files counts, too: while a file is not saved, the server is told what is in it. */

import { type Disposable, type TextDocument, workspace } from "vscode";
import type { Server } from "./server";

/** Milliseconds without a keystroke after which the text is told. */
const PAUSE = 200;
/** Characters of a file beyond which only what is saved counts. */
const LONGEST = 1_000_000;

/** Tells the server of dirty documents that are no Layerfiles: those the client itself tells of. */
export class Unsaved implements Disposable {
  private readonly told = new Set<string>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly disposables: Disposable[];

  constructor(private readonly server: Server) {
    this.disposables = [
      workspace.onDidChangeTextDocument((event) => this.changed(event.document)),
      workspace.onDidSaveTextDocument((document) => this.forget(document)),
      workspace.onDidCloseTextDocument((document) => this.forget(document)),
      server.onDidChange(() => this.tellAll()),
    ];
  }

  dispose(): void {
    this.waiting.forEach((timer) => clearTimeout(timer));
    this.disposables.forEach((one) => one.dispose());
  }

  private tellAll(): void {
    // Another server knows of none.
    this.told.clear();
    workspace.textDocuments.forEach((document) => this.changed(document));
  }

  private changed(document: TextDocument): void {
    if (document.uri.scheme !== "file" || document.languageId === "layerfile") {
      return;
    }
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    if (!document.isDirty) {
      // What was typed was taken back.
      this.forget(document);
      return;
    }
    this.waiting.set(
      key,
      setTimeout(() => {
        this.waiting.delete(key);
        void this.tell(document);
      }, PAUSE),
    );
  }

  private async tell(document: TextDocument): Promise<void> {
    const { client } = this.server;
    const text = document.getText();
    if (client === undefined || !document.isDirty || document.isClosed) {
      return;
    }
    if (text.length > LONGEST) {
      this.forget(document);
      return;
    }
    const uri = client.code2ProtocolConverter.asUri(document.uri);
    const { version, languageId } = document;
    if (this.told.has(document.uri.toString())) {
      const change = { textDocument: { uri, version }, contentChanges: [{ text }] };
      await client.sendNotification("textDocument/didChange", change);
    } else {
      this.told.add(document.uri.toString());
      await client.sendNotification("textDocument/didOpen", { textDocument: { uri, version, languageId, text } });
    }
  }

  private forget(document: TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    const { client } = this.server;
    if (this.told.delete(key) && client !== undefined) {
      const uri = client.code2ProtocolConverter.asUri(document.uri);
      void client.sendNotification("textDocument/didClose", { textDocument: { uri } });
    }
  }
}
