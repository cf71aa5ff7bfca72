/** What this editor and this machine say of where `layer` may be. */

import { constants } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { extensions, type Uri, workspace } from "vscode";
import { type Disk, find, type Missing, type Program } from "./finding";

const disk: Disk = {
  async isProgram(file) {
    try {
      await access(file, constants.X_OK);
      return (await stat(file)).isFile();
    } catch {
      return false;
    }
  },
  async read(file) {
    try {
      return await readFile(file, "utf8");
    } catch {
      return undefined;
    }
  },
};

/** The `layer` to use now. */
export function locate(): Promise<Program | Missing> {
  return find(
    {
      setting: workspace.getConfiguration("layer").get("path", ""),
      folders: folders().map((folder) => folder.fsPath),
      interpreter: selectedPython(),
      home: homedir(),
      searchPath: process.env["PATH"] ?? "",
      platform: process.platform,
    },
    disk,
  );
}

function folders(): Uri[] {
  return (workspace.workspaceFolders ?? []).map((folder) => folder.uri).filter((uri) => uri.scheme === "file");
}

/** Of the Python extension's interface, what is used here. */
interface PythonApi {
  readonly environments?: {
    getActiveEnvironmentPath?(resource?: Uri): { readonly path?: string } | undefined;
  };
}

/** The selected Python, if the Python extension runs: it is not started for this. */
function selectedPython(): string | undefined {
  const python = extensions.getExtension<PythonApi>("ms-python.python");
  const folder = folders()[0];
  const selected = python?.isActive ? python.exports?.environments?.getActiveEnvironmentPath?.(folder)?.path : undefined;
  return selected ?? workspace.getConfiguration("python", folder ?? null).get<string>("defaultInterpreterPath");
}
