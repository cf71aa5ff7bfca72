"""`layer graph`: what is drawn in each format, what is told to be wrong, and the exit status."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layer_cli import main as cli
from layer_cli.drawings import dot, mermaid, text
from layer_cli.exit_codes import ExitCode
from layerfile.files import MemoryFiles
from layerfile.graph import Graph, graph_of

START = "FROM vm/debian:12\n"
SOUND = {
    "base/Layerfile": START + 'LABEL display_name="Base image"\nRUN a\n',
    "api/Layerfile": "FROM ../base\nRUN a\n",
    "web/Layerfile": "FROM /base\nWAIT /api\nRUN a\n",
    "web/e2e.Layerfile": "FROM .\nWAIT ../api/Layerfile /api\n",
}
ODD_NAMES = ['a "b"', "c[d]", "e{f}", "%%{init: {}}%%", "`g`", "<b>h</b>", "&amp;", "#35;", "i|j", "é日本🙂", "end"]
ODD_NAMES += ['style:a"b', 'classDef x:y"', "k\\n", "l\\", "\\N", "--> n0", ";", "(y)", '"]; n9 -> n9', "- x", "$x"]

Draw = Callable[..., tuple[int, str, str]]


def _graph(files: dict[str, str]) -> Graph:
    return graph_of(files, MemoryFiles(files))


@pytest.fixture
def draw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Draw:
    """Call `layer graph` in a repository of these files: its status, and what it says on stdout and stderr."""

    def call(files: dict[str, str], *options: str, cwd: str = "") -> tuple[int, str, str]:
        (tmp_path / ".git").mkdir(exist_ok=True)
        for path, content in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(content)
        monkeypatch.chdir(tmp_path / cwd)
        status = cli.main(["graph", *options])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


def test_a_tree_by_from_with_waits_and_the_order(draw: Draw) -> None:
    status, out, err = draw(SOUND)
    assert status == ExitCode.OK
    assert err == ""
    assert out == (
        'base/Layerfile  "Base image", FROM vm/debian:12, 3 steps\n'
        "├─ api/Layerfile  2 steps\n"
        "└─ web/Layerfile  3 steps\n"
        "   │  WAIT api/Layerfile\n"
        "   └─ web/e2e.Layerfile  2 steps\n"
        "         WAIT api/Layerfile\n"
        "\n"
        "order of execution\n"
        "   1  base/Layerfile\n"
        "   2  api/Layerfile\n"
        "   3  web/Layerfile\n"
        "   4  web/e2e.Layerfile\n"
    )


def test_rings_and_missing_ones_are_marked_told_and_make_it_fail(draw: Draw) -> None:
    files = {
        "a/Layerfile": START + "WAIT /b\n",
        "b/Layerfile": START + "WAIT ../a\n",
        "base/Layerfile": START,
        "c/Layerfile": "FROM /bsae\n",
        "d/Layerfile": START + "\nWAIT /base ../..\n",
    }
    status, out, err = draw(files)
    assert status == ExitCode.STEP_FAILED
    assert out.count("✗ in a ring") == 2
    assert "c/Layerfile  1 step\n   ✗ FROM /bsae: no such Layerfile\n" in out
    assert "   WAIT base/Layerfile\n   ✗ WAIT ../..: outside of the repository\n" in out
    assert "   1  base/Layerfile\n   ✗  never:  a/Layerfile  b/Layerfile  c/Layerfile  d/Layerfile\n" in out
    assert out.endswith("rings\n   ✗  a/Layerfile  -> b/Layerfile  -> a/Layerfile\n")
    assert err.splitlines() == [
        "c/Layerfile:1:6: error: /bsae does not exist: did you mean /base?",
        "d/Layerfile:3:12: error: ../.. is outside of the repository: name a Layerfile inside of it",
        "a/Layerfile:2:6: error: these Layerfiles need each other, and none can start: "
        "a/Layerfile -> b/Layerfile -> a/Layerfile",
    ]


def test_a_ring_of_from_is_drawn_once(draw: Draw) -> None:
    files = {"b/Layerfile": "FROM /c", "c/Layerfile": "FROM /b", "a/Layerfile": "FROM /b", "s/Layerfile": "FROM ."}
    status, out, err = draw(files)
    assert status == ExitCode.STEP_FAILED
    assert out.startswith(
        "b/Layerfile  1 step\n"
        "│  FROM c/Layerfile\n"
        "│  ✗ in a ring, see below\n"
        "├─ a/Layerfile  1 step\n"
        "└─ c/Layerfile  1 step\n"
        "      ✗ in a ring, see below\n"
        "s/Layerfile  1 step\n"
        "   FROM s/Layerfile\n"
        "   ✗ in a ring, see below\n"
    )
    assert "s/Layerfile:1:6: error: this Layerfile needs itself" in err


def test_a_folder_has_its_layerfiles_and_what_they_need(draw: Draw) -> None:
    _, out, _ = draw(SOUND, "web", "--format", "json")
    assert [node["path"] for node in json.loads(out)["nodes"]] == sorted(SOUND)
    _, out, _ = draw(SOUND, "api/", "--format", "json")
    assert [node["path"] for node in json.loads(out)["nodes"]] == ["api/Layerfile", "base/Layerfile"]


def test_a_file_has_what_it_needs(draw: Draw) -> None:
    _, out, _ = draw(SOUND, "web/Layerfile", "--format", "json")
    assert [node["path"] for node in json.loads(out)["nodes"]] == ["api/Layerfile", "base/Layerfile", "web/Layerfile"]


def test_without_a_path_it_is_the_whole_repository(draw: Draw) -> None:
    _, out, _ = draw(SOUND, "--format", "json", cwd="web")
    assert len(json.loads(out)["nodes"]) == 4
    _, out, _ = draw(SOUND, ".", "--format", "json", cwd="api")
    assert len(json.loads(out)["nodes"]) == 2
    _, out, _ = draw(SOUND, "..", "--format", "json", cwd="api")
    assert len(json.loads(out)["nodes"]) == 4


def test_what_git_ignores_is_not_drawn_unless_it_is_needed(draw: Draw) -> None:
    files = {".gitignore": "/build\n/shared\n", "build/Layerfile": START, "shared/Layerfile": START}
    _, out, _ = draw(files | {"Layerfile": "FROM /shared\n"})
    assert "build" not in out
    assert "shared/Layerfile" in out


@pytest.mark.parametrize("path", ["nothing", "empty", "nothing/.."])
def test_no_layerfile_is_a_usage_error(draw: Draw, path: str) -> None:
    status, out, err = draw({"empty/x": ""}, path)
    assert status == ExitCode.USAGE
    assert out == ""
    assert "layer: " in err


def test_what_cannot_be_read_makes_it_fail(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.match("base/Layerfile"):
            raise PermissionError
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    status, out, err = draw(SOUND)
    assert status == ExitCode.STEP_FAILED
    assert "✗ FROM ../base: it cannot be read" in out
    assert "base/Layerfile: error: it cannot be read" in err


def test_json(draw: Draw) -> None:
    status, out, _ = draw(
        {"a/Layerfile": "FROM /b\n", "b/Layerfile": START + "LABEL display_name=é\nWAIT /c"}, "--format=json"
    )
    assert status == ExitCode.STEP_FAILED
    nodes: list[dict[str, Any]] = [
        {"path": "a/Layerfile", "name": None, "steps": 1, "base": "/b", "image": "vm/debian:12"},
        {"path": "b/Layerfile", "name": "é", "steps": 3, "base": "vm/debian:12", "image": "vm/debian:12"},
    ]
    edges = [
        {
            "kind": "from",
            "source": "a/Layerfile",
            "target": "b/Layerfile",
            "written": "/b",
            "location": {"row": 1, "column": 6},
            "end_location": {"row": 1, "column": 8},
            "dead_end": None,
        },
        {
            "kind": "wait",
            "source": "b/Layerfile",
            "target": None,
            "written": "/c",
            "location": {"row": 3, "column": 6},
            "end_location": {"row": 3, "column": 8},
            "dead_end": "missing",
        },
    ]
    assert json.loads(out) == {
        "version": 1,
        "nodes": nodes,
        "edges": edges,
        "cycles": [],
        "order": [],
        "blocked": ["a/Layerfile", "b/Layerfile"],
        "unreadable": [],
    }


def test_mermaid(draw: Draw) -> None:
    _, out, _ = draw({"a/Layerfile": START, "b/Layerfile": "FROM /a\nWAIT /a a\nWAIT /a"}, "--format", "mermaid")
    assert out == (
        "flowchart BT\n"
        '  n0["a/Layerfile<br>FROM vm/debian:12<br>1 step"]\n'
        '  n1["b/Layerfile<br>3 steps"]\n'
        "  n1 --> n0\n"
        "  n1 -. WAIT .-> n0\n"
        '  n1 -. WAIT .-> m2["a<br>missing"]:::wrong\n'
        "  classDef wrong stroke:red,stroke-dasharray:4\n"
    )


def _odd_files() -> dict[str, str]:
    files = {f"{name}/Layerfile": START for name in ODD_NAMES}
    return files | {f"{number}": f"{START}WAIT '/{name}'" for number, name in enumerate(ODD_NAMES)}


def test_mermaid_labels_have_nothing_in_them_that_means_something_there() -> None:
    labels = []
    for line in list(mermaid.render(_graph(_odd_files())))[1:]:
        found = re.search(r'\["(.*?)"\]', line)
        rest = line if found is None else line.replace(found[0], "[]")
        arrow = r"(-->|-\. WAIT \.->)"
        assert re.fullmatch(rf"  n\d+(\[\]| {arrow} (n\d+|m\d+\[\])(:::wrong)?)|  classDef wrong [^#]*", rest), line
        if found is not None:
            parts = found[1].split("<br>")
            # Mermaid takes `#34;` for `&#34;`; and cuts lines that look to it like a style's.
            assert all(re.fullmatch(r"([\w /._+,@=~()\[\]:-]|#\d+;)*", part) for part in parts), line
            assert not re.search(r"(style|classDef).*:\S*#.*;", line)
            labels.append(html.unescape(parts[0].replace("#", "&#")))
    assert {f"{name}/Layerfile" for name in ODD_NAMES} <= set(labels)


def test_dot(draw: Draw) -> None:
    _, out, _ = draw(
        {"a/Layerfile": "FROM .\n", "b/Layerfile": START + 'LABEL display_name="x"\nWAIT /a c'}, "--format=dot"
    )
    assert out.splitlines()[3:] == [
        '  n0 [label="a/Layerfile\\n1 step", color=red];',
        '  n1 [label="b/Layerfile\\n\\"x\\"\\nFROM vm/debian:12\\n3 steps"];',
        "  n0 -> n0 [color=red];",
        '  n1 -> n0 [style=dashed, label="WAIT"];',
        '  m2 [label="c\\nmissing", style=dashed, color=red];',
        '  n1 -> m2 [style=dashed, label="WAIT", color=red];',
        "}",
    ]


@pytest.mark.skipif(shutil.which("dot") is None and "CI" not in os.environ, reason="graphviz is not installed")
def test_graphviz_takes_all_names_for_what_they_are() -> None:
    drawing = "\n".join(dot.render(_graph(_odd_files())))
    done = subprocess.run(["dot", "-Tsvg"], input=drawing, capture_output=True, text=True, check=True)
    shown = {html.unescape(one).replace("\xa0", " ") for one in re.findall(r"<text[^>]*>([^<]*)</text>", done.stdout)}
    assert {f"{name}/Layerfile" for name in ODD_NAMES} <= shown


def test_dot_strings_end_where_they_should() -> None:
    for line in dot.render(_graph(_odd_files())):
        rest = re.sub(r'"(\\["\\n]|[^"\\])*"', "_", line)
        assert re.fullmatch(r"digraph layerfiles \{|\}|  rankdir=BT;|  \w+( -> \w+)?( \[[\w=, -]+\])?;", rest), line


def test_what_is_drawn_cannot_drive_the_terminal_nor_forge_lines(draw: Draw) -> None:
    files = {"a\x1b[31m\nb/Layerfile": START + "WAIT /x\n", "c/Layerfile": START + "WAIT '\x1b]0;x\x07'\n"}
    for kind in ("text", "mermaid", "dot"):
        _, out, err = draw(files, "--format", kind)
        assert "\x1b" not in out + err
        assert "\x07" not in out + err
        assert not any(line.startswith("b/") for line in (out + err).splitlines())


def test_a_text_drawing_is_80_columns_wide_however_deep_it_is() -> None:
    files = {"0/Layerfile": START, "x": "FROM /2999"} | {f"{n}/Layerfile": f"FROM /{n - 1}" for n in range(1, 3000)}
    lines = list(text.render(_graph(files)))
    assert max(map(len, lines)) <= text.WIDTH
    drawn = [line for line in lines[: lines.index("")] if " step" in line]
    assert len(drawn) == 3001


def test_many_in_one_line_of_the_order_are_wrapped() -> None:
    lines = list(text.render(_graph({f"{n}/Layerfile": START for n in range(100)})))
    order = lines[lines.index("order of execution") + 1 :]
    assert order[0].startswith("   1  0/Layerfile  1/Layerfile")
    assert order[1].startswith("      ")
    assert max(map(len, order)) <= text.WIDTH
    assert sum(line.count("/Layerfile") for line in order) == 100


def test_a_terminal_without_these_letters_gets_others(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base/Layerfile").write_text(START)
    (tmp_path / "Layerfile").write_text("FROM base\nWAIT x\n")
    program = "import sys; from layer_cli.main import main; sys.exit(main(['graph', sys.argv[1]]))"
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin"},
        capture_output=True,
        check=False,
    )
    assert b"`- Layerfile  2 steps\n      x WAIT x: no such Layerfile\n" in done.stdout


def test_it_is_fast_for_many_mistakes(draw: Draw) -> None:
    files = {f"{number}/Layerfile": f"FROM /layer{number}\n" for number in range(500)}
    began = time.perf_counter()
    _, _, err = draw(files)
    assert time.perf_counter() - began < 5
    assert err.splitlines()[-1] == "layer: and 450 more"
