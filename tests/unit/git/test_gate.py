from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from bailiwick.domain.scope import Scope
from bailiwick.git.diff import Change, between
from bailiwick.git.gate import CONTROL_FILES, breaches, collisions

from tests.support.repositories import PRICING, commit, git, head, make_repository

if TYPE_CHECKING:
    from pathlib import Path


def change(path: str, old: str = "100644", new: str = "100644") -> Change:
    return Change(old, new, "1" * 40, "2" * 40, "M", path)


def owner(path: str) -> str | None:
    return "catalog_coder (catalog)" if path.startswith("modules/catalog/") else None


def told(*changes: Change, scope: Scope = PRICING) -> list[str]:
    return [str(breach) for breach in breaches(changes, scope, owner=owner)]


def test_changes_in_scope_may_land() -> None:
    assert (
        told(
            change("modules/pricing/a.py"),
            change("modules/pricing/deep/er/b.py", old="000000"),
            change("modules/pricing/c.sh", old="100755", new="100755"),
            change("modules/pricing/d.sh", old="100755", new="100644"),
            change("modules/pricing/e.py", new="000000"),
            change("shared/api/pricing/openapi.json", old="000000"),
        )
        == []
    )


def test_a_breach_names_file_rule_owner_and_next_step() -> None:
    assert told(change("modules/catalog/items.py")) == [
        (
            "modules/catalog/items.py: outside the scope of pricing_coder in pricing (modules/pricing/**); "
            "owner: catalog_coder (catalog); next: request a change from the owner"
        )
    ]


def test_a_path_that_nobody_owns() -> None:
    assert told(change("README.md")) == [
        (
            "README.md: outside the scope of pricing_coder in pricing (modules/pricing/**); "
            "owner: no agent; next: leave it alone, or ask who keeps the map to give it an owner"
        )
    ]


def test_a_denied_path() -> None:
    scope = Scope(
        "pricing_coder", "pricing", ("modules/pricing",), ("modules/pricing/**",), ("modules/pricing/tests/**",)
    )
    (line,) = told(change("modules/pricing/tests/test_a.py"), scope=scope)
    assert line.startswith("modules/pricing/tests/test_a.py: denied by modules/pricing/tests/**; ")


@pytest.mark.parametrize(
    ("found", "rule"),
    [
        pytest.param(change("modules/pricing/a", new="120000"), "a symbolic link or submodule", id="file to link"),
        pytest.param(
            change("modules/pricing/a", "120000", "000000"), "a symbolic link or submodule", id="link deleted"
        ),
        pytest.param(change("modules/pricing/a", "000000", "160000"), "a symbolic link or submodule", id="submodule"),
        pytest.param(change("modules/pricing/a", new="100755"), "made executable", id="bit set"),
        pytest.param(change("modules/pricing/a", "000000", "100755"), "made executable", id="new executable"),
        pytest.param(change("modules/pricing/x/.git/config"), "a name that git reserves", id="git directory"),
        pytest.param(change("modules/pricing/.GIT"), "a name that git reserves", id="git in capitals"),
        pytest.param(change("modules/pricing/a:b", "000000"), "a name that not every system can hold", id="colon"),
        pytest.param(change("modules/pricing/aux.py", "000000"), "a name that not every system can hold", id="device"),
        pytest.param(change("modules/pricing/dot.", "000000"), "a name that not every system can hold", id="final dot"),
        pytest.param(change("modules/pricing/a\nb", "000000"), "a name that not every system can hold", id="newline"),
        pytest.param(
            change("modules/pricing/\udcff", "000000"), "a name that not every system can hold", id="not UTF-8"
        ),
    ],
)
def test_what_is_refused_inside_the_scope(found: Change, rule: str) -> None:
    assert [b.rule for b in breaches([found], PRICING, owner=owner)] == [rule]


@pytest.mark.parametrize("name", [*sorted(CONTROL_FILES), "ConfTest.py"])
def test_control_files_are_refused_wherever_they_are(name: str) -> None:
    assert [b.rule for b in breaches([change(f"modules/pricing/x/{name}")], PRICING, owner=owner)] == ["a control file"]


def test_a_name_with_a_newline_does_not_slip_through_a_glob() -> None:
    scope = Scope("a", "pricing", ("modules/pricing",), ("modules/pricing/*.py",))
    assert len(breaches([change("modules/pricing/a.py\n")], scope, owner=owner)) == 1


def test_odd_names_are_printed_escaped() -> None:
    (line,) = told(change("modules/pricing/a\x1b[31m\n\udcff", old="000000"))
    assert line.startswith(r"modules/pricing/a\x1b[31m\n\udcff: a name that not every system can hold; ")


def test_an_odd_name_that_exists_can_be_mended_or_removed() -> None:
    assert told(change("modules/pricing/a:b"), change("modules/pricing/c:d", new="000000")) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("modules/pricing/a.py", "modules/pricing/A.py", id="case"),
        pytest.param("modules/pricing/x/a.py", "modules/pricing/X/b.py", id="case of a directory"),
        pytest.param(unicodedata.normalize("NFC", "é"), unicodedata.normalize("NFD", "é"), id="Unicode form"),
    ],
)
def test_names_that_collide(tmp_path: Path, first: str, second: str) -> None:
    repo = make_repository(tmp_path / "r", {first: "1\n"})
    old = head(repo)
    new = commit(repo.root, {second: "2\n"})
    (breach,) = collisions(repo, new, between(repo, old, new))
    assert breach.rule.endswith("where case and Unicode form are ignored")
    assert collisions(repo, new) == [breach]


def test_a_collision_that_was_there_before_is_not_held_against_a_change(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r", {"a.py": "1\n", "A.py": "1\n"})
    old = head(repo)
    new = commit(repo.root, {"b.py": "2\n"})
    assert collisions(repo, new, between(repo, old, new)) == []
    assert len(collisions(repo, new)) == 1


def test_a_rename_out_of_the_way_is_judged_on_both_sides(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    old = head(repo)
    git(repo.root, "mv", "modules/catalog/catalog/items.py", "modules/pricing/items.py")
    new = commit(repo.root, {})
    found = breaches(between(repo, old, new), PRICING, owner=owner)
    assert [b.path for b in found] == ["modules/catalog/catalog/items.py"]
