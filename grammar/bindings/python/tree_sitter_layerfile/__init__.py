"""The Layerfile grammar for tree-sitter: `tree_sitter.Language(tree_sitter_layerfile.language())`."""

from tree_sitter_layerfile._binding import language

__all__ = ["language"]
