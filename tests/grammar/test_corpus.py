"""Each text of grammar/test/corpus has the tree below it, and grammar/src is what grammar.js generates."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tree_sitter import Language, Parser

from tests.editors.fetching import missing
from tests.grammar.corpus import ROOT, Case, cases, real_layerfiles

EACH_CASE = pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.file}: {case.title}")


def _one_line(tree: str) -> str:
    return re.sub(r"\s+", " ", tree).strip()


def test_there_are_cases() -> None:
    assert len(cases()) > 100


@EACH_CASE
def test_a_text_has_its_tree(case: Case, parser: Parser) -> None:
    assert str(parser.parse(case.source.encode()).root_node) == _one_line(case.tree)


@EACH_CASE
def test_a_last_line_end_changes_nothing(case: Case, parser: Parser) -> None:
    assert str(parser.parse(f"{case.source}\n".encode()).root_node) == _one_line(case.tree)


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
@EACH_CASE
def test_other_line_ends_make_the_same_tree(case: Case, line_end: str, parser: Parser) -> None:
    source = case.source.replace("\r\n", "\n").replace("\n", line_end)
    assert str(parser.parse(source.encode()).root_node) == _one_line(case.tree)


def test_every_kind_of_node_is_in_the_corpus(language: Language) -> None:
    """And every field, or a rule could change unseen."""
    trees = " ".join(case.tree for case in cases())
    kinds = [language.node_kind_for_id(number) for number in range(language.node_kind_count)]
    named = [
        kind
        for number, kind in enumerate(kinds)
        if kind and language.node_kind_is_named(number) and language.node_kind_is_visible(number) and kind != "ERROR"
    ]
    fields = [language.field_name_for_id(number) for number in range(1, language.field_count + 1)]
    assert [kind for kind in named if not re.search(rf"\({kind}\b", trees)] == []
    assert [field for field in fields if f"{field}: (" not in trees] == []


def test_real_layerfiles_have_no_error_nodes(parser: Parser) -> None:
    broken = [path.name for path in real_layerfiles() if parser.parse(path.read_bytes()).root_node.has_error]
    assert broken == []


@pytest.fixture(scope="session")
def tree_sitter() -> str:
    """The generator of the version that made grammar/src. Where it cannot be had the test is skipped, but not in CI."""
    command = ROOT / "build/tree-sitter/bin/tree-sitter"
    if not command.exists():
        install = [ROOT / "scripts/install-tree-sitter", ROOT / "build/tree-sitter"]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            missing(done.stderr.strip())
    return str(command)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the grammar's folder."""
    return Path(shutil.copytree(ROOT / "grammar", tmp_path / "grammar", ignore=shutil.ignore_patterns("*.so")))


def test_tree_sitter_agrees(tree_sitter: str, copy: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    done = subprocess.run([tree_sitter, "test"], cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_parser_is_generated_from_this_grammar(tree_sitter: str, copy: Path) -> None:
    generated = ["parser.c", "grammar.json", "node-types.json", "tree_sitter/parser.h", "tree_sitter/array.h"]
    for name in generated:
        (copy / "src" / name).unlink()
    subprocess.run([tree_sitter, "generate", "--abi", "14", "--no-bindings"], cwd=copy, capture_output=True, check=True)
    stale = [
        name for name in generated if (copy / "src" / name).read_text() != (ROOT / "grammar/src" / name).read_text()
    ]
    assert stale == [], "make grammar"
