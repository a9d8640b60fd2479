"""What may still be spent."""

from __future__ import annotations

from bailiwick.domain.budget import Budget


def test_a_run_without_a_limit_reserves_anything() -> None:
    assert Budget().reserve("1", 1000.0, spent_usd=0.0, attempt_limit_usd=0.0) == ""


def test_a_reservation_counts_until_the_true_cost_is_booked() -> None:
    budget = Budget(1.0)

    assert budget.reserve("1", 0.8, spent_usd=0.0, attempt_limit_usd=0.0) == ""
    assert "the run's budget of 1.00 USD" in budget.reserve("2", 0.5, spent_usd=0.0, attempt_limit_usd=0.0)
    budget.book("1", 0.1)
    assert budget.reserve("2", 0.5, spent_usd=0.0, attempt_limit_usd=0.0) == ""
    assert round(budget.spent_usd, 2) == 0.1


def test_an_attempt_is_held_to_its_own_limit() -> None:
    refused = Budget().reserve("1", 0.5, spent_usd=1.6, attempt_limit_usd=2.0)

    assert refused == "its cost limit of 2.00 USD (1.60 spent, next turn up to 0.50)"


def test_a_spent_budget_is_exhausted() -> None:
    budget = Budget(0.5)
    budget.book("1", 0.5)

    assert budget.exhausted
    assert not Budget().exhausted


def test_another_try_takes_the_place_of_the_attempts_own_reservation() -> None:
    budget = Budget(1.0)

    assert budget.reserve("1", 0.6, spent_usd=0.0, attempt_limit_usd=0.0) == ""
    assert budget.reserve("1", 0.9, spent_usd=0.0, attempt_limit_usd=0.0) == ""
