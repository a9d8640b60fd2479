"""No check profits by what an earlier one has left in the checkout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.base_reports import BaseReports
from bailiwick.checks.examination import Examiner, Subject
from bailiwick.checks.ground import Ground
from bailiwick.domain.evidence import Outcome
from bailiwick.domain.structure import Agent, Check, EvidenceRules, Module, Structure
from bailiwick.errors import GitError

from tests.support.builds import COUNT, HOME, LIBRARY, Workshop, make_workshop, shell
from tests.support.repositories import commit

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.sandbox.base import Sandbox

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
NO_RULES = EvidenceRules(**dict.fromkeys(EvidenceRules.__dataclass_fields__, False))


def examined(shop: Workshop, *modules: Module) -> list[tuple[str, Outcome]]:
    """Name and outcome of each check of a change in the first module."""
    base = shop.base
    tree = commit(shop.repo.root, {f"{HOME}/price.py": "PRICE = 2\n"})
    structure = Structure("shop", {m.name: m for m in modules}, {"coder": Agent("coder")})
    reports = BaseReports(shop.state / "reports")
    with shop.grounds as grounds:
        examiner = Examiner(structure, grounds, reports, shop.state / "bytecode")
        results = examiner.examine(Subject(base, tree, "pricing"))
    assert list(grounds.place.iterdir()) == []
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


def ground_of(shop: Workshop) -> Ground:
    ground = Ground(shop.builder, shop.tree("1"))
    ground.turn(shop.base, shop.base)
    return ground


def number(file: Path) -> int:
    return file.stat().st_ino


def test_a_checkout_that_nobody_changed_stays(shop: Workshop) -> None:
    ground = ground_of(shop)
    files = (ground.directory / HOME / ".venv/lib/made_of", ground.directory / HOME / "price.py")
    ground.ready(shop.module)
    first = [number(file) for file in files]
    ground.ready(shop.module)
    assert [number(file) for file in files] == first


def test_only_the_directories_of_a_module_are_made_anew(shop: Workshop) -> None:
    ground = ground_of(shop)
    ground.ready(shop.module)
    other = number(ground.directory / "modules/catalog/items.py")
    (ground.directory / HOME / "left").touch()
    ground.ready(shop.module)
    assert not (ground.directory / HOME / "left").exists()
    assert (ground.directory / HOME / "price.py").exists()
    assert number(ground.directory / "modules/catalog/items.py") == other


def test_a_module_within_another_goes_with_it_and_is_set_up_again(shop: Workshop) -> None:
    outer = Module("outer", ("modules",), ("coder",))
    ground = ground_of(shop)
    ground.ready(shop.module)
    ground.ready(outer)
    (ground.directory / "modules/left").touch()
    ground.ready(shop.module)
    assert (ground.directory / HOME / ".venv/lib/made_of").read_text() == "one\n"


def test_another_tree_is_what_git_says_and_keeps_nothing_built(shop: Workshop) -> None:
    ground, base = ground_of(shop), shop.base
    ground.ready(shop.module)
    kept = number(ground.directory / "modules/catalog/items.py")
    (shop.repo.root / HOME / "requirements.txt").unlink()
    ground.turn(commit(shop.repo.root, {f"{HOME}/price.py": "PRICE = 2\n", f"{HOME}/new/x.py": ""}), base)
    assert (ground.directory / HOME / "price.py").read_text() == "PRICE = 2\n"
    assert (ground.directory / HOME / "new/x.py").exists()
    assert not (ground.directory / HOME / "requirements.txt").exists()
    assert not (ground.directory / HOME / ".venv").exists()
    assert number(ground.directory / "modules/catalog/items.py") == kept
    ground.turn(base, base)
    assert not (ground.directory / HOME / "new").exists()
    assert (ground.directory / HOME / "price.py").read_text() == "PRICE = 1\n"


def test_attributes_that_differ_reach_every_file(shop: Workshop) -> None:
    ground = ground_of(shop)
    ground.turn(commit(shop.repo.root, {".gitattributes": "*.py text eol=crlf\n"}), shop.base)
    assert (ground.directory / HOME / "price.py").read_bytes() == b"PRICE = 1\r\n"


def test_a_mode_that_was_changed_beside_the_module_does_not_stay(tmp_path: Path, sandbox: Sandbox) -> None:
    shop = make_workshop(tmp_path, sandbox)
    catalog = shop.repo.root / "modules/catalog"
    base = commit(shop.repo.root, {"modules/catalog/items.py": "ITEMS = []  # exactly so\n"})
    pricing = module("pricing", HOME, "chmod 0 ../catalog/items.py ../catalog; true")
    structure = Structure("shop", {"pricing": pricing}, {"coder": Agent("coder")})
    with shop.grounds as grounds:
        examiner = Examiner(structure, grounds, BaseReports(tmp_path / "r"), tmp_path / "bytecode")
        for price in (2, 3):
            tree = commit(shop.repo.root, {f"{HOME}/price.py": f"PRICE = {price}\n"})
            examiner.examine(Subject(base, tree, "pricing"))
        with grounds.lend() as ground:
            ground.turn(base, base)
            found = [
                (ground.directory / path).stat().st_mode for path in ("modules/catalog", "modules/catalog/items.py")
            ]
    assert found == [catalog.stat().st_mode, (catalog / "items.py").stat().st_mode]


def test_a_checkout_that_failed_is_made_anew(shop: Workshop) -> None:
    ground = ground_of(shop)
    (ground.directory / "left").touch()
    with pytest.raises(GitError):
        ground.turn("no-such-tree", shop.base)
    ground.tree = ""
    ground.turn(shop.base, shop.base)
    assert not (ground.directory / "left").exists()


def test_checkouts_are_lent_to_one_at_a_time_and_kept_for_the_next(shop: Workshop) -> None:
    with shop.grounds as grounds:
        with grounds.lend() as one, grounds.lend() as other:
            assert one.directory != other.directory
            one.turn(shop.base, shop.base)
        with grounds.lend() as again:
            assert again in (one, other)
        assert one.directory.exists()
    assert list(grounds.place.iterdir()) == []


def test_what_a_killed_process_has_left_is_removed(shop: Workshop) -> None:
    left = shop.grounds.place / "run.7/deep"
    left.mkdir(parents=True)
    (shop.grounds.place / "run.7.index").touch()
    other = shop.grounds.place / "runs"
    other.mkdir()
    with shop.grounds as grounds:
        assert list(grounds.place.iterdir()) == [other]


def test_a_setup_that_failed_is_not_tried_for_every_check(shop: Workshop) -> None:
    shop = shop.setting_up(f"{COUNT}; exit 1")
    ground = ground_of(shop)
    first, second = (ground.ready(shop.module) for _ in range(2))
    assert first is not None
    assert first == second
    assert shop.count() == 1


def test_what_cannot_be_looked_through_counts_as_changed(shop: Workshop) -> None:
    ground = ground_of(shop)
    ground.ready(shop.module)
    (ground.directory / HOME).rename(ground.directory / HOME / "../elsewhere")
    ground.ready(shop.module)
    assert (ground.directory / HOME / "price.py").exists()
