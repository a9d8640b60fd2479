from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.hooks import commit_message

from tests.support.hooked import PROJECT, STRUCTURE, Worktree, dump

if TYPE_CHECKING:
    from pathlib import Path

PRICING = STRUCTURE["agents"]["pricing_coder"]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Worktree:
    """A repository with nothing but the map, as the current directory."""
    monkeypatch.chdir(tmp_path)
    tree = Worktree(tmp_path)
    tree.must("init", "-q")
    commit_map(tree, STRUCTURE)
    return tree


def commit_map(tree: Worktree, structure: dict[str, Any]) -> None:
    tree.stage("shared/project_structure.json", dump(structure))
    tree.must("commit", "-qm", "map")


def judged(tree: Worktree, message: str) -> int:
    tree.write("MESSAGE", message)
    return commit_message.main(["MESSAGE"])


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ("Whatever a person likes.", 0),
        ("Merge branch 'topic'", 0),
        ("wip", 1),
        ("Discounts\n\nstill WIP\n", 1),
        ("Discounts, wiped clean", 0),
        ("Discounts für alle", 0),
        ("wip für alle", 1),
        ("Discounts\n\n# wip in a comment\n", 0),
        ("Discounts\n\n# ------------------------ >8 ------------------------\n+wip = 1\n", 0),
    ],
)
def test_banned_words_of_a_person(tree: Worktree, message: str, status: int) -> None:
    assert judged(tree, message) == status


SCISSORS = "# ------------------------ >8 ------------------------"


@pytest.mark.parametrize(
    ("set_to", "edited", "typed", "status"),
    [
        ({}, False, "#12 wip", 1),
        ({}, False, "Discounts\n\n# wip", 1),
        ({}, False, f"Discounts\n{SCISSORS}\nwip", 1),
        ({}, True, "Discounts\n# wip", 0),
        ({}, True, f"Discounts\n{SCISSORS}\nwip", 0),
        ({"commit.cleanup": "strip"}, True, "Discounts\n# wip", 0),
        ({"commit.cleanup": "whitespace"}, True, "Discounts\n# wip", 1),
        ({"commit.cleanup": "scissors"}, True, f"Discounts\n{SCISSORS}\nwip", 0),
        ({"core.commentChar": ";"}, True, "Discounts\n; wip", 0),
        ({"core.commentChar": ";"}, True, "Discounts\n# wip", 1),
        ({"core.commentChar": "auto"}, True, "Discounts\n# wip", 0),
    ],
)
def test_words_count_in_what_git_keeps(
    tree: Worktree, monkeypatch: pytest.MonkeyPatch, set_to: dict[str, str], *, edited: bool, typed: str, status: int
) -> None:
    hook = tree.root / ".git/hooks/commit-msg"
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{PROJECT}/scripts/check_commit_message.py" "$1"\n')
    hook.chmod(0o755)
    monkeypatch.setenv("GIT_EDITOR", "cat .git/typed >")
    for name, value in set_to.items():
        tree.must("config", name, value)
    (tree.root / ".git/typed").write_text(f"{typed}\n")
    how = ["--edit", "--verbose"] if edited else ["--file=.git/typed"]
    done = tree.git("commit", "--quiet", "--allow-empty", *how)
    assert done.returncode == status, done.stdout + done.stderr
    assert status or "wip" not in tree.must("log", "-1", "--format=%B")


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ("feat(pricing): add discounts", 0),
        ("\n# comment\n\nfix(pricing): round half up\n\nMore.\n", 0),
        ("Add discounts", 1),
        ("feat(pricing): add discounts.", 1),
        ("Merge branch 'topic'", 1),
        ("fixup! feat(pricing): add discounts", 1),
        ("feat(pricing): wip", 1),
        ("", 0),
        ("# only comments\n", 0),
    ],
)
def test_subject_of_an_agent(tree: Worktree, message: str, status: int) -> None:
    tree.act_as("pricing_coder")
    assert judged(tree, message) == status


def test_subject_of_an_agent_with_a_form_of_its_own(tree: Worktree) -> None:
    own = {"pricing_coder": PRICING | {"commit_subject": r"^PRC-\d+ "}}
    commit_map(tree, STRUCTURE | {"agents": STRUCTURE["agents"] | own})
    tree.act_as("pricing_coder")
    assert [judged(tree, "PRC-7 discounts"), judged(tree, "feat(pricing): discounts")] == [0, 1]


def test_refusal_names_file_rule_and_next_step(tree: Worktree, capfd: pytest.CaptureFixture[str]) -> None:
    assert judged(tree, "wip") == 1
    rule = "banned from commit messages by shared/project_structure.json (commit.banned_words)"
    assert capfd.readouterr().out == (
        f'MESSAGE: the word "wip" is {rule}\nto mend the message: git commit --edit --file=MESSAGE\n'
    )


def test_agent_is_judged_by_the_map_of_head(tree: Worktree) -> None:
    freer = {"pricing_coder": PRICING | {"commit_subject": ".*"}}
    tree.stage("shared/project_structure.json", dump(STRUCTURE | {"agents": freer, "commit": {}}))
    tree.act_as("pricing_coder")
    assert judged(tree, "wip") == 1


def test_person_can_mend_a_broken_map(tree: Worktree) -> None:
    tree.stage("shared/project_structure.json", '{"commit": {"banned_words": ["wip"]}')
    tree.must("commit", "-qm", "broken")
    assert judged(tree, "anything") == 2
    tree.stage("shared/project_structure.json", dump(STRUCTURE))
    assert judged(tree, "mend the map") == 0


def test_without_a_map_everything_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tree = Worktree(tmp_path)
    tree.must("init", "-q")
    assert judged(tree, "wip") == 0


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([], "the commit message hook judges one file, not 0: run it at the stage commit-msg\n"),
        (["GONE"], "the commit message GONE cannot be read: No such file or directory\n"),
    ],
    ids=["no file", "missing file"],
)
def test_without_a_message_nothing_can_be_judged(
    tree: Worktree, files: list[str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    tree.act_as("pricing_coder")
    assert commit_message.main(files) == 2
    assert capfd.readouterr().out == message


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("Answer 201 where an order is made", ""),
        ("chore(sprint1): tidy up", "sprint"),
        ("Answer 201\n\nCo-Authored-By: A Person <a@example.invalid>", "co-authored-by"),
        ("Answer 201\n\nGenerated with care", "generated with"),
        ("Use sprintf", ""),
        ("Call OpenAI for SPRINTS", "sprints"),
        ("Ask the LLM", ""),
    ],
)
def test_words_that_a_convention_bans_stand_nowhere_in_the_message(
    tree: Worktree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], message: str, word: str
) -> None:
    agents = STRUCTURE["agents"] | {"pricing_coder": PRICING | {"convention": "sprint"}}
    commit_map(tree, STRUCTURE | {"agents": agents, "commit": {"allowed_words": ["LLM"]}})
    monkeypatch.setenv("BAILIWICK_AGENT", "pricing_coder")

    assert judged(tree, message) == bool(word)
    assert (f'the word "{word}" is banned by the convention sprint' in capsys.readouterr().out) == bool(word)
