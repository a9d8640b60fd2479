"""An architect's reply: read strictly, one block alone; what is rendered reads back the same."""

from __future__ import annotations

import itertools

import pytest
from bailiwick.conventions.sprint_blocks import Blocks, Spawn, read, render

SPAWNS = [
    Spawn(agent, title, manual)
    for agent, title, manual in itertools.product(
        ("python-dev", "qa_agent", "ui-test-agent"), ("", "Take coupons", "a: b"), (False, True)
    )
]


def test_what_is_rendered_reads_back_the_same() -> None:
    for size in (1, 2, 3):
        for chosen in itertools.combinations(SPAWNS, size):
            assert read(render(Blocks(chosen))) == Blocks(chosen)
    for number in (1, 9, 10):
        assert read(render(Blocks(final=number))) == Blocks(final=number)


def test_a_request_names_agents_and_may_ask_for_a_manual_test() -> None:
    text = "\n## SPAWN REQUEST\n\n- python-dev\n- ui-test-agent --manual\n\n"
    assert read(text) == Blocks((Spawn("python-dev"), Spawn("ui-test-agent", manual=True)))


def test_a_fence_around_the_whole_reply_is_cut_off_with_a_note() -> None:
    found = read("```\nFINALIZE\nPhase 5 complete. Sprint 3 is finalized.\n```")
    assert (found.final, found.notes) == (3, ("a fence around the whole reply was cut off",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["expected '## SPAWN REQUEST' or 'FINALIZE' and nothing before it"]),
        (
            "Now I ask.\n## SPAWN REQUEST\n- a",
            ["line 1: expected '## SPAWN REQUEST' or 'FINALIZE' and nothing before it, found 'Now I ask.'"],
        ),
        (
            "## SPAWN REQUEST",
            ["line 1: expected a bullet such as '- backend-dev: Take coupons at the checkout' below it"],
        ),
        (
            "## SPAWN REQUEST\n- python dev\n* b",
            [
                "line 2: expected a bullet such as '- backend-dev: Take coupons at the checkout', found '- python dev'",
                "line 3: expected a bullet such as '- backend-dev: Take coupons at the checkout', found '* b'",
            ],
        ),
        (
            "## SPAWN REQUEST\n- a\nFINALIZE\nPhase 5 complete. Sprint 3 is finalized.",
            ["line 3: expected one block: a request and the end contradict each other, found 'FINALIZE'"],
        ),
        ("FINALIZE", ["line 1: expected 'Phase 5 complete. Sprint 3 is finalized.'"]),
        (
            "FINALIZE\nPhase 4 complete. Sprint 3 is finalized.\nWell done.",
            [
                (
                    "line 2: expected 'Phase 5 complete. Sprint 3 is finalized.', "
                    "found 'Phase 4 complete. Sprint 3 is finalized.'"
                ),
                "line 3: expected nothing after that, found 'Well done.'",
            ],
        ),
    ],
    ids=["empty", "prose first", "no bullet", "bad bullets", "both", "end alone", "another end"],
)
def test_every_fault_is_told_with_its_line(text: str, told: list[str]) -> None:
    found = read(text)
    assert [str(fault) for fault in found.faults] == told
    assert (found.spawns, found.final) == ((), 0)
