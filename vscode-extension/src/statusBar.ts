/** What a run of the Layerfile in front would do, in the status bar. */

import { type Disposable, StatusBarAlignment, window } from "vscode";
import type { Outlooks } from "./outlooks";
import type { Server } from "./server";
import { sentence, summary } from "./verdicts";

/** Shows the active editor's outlook; nothing for other files. */
export class StatusBar implements Disposable {
  private readonly item = window.createStatusBarItem("layer.outlook", StatusBarAlignment.Left, 10);
  private readonly disposables: Disposable[];

  constructor(
    private readonly server: Server,
    private readonly outlooks: Outlooks,
  ) {
    this.item.name = "Layerfile";
    this.item.command = "layer.showCommands";
    this.disposables = [
      this.item,
      outlooks.onDidChange(() => this.draw()),
      server.onDidChange(() => this.draw()),
      window.onDidChangeActiveTextEditor(() => this.draw()),
    ];
    this.draw();
  }

  dispose(): void {
    this.disposables.forEach((one) => one.dispose());
  }

  private draw(): void {
    const document = window.activeTextEditor?.document;
    if (document?.languageId !== "layerfile") {
      this.item.hide();
      return;
    }
    const outlook = this.outlooks.of(document);
    if (this.server.client === undefined) {
      this.item.text = "$(warning) layer";
      this.item.tooltip = "The Layerfile server does not run.";
    } else if (outlook === undefined) {
      this.item.text = "$(zap) …";
      this.item.tooltip = "What would run is being worked out.";
    } else {
      this.item.text = summary(outlook);
      this.item.tooltip = sentence(outlook);
    }
    this.item.show();
  }
}
