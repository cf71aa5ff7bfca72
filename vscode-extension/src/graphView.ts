/** The folder's Layerfiles in the explorer, each with what it needs below it. */

import { type Disposable, EventEmitter, type LogOutputChannel, ThemeIcon, type TreeDataProvider, TreeItem, TreeItemCollapsibleState, Uri, window, workspace } from "vscode";
import { ask } from "./cli";
import { type Graph, graphOf, type GraphNode, needs } from "./graph";
import type { Server } from "./server";

/** A row: a Layerfile in a folder's graph, and why the row above needs it. `uri` is what commands read. */
interface Row {
  readonly graph: Graph;
  readonly node: GraphNode;
  readonly kinds: string;
  readonly uri: Uri;
  readonly folder: Uri;
  /** The nodes above this one: a ring must not unfold for ever. */
  readonly above: readonly string[];
}

/** Asks `layer graph` when the view is shown, and again when Layerfiles change. */
export class GraphView implements TreeDataProvider<Row>, Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view;
  private readonly disposables: Disposable[];

  constructor(
    private readonly server: Server,
    private readonly log: LogOutputChannel,
  ) {
    this.view = window.createTreeView("layer.graph", { treeDataProvider: this });
    const files = workspace.createFileSystemWatcher("**/{*[lL]ayerfile*,LAYERFILE}");
    this.disposables = [
      this.view,
      files,
      files.onDidCreate(() => this.refresh()),
      files.onDidChange(() => this.refresh()),
      files.onDidDelete(() => this.refresh()),
      server.onDidChange(() => this.refresh()),
    ];
  }

  /** Ask anew, if anybody sees it. */
  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    this.disposables.forEach((one) => one.dispose());
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row !== undefined) {
      return needs(row.graph, row.node)
        .filter(({ node }) => !row.above.includes(node.id))
        .map(({ node, kinds }) => this.row(row.graph, row.folder, node, kinds, [...row.above, node.id]));
    }
    const program = this.server.program;
    const folders = (workspace.workspaceFolders ?? []).map((folder) => folder.uri);
    if (program === undefined) {
      return [];
    }
    delete this.view.message;
    const rows: Row[] = [];
    for (const folder of folders.filter((uri) => uri.scheme === "file")) {
      const answer = await ask(program, ["graph", "--format", "json"], folder.fsPath);
      const graph = graphOf(answer.stdout);
      if (graph === undefined) {
        this.log.info(`layer graph: ${answer.stderr.trim()}`);
        this.view.message = /invalid choice/.test(answer.stderr)
          ? "This version of layer has no `layer graph`."
          : (answer.stderr.trim().split("\n").at(-1) ?? "");
        continue;
      }
      rows.push(...graph.nodes.map((node) => this.row(graph, folder, node, "", [node.id])));
    }
    return rows;
  }

  getTreeItem(row: Row): TreeItem {
    const isLeaf = needs(row.graph, row.node).every(({ node }) => row.above.includes(node.id));
    const state = isLeaf ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed;
    const item = new TreeItem(row.node.label, state);
    item.description = row.kinds;
    item.tooltip = row.node.path;
    item.contextValue = "layerfile";
    item.iconPath = ThemeIcon.File;
    item.resourceUri = row.uri;
    item.command = { command: "vscode.open", title: "Open", arguments: [row.uri] };
    return item;
  }

  private row(graph: Graph, folder: Uri, node: GraphNode, kinds: string, above: readonly string[]): Row {
    return { graph, node, kinds, folder, above, uri: Uri.joinPath(folder, node.path) };
  }
}
