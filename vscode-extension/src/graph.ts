/** How the Layerfiles of a folder depend on each other, as `layer graph --format json` says it. */

import { isRecord } from "./verdicts";

/** A Layerfile; `path` is relative to the tree's root. */
export interface GraphNode {
  readonly id: string;
  readonly path: string;
  readonly label: string;
}

/** `from` needs `to`: starts from it (FROM), or waits for it (WAIT). */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
}

/** `nodes` stand in the order in which they would run. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** The graph in an answer; undefined where it is none. Fields that are not known are left alone. */
export function graphOf(answer: string): Graph | undefined {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !Array.isArray(value["nodes"])) {
    return undefined;
  }
  const nodes = value["nodes"].flatMap(nodeOf);
  const edges = Array.isArray(value["edges"]) ? value["edges"].flatMap(edgeOf) : [];
  const order = Array.isArray(value["order"]) ? value["order"].flat().map(String) : [];
  const rank = (node: GraphNode) => (order.includes(node.id) ? order.indexOf(node.id) : order.length);
  return { nodes: nodes.sort((one, other) => rank(one) - rank(other)), edges };
}

/** What a node needs directly, with the kinds of need. */
export function needs(graph: Graph, node: GraphNode): { readonly node: GraphNode; readonly kinds: string }[] {
  const kinds = new Map<string, string[]>();
  for (const edge of graph.edges.filter((one) => one.from === node.id)) {
    kinds.set(edge.to, [...(kinds.get(edge.to) ?? []), edge.kind]);
  }
  return graph.nodes
    .filter((one) => kinds.has(one.id))
    .map((one) => ({ node: one, kinds: (kinds.get(one.id) ?? []).join(", ") }));
}

function nodeOf(node: unknown): GraphNode[] {
  if (typeof node === "string") {
    return [{ id: node, path: node, label: node }];
  }
  if (!isRecord(node)) {
    return [];
  }
  const path = first(node, "path", "layerfile", "file", "id");
  return path === undefined
    ? []
    : [{ id: first(node, "id") ?? path, path, label: first(node, "display_name", "label", "name") ?? path }];
}

function edgeOf(edge: unknown): GraphEdge[] {
  if (!isRecord(edge)) {
    return [];
  }
  const from = first(edge, "from", "source");
  const to = first(edge, "to", "target");
  return from === undefined || to === undefined ? [] : [{ from, to, kind: first(edge, "kind", "type") ?? "" }];
}

/** The first of some fields that has a text. */
function first(value: Record<string, unknown>, ...names: readonly string[]): string | undefined {
  return names.map((name) => value[name]).find((found): found is string => typeof found === "string" && found !== "");
}
