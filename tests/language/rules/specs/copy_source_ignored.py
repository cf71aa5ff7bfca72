_TREE = {
    ".git/HEAD": "",
    ".gitignore": "node_modules/\n*.log\n!keep.log\n.env\n",
    "node_modules/x": "",
    "a.log": "",
    "keep.log": "",
    ".env": "",
    "a": "",
}
_FROM = "FROM vm/debian:12\n"


def _index(*names: str, version: str = "\2") -> dict[str, str]:
    """What git tracks."""
    return {".git/index": f"DIRC\0\0\0{version}" + "".join(f"{'.' * 60}\0{chr(len(name))}{name}\0\0" for name in names)}


CATCHES = [
    {"Layerfile": _FROM + "COPY «node_modules» x\n", **_TREE},
    {"Layerfile": _FROM + "COPY a «a.log» x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY «node_modules/x» «/.env» y/\n", **_TREE},
    {"Layerfile": _FROM + "COPY «./node_modules/» x\n", **_TREE, **_index("a", "keep.log")},
    {"b/Layerfile": _FROM + "COPY «../a.log» x\n", **_TREE},
    {"Layerfile": _FROM + "COPY «a.log» x\n", **_TREE, **_index("b/a.log")},
    {"b/Layerfile": _FROM + "COPY «x» «y/z» x/\n", "b/.layerignore": "x\ny/\n", "b/x": "", "b/y/z": "", **_TREE},
    # What git tracks is left out by .layerignore all the same.
    {"Layerfile": _FROM + "COPY «a» x\n", **_TREE, ".layerignore": "a\n", **_index("a")},
    {"Layerfile": _FROM + "COPY «a» x\n", ".git": "gitdir: x", "a": "", ".layerignore": "a\n"},
]
PASSES = [
    {"Layerfile": _FROM + "COPY . a keep.log .git x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY *.log x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY nope.log $X.log x\n", **_TREE},
    {"Layerfile": _FROM + "COPY a.log x\n", "a.log": "", ".gitignore": "*.log"},
    # Tracked in spite of a rule.
    {"Layerfile": _FROM + "COPY a.log .env x/\n", **_TREE, **_index(".env", "a.log")},
    {"Layerfile": _FROM + "COPY node_modules x\n", **_TREE, **_index("node_modules/x")},
    {"Layerfile": _FROM + "COPY a.log x\n", **_TREE, **_index(version="\4")},
    {"Layerfile": _FROM + "COPY a.log x\n", **_TREE, ".git/sharedindex.1": "", **_index()},
    # A worktree's index, and a submodule's, lie elsewhere.
    {"Layerfile": _FROM + "COPY a.log x\n", ".git": "gitdir: x", ".gitignore": "*.log", "a.log": ""},
    {"Layerfile": _FROM + "COPY b/a.log x\n", "b/.git": "gitdir: x", "b/.gitignore": "*.log", "b/a.log": "", **_TREE},
    {"Layerfile": _FROM + "COPY a x\n", **_TREE, ".layerignore": "!a\n#a\nb\n"},
]
