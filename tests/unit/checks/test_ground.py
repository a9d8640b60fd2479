"""No check profits by what an earlier one has left in the checkout."""

from __future__ import annotations

import pytest
from bailiwick.checks.base_reports import BaseReports
from bailiwick.checks.examination import Examiner, Subject
from bailiwick.checks.ground import Ground
from bailiwick.domain.evidence import Outcome
from bailiwick.domain.structure import Agent, Check, EvidenceRules, Module, Structure

from tests.support.builds import COUNT, HOME, LIBRARY, Workshop, shell
from tests.support.repositories import commit

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
NO_RULES = EvidenceRules(**dict.fromkeys(EvidenceRules.__dataclass_fields__, False))


def examined(shop: Workshop, *modules: Module) -> list[tuple[str, Outcome]]:
    """Name and outcome of each check of a change in the first module."""
    base = shop.base
    tree = commit(shop.repo.root, {f"{HOME}/price.py": "PRICE = 2\n"})
    structure = Structure("shop", {m.name: m for m in modules}, {"coder": Agent("coder")})
    reports = BaseReports(shop.state / "reports")
    examiner = Examiner(shop.repo, structure, shop.sandbox, place=shop.state / "checks", reports=reports)
    results = examiner.examine(Subject(base, tree, "pricing"), "1-1")
    assert list((shop.state / "checks").iterdir()) == []
    return [(result.name, result.outcome) for result in results[1:]]


def module(
    name: str, path: str, *scripts: str, depends_on: tuple[str, ...] = (), setup: tuple[str, ...] = ()
) -> Module:
    checks = {f"c{i}": Check(command) for i, command in enumerate(shell(*scripts))}
    return Module(name, (path,), ("coder",), (), depends_on, shell(*setup), checks, evidence=NO_RULES)


SET_BACK = """python3 -c 'import os
seen = os.stat("price.py")
with open("price.py", "r+") as file: file.write("PRICE = 9")
os.utime("price.py", ns=(seen.st_atime_ns, seen.st_mtime_ns))'"""


@pytest.mark.parametrize(
    ("deed", "is_undone"),
    [
        ("echo 'PRICE = 9' > price.py", "grep -q 2 price.py"),
        (SET_BACK, "grep -q 2 price.py"),
        ("rm price.py", "test -e price.py"),
        ("touch conftest.py", "test ! -e conftest.py"),
        ("mkdir new", "test ! -e new"),
        ("chmod +x price.py", "test ! -x price.py"),
        ("touch ~/left", "test ! -e ~/left"),
        ('mkdir -p "$PYTHONPYCACHEPREFIX"; touch "$PYTHONPYCACHEPREFIX/left"', 'test ! -e "$PYTHONPYCACHEPREFIX/left"'),
        ("echo poison > .venv/lib/made_of", "grep -q one .venv/lib/made_of"),
    ],
    ids=["source", "time set back", "removed", "added", "directory", "mode", "home", "bytecode", "build"],
)
def test_what_a_check_has_done_is_undone_for_the_next(shop: Workshop, deed: str, is_undone: str) -> None:
    pricing = module("pricing", HOME, f"{is_undone} && {deed}", is_undone, setup=(LIBRARY,))
    assert examined(shop, pricing) == [("pricing:c0", PASSED), ("pricing:c1", PASSED)]


def test_what_a_check_has_done_does_not_reach_a_dependent(shop: Workshop) -> None:
    mend = "echo 'PRICE = 1' > price.py"
    needs = "grep -q 'PRICE = 1' ../pricing/price.py"
    dependent = module("catalog", "modules/catalog", needs, depends_on=("pricing",))
    assert examined(shop, module("pricing", HOME, mend), dependent) == [("pricing:c0", PASSED), ("catalog:c0", FAILED)]


def test_a_checkout_that_nobody_changed_stays(shop: Workshop) -> None:
    place = shop.tree("1-1")
    ground = Ground(shop.repo, shop.builder, place, shop.base, shop.base)
    ground.ready(shop.module)
    first = (place / HOME / ".venv/lib/made_of").stat().st_ino, (place / HOME / "price.py").stat().st_ino
    ground.ready(shop.module)
    assert ((place / HOME / ".venv/lib/made_of").stat().st_ino, (place / HOME / "price.py").stat().st_ino) == first


def test_a_setup_that_failed_is_not_tried_for_every_check(shop: Workshop) -> None:
    shop = shop.setting_up(f"{COUNT}; exit 1")
    ground = Ground(shop.repo, shop.builder, shop.tree("1-1"), shop.base, shop.base)
    first, second = (ground.ready(shop.module) for _ in range(2))
    assert first is not None
    assert first == second
    assert shop.count() == 1


def test_what_cannot_be_looked_through_counts_as_changed(shop: Workshop) -> None:
    place = shop.tree("1-1")
    ground = Ground(shop.repo, shop.builder, place, shop.base, shop.base)
    ground.ready(shop.module)
    (place / HOME).rename(place / "elsewhere")
    ground.ready(shop.module)
    assert (place / HOME / "price.py").exists()
    assert not (place / "elsewhere").exists()
