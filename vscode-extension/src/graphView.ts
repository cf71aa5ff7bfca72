/** The folder's Layerfiles in the explorer, each with what it needs below it. */

import { access } from "node:fs/promises";
import * as path from "node:path";
import {
  commands,
  type Disposable,
  EventEmitter,
  type LogOutputChannel,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  workspace,
} from "vscode";
import { ask } from "./cli";
import type { Program } from "./finding";
import { type Graph, type GraphNode, graphOf, needs } from "./graph";
import type { Server } from "./server";

/** A row: a Layerfile, or one that is missing. `uri` is what commands read. */
interface Row {
  readonly graph: Graph;
  readonly root: string;
  readonly node: GraphNode | undefined;
  readonly uri: Uri | undefined;
  readonly label: string;
  /** Why the row above needs it. */
  readonly kinds: string;
  /** The paths from the top to this row: a ring must not unfold for ever. */
  readonly trail: readonly string[];
}

/** Milliseconds without a change after which `layer graph` is asked anew: a checkout changes many files at once. */
const PAUSE = 300;

/** Asks `layer graph` when the view is shown, and again when Layerfiles change. */
export class GraphView implements TreeDataProvider<Row>, Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view;
  private readonly disposables: Disposable[];
  private waiting: NodeJS.Timeout | undefined;

  constructor(
    private readonly server: Server,
    private readonly log: LogOutputChannel,
  ) {
    this.view = window.createTreeView("layer.graph", { treeDataProvider: this });
    const files = workspace.createFileSystemWatcher("**/{*[lL]ayerfile*,LAYERFILE,LayerFile}");
    this.disposables = [
      this.view,
      files,
      files.onDidCreate(() => this.soon()),
      files.onDidChange(() => this.soon()),
      files.onDidDelete(() => this.soon()),
      server.onDidChange(() => this.soon()),
    ];
  }

  /** Ask anew, if anybody sees it. */
  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    clearTimeout(this.waiting);
    this.disposables.forEach((one) => one.dispose());
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row !== undefined) {
      return below(row);
    }
    const { program } = this.server;
    if (program === undefined) {
      return [];
    }
    delete this.view.message;
    const folders = (workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === "file");
    const found = await Promise.all(folders.map((folder) => this.rows(program, folder.uri.fsPath)));
    const rows = found.flat();
    await commands.executeCommand("setContext", "layer.graphIsEmpty", rows.length === 0);
    return rows;
  }

  getTreeItem(row: Row): TreeItem {
    const isLeaf = below(row).length === 0;
    const item = new TreeItem(row.label, isLeaf ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed);
    item.description = row.kinds;
    if (row.node === undefined) {
      item.tooltip = `${row.label} does not exist`;
      item.iconPath = new ThemeIcon("error", new ThemeColor("list.errorForeground"));
    } else {
      item.tooltip = row.node.isBlocked ? `${row.node.path} cannot run` : row.node.path;
      item.iconPath = row.node.isBlocked
        ? new ThemeIcon("warning", new ThemeColor("list.warningForeground"))
        : ThemeIcon.File;
    }
    if (row.uri !== undefined) {
      item.contextValue = "layerfile";
      item.resourceUri = row.uri;
      item.command = { command: "vscode.open", title: "Open", arguments: [row.uri] };
    }
    return item;
  }

  private soon(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.refresh(), PAUSE);
  }

  private async rows(program: Program, folder: string): Promise<Row[]> {
    const [answer, root] = await Promise.all([
      ask(program, ["graph", "--format", "json", folder], folder),
      rootOf(folder),
    ]);
    const graph = graphOf(answer.stdout);
    if (graph === undefined) {
      const said = answer.stderr.trim().split("\n").at(-1) ?? "";
      this.log.info(`layer graph: ${said}`);
      if (said.includes("invalid choice")) {
        this.view.message = "This version of layer has no `layer graph`.";
      }
      return [];
    }
    return graph.nodes.map((node) => rowOf(graph, root, node, "", [node.path]));
  }
}

function below(row: Row): Row[] {
  const { graph, root, node, trail } = row;
  if (node === undefined) {
    return [];
  }
  return needs(graph, node.path).flatMap((need) => {
    if (need.node === undefined) {
      return [{ graph, root, node: undefined, uri: undefined, label: need.written, kinds: need.kinds, trail }];
    }
    const { path } = need.node;
    return trail.includes(path) ? [] : [rowOf(graph, root, need.node, need.kinds, [...trail, path])];
  });
}

function rowOf(graph: Graph, root: string, node: GraphNode, kinds: string, trail: readonly string[]): Row {
  const uri = Uri.file(path.join(root, node.path));
  // Where there is a name, the path is in the tooltip and in the editor's tab.
  return { graph, root, node, uri, label: node.name ?? node.path, kinds, trail };
}

/** The folder that paths of the graph are relative to: the nearest one with .git above, else the folder itself. */
async function rootOf(folder: string): Promise<string> {
  for (let candidate = folder; ; candidate = path.dirname(candidate)) {
    try {
      await access(path.join(candidate, ".git"));
      return candidate;
    } catch {
      if (path.dirname(candidate) === candidate) {
        return folder;
      }
    }
  }
}
