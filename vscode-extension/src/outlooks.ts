/** What is known of the cache, for each Layerfile that is shown; asked of the server again when that changes. */

import { type Disposable, EventEmitter, type LogOutputChannel, type TextDocument, window } from "vscode";
import { LSPErrorCodes, type LanguageClient, ResponseError } from "vscode-languageclient/node";
import type { Server } from "./server";
import { isRecord, type Outlook, outlookOf, VERDICTS_CHANGED, VERDICTS_REQUEST } from "./verdicts";

/** JSON-RPC's code for a method that an older server does not have. */
const METHOD_NOT_FOUND = -32601;

/** The newest outlook of each open Layerfile, by its URI. */
export class Outlooks implements Disposable {
  private readonly changed = new EventEmitter<string>();
  /** Another outlook is known of the document with this URI. */
  readonly onDidChange = this.changed.event;
  private readonly known = new Map<string, Outlook>();
  private readonly disposables: Disposable[];
  private listeningTo: LanguageClient | undefined;

  constructor(
    private readonly server: Server,
    private readonly log: LogOutputChannel,
  ) {
    this.disposables = [
      server.onDidChange(() => this.follow()),
      window.onDidChangeVisibleTextEditors(() => this.askAll()),
    ];
  }

  /** What is known of a document. */
  of(document: TextDocument): Outlook | undefined {
    return this.known.get(document.uri.toString());
  }

  dispose(): void {
    this.disposables.forEach((one) => one.dispose());
    this.changed.dispose();
  }

  /** Listen to the server that runs now, and forget what another one said. */
  private follow(): void {
    const client = this.server.client;
    if (client === this.listeningTo) {
      return;
    }
    this.listeningTo = client;
    for (const uri of [...this.known.keys()]) {
      this.known.delete(uri);
      this.changed.fire(uri);
    }
    client?.onNotification(VERDICTS_CHANGED, (params: unknown) => {
      const uri = isRecord(params) ? params["uri"] : undefined;
      const shown = shownLayerfiles().find((document) => client.code2ProtocolConverter.asUri(document.uri) === uri);
      if (shown !== undefined) {
        void this.ask(shown);
      }
    });
    this.askAll();
  }

  private askAll(): void {
    for (const document of shownLayerfiles()) {
      void this.ask(document);
    }
  }

  private async ask(document: TextDocument): Promise<void> {
    const client = this.server.client;
    if (client === undefined) {
      return;
    }
    const { version } = document;
    const uri = document.uri.toString();
    try {
      const answer: unknown = await client.sendRequest(VERDICTS_REQUEST, {
        uri: client.code2ProtocolConverter.asUri(document.uri),
      });
      const outlook = outlookOf(answer);
      // Lines of another text are others; the server tells of its verdicts on this one.
      if (outlook !== undefined && document.version === version) {
        this.known.set(uri, outlook);
        this.changed.fire(uri);
      }
    } catch (error) {
      if (!isExpected(error)) {
        this.log.warn(`${VERDICTS_REQUEST}: ${String(error)}`);
      }
    }
  }
}

function shownLayerfiles(): TextDocument[] {
  const documents = window.visibleTextEditors.map((editor) => editor.document);
  return [...new Set(documents)].filter((document) => document.languageId === "layerfile");
}

/** Whether a request may fail so without anything being wrong. */
export function isExpected(error: unknown): boolean {
  const codes: number[] = [METHOD_NOT_FOUND, LSPErrorCodes.RequestCancelled, LSPErrorCodes.ContentModified];
  return error instanceof ResponseError && codes.includes(error.code);
}
