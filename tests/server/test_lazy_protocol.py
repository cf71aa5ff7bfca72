"""Classes of lsprotocol that are built when they are used are what they would have been."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

_DUMP = """
import json, sys
if sys.argv[1] == "lazy":
    from layer_server import lazy_protocol
    lazy_protocol.load()
import attrs
from lsprotocol import converters, types
converter = converters.get_converter()
found = {}
for name, value in sorted(types.ALL_TYPES_MAP.items()):
    if isinstance(value, type) and attrs.has(value):
        attrs.resolve_types(value, types.ALL_TYPES_MAP, {})
        found[name] = [[one.name, str(one.type), repr(one.default), one.kw_only] for one in attrs.fields(value)]
place = types.Position(1, character=2)
said = [
    repr(types.Range(place, place)),
    place == types.Position(1, 2),
    place < types.Position(1, 3),
    converter.unstructure(types.Diagnostic(types.Range(place, place), "x")),
    repr(converter.structure({"uri": "a:b", "languageId": "x", "version": 1, "text": ""}, types.TextDocumentItem)),
]
print(json.dumps([found, said]))
"""


def _dump(how: str) -> object:
    done = subprocess.run([sys.executable, "-c", _DUMP, how], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_all_classes_have_the_fields_that_they_have() -> None:
    lazy, eager = _dump("lazy"), _dump("eager")
    assert lazy == eager


def test_few_classes_are_built_until_the_editor_has_its_first_answer() -> None:
    script = (
        "from layer_server import lazy_protocol; lazy_protocol.load()\n"
        "from layer_server.server import make; make()\n"
        "from lsprotocol import types\n"
        "print(sum(type(vars(v).get('__attrs_attrs__')).__name__ == '_Fields' for v in vars(types).values()"
        " if isinstance(v, type)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) > 400


@pytest.mark.parametrize("times", [1, 2])
def test_it_can_be_called_again(times: int) -> None:
    script = "from layer_server import lazy_protocol\n" + "lazy_protocol.load()\n" * times + "import lsprotocol.types"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
