/** What the server knows of the cache, as its messages say it. */

import { duration } from "./wording";

export const VERDICTS_REQUEST = "layer/verdicts";
export const VERDICTS_CHANGED = "layer/verdictsChanged";

/** The verdicts that have an icon. */
export const VERDICTS = ["hit", "miss", "free", "unknown"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Of the step that starts at `line` (from 0); `seconds` is what it takes or saves. */
export interface StepVerdict {
  readonly line: number;
  readonly verdict: Verdict;
  readonly seconds: number | undefined;
  readonly reason: string | undefined;
}

/** What a run of one Layerfile would do: numbers of steps, times in seconds. */
export interface Outlook {
  readonly steps: readonly StepVerdict[];
  readonly hits: number;
  readonly misses: number;
  readonly secondsSaved: number;
  readonly secondsToRun: number;
  /** Some step that would run was never measured. */
  readonly secondsUnknown: boolean;
  /** Why nothing is known, if so. */
  readonly unknown: string | undefined;
  /** The commit or the index that this is for, if not the work tree. */
  readonly against: string | undefined;
}

/** The outlook in an answer of the server; undefined while it is being worked out, or in what is no answer. */
export function outlookOf(answer: unknown): Outlook | undefined {
  if (!isRecord(answer) || answer["computing"] === true || !Array.isArray(answer["steps"])) {
    return undefined;
  }
  return {
    steps: answer["steps"].flatMap(stepOf),
    hits: number(answer["hits"]) ?? 0,
    misses: number(answer["misses"]) ?? 0,
    secondsSaved: number(answer["secondsSaved"]) ?? 0,
    secondsToRun: number(answer["secondsToRun"]) ?? 0,
    secondsUnknown: answer["secondsUnknown"] === true,
    unknown: text(answer["unknown"]),
    against: text(answer["against"]),
  };
}

function stepOf(step: unknown): StepVerdict[] {
  const line = isRecord(step) ? number(step["line"]) : undefined;
  if (!isRecord(step) || line === undefined) {
    return [];
  }
  // A newer server may have more of them.
  const verdict = VERDICTS.find((one) => one === step["verdict"]) ?? (step["verdict"] === "skipped" ? "free" : "unknown");
  return [{ line, verdict, seconds: number(step["seconds"]), reason: text(step["reason"]) }];
}

/** For the status bar: `$(zap) 3 of 5 cached · 41 s`. */
export function summary(outlook: Outlook): string {
  const all = outlook.hits + outlook.misses;
  if (outlook.unknown !== undefined || all === 0) {
    return "$(zap) not known";
  }
  const time = outlook.misses > 0 ? ` · ${duration(outlook.secondsToRun)}${outlook.secondsUnknown ? "+" : ""}` : "";
  const where = outlook.against === undefined ? "" : `${outlook.against}: `;
  return `$(zap) ${where}${outlook.hits} of ${all} cached${time}`;
}

/** The same in a sentence. */
export function sentence(outlook: Outlook): string {
  if (outlook.unknown !== undefined) {
    return `What would run is not known: ${outlook.unknown}`;
  }
  if (outlook.hits + outlook.misses === 0) {
    return "There is no step that could be cached.";
  }
  const saved = `${steps(outlook.hits)} skipped, which saves ${duration(outlook.secondsSaved)}`;
  if (outlook.misses === 0) {
    return `A run would do nothing: ${saved}.`;
  }
  const least = outlook.secondsUnknown ? "at least " : "";
  return `${steps(outlook.misses)} would run for ${least}${duration(outlook.secondsToRun)}; ${saved}.`;
}

function steps(count: number): string {
  return count === 1 ? "1 step" : `${count} steps`;
}

/** The first line (from 0) of the step that a line belongs to; the line itself if no step is known before it. */
export function startOfStep(outlook: Outlook | undefined, line: number): number {
  const before = (outlook?.steps ?? []).map((step) => step.line).filter((start) => start <= line);
  return before.length === 0 ? line : Math.max(...before);
}

/** Whether this is an object, whose fields nobody has checked. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
