import assert from "node:assert/strict";
import { test } from "node:test";
import { type Graph, graphOf, needs } from "../../src/graph";

/** As `layer graph --format json` prints it, less what is not read. */
const answer = {
  version: 1,
  nodes: [
    { path: "Layerfile", name: "All", steps: 4 },
    { path: "bad/Layerfile", name: null, steps: 1 },
    { path: "base/Layerfile", name: null, steps: 2 },
    { path: "web/Layerfile", name: null, steps: 2 },
  ],
  edges: [
    { kind: "from", source: "Layerfile", target: "base/Layerfile", written: "base" },
    { kind: "wait", source: "Layerfile", target: "web/Layerfile", written: "web" },
    { kind: "wait", source: "Layerfile", target: "base/Layerfile", written: "/base" },
    { kind: "from", source: "web/Layerfile", target: "base/Layerfile", written: "../base" },
    { kind: "from", source: "bad/Layerfile", target: null, written: "../nope", dead_end: "missing" },
  ],
  order: [["base/Layerfile"], ["web/Layerfile"], ["Layerfile"]],
  blocked: ["bad/Layerfile"],
};

function graph(): Graph {
  const found = graphOf(JSON.stringify(answer));
  assert.ok(found !== undefined);
  return found;
}

test("nodes stand in the order of a run, those that cannot run behind it", () => {
  const paths = graph().nodes.map((node) => [node.path, node.isBlocked]);
  assert.deepEqual(paths, [
    ["base/Layerfile", false],
    ["web/Layerfile", false],
    ["Layerfile", false],
    ["bad/Layerfile", true],
  ]);
});

test("a name is one that a LABEL gave", () => {
  assert.deepEqual(graph().nodes.map((node) => node.name), [undefined, undefined, "All", undefined]);
});

test("needs are said once, with all their kinds", () => {
  const found = needs(graph(), "Layerfile").map((need) => [need.node?.path, need.kinds]);
  assert.deepEqual(found, [
    ["base/Layerfile", "FROM, WAIT"],
    ["web/Layerfile", "WAIT"],
  ]);
});

test("a need that is missing is called as it is written", () => {
  assert.deepEqual(needs(graph(), "bad/Layerfile"), [{ node: undefined, written: "../nope", kinds: "FROM" }]);
});

test("what is no graph is none", () => {
  for (const text of ["", "usage: layer", "[]", "{}", "null"]) {
    assert.equal(graphOf(text), undefined);
  }
});
