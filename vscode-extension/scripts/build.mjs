// build.mjs [tests]: dist/extension.js, one file with everything in it; with "tests", dist/tests/*.mjs instead.
import { copyFileSync, readdirSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";

const common = { bundle: true, platform: "node", target: "node20", logLevel: "warning" };

if (process.argv[2] === "tests") {
  rmSync("dist/tests", { recursive: true, force: true });
  const entryPoints = readdirSync("tests/unit").filter((name) => name.endsWith(".test.ts"));
  await build({
    ...common,
    entryPoints: entryPoints.map((name) => ({ in: `tests/unit/${name}`, out: basename(name, ".ts") })),
    outdir: "dist/tests",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    sourcemap: "inline",
  });
} else {
  // The package must hold the licence, and the repository has it once.
  copyFileSync("../LICENSE", "LICENSE");
  await build({
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    format: "cjs",
    external: ["vscode"],
    minify: true,
  });
}
