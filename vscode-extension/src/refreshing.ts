/** Hints and lenses are asked for again when a setting turns them on or off. */

import { type ConfigurationChangeEvent, workspace } from "vscode";
import { CodeLensRequest, InlayHintRequest } from "vscode-languageclient/node";
import type { Server } from "./server";

/** Have the editor ask again for what a changed setting is about. */
export function refreshHints(server: Server, event: ConfigurationChangeEvent): void {
  const { client } = server;
  if (client === undefined) {
    return;
  }
  for (const document of workspace.textDocuments.filter((one) => one.languageId === "layerfile")) {
    if (event.affectsConfiguration("layer.inlayHints")) {
      client.getFeature(InlayHintRequest.method).getProvider(document)?.onDidChangeInlayHints.fire();
    }
    if (event.affectsConfiguration("layer.codeLens")) {
      client.getFeature(CodeLensRequest.method).getProvider(document)?.onDidChangeCodeLensEmitter.fire();
    }
  }
}
