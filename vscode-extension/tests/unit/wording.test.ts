import assert from "node:assert/strict";
import { test } from "node:test";
import { duration } from "../../src/wording";

test("durations are short", () => {
  assert.deepEqual(
    [0, 3.84, 9.96, 41.4, 59.7, 125, 3725].map(duration),
    ["0.0 s", "3.8 s", "10 s", "41 s", "1 min 0 s", "2 min 5 s", "1 h 2 min"],
  );
});
