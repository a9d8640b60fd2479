from __future__ import annotations

import json

import pytest
from bailiwick.conventions.commit_policy import policy_of
from bailiwick.conventions.subject import Form, banned_word, fallback_subject, subject_problem, without_words
from bailiwick.files import conventions
from bailiwick.files.structure import nothing, read_structure

from tests.support.shared_files import structure

ROLES = [
    (name, role)
    for name in conventions.shipped_names()
    if (read := conventions.named(name, nothing))
    for role in ("coder", *read.roles)
]


@pytest.mark.parametrize(
    "subject",
    ["feat(pricing): add percentage discounts", "fix(web-shop): x", "docs(a_b): 'quoted'", f"feat(a): {'x' * 71}"],
    ids=["usual", "hyphen", "quotes", "longest"],
)
def test_a_fitting_subject_has_no_problem(subject: str) -> None:
    assert subject_problem(subject) is None


@pytest.mark.parametrize(
    "subject",
    ["add discounts", "feat: add", "feat(Pricing): add", "feat(pricing):add", "feat(a): ", f"feat(a): {'x' * 72}", ""],
    ids=["no prefix", "no scope", "capital", "no space", "empty description", "too long", "empty"],
)
def test_an_unfit_subject_is_told_with_the_form_and_an_example(subject: str) -> None:
    assert subject_problem(subject) == (
        rf'the subject "{subject}" does not match ^(feat|fix|refactor|test|chore|docs)\([a-z0-9_-]+\): \S.{{0,70}}$, '
        "for example: feat(pricing): add percentage discounts"
    )


def test_a_full_stop_at_the_end_is_a_problem() -> None:
    assert subject_problem("feat(a): add it.") == 'the subject "feat(a): add it." ends with a full stop: leave it out'


def test_an_agent_s_own_pattern_replaces_the_convention_s() -> None:
    assert subject_problem("impl: add it.", Form(r"^impl: ")) is None
    assert subject_problem("feat(a): x", Form(r"^impl: ")) == 'the subject "feat(a): x" does not match ^impl: '


def test_a_subject_is_one_line() -> None:
    assert subject_problem("feat(a): x\n") == "a commit subject is one line"


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("feat(a): add Sprint board", "sprint"),
        ("feat(a): call sprintf", None),
        ("x\n\nGenerated \n with love", "generated with"),
        ("x\n# sprint behind a sign", "sprint"),
        ("x (c++)", "c++"),
    ],
    ids=["case", "part of a word", "phrase over lines", "behind a sign", "signs"],
)
def test_banned_words_are_whole_words(message: str, word: str | None) -> None:
    assert banned_word(message, ("sprint", "generated with", "c++", " ")) == word


@pytest.mark.parametrize(
    ("module", "title", "subject"),
    [
        ("pricing", "Percentage discounts.", "feat(pricing): Percentage discounts"),
        ("Web/Shop", "  two\n lines ", "feat(web-shop): two lines"),
        ("pricing", "word " * 30, f"feat(pricing): {'word ' * 14}".rstrip()),
        ("pricing", "x" * 100, f"feat(pricing): {'x' * 71}"),
        ("§", " . ", "feat(task): work on the task"),
    ],
    ids=["usual", "odd characters", "cut at a word", "no word to cut at", "nothing usable"],
)
def test_the_fallback_always_fits_the_convention(module: str, title: str, subject: str) -> None:
    assert fallback_subject(module, title) == subject
    assert subject_problem(subject) is None


@pytest.mark.parametrize(("convention", "role"), ROLES)
@pytest.mark.parametrize(
    "title",
    ["Clean the till.", "x" * 90, "word " * 30, "a. " * 40, " . "],
    ids=["usual", "no word to cut at", "cut at a word", "a stop where it is cut", "nothing usable"],
)
def test_the_fallback_of_every_role_fits_its_own_form(convention: str, role: str, title: str) -> None:
    agents = {"catalog_coder": {"convention": convention, "role": role}, "pricing_coder": {}}
    policy = policy_of(read_structure(json.dumps(structure(agents=agents))), "catalog_coder")
    assert policy.problem(policy.subject_for("Web.App", title, {"module": "Web.App"})) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Take coupons, Sprint 3", "Take coupons, 3"),
        ("Sprint: take coupons", "take coupons"),
        ("chore(sprint1): take coupons", "chore(): take coupons"),
        ("Let Claude code (AI) take coupons", "Let code () take coupons"),
        ("Take coupons\n\nCo-Authored-By: Claude", "Take coupons"),
        ("#12 Claude: take coupons", "#12: take coupons"),
        ("Print with sprintf, said aid", "Print with sprintf, said aid"),
    ],
)
def test_banned_words_are_taken_out_of_what_the_engine_writes(text: str, left: str) -> None:
    assert without_words(text, ("ai", "claude", "co-authored-by", "sprint", "sprints")).strip() == left
