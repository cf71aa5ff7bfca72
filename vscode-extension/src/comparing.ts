/** What verdicts are for: the work tree, the index, or a commit. */

import { ConfigurationTarget, window, workspace } from "vscode";

/** Ask, and keep the answer in the folder's settings. */
export async function compareWith(): Promise<void> {
  const settings = workspace.getConfiguration("layer");
  const now = settings.get("compareWith", "workTree");
  const known = [
    { label: "Work tree", detail: "The files as they are, with what is typed and not saved.", value: "workTree" },
    { label: "Index", detail: "What is staged for the next commit.", value: "index" },
    { label: "HEAD", detail: "The last commit.", value: "HEAD" },
    { label: "Another commit, branch or tag…", detail: "As git names it: main, origin/main, v1.2, HEAD~3.", value: undefined },
  ];
  const choices = known.map((one) => ({ ...one, ...(one.value === now ? { description: "now" } : {}) }));
  const chosen = await window.showQuickPick(choices, { placeHolder: "Show which steps would run for …" });
  const value = chosen === undefined ? undefined : (chosen.value ?? (await askForCommit(now)));
  if (value !== undefined && value !== now) {
    const target = workspace.workspaceFolders === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
    // The default needs no entry.
    await settings.update("compareWith", value === "workTree" ? undefined : value, target);
  }
}

async function askForCommit(now: string): Promise<string | undefined> {
  const isCommit = !["workTree", "index"].includes(now);
  const name = await window.showInputBox({ prompt: "A commit, branch or tag", value: isCommit ? now : "main" });
  return name === undefined || name.trim() === "" ? undefined : name.trim();
}
