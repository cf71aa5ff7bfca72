/** How the Layerfiles of a tree need each other, as `layer graph --format json` says it. */

import { isRecord } from "./verdicts";

/** A Layerfile; `path` is relative to the tree's root, with slashes. */
export interface GraphNode {
  readonly path: string;
  /** What a LABEL calls it. */
  readonly name: string | undefined;
  /** Something that it needs is missing, or needs it in turn: it cannot run. */
  readonly isBlocked: boolean;
}

/** `source` starts from `target`, or waits for it; no target: there is no such Layerfile. */
export interface GraphEdge {
  readonly source: string;
  readonly target: string | undefined;
  readonly kind: string;
  /** As it stands in the Layerfile. */
  readonly written: string;
}

/** `nodes` stand in the order in which they can run, those that cannot behind them. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** What a node needs: a Layerfile, or one that is missing. `kinds`: FROM, WAIT. */
export interface Need {
  readonly node: GraphNode | undefined;
  readonly written: string;
  readonly kinds: string;
}

/** The graph in an answer; undefined where it is none. Fields that are not known are left alone. */
export function graphOf(answer: string): Graph | undefined {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) {
    return undefined;
  }
  const { nodes, edges, order, blocked } = value;
  if (!Array.isArray(nodes)) {
    return undefined;
  }
  // What can run at the same time stands in a list of its own.
  const ranks = new Map(list(order).flat().map((path, index) => [path, index]));
  const rank = (node: GraphNode) => ranks.get(node.path) ?? ranks.size;
  return {
    nodes: nodes
      .flatMap((node) => nodeOf(node, list(blocked)))
      .sort((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1)),
    edges: list(edges).flatMap(edgeOf),
  };
}

/** What a Layerfile needs directly, each once. */
export function needs(graph: Graph, path: string): Need[] {
  const found = new Map<string, Need>();
  for (const { target, written, kind } of graph.edges.filter((edge) => edge.source === path)) {
    const key = target ?? `missing ${written}`;
    const before = found.get(key);
    const kinds = before === undefined ? kind.toUpperCase() : `${before.kinds}, ${kind.toUpperCase()}`;
    found.set(key, { node: graph.nodes.find((node) => node.path === target), written, kinds });
  }
  return [...found.values()];
}

function nodeOf(node: unknown, blocked: readonly unknown[]): GraphNode[] {
  const path = isRecord(node) ? text(node["path"]) : undefined;
  if (!isRecord(node) || path === undefined) {
    return [];
  }
  return [{ path, name: text(node["name"]), isBlocked: blocked.includes(path) }];
}

function edgeOf(edge: unknown): GraphEdge[] {
  const source = isRecord(edge) ? text(edge["source"]) : undefined;
  if (!isRecord(edge) || source === undefined) {
    return [];
  }
  const target = text(edge["target"]);
  return [{ source, target, kind: text(edge["kind"]) ?? "", written: text(edge["written"]) ?? target ?? "" }];
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
