"""A secret is part of what a step is, and a miss that it causes names it."""

from __future__ import annotations

import pytest

from layer_cache.explanation import explain
from layer_cache.identity import identities, remembered
from layer_cache.prediction import kept_by
from layer_cache.reasons import Reason

from .projects import IMAGE, Project, program_of, reads, verdicts, write

TEXT = "FROM vm/debian:12\nRUN before\nSECRET ENV TOKEN\nRUN one\nSECRET ENV OTHER\nRUN two\n"


@pytest.fixture
def ran(project: Project) -> Project:
    """A project that ran with two secrets."""
    project.secrets = {"TOKEN": "t1", "OTHER": "o1"}
    project.run(program_of(TEXT))
    return project


def reason(project: Project, text: str = TEXT) -> Reason:
    """Why the first step that misses does."""
    prediction = project.predict(program_of(text))
    assert prediction.first_to_run is not None
    found = prediction.steps[prediction.first_to_run].reason
    assert found is not None
    return found


def test_only_steps_after_the_line_depend_on_a_secret() -> None:
    program = program_of(TEXT)
    one, two = (identities(program, IMAGE, {"TOKEN": value, "OTHER": "o"}) for value in ("t1", "t2"))
    assert [a == b for a, b in zip(one, two, strict=True)] == [True, True, True, False, False, False]


def test_a_secret_that_a_later_env_hides_is_no_part_of_what_follows_but_through_what_was_done() -> None:
    program = program_of("FROM vm/debian:12\nSECRET ENV TOKEN\nENV TOKEN=x\nRUN a\n")
    found = {identities(program, IMAGE, {"TOKEN": value})[-1] for value in ("t1", "t2")}
    assert len(found) == 2, "ENV itself came after it"


def test_two_secrets_that_swap_their_values_are_others() -> None:
    program = program_of("FROM vm/debian:12\nSECRET ENV A B\nRUN a\n")
    assert identities(program, IMAGE, {"A": "1", "B": "2"})[-1] != identities(program, IMAGE, {"A": "2", "B": "1"})[-1]


def test_without_secrets_nothing_more_is_remembered() -> None:
    program = program_of("FROM vm/debian:12\nRUN a\n")
    assert [set(one) for one in remembered(program, IMAGE, {})] == [{name} for name in identities(program, IMAGE)]


def test_the_same_secrets_are_hits(ran: Project) -> None:
    assert verdicts(ran.predict(program_of(TEXT))) == "hhh"


def test_a_changed_secret_runs_what_follows_its_line_and_is_named(ran: Project) -> None:
    ran.secrets["OTHER"] = "o2"
    prediction = ran.run(program_of(TEXT))
    assert verdicts(prediction) == "hhm"
    assert ran.executed == ["RUN two"]
    ran.secrets["TOKEN"] = "t2"
    prediction = ran.predict(program_of(TEXT))
    assert verdicts(prediction) == "hmm"
    assert reason(ran) == Reason("secret", "", "the secret TOKEN has another value")
    later = prediction.steps[-1].reason
    assert later is not None
    assert later.kind == "parent"


def test_the_explanation_names_it_too(ran: Project) -> None:
    ran.secrets["TOKEN"] = "t2"
    found = explain(ran.predict(program_of(TEXT)), 4)
    assert [one.detail for one in found.reasons] == ["the secret TOKEN has another value"]


def test_all_that_changed_are_named(ran: Project) -> None:
    text = TEXT.replace("RUN one\n", "")
    ran.run(program_of(text))
    ran.secrets = {"TOKEN": "t2", "OTHER": "o2"}
    assert reason(ran, text).detail == "the secrets OTHER and TOKEN have other values"


def test_an_old_value_is_a_hit_again(ran: Project) -> None:
    ran.secrets["TOKEN"] = "t2"
    ran.run(program_of(TEXT))
    ran.secrets["TOKEN"] = "t1"
    assert verdicts(ran.predict(program_of(TEXT))) == "hhh"


def test_values_that_never_met_run_again(ran: Project) -> None:
    ran.secrets = {"TOKEN": "t2", "OTHER": "o2"}
    ran.run(program_of(TEXT))
    ran.secrets = {"TOKEN": "t1", "OTHER": "o2"}
    assert verdicts(ran.predict(program_of(TEXT))) == "hhm"
    assert reason(ran).detail == "it never ran with these values of OTHER and TOKEN together"


def test_a_changed_line_is_the_reason_where_it_comes_first(ran: Project) -> None:
    ran.secrets["OTHER"] = "o2"
    found = reason(ran, TEXT.replace("RUN one", "RUN other"))
    assert (found.kind, found.old) == ("text", "RUN one")


def test_a_new_secret_line_is_a_new_line(ran: Project) -> None:
    ran.secrets["NEW"] = "n"
    found = reason(ran, TEXT.replace("SECRET ENV OTHER", "SECRET ENV OTHER NEW"))
    assert found.kind == "text"
    assert "SECRET ENV OTHER NEW" in found.detail


def test_files_and_secrets_are_told_apart(project: Project) -> None:
    text = "FROM vm/debian:12\nCOPY . .\nSECRET ENV TOKEN\nRUN cat data\n"
    write(project.root, {"data": "1"})
    project.behaviours = {"RUN cat data": reads("/root/data")}
    project.secrets = {"TOKEN": "t1"}
    project.run(program_of(text))
    write(project.root, {"data": "2"})
    assert reason(project, text).kind == "content"
    project.secrets = {"TOKEN": "t2"}
    assert reason(project, text).kind == "secret"


def test_neither_identities_nor_records_have_the_digest(ran: Project) -> None:
    ran.secrets["TOKEN"] = "a-digest-of-the-value"
    ran.run(program_of(TEXT))
    ran.records.close()
    for file in ran.records.path.parent.iterdir():
        assert b"a-digest-of-the-value" not in file.read_bytes()


SPLIT = "FROM vm/debian:12\nSECRET ENV TOKEN\nRUN one\nSPLIT 2\nSECRET ENV OTHER\nRUN two\n"


def test_a_secret_counts_in_every_shard_and_is_named_in_each(project: Project) -> None:
    project.secrets = {"TOKEN": "t1", "OTHER": "o1"}
    project.run(program_of(SPLIT))
    assert verdicts(project.predict(program_of(SPLIT))) == "h[hh]"
    project.secrets["OTHER"] = "o2"
    prediction = project.run(program_of(SPLIT))
    assert verdicts(prediction) == "h[mm]"
    reasons = [one.reason for one in prediction.steps[-1].each]
    assert reasons == [Reason("secret", "", "the secret OTHER has another value")] * 2
    project.secrets["OTHER"] = "o1"
    assert verdicts(project.predict(program_of(SPLIT))) == "h[hh]"
    project.secrets["TOKEN"] = "t2"
    assert verdicts(project.predict(program_of(SPLIT))) == "m[mm]"
    assert reason(project, SPLIT) == Reason("secret", "", "the secret TOKEN has another value")


def test_what_is_kept_in_shards_depends_on_secrets_too(project: Project) -> None:
    project.secrets = {"TOKEN": "t1", "OTHER": "o1"}
    project.run(program_of(SPLIT))
    tree = project.tree()
    kept = kept_by(program_of(SPLIT), IMAGE, project.records, tree, project.secrets)
    assert [len(level) for level in kept] == [1, 2]
    changed = kept_by(program_of(SPLIT), IMAGE, project.records, tree, {**project.secrets, "OTHER": "o2"})
    assert changed == kept[:1]
    assert kept_by(program_of(SPLIT), IMAGE, project.records, tree) == []
