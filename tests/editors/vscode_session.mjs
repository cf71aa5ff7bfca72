// What a person sees of a Layerfile in VS Code: drives the workbench in Chromium, and writes what was seen to
// LAYER_TEST_ANSWER. Judges nothing; test_vscode.py does.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const setting = (name) => {
  const found = process.env[name];
  if (found === undefined) throw new Error(`${name} is not set`);
  return found;
};
const { chromium } = createRequire(join(setting("LAYER_TEST_EXTENSION"), "package.json"))("playwright-core");
const pictures = setting("LAYER_TEST_PICTURES");
const port = setting("LAYER_TEST_PORT");
/** Milliseconds that one thing may take to appear: generous, as a busy machine must not fail a test. */
const PATIENCE = 45_000;

const seen = { times: {}, log: [] };
const began = Date.now();

/** Text as it stands in the file: the editor draws blanks as no-break spaces. */
const plain = (text) => (text ?? "").replaceAll(/[\u00a0\u200a]/g, " ");

async function open(browser, folder) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 640 } });
  page.setDefaultTimeout(PATIENCE);
  page.on("console", (message) => message.type() === "error" && seen.log.push(message.text().slice(0, 300)));
  await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`);
  await page.locator(".monaco-workbench .explorer-folders-view .monaco-list-row").first().waitFor();
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: /^Layerfile$/ }).dblclick();
  await page.locator(".monaco-editor .view-line").first().waitFor();
  return page;
}

/** The texts of the editor's lines, in the order in which they stand, with what is drawn into them. */
const lines = (page) =>
  page
    .locator(".monaco-editor .view-lines .view-line")
    .evaluateAll((found) =>
      found
        .map((line) => [line.getBoundingClientRect().top, line.textContent])
        .sort((one, other) => one[0] - other[0])
        .map((line) => line[1]),
    )
    .then((found) => found.map(plain));

/** The icons in the gutter from top to bottom, each with its line. */
const gutter = (page) =>
  page.evaluate(() => {
    const tops = [...document.querySelectorAll(".monaco-editor .view-lines .view-line")]
      .map((line) => line.getBoundingClientRect().top)
      .sort((one, other) => one - other);
    return [...document.querySelectorAll(".monaco-editor .glyph-margin-widgets > *, .monaco-editor .cgmr")]
      .map((icon) => ({
        image: /(hit|miss|free|unknown)-(?:light|dark)\.svg/.exec(getComputedStyle(icon).backgroundImage)?.[1],
        line: tops.findIndex((top) => Math.abs(top - icon.getBoundingClientRect().top) < 5),
      }))
      .filter((icon) => icon.image !== undefined)
      .sort((one, other) => one.line - other.line)
      .map((icon) => `${icon.line}:${icon.image}`);
  });

const picture = (page, name) => page.screenshot({ path: join(pictures, `vscode-${name}.png`) });

/** Wait until something is as wanted, and have it, or what it was in the end. */
async function until(read, wanted) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await read();
    if (wanted(found) || Date.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function noting(name) {
  seen.times[name] = (Date.now() - began) / 1000;
}

async function edit(browser) {
  const page = await open(browser, setting("LAYER_TEST_FOLDER"));
  noting("workbench");
  await page.locator(".squiggly-error").first().waitFor();
  noting("squiggle");
  seen.squiggles = await page.locator(".squiggly-error").count();
  await picture(page, "1-problem");

  // The quick fix, as a person would ask for it.
  await page.locator(".monaco-editor .view-line", { hasText: "RUNN" }).click();
  await page.keyboard.press("End");
  await page.keyboard.press("Control+.");
  const menu = page.locator(".action-widget .monaco-list-row", { hasText: "Write RUN" });
  await menu.first().waitFor();
  seen.fixes = (await page.locator(".action-widget .monaco-list-row").allTextContents()).map(plain);
  await picture(page, "2-quick-fix");
  // A click would land on the block that closes the menu; the preferred fix has the focus.
  await page.keyboard.press("Enter");
  seen.fixed = await until(
    () => lines(page),
    (found) => !found.some((line) => line.includes("RUNN")),
  );
  await page.keyboard.press("Control+s");
  seen.squigglesAfter = await until(
    () => page.locator(".squiggly-error").count(),
    (count) => count === 0,
  );
  noting("quick fix");

  seen.gutter = await until(
    () => gutter(page),
    (found) => found.some((icon) => icon.endsWith("miss")),
  );
  noting("gutter");
  const status = page.locator(".statusbar-item", { hasText: "cached" });
  seen.status = plain(await status.first().textContent());
  seen.hints = await until(
    () => lines(page),
    (found) => found.some((line) => line.includes("tests.txt")),
  );
  const lens = page.locator(".codelens-decoration", { hasText: "steps cached" });
  seen.lenses = plain(await lens.first().textContent());
  noting("hints");

  const step = page.locator(".monaco-editor .view-line", { hasText: "make test" });
  await step.locator("span span").first().hover();
  const hover = page.locator(".monaco-hover:not(.hidden)", { hasText: "would run" });
  await hover.first().waitFor();
  seen.hover = plain(await hover.first().innerText());
  noting("hover");
  await picture(page, "3-verdicts");
  await page.keyboard.press("Escape");
  await page.mouse.move(1000, 500);

  await readers(page);

  // Another file of the folder is edited by somebody else.
  writeFileSync(join(setting("LAYER_TEST_FOLDER"), "Makefile"), "all:\n\ttrue\n");
  seen.gutterAfter = await until(
    () => gutter(page),
    (found) => found.filter((icon) => icon.endsWith("miss")).length > 1,
  );
  noting("another file");
  seen.statusAfter = await until(
    async () => plain(await status.first().textContent()),
    (found) => !found.includes("2 of 3"),
  );
  seen.lensesAfter = await until(
    async () => plain(await lens.first().textContent()),
    (found) => found.startsWith("1 of 3"),
  );
  await picture(page, "5-another-edit");
  await graph(page);
  await restart(page);
  await turnOff(page);
  await page.close();
}

/** A file that steps read says so above its text; what is typed into it, unsaved, makes them run. */
async function readers(page) {
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: /^site\.c$/ }).dblclick();
  const lens = page.locator(".codelens-decoration", { hasText: "Read by" });
  await lens.first().waitFor();
  seen.readers = plain(await lens.first().textContent());
  noting("readers");
  await picture(page, "4-readers");
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("// typed\n");
  const layerfile = page.locator(".tab", { hasText: /^Layerfile/ });
  await layerfile.first().click();
  const status = page.locator(".statusbar-item", { hasText: "cached" });
  seen.statusUnsaved = await until(
    async () => plain(await status.first().textContent()),
    (found) => found.includes("1 of 3"),
  );
  await page.locator(".tab", { hasText: "site.c" }).first().click();
  // A line is more than one thing to undo.
  for (let count = 0; count < 4; count++) await page.keyboard.press("Control+z");
  await layerfile.first().click();
  seen.statusUndone = await until(
    async () => plain(await status.first().textContent()),
    (found) => found.includes("2 of 3"),
  );
  noting("unsaved text");
}

async function graph(page) {
  await page.locator(".pane-header", { hasText: "Layerfiles" }).click();
  const rows = page.locator(".pane", { has: page.locator(".pane-header", { hasText: "Layerfiles" }) });
  const row = rows.locator(".monaco-list-row", { hasText: "Deployment" });
  await row.first().locator(".monaco-tl-twistie").click();
  seen.graph = await until(
    async () => (await rows.locator(".monaco-list-row").allTextContents()).map(plain),
    (found) => found.length > 2,
  );
  noting("graph");
  await picture(page, "6-graph");
}

/** The server is another process afterwards, and says the same. */
async function restart(page) {
  const started = () => readFileSync(setting("LAYER_TEST_CALLS"), "utf8").match(/^server$/gm)?.length;
  const before = started();
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").first().fill(">Layer: Restart Server");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Restart Server" }).first().waitFor();
  await page.keyboard.press("Enter");
  seen.restarts = (await until(started, (count) => count > before)) - before;
  seen.gutterAfterRestart = await until(
    () => gutter(page),
    (found) => found.length === seen.gutterAfter.length,
  );
  noting("restart");
}

/** Settings change while the editor is open. */
async function turnOff(page) {
  const settings = { "layer.gutter": false, "layer.inlayHints": false, "layer.codeLens": false };
  mkdirSync(join(setting("LAYER_TEST_FOLDER"), ".vscode"));
  writeFileSync(join(setting("LAYER_TEST_FOLDER"), ".vscode", "settings.json"), JSON.stringify(settings));
  const left = async () => [
    ...(await gutter(page)),
    ...(await lines(page)).filter((line) => /[✓↻]/.test(line)),
    ...(await page.locator(".codelens-decoration a").allTextContents()),
  ];
  seen.leftWhenOff = await until(left, (found) => found.length === 0);
  noting("settings");
}

/** A folder whose settings name a `layer` that is not there. */
async function missing(browser) {
  const page = await open(browser, setting("LAYER_TEST_FOLDER_WITHOUT"));
  const notice = page.locator(".notification-toast", { hasText: "layer.path" });
  await notice.first().waitFor();
  seen.notice = plain(await notice.first().innerText());
  await picture(page, "7-missing");
  await notice.first().locator(".monaco-button", { hasText: "How to Install" }).click();
  const steps = page.locator(".gettingStartedDetailsContent, .getting-started-step", { hasText: "Install layer" });
  await steps.first().waitFor();
  seen.notices = await page.locator(".notification-toast").count();
  await picture(page, "8-walkthrough");
  noting("missing");
  await page.close();
}

mkdirSync(pictures, { recursive: true });
const browser = await chromium.launch({
  executablePath: setting("LAYER_TEST_CHROMIUM"),
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
try {
  await edit(browser);
  await missing(browser);
} catch (error) {
  seen.error = String(error?.stack ?? error);
  for (const page of browser.contexts().flatMap((context) => context.pages())) {
    await picture(page, "failure").catch(() => undefined);
  }
} finally {
  await browser.close();
  writeFileSync(setting("LAYER_TEST_ANSWER"), JSON.stringify(seen, null, 2));
}
