from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bailiwick.domain.scope import Scope
from bailiwick.git.diff import Change, between
from bailiwick.git.gate import breaches, collisions, contents

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
        pytest.param(change("modules/pricing/a", "160000", "000000"), "a symbolic link or submodule", id="no module"),
        pytest.param(change("modules/pricing/a", "000000", "160000"), "a symbolic link or submodule", id="submodule"),
        pytest.param(change("modules/pricing/a", new="100755"), "made executable", id="bit set"),
        pytest.param(change("modules/pricing/a", "000000", "100755"), "made executable", id="new executable"),
        pytest.param(change("modules/pricing/x/.git/config"), "a name that git reserves", id="git directory"),
        pytest.param(change("modules/pricing/.GIT"), "a name that git reserves", id="git in capitals"),
        pytest.param(change("modules/pricing/.g\u200cit/config"), "a name that git reserves", id="git, unseen letter"),
        pytest.param(
            change("modules/pricing/GIT~1", "000000"), "a name that not every system can hold", id="short name"
        ),
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


ASK = "ask who keeps the map to open it under `control_files` of pricing"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("modules/pricing/x/conftest.py", "100644", "100644"),
        ("modules/pricing/ConfTest.py", "000000", "100644"),
        ("modules/pricing/conftest.py", "100644", "000000"),
        ("shared/api/pricing/conftest.py", "000000", "100644"),
    ],
    ids=["changed", "new", "deleted", "output"],
)
def test_control_files_are_closed(path: str, old: str, new: str) -> None:
    assert told(change(path, old, new)) == [
        f"{path}: a control file (test configuration); owner: no agent; next: leave it as it is, or {ASK}"
    ]


def test_the_map_opens_control_files_of_a_module_by_name() -> None:
    scope = replace(PRICING, opened=("modules/pricing/**/conftest.py", "modules/pricing/**/.github"))
    inside = [change(f"modules/pricing/{path}") for path in ("conftest.py", "a/b/ConfTest.py", ".github/x/y.yml")]
    assert told(*inside, scope=scope) == []
    (line,) = told(change("modules/pricing/.github/CLAUDE.md"), scope=scope)
    assert "a control file (agent instructions)" in line
    elsewhere = replace(scope, roots=(*PRICING.roots, "modules/tax"), write=(*PRICING.write, "modules/tax/**"))
    assert len(told(change("modules/tax/conftest.py"), scope=elsewhere)) == 1


def test_a_directory_that_the_map_gives_to_a_module_is_open() -> None:
    scope = Scope("a", "ci", (".github/workflows",), (".github/workflows/**",))
    assert told(change(".github/workflows/test.yml"), scope=scope) == []
    assert len(told(change(".github/workflows/.github/test.yml"), scope=scope)) == 1


def test_compiled_python_stays_closed_but_may_be_taken_away() -> None:
    scope = replace(PRICING, opened=("modules/pricing/**/*.pyc", "modules/pricing/**/__pycache__"))
    path = "modules/pricing/__pycache__/a.cpython-311.pyc"
    (line,) = told(change(path, old="000000"), scope=scope)
    assert "a control file (compiled Python)" in line
    assert told(change(path, new="000000")) == []


@pytest.mark.parametrize("path", ["modules/pricing/run_tests.sh", "modules/pricing/Run_Tests.sh"])
def test_what_a_check_runs_is_closed(path: str) -> None:
    scope = replace(PRICING, run_by=(("modules/pricing/run_tests.sh", "check tests"),))
    (line,) = told(change(path), scope=scope)
    assert line.startswith(f"{path}: a control file (run by check tests); ")
    assert told(change(path), scope=replace(scope, opened=("modules/pricing/**/run_tests.sh",))) == []
    assert told(change(path), scope=PRICING) == []


def test_executables_that_the_map_allows() -> None:
    scope = replace(PRICING, executables=("modules/pricing/bin/*",))
    assert told(change("modules/pricing/bin/run", "000000", "100755"), scope=scope) == []
    (line,) = told(change("modules/pricing/run", "000000", "100755"), scope=scope)
    assert line.endswith("or ask who keeps the map to allow it under `executables` of pricing")


