/** What is said to a person outside the text: once, with something to do about it. */

import { commands, window } from "vscode";
import type { Missing, Program } from "./finding";

/** Reasons that were said since the window opened: a second notification would say nothing new. */
const said = new Set<string>();

const INSTALL = "How to Install";
const SETTING = "Set the Path";
const LOG = "Show Log";

/** There is no `layer`. */
export async function sayMissing(missing: Missing): Promise<void> {
  if (said.has(missing.reason)) {
    return;
  }
  said.add(missing.reason);
  const chosen = await window.showWarningMessage(
    `${missing.reason} Without it, Layerfiles have colours only.`,
    INSTALL,
    SETTING,
  );
  if (chosen === INSTALL) {
    await showInstallation();
  } else if (chosen === SETTING) {
    await commands.executeCommand("workbench.action.openSettings", "layer.path");
  }
}

/** There is one, and it is no server. */
export async function sayFailed(program: Program): Promise<void> {
  const chosen = await window.showErrorMessage(
    `The Layerfile server did not start: ${[program.command, ...program.args, "server"].join(" ")}`,
    LOG,
    SETTING,
  );
  if (chosen === LOG) {
    await commands.executeCommand("layer.showLog");
  } else if (chosen === SETTING) {
    await commands.executeCommand("workbench.action.openSettings", "layer.path");
  }
}

/** The page that says how `layer` is installed. */
export async function showInstallation(): Promise<void> {
  await commands.executeCommand("workbench.action.openWalkthrough", "layer.layerfile#start", false);
}
