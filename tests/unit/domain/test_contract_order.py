"""A task waits for the contracts that the modules it builds on have promised."""

from __future__ import annotations

import pytest
from bailiwick.domain.contract_order import Promises, Unpublished, deadlocks, unpublished
from bailiwick.domain.structure import Module
from bailiwick.domain.task import Expected, Task

MODULES = {
    "catalog": Module("catalog", ("modules/catalog",), ("a",)),
    "pricing": Module("pricing", ("modules/pricing",), ("b",), depends_on=("catalog",)),
    "checkout": Module("checkout", ("modules/checkout",), ("c",), depends_on=("pricing",)),
}


def task(key: int, module: str, *blockers: int, status: str = "not_started", promises: bool = False) -> Task:
    files = (f"shared/api/{module}/openapi.json",) if promises else (f"modules/{module}/x.py",)
    return Task(key, "t", "a", status, "", blockers, module, expected=Expected(files=files))


def awaited(asking: Task, *others: Task) -> tuple[str, ...]:
    return Promises.of((asking, *others)).awaited(asking, MODULES)


def test_a_dependent_waits_for_what_is_promised_and_open() -> None:
    assert awaited(task(1, "checkout"), task(2, "pricing", promises=True), task(3, "pricing")) == ("2",)


def test_what_is_done_or_of_another_module_is_not_waited_for() -> None:
    done = task(2, "pricing", status="done", promises=True)
    assert awaited(task(1, "checkout"), done, task(3, "catalog", promises=True)) == ()
    assert awaited(task(1, "nowhere"), task(2, "pricing", promises=True)) == ()
    assert awaited(task(1, "pricing", promises=True), task(2, "pricing", promises=True)) == ()


def test_what_waits_for_the_asking_task_is_not_waited_for() -> None:
    assert awaited(task(1, "checkout"), task(2, "pricing", 3, promises=True), task(3, "catalog", 1)) == ()


def test_rings_of_blockers_and_contracts_are_named() -> None:
    ring = (task(1, "checkout"), task(2, "pricing", promises=True), task(3, "catalog", 1, promises=True))
    assert deadlocks(ring, MODULES) == [["1", "2", "3", "1"]]
    assert deadlocks((*ring[:2], task(3, "catalog", 1, status="done", promises=True)), MODULES) == []


@pytest.mark.parametrize(
    ("tasks", "published", "publishers"),
    [
        ((task(1, "checkout"), task(2, "pricing")), ["pricing"], ["a"]),
        ((task(1, "checkout"), task(2, "pricing")), [], ["tester"]),
        ((task(1, "checkout"), task(2, "pricing", status="done")), [], ["a"]),
        ((task(1, "checkout"), task(2, "pricing"), task(3, "pricing", promises=True)), [], ["a"]),
        ((task(1, "checkout", 2), task(2, "pricing")), [], ["a"]),
        ((task(1, "checkout"), task(2, "pricing", 3), task(3, "catalog", 1)), ["catalog"], ["a"]),
        ((task(1, "checkout"), task(2, "catalog")), [], ["a"]),
    ],
    ids=["published", "of other agents", "done", "promised", "waits", "is waited for", "does not depend"],
)
def test_what_is_in_order_is_not_named(tasks: tuple[Task, ...], published: list[str], publishers: list[str]) -> None:
    assert list(unpublished(tasks, MODULES, published=published, publishers=publishers)) == []


def test_a_module_without_contract_is_named_with_those_who_may_begin_beside_it() -> None:
    tasks = (task(1, "checkout"), task(2, "pricing"), task(3, "checkout", 4), task(4, "pricing"), task(5, "nowhere"))
    found = unpublished(tasks, MODULES, published=[], publishers=["a"])
    assert list(found) == [Unpublished("pricing", ("2", "4"), ("1",))]
