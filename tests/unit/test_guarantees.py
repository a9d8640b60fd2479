"""Each promise of docs/guarantees.md leads to a test that is there, and each guard to a caller in production code."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from bailiwick.git import control_files, control_parts

REPOSITORY = Path(__file__).resolve().parents[2]
ENGINE = REPOSITORY / "scripts/bailiwick"
PAGE = REPOSITORY / "docs/guarantees.md"
COLUMNS = 5


def rows(text: str) -> list[list[str]]:
    """The rows of the tables whose head begins with `promise`."""
    found: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        inside = bool(cells) and (inside or cells[0] == "promise")
        if inside and cells[0] != "promise" and not set(cells[0]) <= set("-: "):
            found.append(cells)
    return found


ROWS = rows(PAGE.read_text(encoding="utf-8"))


def problems(cells: list[str]) -> list[str]:
    """What is wrong with a row: no test that exists, or a guard that nobody calls."""
    if len(cells) != COLUMNS:
        return [f"{len(cells)} columns instead of {COLUMNS}"]
    links = re.findall(r"\[([^\]]+)\]\(\.\./(tests/[^)]+)\)", cells[4])
    found = [] if links else ["no link to a test"]
    found += [f"{path} is not there" for _, path in links if not (REPOSITORY / path).exists()]
    found += [f"{path} has no {name}" for name, path in links if name.startswith("test_") and not has_test(path, name)]
    guards = re.findall(r"`([a-z_.]+)`", cells[3])
    found += [] if guards else ["no guard is named"]
    return found + [problem for guard in guards if (problem := guard_problem(guard))]


def has_test(path: str, name: str) -> bool:
    file = REPOSITORY / path
    return not file.suffix or name.endswith(".py") or bool(re.search(rf"def {re.escape(name)}\(", file.read_text()))


def guard_problem(guard: str) -> str:
    """Why a guard such as `git.gate.breaches` guards nothing, or an empty text."""
    module, _, name = guard.rpartition(".")
    home = ENGINE / f"{module.replace('.', '/')}.py"
    defined = re.search(rf"^(    )?(?:def|class) {name}\b", home.read_text(), re.MULTILINE) if home.exists() else None
    if defined is None:
        return f"{guard} is not there"
    uses = uses_method if defined[1] else uses_function
    used = any(uses(uses_in, module, name) for file, uses_in in all_uses().items() if file != home)
    return "" if used else f"{guard} has no caller in production code"


class Uses(NamedTuple):
    """What a file of the engine imports of it, and which names it uses."""

    imported: set[tuple[str, str]]
    """Module and name."""
    names: set[str]
    attributes: set[tuple[str, str]]
    """Name of what it is an attribute of, where that has one, and its own."""

    @classmethod
    def of(cls, tree: ast.Module) -> Uses:
        nodes = list(ast.walk(tree))
        modules = [n for n in nodes if isinstance(n, ast.ImportFrom) and n.module]
        attributes = [n for n in nodes if isinstance(n, ast.Attribute)]
        return cls(
            {(str(n.module), alias.name) for n in modules for alias in n.names},
            {n.id for n in nodes if isinstance(n, ast.Name)},
            {(n.value.id if isinstance(n.value, ast.Name) else "", n.attr) for n in attributes},
        )

    def imported_from(self, place: str) -> set[str]:
        """Names from a module or package of the engine, or from below it."""
        above = f"bailiwick.{place}." if place else "bailiwick."
        return {name for module, name in self.imported if f"{module}.".startswith(above)}


def uses_function(uses: Uses, module: str, name: str) -> bool:
    """Imported by its name from its package, or called through its module."""
    package, _, last = module.rpartition(".")
    imported = uses.imported_from(package)
    return (name in imported and name in uses.names) or (last in imported and (last, name) in uses.attributes)


def uses_method(uses: Uses, module: str, name: str) -> bool:
    """Something of its module is imported, and an attribute of its name used."""
    return bool(uses.imported_from(module)) and name in {attribute for _, attribute in uses.attributes}


@cache
def all_uses() -> dict[Path, Uses]:
    return {file: Uses.of(ast.parse(file.read_text(encoding="utf-8"))) for file in ENGINE.rglob("*.py")}


@pytest.mark.parametrize("cells", ROWS, ids=[row[0] for row in ROWS])
def test_a_promise_has_a_test_and_its_guard_a_caller(cells: list[str]) -> None:
    assert problems(cells) == []


def test_every_control_file_is_listed() -> None:
    text = PAGE.read_text(encoding="utf-8")
    names = [name for kind in control_files.KINDS for name in kind.names]
    parts = [part for parts in control_parts.PARTS.values() for part in parts]
    assert [name for name in (*names, *parts) if f"`{name}`" not in text] == []


def test_the_page_makes_promises() -> None:
    assert len(ROWS) > 20


GOOD = ["p", "landing", "nothing", "`git.gate.breaches`", "[x](../tests/unit/git/test_gate.py)"]


@pytest.mark.parametrize(
    ("column", "text", "problem"),
    [
        (4, "test_gate.py", "no link to a test"),
        (4, "[x](../tests/unit/git/test_nothing.py)", "tests/unit/git/test_nothing.py is not there"),
        (4, "[test_no](../tests/unit/git/test_gate.py)", "tests/unit/git/test_gate.py has no test_no"),
        (3, "the gate", "no guard is named"),
        (3, "`git.gate.no`", "git.gate.no is not there"),
        (3, "`views.live.main`", "views.live.main is not there"),
        (3, "`cli.__init__.main`", "cli.__init__.main has no caller in production code"),
    ],
)
def test_a_broken_promise_is_found(column: int, text: str, problem: str) -> None:
    assert problems(GOOD) == []
    assert problems([*GOOD[:column], text, *GOOD[column + 1 :]]) == [problem]
