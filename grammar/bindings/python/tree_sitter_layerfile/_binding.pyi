def language() -> object:
    """A capsule with the grammar's C structure, for `tree_sitter.Language`."""
