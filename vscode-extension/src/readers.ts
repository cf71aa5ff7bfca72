/** What the server knows of the readers of a file, as its messages say it. */

import { isRecord } from "./verdicts";
import { duration } from "./wording";

export const READERS_REQUEST = "layer/readers";
export const READERS_CHANGED = "layer/readersChanged";

/** A step that read the file when it last ran; `line` is from 0. */
export interface Reader {
  readonly uri: string;
  readonly layerfile: string;
  readonly line: number;
  readonly text: string;
}

/** Who reads one file, and what an edit of it would make run; times in seconds. */
export interface Readers {
  readonly steps: readonly Reader[];
  readonly stepsToRun: number;
  readonly secondsToRun: number;
  /** Some step that would run was never measured. */
  readonly secondsUnknown: boolean;
}

/** The readers in an answer of the server; undefined while they are being worked out, or in what is no answer. */
export function readersOf(answer: unknown): Readers | undefined {
  if (!isRecord(answer) || answer["computing"] === true || !Array.isArray(answer["steps"])) {
    return undefined;
  }
  return {
    steps: answer["steps"].flatMap(readerOf),
    stepsToRun: number(answer["stepsToRun"]),
    secondsToRun: number(answer["secondsToRun"]),
    secondsUnknown: answer["secondsUnknown"] === true,
  };
}

function readerOf(step: unknown): Reader[] {
  if (!isRecord(step)) {
    return [];
  }
  const { uri, layerfile, line, text } = step;
  return typeof uri === "string" && typeof layerfile === "string" && typeof line === "number" && typeof text === "string"
    ? [{ uri, layerfile, line, text }]
    : [];
}

/** `Read by 2 steps · an edit costs 41.0 s`; undefined where nobody reads the file. */
export function readersTitle(readers: Readers): string | undefined {
  const count = readers.steps.length;
  if (count === 0) {
    return undefined;
  }
  const by = count === 1 ? "1 step" : `${count} steps`;
  return `Read by ${by} · an edit costs ${duration(readers.secondsToRun)}${readers.secondsUnknown ? " or more" : ""}`;
}

function number(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
