import assert from "node:assert/strict";
import { test } from "node:test";
import { type Disk, find, type Program, type Surroundings } from "../../src/finding";

const nowhere: Surroundings = {
  setting: "",
  folders: ["/work/site"],
  interpreter: undefined,
  home: "/home/me",
  searchPath: "/usr/local/bin:/usr/bin",
  platform: "linux",
};

function disk(programs: readonly string[], texts: Readonly<Record<string, string>> = {}): Disk {
  return {
    isProgram: (file) => Promise.resolve(programs.includes(file)),
    read: (file) => Promise.resolve(texts[file]),
  };
}

async function found(around: Partial<Surroundings>, on: Disk): Promise<Program> {
  const answer = await find({ ...nowhere, ...around }, on);
  assert.ok("command" in answer, JSON.stringify(answer));
  return answer;
}

const everywhere = ["/usr/bin/layer", "/usr/bin/uv", "/work/site/.venv/bin/layer", "/opt/py/bin/layer"];

test("the setting comes first", async () => {
  const program = await found({ setting: "/x/layer" }, disk([...everywhere, "/x/layer"]));
  assert.deepEqual(program, { command: "/x/layer", args: [], origin: "layer.path" });
});

test("a setting that is no program is not passed over", async () => {
  const answer = await find({ ...nowhere, setting: "/x/layer" }, disk(everywhere));
  assert.ok("reason" in answer);
  assert.match(answer.reason, /layer\.path is \/x\/layer/);
});

test("a setting may be relative to the folder, to the home, or a name on the PATH", async () => {
  const on = disk(["/work/site/tools/layer", "/home/me/bin/layer", "/usr/bin/layer-dev"]);
  assert.equal((await found({ setting: "tools/layer" }, on)).command, "/work/site/tools/layer");
  assert.equal((await found({ setting: "~/bin/layer" }, on)).command, "/home/me/bin/layer");
  assert.equal((await found({ setting: "layer-dev" }, on)).command, "/usr/bin/layer-dev");
});

test("a .venv of any open folder comes before all but the setting", async () => {
  const program = await found({ folders: ["/work/docs", "/work/site"] }, disk(everywhere));
  assert.deepEqual(program, { command: "/work/site/.venv/bin/layer", args: [], origin: "site/.venv" });
});

test("uv runs it where the lock file has it", async () => {
  const lock = { "/work/site/uv.lock": 'version = 1\n\n[[package]]\nname = "layerfile"\nversion = "0.1.0"\n' };
  const program = await found({}, disk(["/usr/bin/uv", "/usr/bin/layer"], lock));
  assert.deepEqual(program, { command: "/usr/bin/uv", args: ["run", "layer"], cwd: "/work/site", origin: "uv run" });
});

for (const [text, expected] of [
  ['[dependency-groups]\ndev = ["layerfile>=0.1", "pytest"]\n', "/usr/bin/uv"],
  ['dependencies = ["pytest", \'layerfile[vm]\']\n', "/usr/bin/uv"],
  ['dependencies = ["layerfile-something"]\n', "/usr/bin/layer"],
  ['# dependencies = ["layerfile"]\n', "/usr/bin/layer"],
] as const) {
  test(`without a lock file, pyproject.toml decides: ${JSON.stringify(text)}`, async () => {
    const on = disk(["/usr/bin/uv", "/usr/bin/layer"], { "/work/site/pyproject.toml": text });
    assert.equal((await found({}, on)).command, expected);
  });
}

test("uv is not asked where it is not installed", async () => {
  const lock = { "/work/site/uv.lock": 'name = "layerfile"\n' };
  assert.equal((await found({}, disk(["/usr/bin/layer"], lock))).command, "/usr/bin/layer");
});

test("the selected Python's folder comes before the PATH, as a file and as an environment", async () => {
  for (const interpreter of ["/opt/py/bin/python3", "/opt/py"]) {
    const program = await found({ interpreter }, disk(["/opt/py/bin/layer", "/usr/bin/layer"]));
    assert.deepEqual(program, { command: "/opt/py/bin/layer", args: [], origin: "selected Python" });
  }
});

test("an interpreter that is only a name says nothing of a folder", async () => {
  assert.equal((await found({ interpreter: "python" }, disk(["layer", "/usr/bin/layer"]))).command, "/usr/bin/layer");
});

test("the PATH's order counts, and its relative entries do not", async () => {
  const on = disk(["/usr/bin/layer", "/usr/local/bin/layer", "bin/layer"]);
  assert.equal((await found({ searchPath: "bin:.:/usr/local/bin:/usr/bin" }, on)).command, "/usr/local/bin/layer");
});

test("nothing found says where was looked", async () => {
  const answer = await find(nowhere, disk([]));
  assert.ok("reason" in answer);
  assert.match(answer.reason, /\.venv.*PATH/);
});
