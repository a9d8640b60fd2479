"""What a definition file comes to beside the map: names that differ, doubles, and files of a person's home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.agents.profile import Offered, profiles
from bailiwick.agents.user_files import user_profiles
from bailiwick.domain.structure import Agent

from tests.support.coding import write

if TYPE_CHECKING:
    from pathlib import Path

OWN = ".claude/agents/pricing-coder.md"
OTHER = ".claude/agents/other.md"
AGENTS = {name: Agent(name) for name in ("catalog_coder", "pricing_coder", "QA-Agent")}
YOURS = "a file of yours: no coder has it; put it into the repository and name it as `definition`, if that is meant"


def notes(root: Path, files: dict[str, str], agents: dict[str, Agent] = AGENTS) -> dict[str, tuple[str, ...]]:
    for path, text in files.items():
        write(root, path, text)
    return {
        profile.path: profile.notes for profile in profiles(root, agents, files, offered=Offered(())) if profile.path
    }


def named(name: str) -> str:
    return f"---\nname: {name}\ndescription: Other\n---\nBody\n"


@pytest.mark.parametrize(
    ("name", "note"),
    [
        (
            "Pricing-Coder-subagent",
            "no agent has this file: name it as `definition` of pricing_coder, if that is meant",
        ),
        ("qa", "no agent has this file: name it as `definition` of QA-Agent, if that is meant"),
        ("pricing-codr", 'no agent of the map is called pricing-codr (did you mean "pricing_coder"?)'),
        ("zebra", "no agent of the map is called zebra (one of: QA-Agent, catalog_coder, pricing_coder)"),
    ],
)
def test_a_name_that_is_not_in_the_map_is_told_with_the_nearest(tmp_path: Path, name: str, note: str) -> None:
    assert notes(tmp_path, {OTHER: named(name)}) == {OTHER: (note,)}


def test_a_file_with_another_name_than_its_agent_and_a_double_are_noted(tmp_path: Path) -> None:
    agents = {"pricing_coder": Agent("pricing_coder", definition=OWN)}
    found = notes(tmp_path, {OWN: named("zebra"), ".claude/agents/more/zebra.md": named("zebra")}, agents)
    assert found[OWN] == (
        "the file calls itself zebra; the name of the map counts",
        ".claude/agents/more/zebra.md gives the same name, zebra",
    )


def test_a_name_that_differs_in_its_spelling_alone_is_not_noted(tmp_path: Path) -> None:
    agents = {"pricing_coder": Agent("pricing_coder", definition=OWN)}
    assert notes(tmp_path, {OWN: named("pricing-coder-subagent")}, agents) == {OWN: ()}


@pytest.mark.parametrize("path", [".github/prompts/a.prompt.md", ".github/copilot-instructions.md"])
def test_what_only_an_editor_reads_is_told_as_such(tmp_path: Path, path: str) -> None:
    note = "no coder reads it: name it as `definition` of an agent, or put its text into AGENTS.md"
    assert notes(tmp_path, {path: "---\nmode: agent\napplyTo: '**'\n---\nPlan first.\n"}) == {path: (note,)}


def test_files_of_a_home_are_no_coders_and_the_repositorys_win(tmp_path: Path) -> None:
    home, root = tmp_path / "home", tmp_path / "home/shop"
    write(root, OTHER, named("tester"))
    write(home, ".claude/agents/team/tester.md", named("tester"))
    write(home, ".copilot/agents/mine.md", named("mine"))
    listed = profiles(root, AGENTS, [OTHER], offered=Offered(()))

    found = user_profiles(home, root, listed, offered=Offered(()))

    assert [(p.path, p.dialect, p.notes, p.is_user) for p in found] == [
        (
            "~/.claude/agents/team/tester.md",
            "Claude Code subagent",
            (".claude/agents/other.md of the repository has the same name, and wins",),
            True,
        ),
        ("~/.copilot/agents/mine.md", "Copilot agent", (YOURS,), True),
    ]


def test_a_repository_that_is_the_home_is_told_once(tmp_path: Path) -> None:
    write(tmp_path, OTHER, named("tester"))
    assert user_profiles(tmp_path, tmp_path, [], offered=Offered(())) == []