def test_an_executable_may_be_renamed_inside_the_scope() -> None:
    gone = Change("100755", "000000", "1" * 40, "0" * 40, "D", "modules/pricing/old.sh")
    new = Change("000000", "100755", "0" * 40, "1" * 40, "A", "modules/pricing/new.sh")
    assert told(gone, new) == []
    assert len(told(new)) == 1
    assert len(told(gone, replace(new, new_id="2" * 40))) == 1
    assert len(told(gone, replace(new, old_mode="100644"))) == 1
    assert len(told(replace(gone, path="modules/catalog/old.sh"), new)) == 2


def test_a_link_may_be_taken_away() -> None:
    path = "modules/pricing/link"
    assert told(change(path, "120000", "000000"), change(path, "120000", "100644")) == []


PYPROJECT = '[project]\nname = "p"\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\n'


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        pytest.param(PYPROJECT, PYPROJECT.replace('"p"', '"q"'), None, id="name"),
        pytest.param(
            PYPROJECT,
            PYPROJECT.replace('"tests"', '"x"'),
            "changes tool.pytest of pyproject.toml, a control file",
            id="pytest",
        ),
        pytest.param(
            None,
            f"{PYPROJECT}[tool.ruff]\n",
            "changes tool.pytest, tool.ruff of pyproject.toml, a control file",
            id="new",
        ),
        pytest.param(None, '[project]\nname = "p"\n', None, id="new without"),
        pytest.param(PYPROJECT, None, "changes tool.pytest of pyproject.toml, a control file", id="deleted"),
    ],
)
def test_of_some_files_only_a_part_is_closed(
    tmp_path: Path, before: str | None, after: str | None, rule: str | None
) -> None:
    path = "modules/pricing/pyproject.toml"
    repo = make_repository(tmp_path / "r", {"a": "", **({path: before} if before else {})})
    old = head(repo)
    if after is None:
        (repo.root / path).unlink()
    new = commit(repo.root, {path: after} if after else {})
    changes = between(repo, old, new)
    found = breaches(changes, PRICING, owner=owner, read=contents(repo))
    assert [b.rule for b in found] == ([rule] if rule else [])
    assert [b.next_step for b in found] == ([f"leave that part as it is, or {ASK}"] if rule else [])
    opened = replace(PRICING, opened=("modules/pricing/**/pyproject.toml",))
    assert breaches(changes, opened, owner=owner, read=contents(repo)) == []
    assert breaches(changes, PRICING, owner=owner) == []


def test_a_part_of_a_file_that_cannot_be_read_is_not_guessed() -> None:
    (found,) = breaches([change("modules/pricing/package.json")], PRICING, owner=owner, read=lambda _: b"{")
    assert found.rule.startswith("a control file that cannot be read (Expecting property name enclosed in double")
    assert found.next_step == f"mend it, or {ASK}"


def test_only_content_that_counts_is_read() -> None:
    def read(name: str) -> bytes:
        raise AssertionError(name)

    mode_alone = Change("100755", "100644", "1" * 40, "1" * 40, "M", "modules/pricing/pyproject.toml")
    assert breaches([change("modules/pricing/a.py"), mode_alone], PRICING, owner=owner, read=read) == []


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


DOCUMENTS = replace(PRICING, no_new=("modules/pricing/**/*.md", "modules/pricing/**/*.log"))


def test_a_new_document_may_not_land_where_the_convention_refuses_it() -> None:
    assert told(change("modules/pricing/docs/PHASE_2.md", old="000000"), scope=DOCUMENTS) == [
        (
            "modules/pricing/docs/PHASE_2.md: a new document (no_new: modules/pricing/**/*.md); owner: no agent; next: "
            "say it in your report, or ask who keeps the map to name it under `scope.write` of pricing_coder"
        )
    ]


def test_a_document_that_was_there_or_that_the_map_names_may_land() -> None:
    opened = replace(DOCUMENTS, write=(*DOCUMENTS.write, "modules/pricing/docs/*.md"))
    assert (
        told(change("modules/pricing/README.md"), change("modules/pricing/x.py", old="000000"), scope=DOCUMENTS) == []
    )
    assert told(change("modules/pricing/docs/rules.md", old="000000"), scope=opened) == []
    assert len(told(change("modules/pricing/a.md", old="000000"), scope=opened)) == 1
