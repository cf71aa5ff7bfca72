const assert = require("node:assert");
const test = require("node:test");
const { duration } = require("./duration");

test("a duration is written in words", () => {
  assert.strictEqual(duration(120000), "2 minutes");
});
