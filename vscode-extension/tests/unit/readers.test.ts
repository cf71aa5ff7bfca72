import assert from "node:assert/strict";
import { test } from "node:test";
import { readersOf, readersTitle } from "../../src/readers";

const step = { uri: "file:///a/Layerfile", layerfile: "Layerfile", line: 3, text: "RUN make", verdict: "hit" };
const answer = { computing: false, steps: [step], stepsToRun: 2, secondsToRun: 41, secondsUnknown: false };

test("an answer is read", () => {
  const found = readersOf(answer);
  assert.deepEqual(found?.steps, [{ uri: step.uri, layerfile: "Layerfile", line: 3, text: "RUN make" }]);
  assert.equal(found?.secondsToRun, 41);
});

test("what is being worked out, and what is no answer, is nothing", () => {
  for (const one of [null, undefined, 3, [], {}, { computing: true, steps: [] }]) {
    assert.equal(readersOf(one), undefined);
  }
  assert.deepEqual(readersOf({ steps: [null, {}, { ...step, line: "3" }] })?.steps, []);
});

test("the title counts and measures", () => {
  const title = (changes: object) => {
    const found = readersOf({ ...answer, ...changes });
    assert.ok(found !== undefined);
    return readersTitle(found);
  };
  assert.equal(title({}), "Read by 1 step · an edit costs 41 s");
  assert.equal(title({ steps: [step, step], secondsUnknown: true }), "Read by 2 steps · an edit costs 41 s or more");
  assert.equal(title({ steps: [] }), undefined);
});
