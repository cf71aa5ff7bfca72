import assert from "node:assert/strict";
import { test } from "node:test";
import { graphOf, needs } from "../../src/graph";

const answer = JSON.stringify({
  nodes: [{ path: "web/Layerfile", new: 1 }, { path: "Layerfile", display_name: "All" }, { path: "base/Layerfile" }],
  edges: [
    { from: "web/Layerfile", to: "base/Layerfile", kind: "FROM" },
    { from: "Layerfile", to: "web/Layerfile", kind: "WAIT" },
    { from: "Layerfile", to: "web/Layerfile", kind: "FROM" },
    { from: "Layerfile", to: "nowhere/Layerfile", kind: "WAIT" },
  ],
  order: ["base/Layerfile", "web/Layerfile"],
});

test("nodes stand in the order of a run, and those outside of it behind", () => {
  const graph = graphOf(answer);
  assert.deepEqual(graph?.nodes.map((node) => node.label), ["base/Layerfile", "web/Layerfile", "All"]);
});

test("needs are said once, with all their kinds", () => {
  const graph = graphOf(answer);
  const last = graph?.nodes[2];
  assert.ok(graph !== undefined && last !== undefined);
  assert.deepEqual(needs(graph, last).map(({ node, kinds }) => [node.path, kinds]), [["web/Layerfile", "WAIT, FROM"]]);
});

test("what is no graph is none", () => {
  for (const text of ["", "usage: layer", "[]", "{}", "null"]) {
    assert.equal(graphOf(text), undefined);
  }
});
