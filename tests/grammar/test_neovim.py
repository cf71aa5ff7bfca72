"""A real Neovim loads the parser and reads the queries, as it finds them on its path."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.editors.fetching import missing
from tests.grammar.corpus import ROOT
from tests.grammar.queries import NEOVIM_NAMES

SCRIPT = """
local get_query = vim.treesitter.query.get or vim.treesitter.get_query
local get_text = vim.treesitter.get_node_text or vim.treesitter.query.get_node_text
if vim.treesitter.language.add then
  vim.treesitter.language.add("layerfile", { path = vim.env.PARSER })
else
  vim.treesitter.require_language("layerfile", vim.env.PARSER)
end
for _, name in ipairs(vim.split(vim.env.QUERIES, " ")) do
  io.stdout:write(name, " ", #get_query("layerfile", name).captures > 0 and "read" or "empty", "\\n")
end
vim.api.nvim_buf_set_lines(0, 0, -1, false, { "FROM vm/debian:12", "SKIP REMAINING IF A=~^b" })
local parser = vim.treesitter.get_parser(0, "layerfile")
local query = get_query("layerfile", "highlights")
for id, node in query:iter_captures(parser:parse()[1]:root(), 0, 0, -1) do
  if not vim.startswith(query.captures[id], "_") then
    io.stdout:write(query.captures[id], "=", get_text(node, 0), "\\n")
  end
end
"""


@pytest.mark.editor
def test_neovim_reads_the_queries(tmp_path: Path) -> None:
    neovim, compiler = shutil.which("nvim"), shutil.which("gcc")
    if neovim is None or compiler is None:
        missing("needs nvim and gcc")
    parser, script = tmp_path / "layerfile.so", tmp_path / "script.lua"
    source = ROOT / "grammar/src"
    command = [compiler, "-shared", "-fPIC", f"-I{source}", source / "parser.c", source / "scanner.c", "-o", parser]
    subprocess.run(command, check=True)
    script.write_text(SCRIPT)
    done = subprocess.run(
        [
            *(neovim, "--headless", "-u", "NONE", "--cmd", f"set rtp+={ROOT / 'editors/neovim'}"),
            *("-c", f"luafile {script}", "-c", "qa!"),
        ],
        env={**os.environ, "PARSER": str(parser), "QUERIES": " ".join(NEOVIM_NAMES)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[: len(NEOVIM_NAMES)] == [f"{name} read" for name in NEOVIM_NAMES]
    assert lines[len(NEOVIM_NAMES) :] == [
        "keyword=FROM",
        "string.special=vm/debian:12",
        "keyword=SKIP REMAINING IF",
        "keyword.conditional=SKIP REMAINING IF",
        "variable=A",
        "operator==~",
        "string=^b",
        "string.regexp=^b",
    ]
