import assert from "node:assert/strict";
import { test } from "node:test";
import { type Outlook, outlookOf, sentence, startOfStep, summary } from "../../src/verdicts";

const answer = {
  computing: false,
  unknown: null,
  steps: [
    { line: 0, verdict: "free", seconds: null, reason: null },
    { line: 2, verdict: "hit", seconds: 3.8, reason: null },
    { line: 5, verdict: "miss", seconds: 41, reason: "file2 changed" },
  ],
  hits: 1,
  misses: 1,
  secondsSaved: 3.8,
  secondsToRun: 41,
  secondsUnknown: false,
};

function outlook(changes: object = {}): Outlook {
  const found = outlookOf({ ...answer, ...changes });
  assert.ok(found !== undefined);
  return found;
}

test("an answer is read step by step", () => {
  assert.deepEqual(outlook().steps[2], { line: 5, verdict: "miss", seconds: 41, reason: "file2 changed" });
  assert.deepEqual(outlook().steps[0], { line: 0, verdict: "free", seconds: undefined, reason: undefined });
});

test("the status bar names what is compared with", () => {
  assert.match(summary(outlook({ against: "main" })), /main: 1 of 2 cached/);
  assert.doesNotMatch(summary(outlook({ against: null })), /main/);
});

test("a verdict that only a newer server has is unknown, and a step without a line is none", () => {
  const steps = [{ line: 1, verdict: "perhaps" }, { verdict: "hit" }, null];
  assert.deepEqual(outlook({ steps }).steps.map((step) => step.verdict), ["unknown"]);
});

test("what is being worked out, and what is no answer, is nothing", () => {
  for (const one of [null, undefined, 3, [], {}, { computing: true, steps: [] }]) {
    assert.equal(outlookOf(one), undefined);
  }
});

test("the status bar counts and measures", () => {
  assert.equal(summary(outlook()), "$(zap) 1 of 2 cached · 41 s");
  assert.equal(summary(outlook({ secondsUnknown: true })), "$(zap) 1 of 2 cached · 41 s+");
  assert.equal(summary(outlook({ misses: 0 })), "$(zap) 1 of 1 cached");
  assert.equal(summary(outlook({ unknown: "no image" })), "$(zap) not known");
});

test("the sentence says the same in words", () => {
  assert.equal(sentence(outlook()), "1 step would run for 41 s; 1 step skipped, which saves 3.8 s.");
  assert.equal(sentence(outlook({ misses: 0 })), "A run would do nothing: 1 step skipped, which saves 3.8 s.");
  assert.equal(sentence(outlook({ unknown: "no image" })), "What would run is not known: no image");
});

test("a line belongs to the step that starts before it", () => {
  assert.deepEqual([0, 1, 2, 4, 5, 9].map((line) => startOfStep(outlook(), line)), [0, 0, 2, 2, 5, 5]);
  assert.equal(startOfStep(undefined, 7), 7);
});
