from __future__ import annotations

import pytest
from tree_sitter import Language, Parser

import tree_sitter_layerfile


@pytest.fixture(scope="session")
def language() -> Language:
    return Language(tree_sitter_layerfile.language())


@pytest.fixture
def parser(language: Language) -> Parser:
    return Parser(language)
