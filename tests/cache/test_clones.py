"""CLONE: what it places, when what it placed is still true, and what is said where that is not known.

Whatever becomes of either repository, a hit must leave the state that running everything anew would leave.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layer_cache.clones import clones_of, credentials, known, require_known, update
from layer_cache.committed_tree import CommittedTree
from layer_cache.errors import TreeError
from layer_cache.explanation import explain
from layer_cache.joined_tree import Clone, JoinedTree, Wanted, wanted
from layer_cache.observations import blob_digest
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import placements
from layer_cache.readers import Readers
from layer_cache.reasons import Reason
from layer_cache.records import Records
from layer_cache.state import State
from layerfile.files import MemoryFiles
from layerfile.problems import LayerfileError
from layerfile.program import load

from .memory_tree import MemoryTree
from .projects import Project, git, program_of, reads, repository, verdicts, walk
from .remotes import commit
from .test_soundness import Edits, all_snapshots, behaviours, check

FILES: dict[str, bytes | str | None] = {
    "a.c": b"a",
    "b.c": b"b",
    "[id].c": b"id",
    "bin/tool": b"#!",
    "link": "a.c",
    "doc/x": b"x",
}
URL = "https://me:hunter2222@example.com/shop.git"


def joined(files: dict[str, bytes | str | None] | None = None, default: str = "") -> JoinedTree:
    """A repository with one file, `own`, and a clone of another one."""
    clone = Clone("example.com/shop.git", "main", "1" * 40, 0.0, MemoryTree(FILES if files is None else files))
    return JoinedTree(MemoryTree({"own": b"own"}), {Wanted(URL, default, ""): clone})


def placed(arguments: str, before: str = "") -> PlacedTree:
    """What `CLONE URL ARGUMENTS` places."""
    program = program_of(f"FROM vm/debian:12\n{before}CLONE {URL} {arguments}\nRUN make\n")
    default = "dev" if "DEFAULT" in arguments else ""
    tree = joined(default=default)
    return PlacedTree(placements(program, tree, len(program.steps)), tree)


def guest(tree: PlacedTree) -> list[str]:
    """The files and links in the machine."""
    return [path for path, entry in tree.entries() if entry.kind != "dir"]


ALL = ["[id].c", "a.c", "b.c", "bin/tool", "doc/x", "link"]


@pytest.mark.parametrize(
    ("arguments", "before", "found"),
    [
        ("shop", "", [f"/root/shop/{name}" for name in ALL]),
        (".", "", [f"/root/{name}" for name in ALL]),
        ("~/shop", "USER app\n", [f"/home/app/shop/{name}" for name in ALL]),
        ("shop", "WORKDIR /srv\n", [f"/srv/shop/{name}" for name in ALL]),
        ("/shop/", "", [f"/shop/{name}" for name in ALL]),
        ("DEFAULT=dev /shop", "", [f"/shop/{name}" for name in ALL]),
        ("a.c /srv/shop", "", ["/srv/shop"]),
        ("a.c /shop/", "", ["/shop/a.c"]),
        ("/a.c ./b.c /shop/", "", ["/shop/a.c", "/shop/b.c"]),
        ("*.c /shop/", "", ["/shop/[id].c", "/shop/a.c", "/shop/b.c"]),
        ("[id].c /shop/", "", ["/shop/[id].c"]),
        ("bin doc /shop/", "", ["/shop/tool", "/shop/x"]),
        ("bin /usr/local/bin", "", ["/usr/local/bin/tool"]),
        ("doc/../bin /shop", "", ["/shop/tool"]),
    ],
)
def test_what_a_clone_places_goes_where_copy_would_put_it(arguments: str, before: str, found: list[str]) -> None:
    assert guest(placed(arguments, before)) == found


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("none /shop/", r"example\.com/shop\.git@main has no none \(commit 1111111\)"),
        ("*.rs /shop/", r"example\.com/shop\.git@main has no \*\.rs"),
        ("../a /shop/", r"\.\./a is outside of the repository: CLONE places what is in example\.com/shop\.git"),
        ("a.c b.c /shop", "2 sources go to one place: end /shop in /"),
        ("/proc/shop", "/proc belongs to the kernel"),
    ],
)
def test_what_cannot_be_placed_is_an_error_without_credentials(arguments: str, message: str) -> None:
    with pytest.raises(LayerfileError, match=message) as raised:
        placed(arguments)
    assert "hunter" not in "".join(problem.message for problem in raised.value.problems)


def test_paths_of_a_clone_are_told_by_the_name_of_its_repository() -> None:
    tree = placed("/shop")
    assert tree.source_of("/shop/bin/tool") == "example.com/shop.git@main//bin/tool"
    assert tree.source_of("/shop/new") == "example.com/shop.git@main//new"
    assert tree.source_of("/shop") == "example.com/shop.git@main/"
    assert joined().read("example.com/shop.git@main//bin/tool") == b"#!"
    with pytest.raises(FileNotFoundError):
        joined().read("example.com/other.git@main//bin/tool")


def test_clones_and_copies_join_in_one_folder() -> None:
    text = f"FROM vm/debian:12\nCOPY own /w/a.c\nCLONE {URL} /w\nCOPY own /w/b.c\nCLONE {URL} doc /w/bin\n"
    program, tree = program_of(text), joined()
    found = PlacedTree(placements(program, tree, len(program.steps)), tree)
    assert found.mounts == ("/w",)
    assert found.source_of("/w/a.c") == "example.com/shop.git@main//a.c"
    assert found.source_of("/w/b.c") == "own"
    assert set(found.names("/w/bin") or ()) == {"tool", "x"}


def test_a_clone_of_a_clone_is_asked_for_once_and_of_each_shard_its_own() -> None:
    text = f"FROM vm/debian:12\nCLONE {URL} /a\nCLONE {URL} /b\nSPLIT 2\nCLONE https://h/$SPLIT DEFAULT=d$SPLIT /c\n"
    assert wanted(program_of(text)) == (
        Wanted(URL, "", ""),
        Wanted("https://h/0", "d0", ""),
        Wanted("https://h/1", "d1", ""),
    )


def test_a_path_is_taken_from_the_folder_of_the_layerfile_that_clones(tmp_path: Path) -> None:
    """Also in a parent Layerfile."""
    for name in ("lib", "app/lib"):
        repository(tmp_path / name, {"a": name})
    files = {"Layerfile": "FROM base\nCLONE ../lib /own\n", "base/Layerfile": "FROM vm/debian:12\nCLONE ../lib /up\n"}
    program = load("Layerfile", MemoryFiles(files))
    own = MemoryTree({})
    own.root = tmp_path / "app"
    tree, _ = update(program, own, State(tmp_path / "state").create(), {"GIT_BRANCH": ""}, time.time())
    found = PlacedTree(placements(program, tree, len(program.steps)), tree)
    read = {path: tree.read(found.source_of(path) or "") for path in ("/own/a", "/up/a")}
    assert read == {"/own/a": b"lib", "/up/a": b"app/lib"}


TEXTS = (
    "FROM vm/debian:12\nCLONE https://h/r /w\nRUN one\nRUN two\nRUN three\n",
    "FROM vm/debian:12\nCOPY . /w\nRUN one\nCLONE https://h/r DEFAULT=dev d/* /w/d/\nRUN two\nRUN three\n",
    "FROM vm/debian:12\nCLONE https://h/r /w\nRUN two\nCOPY d /w\nRUN one\nCLONE https://h/r d k /w/s/\nRUN other\n",
    "FROM vm/debian:12\nCLONE https://h/r /w\nRUN one\nSPLIT 2\nCLONE https://h/s$SPLIT /w/d\nRUN two\nRUN other\n",
    "FROM vm/debian:12\nCOPY . /w\nCLONE https://h/r d /w\nRUN REPEATABLE build\nRUN two\n",
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_a_hit_is_never_stale_whichever_repository_is_edited(tmp_path: Path, seed: int) -> None:
    """Each example is a life of 40 edits of a repository and of two that it clones; of these the commits and branches
    change at random, which is nothing to a step, and sometimes it is not known what they hold.
    """
    chance = random.Random(seed)
    shutil.rmtree(tmp_path / "state", ignore_errors=True)
    own, first, second = Edits(chance), Edits(chance), Edits(chance)
    with Records(tmp_path / "state" / "records.db") as records:
        project = Project(tmp_path, records, behaviours(seed % 50))
        project.opener = lambda: cloned(own, first, second, chance)
        for _ in range(40):
            chance.choice((own, first, first, second)).edit()
            if chance.random() < 0.1:
                project.gone = {name for name in all_snapshots(records) if chance.random() < 0.5}
            text = chance.choice(TEXTS)
            if chance.random() < 0.2:
                check_unknown(project, text)
            check(project, text, chance.random() < 0.6)


def cloned(own: Edits, first: Edits, second: Edits, chance: random.Random) -> JoinedTree:
    """The tree with the clones as the edits have left them, at any commit of any branch."""
    branch, number = chance.choice(("main", "dev")), f"{chance.randrange(16**40):040x}"
    edits = {Wanted("https://h/r", "", ""): first, Wanted("https://h/r", "dev", ""): first}
    edits |= {Wanted(f"https://h/s{shard}", "", ""): second for shard in range(2)}
    return JoinedTree(
        MemoryTree(own.files, own.programs),
        {
            asked: Clone(asked.url[8:], branch, number, 0.0, MemoryTree(each.files, each.programs))
            for asked, each in edits.items()
        },
    )


def check_unknown(project: Project, text: str) -> None:
    """Nothing after a CLONE of which it is not known what it places is a hit; what comes before it is what it was."""
    program = program_of(text)
    whole = project.predict(program)
    opener = project.opener
    assert opener is not None
    tree = opener()
    assert isinstance(tree, JoinedTree)
    unknown = {asked: replace(clone, tree=None, missing="it was lost") for asked, clone in tree.clones.items()}
    project.opener = lambda: JoinedTree(tree.own, unknown)
    prediction = project.predict(program)
    project.opener = opener
    at = next(step.number for step in program.steps if step.directive.keyword == "CLONE")
    for before, after in zip(whole.steps, prediction.steps, strict=True):
        for one, other in zip(before.each, after.each, strict=True):
            if one.step.number > at:
                assert other.verdict in ("miss", "free")
            elif before.verdict == "hit":
                # Of a chain that must go on a snapshot is needed, of a whole one none.
                assert other.verdict == "hit" or project.gone


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = repository(tmp_path / "shop", {"read": "1\n", "other": "1\n", "doc/x": "1\n", ".layerignore": "doc\n"})
    git(root, "branch", "-M", "main")
    return root


@pytest.fixture
def run(project: Project, shop: Path, tmp_path: Path) -> Callable[..., str]:
    """Run a Layerfile that clones the shop, or predict one; which of its RUNs are hits."""
    text = f"FROM vm/debian:12\nRUN first\nCLONE file://{shop} DEFAULT=dev /shop\nRUN cat\n"
    program = program_of(text)
    project.behaviours = {"RUN cat": reads("/shop/read")}
    state = State(tmp_path / "state").create()
    project.root.joinpath("own").write_text("own\n")

    def call(branch: str = "main", predict: bool = False) -> str:
        own = MemoryTree({"own": b"own"})
        variables = {"GIT_BRANCH": branch}
        if predict:
            project.opener = lambda: known(program, own, state, variables)
            return verdicts(project.predict(program))
        tree, _ = update(program, own, state, variables, time.time())
        project.opener = lambda: tree
        return verdicts(project.run(program))

    return call


def test_a_commit_that_changes_what_nobody_read_is_a_hit(run: Callable[..., str], shop: Path) -> None:
    assert run() == "mm"
    commit(shop, {"other": "2\n", "new/file": "2\n"})
    assert run() == "hh"
    assert run(predict=True) == "hh"
    commit(shop, {"read": "2\n"})
    # As it was fetched last; the run asks.
    assert run(predict=True) == "hh"
    assert run() == "hm"
    assert run() == "hh"
    git(shop, "revert", "--no-edit", "HEAD")
    assert run() == "hh"


def test_a_branch_of_the_same_name_is_taken_when_there_is_one(run: Callable[..., str], shop: Path) -> None:
    assert run("feature") == "mm"
    git(shop, "checkout", "-q", "-b", "feature")
    assert run("feature") == "hh"
    commit(shop, {"read": "of the feature\n"})
    assert run("feature") == "hm"
    assert run("main") == "hh"
    git(shop, "checkout", "-q", "-b", "dev")
    commit(shop, {"read": "of dev\n"})
    assert run("else") == "hm"


def test_what_was_never_fetched_runs_and_the_reason_says_so(
    run: Callable[..., str], project: Project, shop: Path, tmp_path: Path
) -> None:
    assert run() == "mm"
    git(shop, "checkout", "-q", "-b", "feature")
    number = commit(shop, {"other": "of the feature\n"})
    # That there is such a branch was never said: as for a branch that is nowhere, it would be HEAD's.
    assert run("feature", predict=True) == "hh"
    assert run("main") == "hh"
    assert run("feature", predict=True) == "hm"
    assert project.opener is not None
    (clone,) = clones_of(project.opener())
    assert clone.missing == (
        f"commit {number[:7]} of file://{shop}, branch feature, was not fetched yet: `layer run` does that"
    )
    with pytest.raises(TreeError, match=r"was not fetched yet.*; --offline asks nobody"):
        require_known(project.opener())
    text = f"FROM vm/debian:12\nRUN first\nCLONE file://{shop} DEFAULT=dev /shop\nRUN cat\n"
    assert project.predict(program_of(text)).steps[3].reason == Reason("clone", "", clone.missing)
    assert run("feature") == "hh"
    assert run("feature", predict=True) == "hh"


def test_the_reason_names_the_file_with_its_repository(run: Callable[..., str], project: Project, shop: Path) -> None:
    run()
    commit(shop, {"read": "2\n"})
    text = f"FROM vm/debian:12\nRUN first\nCLONE file://{shop} DEFAULT=dev /shop\nRUN cat\n"
    state = State(project.records._database.path.parent)
    tree, _ = update(program_of(text), MemoryTree({}), state, {"GIT_BRANCH": "main"}, time.time())
    project.opener = lambda: tree
    prediction = project.predict(program_of(text))
    (reason,) = explain(prediction, 4).reasons
    assert reason.path == f"file://{shop}@main//read"
    assert reason.detail.startswith(f"file://{shop}@main//read changed (content ")
    assert [step.step.line for step in Readers(prediction).of(reason.path)] == [4]


def test_all_that_is_committed_is_placed_and_no_git(run: Callable[..., str], project: Project, shop: Path) -> None:
    (shop / "new").write_text("not committed\n")
    (shop / "tool").write_text("#!/bin/sh\n")
    (shop / "tool").chmod(0o755)
    (shop / "link").symlink_to("doc/x")
    git(shop, "add", "tool", "link")
    git(shop, "commit", "-q", "-m", "modes and links")
    run()
    assert project.opener is not None
    (clone,) = clones_of(project.opener())
    assert isinstance(clone.tree, CommittedTree)
    assert list(walk(clone.tree)) == [".layerignore", "doc/", "doc/x", "link", "other", "read", "tool"]
    assert clone.tree.lookup(".git") is None
    tool, link = clone.tree.entry("tool"), clone.tree.entry("link")
    assert tool is not None
    assert link is not None
    assert (tool.mode, link.target) == (0o755, "doc/x")


def test_files_are_what_a_checkout_has_whatever_this_machine_is_set_to(
    run: Callable[..., str], project: Project, shop: Path, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/.gitconfig").write_text("[core]\n\tautocrlf = true\n")
    commit(shop, {"dos": "a\n", "plain": "a\n", ".gitattributes": "dos eol=crlf\n"})
    run()
    assert project.opener is not None
    (clone,) = clones_of(project.opener())
    assert clone.tree is not None
    assert (clone.tree.read("dos"), clone.tree.read("plain")) == (b"a\r\n", b"a\n")
    entry = clone.tree.entry("dos")
    assert entry is not None
    assert (entry.size, entry.digest) == (3, blob_digest(b"a\r\n"))


def test_submodules_are_empty_folders(run: Callable[..., str], project: Project, shop: Path, tmp_path: Path) -> None:
    repository(tmp_path / "inner", {"a": "1"})
    git(shop, "submodule", "--quiet", "add", str(tmp_path / "inner"), "inner")
    git(shop, "commit", "-q", "-m", "inner")
    run()
    assert project.opener is not None
    (clone,) = clones_of(project.opener())
    assert clone.tree is not None
    assert clone.tree.names("inner") == {}


def test_a_program_without_clones_has_the_tree_as_it_is(tmp_path: Path) -> None:
    program, tree = program_of("FROM vm/debian:12\nCOPY . .\n"), MemoryTree({})
    state = State(tmp_path / "state")
    assert known(program, tree, state, {"GIT_BRANCH": ""}) is tree
    assert update(program, tree, state, {"GIT_BRANCH": ""}, 0.0) == (tree, [])
    assert not state.root.exists()


@pytest.mark.parametrize("address", ["ext::id", "$HOW::id", "${HOW}://example.com/a"])
def test_an_address_is_refused_also_where_a_variable_makes_it_one(address: str) -> None:
    with pytest.raises(LayerfileError) as raised:
        program_of(f"FROM vm/debian:12\nENV HOW=ext\nCLONE {address} /a\n")
    (problem,) = raised.value.problems
    assert (problem.name, problem.span.start_line, problem.span.start_column) == ("clone-address", 3, 6)


@pytest.mark.parametrize("arguments", ["$NONE /a", "https://h/r $NONE", "https://h/r $NONE /a/"])
def test_an_argument_that_a_variable_leaves_empty_is_an_error(arguments: str) -> None:
    with pytest.raises(LayerfileError, match="is empty, and names no path"):
        program_of(f"FROM vm/debian:12\nENV NONE=\nCLONE {arguments}\n")
    assert program_of("FROM vm/debian:12\nENV NONE=\nCLONE https://h/r DEFAULT=main$NONE /a\n").steps


def test_a_secret_cannot_be_part_of_an_address() -> None:
    with pytest.raises(LayerfileError, match=r"the secret \$TOKEN is only known in RUN"):
        program_of("FROM vm/debian:12\nSECRET ENV TOKEN\nCLONE https://me:$TOKEN@h/r /a\n")


def test_a_clone_that_is_skipped_is_not_asked_for(project: Project, shop: Path, tmp_path: Path) -> None:
    text = f"FROM vm/debian:12\nCLONE {shop} /a\nSKIP REMAINING IF GIT_BRANCH=main\nCLONE https://h/r /b\nRUN cat\n"
    variables = {"GIT_BRANCH": "main"}
    program = program_of(text, variables=variables)
    tree, brought = update(program, MemoryTree({}), State(tmp_path / "state").create(), variables, time.time())
    assert [each.clone.repository for each in brought] == [str(shop)]
    project.opener = lambda: tree
    assert explain(project.predict(program), 4).clones == ()
    assert [each.branch for each in explain(project.predict(program), 2).clones] == ["main"]


def test_who_looks_at_no_clones_holds_nothing_for_true() -> None:
    program = program_of("FROM vm/debian:12\nCLONE https://h/r /w\nRUN cat\n")
    tree = MemoryTree({})
    assert PlacedTree(placements(program, tree, 2), tree).unknown == "what CLONE places is not known here"


def test_credentials_are_known_to_be_masked() -> None:
    program = program_of(f"FROM vm/debian:12\nCLONE {URL} /w\nCLONE https://h/r /w\n")
    assert credentials(program, MemoryTree({})) == ["hunter2222"]
