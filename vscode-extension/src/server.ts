/** The language server's process, and the conversation with it. */

import {
  type Disposable,
  EventEmitter,
  languages,
  LanguageStatusSeverity,
  type LogOutputChannel,
  workspace,
} from "vscode";
import { LanguageClient, State } from "vscode-languageclient/node";
import type { Program } from "./finding";
import { locate } from "./locating";
import { sayFailed, sayMissing } from "./notices";

/** Files that the server is for: those on the disk, and new ones. */
export const SELECTOR = [
  { language: "layerfile", scheme: "file" },
  { language: "layerfile", scheme: "untitled" },
];

/** Starts the server, and starts it anew when it should be another one. One step at a time. */
export class Server implements Disposable {
  private readonly changed = new EventEmitter<void>();
  /** It runs now, or it does no longer. */
  readonly onDidChange = this.changed.event;
  private readonly status = languages.createLanguageStatusItem("layer.server", { language: "layerfile" });
  private running: LanguageClient | undefined;
  private found: Program | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly log: LogOutputChannel) {
    this.status.name = "Layer";
    this.status.command = { command: "layer.restartServer", title: "Restart" };
  }

  /** The conversation, while there is one. */
  get client(): LanguageClient | undefined {
    return this.running?.state === State.Running ? this.running : undefined;
  }

  /** The program that was found last. */
  get program(): Program | undefined {
    return this.found;
  }

  /** Start, or start anew. */
  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.stop();
      await this.start();
    });
  }

  /** Start if nothing runs: a program may be there by now. */
  retry(): Promise<void> {
    return this.inTurn(async () => {
      if (this.found === undefined) {
        await this.start();
      }
    });
  }

  /** Start anew if another program would be found now. */
  follow(): Promise<void> {
    return this.inTurn(async () => {
      const found = await locate();
      if (JSON.stringify("reason" in found ? undefined : found) !== JSON.stringify(this.found)) {
        await this.stop();
        await this.start();
      }
    });
  }

  dispose(): Promise<void> {
    this.status.dispose();
    return this.inTurn(() => this.stop());
  }

  private inTurn(action: () => Promise<void>): Promise<void> {
    this.last = this.last.then(action).catch((error: unknown) => this.log.error(String(error)));
    return this.last;
  }

  private async start(): Promise<void> {
    const found = await locate();
    if ("reason" in found) {
      this.found = undefined;
      this.show("layer is not installed", found.reason, LanguageStatusSeverity.Error);
      this.log.warn(found.reason);
      this.changed.fire();
      // Not awaited: it waits for a person.
      void sayMissing(found);
      return;
    }
    this.found = found;
    this.log.info(`starting ${[found.command, ...found.args, "server"].join(" ")} (${found.origin})`);
    const client = this.make(found);
    client.onDidChangeState(() => this.changed.fire());
    try {
      await client.start();
    } catch (error) {
      this.log.error(`the server did not start: ${String(error)}`);
      this.show("layer server did not start", found.command, LanguageStatusSeverity.Error);
      this.changed.fire();
      void sayFailed(found);
      return;
    }
    this.running = client;
    const version = client.initializeResult?.serverInfo?.version;
    this.show(`layer ${version ?? ""}`.trim(), `${found.command} (${found.origin})`, LanguageStatusSeverity.Information);
    this.changed.fire();
  }

  private async stop(): Promise<void> {
    const client = this.running;
    this.running = undefined;
    this.found = undefined;
    if (client !== undefined) {
      // One that hangs is ended by the client after this many milliseconds.
      await client.dispose(2000).catch((error: unknown) => this.log.warn(String(error)));
    }
  }

  private show(label: string, detail: string, severity: LanguageStatusSeverity): void {
    this.status.text = label;
    this.status.detail = detail;
    this.status.severity = severity;
  }

  private make(program: Program): LanguageClient {
    const settings = () => workspace.getConfiguration("layer");
    const executable = {
      command: program.command,
      args: [...program.args, "server"],
      ...(program.cwd === undefined ? {} : { options: { cwd: program.cwd } }),
    };
    return new LanguageClient("layer", "Layer", executable, {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      initializationOptions: { layer: settings() },
      synchronize: { configurationSection: "layer" },
      // Said in `start`, in our words.
      initializationFailedHandler: () => false,
      middleware: {
        provideInlayHints: (document, range, token, next) =>
          settings().get("inlayHints", true) ? next(document, range, token) : [],
        provideCodeLenses: (document, token, next) => (settings().get("codeLens", true) ? next(document, token) : []),
      },
    });
  }
}
