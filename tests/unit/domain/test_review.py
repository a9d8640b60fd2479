"""Who has still to approve, and which round comes next."""

from __future__ import annotations

import pytest
from bailiwick.domain.convention import Convention
from bailiwick.domain.review import ARCHITECTURE, Reviewer, Verdict, next_round, unapproved, worst
from bailiwick.domain.structure import Agent, Module, Structure

ONE, OTHER = Reviewer("one"), Reviewer("other", ARCHITECTURE)


def said(name: str, word: str, work: str = "w", number: int = 1) -> Verdict:
    return Verdict(name, word, number, "c", work)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        pytest.param([], (ONE, OTHER), id="nobody has said anything"),
        pytest.param([said("one", "APPROVED")], (OTHER,), id="one has approved"),
        pytest.param([said("one", "APPROVED"), said("other", "APPROVED")], (), id="all have"),
        pytest.param([said("one", "APPROVED", "v"), said("other", "APPROVED")], (ONE,), id="other work"),
        pytest.param(
            [said("one", "APPROVED"), said("other", "APPROVED"), said("one", "NEEDS_CHANGES")],
            (ONE,),
            id="the newest word counts",
        ),
        pytest.param([said("one", "APPROVED"), said("other", "NEEDS_RESTRUCTURING")], (OTHER,), id="sent back"),
        pytest.param([said("one", "approved"), said("other", "OK")], (ONE, OTHER), id="other words"),
    ],
)
def test_who_has_not_approved(verdicts: list[Verdict], expected: tuple[Reviewer, ...]) -> None:
    assert unapproved((ONE, OTHER), verdicts, "w") == expected


@pytest.mark.parametrize(
    ("last", "limit", "expected"),
    [
        pytest.param({}, 3, 1, id="the first"),
        pytest.param({"round": 1, "verdict": "NEEDS_CHANGES"}, 3, 2, id="goes on"),
        pytest.param({"round": 2, "verdict": "NEEDS_RESTRUCTURING"}, 3, 3, id="the last"),
        pytest.param({"round": 3, "verdict": "NEEDS_CHANGES"}, 3, 1, id="a person has answered"),
        pytest.param({"round": 9, "verdict": "NEEDS_CHANGES"}, 0, 10, id="no limit"),
        pytest.param({"round": 2, "verdict": "APPROVED"}, 3, 1, id="approved"),
        pytest.param({"round": "2", "verdict": "NEEDS_CHANGES"}, 3, 1, id="written by hand"),
    ],
)
def test_the_next_round(last: dict[str, object], limit: int, expected: int) -> None:
    assert next_round(last, limit, {"APPROVED"}) == expected


def test_the_worst_severity() -> None:
    assert worst(["MINOR", "CRITICAL", "MAJOR"]) == "CRITICAL"
    assert worst([]) == ""


@pytest.mark.parametrize(("owners", "expected"), [(("a",), (Reviewer("one"),)), (("a", "b"), (Reviewer("one"), OTHER))])
def test_architecture_is_looked_at_where_two_coders_work(
    owners: tuple[str, ...], expected: tuple[Reviewer, ...]
) -> None:
    modules = {name: Module(name, (f"modules/{name}",), (name,), reviewers=("one",)) for name in owners}
    agents = {name: Agent(name) for name in (*owners, "one", "other")}
    assert Structure("s", modules, agents, architecture_reviewers=("other",)).reviewers_of("a") == expected


def test_the_words_are_those_of_the_reviewers_role() -> None:
    own = Convention(
        "c", roles={"judge": {"kind": "reviewer", "verdicts": ("OK", "CHANGES REQUESTED"), "escalations": {"STOP": ""}}}
    )
    agents = {
        "a": Agent("a"),
        "one": Agent("one", role="judge", convention="c"),
        "other": Agent("other", role="reviewer"),
    }
    known = Structure(
        "s", {"a": Module("a", ("m",), ("a",), reviewers=("one", "other"))}, agents, conventions={"c": own}
    )
    assert [reviewer.kind.words for reviewer in known.reviewers_of("a")] == [
        ("OK", "CHANGES REQUESTED", "STOP"),
        ("APPROVED", "NEEDS_CHANGES"),
    ]
    assert [known.is_reviewer(name) for name in agents] == [False, True, True]
