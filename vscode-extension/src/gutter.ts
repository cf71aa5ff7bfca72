/** Icons beside the steps. */

import {
  type Disposable,
  OverviewRulerLane,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  Uri,
  window,
  workspace,
} from "vscode";
import type { Outlooks } from "./outlooks";
import { VERDICTS, type Verdict } from "./verdicts";

/** Draws what is known of each Layerfile that is shown. */
export class Gutter implements Disposable {
  private readonly icons: ReadonlyMap<Verdict, TextEditorDecorationType>;
  private readonly disposables: Disposable[];

  constructor(
    extension: Uri,
    private readonly outlooks: Outlooks,
  ) {
    this.icons = new Map(VERDICTS.map((verdict) => [verdict, icon(extension, verdict)]));
    this.disposables = [
      ...this.icons.values(),
      outlooks.onDidChange((uri) => this.draw((editor) => editor.document.uri.toString() === uri)),
      window.onDidChangeVisibleTextEditors(() => this.draw()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("layer.gutter")) {
          this.draw();
        }
      }),
    ];
    this.draw();
  }

  dispose(): void {
    this.disposables.forEach((one) => one.dispose());
  }

  private draw(wanted: (editor: TextEditor) => boolean = () => true): void {
    const editors = window.visibleTextEditors.filter((editor) => editor.document.languageId === "layerfile");
    for (const editor of editors.filter(wanted)) {
      const { document } = editor;
      const isOn = workspace.getConfiguration("layer", document).get("gutter", true);
      const steps = (isOn ? this.outlooks.of(document)?.steps : undefined) ?? [];
      for (const [verdict, type] of this.icons) {
        const lines = steps.filter((step) => step.verdict === verdict && step.line < document.lineCount);
        editor.setDecorations(
          type,
          lines.map((step) => document.lineAt(step.line).range),
        );
      }
    }
  }
}

function icon(extension: Uri, verdict: Verdict): TextEditorDecorationType {
  const file = (theme: string) => ({ gutterIconPath: Uri.joinPath(extension, "icons", `${verdict}-${theme}.svg`) });
  return window.createTextEditorDecorationType({
    gutterIconSize: "contain",
    light: file("light"),
    dark: file("dark"),
    // Where a run would begin is worth a mark beside the scroll bar of a long file.
    ...(verdict === "miss"
      ? { overviewRulerColor: new ThemeColor("editorWarning.foreground"), overviewRulerLane: OverviewRulerLane.Left }
      : {}),
  });
}
