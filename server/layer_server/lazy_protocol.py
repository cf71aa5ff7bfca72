"""Imports lsprotocol without building its classes: each is built when it is first used.

`lsprotocol.types` has some 550 attrs classes, and an editor needs a few dozen of them before it shows anything.
Building them is most of what starting a server with pygls costs (microsoft/lsprotocol#441). Here `attrs.define` is put
off, for as long as that module is imported, until a class is instantiated or looked into; after that the class is what
it always is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


class _Fields:
    """Stands for the class's attrs fields until somebody asks for them: then the class is built."""

    def __init__(self, build: Callable[[type], None]) -> None:
        self._build = build

    def __get__(self, instance: object, owner: type) -> Any:
        if "__attrs_attrs__" not in owner.__dict__ or owner.__dict__["__attrs_attrs__"] is not self:
            # A subclass asks: what it inherits is its parent's.
            owner = next(base for base in owner.__mro__ if base.__dict__.get("__attrs_attrs__") is self)
        self._build(owner)
        return owner.__attrs_attrs__  # type: ignore[attr-defined]


def load() -> None:
    """Import `lsprotocol.types`; does nothing if that was done already."""
    if "lsprotocol.types" in sys.modules:
        return
    import attrs

    define = attrs.define
    early: list[type] = []
    attrs.define = _later(define, early)
    try:
        import lsprotocol.types
    finally:
        attrs.define = define
    from lsprotocol import _hooks

    # Else it would look into all classes at once; here each one's fields are resolved when it is built.
    _hooks._resolved_forward_references = True
    for owner in early:
        attrs.resolve_types(owner, lsprotocol.types.ALL_TYPES_MAP, {})


def _later(define: Callable[..., Any], early: list[type]) -> Callable[..., Any]:
    """Instead of `attrs.define`. `early`: the classes that are built before all names are known."""
    import attrs

    def put_off(cls: type | None = None, **options: Any) -> Any:
        if cls is None:
            return lambda later: put_off(later, **options)

        def build(owner: type) -> None:
            del owner.__attrs_attrs__  # type: ignore[attr-defined]
            del owner.__init__  # type: ignore[misc]
            # In place: a class with slots would be another one.
            define(owner, **{**options, "slots": False})
            known = getattr(sys.modules["lsprotocol.types"], "ALL_TYPES_MAP", None)
            if known is None:
                early.append(owner)
            else:
                attrs.resolve_types(owner, known, {})

        def first(self: Any, *arguments: Any, **named: Any) -> None:
            owner = next(base for base in type(self).__mro__ if base.__dict__.get("__init__") is first)
            build(owner)
            owner.__init__(self, *arguments, **named)  # type: ignore[misc]

        cls.__attrs_attrs__ = _Fields(build)  # type: ignore[attr-defined]
        cls.__init__ = first  # type: ignore[misc]
        return cls

    return put_off
