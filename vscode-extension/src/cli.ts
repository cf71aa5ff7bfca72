/** The `layer` program, run for its answer or in front of a person. */

import { execFile } from "node:child_process";
import * as path from "node:path";
import { ProcessExecution, Task, TaskPanelKind, TaskRevealKind, tasks, TaskScope, window } from "vscode";
import type { Program } from "./finding";

/** Milliseconds that an answer may take. */
const PATIENCE = 20_000;

/** What a command said; `ok`: it ended with exit code 0. */
export interface Answer {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Run `layer` in a folder, and have what it says. */
export function ask(program: Program, args: readonly string[], folder: string): Promise<Answer> {
  return new Promise((resolve) => {
    const options = { cwd: program.cwd ?? folder, timeout: PATIENCE, maxBuffer: 16 << 20 };
    const asked = execFile(program.command, [...program.args, ...args], options, (error, stdout, stderr) => {
      resolve({ ok: error === null, stdout, stderr: stderr || (error?.message ?? "") });
    });
    // Nobody will type anything.
    asked.stdin?.end();
  });
}

/** Run `layer` in a terminal that stays, so that what it said can be read. A task needs no shell, and so no quoting. */
export async function runInTerminal(
  program: Program,
  name: string,
  args: readonly string[],
  folder: string,
): Promise<void> {
  const task = new Task(
    { type: "process", layer: name },
    TaskScope.Workspace,
    name,
    "layer",
    new ProcessExecution(program.command, [...program.args, ...args], { cwd: program.cwd ?? folder }),
    [],
  );
  task.presentationOptions = { reveal: TaskRevealKind.Always, panel: TaskPanelKind.Shared, clear: true, echo: true };
  await tasks.executeTask(task);
}

/** Run `layer` as a full-screen program, in a terminal that closes with it. */
export function openFullScreen(program: Program, name: string, args: readonly string[], folder: string): void {
  const terminal = window.createTerminal({
    name,
    shellPath: program.command,
    shellArgs: [...program.args, ...args],
    cwd: program.cwd ?? folder,
  });
  terminal.show();
}

/** The folder that a file is in. */
export function folderOf(file: string): string {
  return path.dirname(file);
}
