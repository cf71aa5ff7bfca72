/** Where the `layer` program is. Decides without VS Code, so that tests need none. */

import * as path from "node:path";

/** How `layer` is started: `command` with `args` before layer's own, in the folder `cwd` if that matters. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** In words, for the log and the status bar. */
  readonly origin: string;
}

/** There is none; `reason` says what was looked at. */
export interface Missing {
  readonly reason: string;
}

/** All that decides which `layer` is taken. */
export interface Surroundings {
  /** The setting `layer.path`. */
  readonly setting: string;
  /** The folders that are open. */
  readonly folders: readonly string[];
  /** The Python that is selected for them, if anybody knows. */
  readonly interpreter: string | undefined;
  readonly home: string;
  /** The environment's PATH. */
  readonly searchPath: string;
  readonly platform: NodeJS.Platform;
}

/** What is asked of the disk. */
export interface Disk {
  /** Whether this is a file that may be executed. */
  isProgram(file: string): Promise<boolean>;
  /** A file's text; undefined without it. */
  read(file: string): Promise<string | undefined>;
}

/** The first `layer` of: the setting, a folder's .venv, uv, the selected Python, the PATH. */
export async function find(around: Surroundings, disk: Disk): Promise<Program | Missing> {
  const setting = around.setting.trim();
  if (setting !== "") {
    return fromSetting(setting, around, disk);
  }
  for (const folder of around.folders) {
    const found = await within(path.join(folder, ".venv"), around, disk);
    if (found !== undefined) {
      return { command: found, args: [], origin: `${path.basename(folder)}/.venv` };
    }
  }
  const uv = await onPath("uv", around, disk);
  if (uv !== undefined) {
    for (const folder of around.folders) {
      if (await dependsOnLayer(folder, disk)) {
        return { command: uv, args: ["run", "layer"], cwd: folder, origin: "uv run" };
      }
    }
  }
  const beside = await besideInterpreter(around, disk);
  if (beside !== undefined) {
    return { command: beside, args: [], origin: "selected Python" };
  }
  const found = await onPath("layer", around, disk);
  if (found !== undefined) {
    return { command: found, args: [], origin: "PATH" };
  }
  return { reason: "There is no `layer` in the folder's .venv, beside the selected Python, or on the PATH." };
}

async function fromSetting(setting: string, around: Surroundings, disk: Disk): Promise<Program | Missing> {
  const origin = "layer.path";
  const expanded = setting.replace(/^~(?=$|[/\\])/, around.home);
  if (path.isAbsolute(expanded)) {
    if (await disk.isProgram(expanded)) {
      return { command: expanded, args: [], origin };
    }
    return { reason: `layer.path is ${setting}, which is no program.` };
  }
  for (const folder of around.folders) {
    const candidate = path.join(folder, expanded);
    if (await disk.isProgram(candidate)) {
      return { command: candidate, args: [], origin };
    }
  }
  // A bare name, as one types it in a shell.
  const found = /[/\\]/.test(setting) ? undefined : await onPath(setting, around, disk);
  return found === undefined
    ? { reason: `layer.path is ${setting}, which is no program here.` }
    : { command: found, args: [], origin };
}

/** `layer` in a virtual environment. */
function within(environment: string, around: Surroundings, disk: Disk): Promise<string | undefined> {
  return inFolder(path.join(environment, around.platform === "win32" ? "Scripts" : "bin"), "layer", around, disk);
}

async function besideInterpreter(around: Surroundings, disk: Disk): Promise<string | undefined> {
  // A bare "python" is what the setting is if nobody has set it.
  if (around.interpreter === undefined || !path.isAbsolute(around.interpreter)) {
    return undefined;
  }
  // The Python extension knows some environments by their folder.
  return (
    (await inFolder(path.dirname(around.interpreter), "layer", around, disk)) ??
    (await within(around.interpreter, around, disk))
  );
}

async function onPath(name: string, around: Surroundings, disk: Disk): Promise<string | undefined> {
  const separator = around.platform === "win32" ? ";" : ":";
  for (const folder of around.searchPath.split(separator)) {
    // A relative entry would mean another program in each folder.
    const found = path.isAbsolute(folder) ? await inFolder(folder, name, around, disk) : undefined;
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

async function inFolder(
  folder: string,
  name: string,
  around: Surroundings,
  disk: Disk,
): Promise<string | undefined> {
  const file = path.join(folder, around.platform === "win32" ? `${name}.exe` : name);
  return (await disk.isProgram(file)) ? file : undefined;
}

/** Whether uv would bring `layer` into this folder's environment; the package is called layerfile. */
async function dependsOnLayer(folder: string, disk: Disk): Promise<boolean> {
  const lock = await disk.read(path.join(folder, "uv.lock"));
  if (lock !== undefined) {
    return /^name = "layerfile"$/m.test(lock);
  }
  const project = await disk.read(path.join(folder, "pyproject.toml"));
  return project !== undefined && /^[^#\n]*["']layerfile(?:\[[^\]"']*\])?\s*(?:[<>=!~@;][^"'\n]*)?["']/m.test(project);
}
