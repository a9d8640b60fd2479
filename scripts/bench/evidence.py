"""What the rules of evidence cost beside the bare checks: one examination of a change, with and without them."""

from __future__ import annotations

from dataclasses import fields, replace
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bailiwick.checks.base_reports import BaseReports
from bailiwick.checks.examination import Examiner, Subject
from bailiwick.checks.ground import Grounds
from bailiwick.checks.setup import Builder
from bailiwick.domain.evidence import Outcome
from bailiwick.domain.structure import Check, EvidenceRules, Module, Structure
from bailiwick.git.repository import Repository
from bailiwick.sandbox.probe import probe
from common import milliseconds, place, rounds, run

if TYPE_CHECKING:
    from pathlib import Path

SIZES, ROUNDS = (10, 500), rounds(5)
NO_RULES = EvidenceRules(**{rule.name: False for rule in fields(EvidenceRules)})
KINDS = ("bare", "rules, base known", "rules, base not known")


def measure() -> dict[str, Any]:
    figures: dict[str, dict[str, float]] = {}
    with place() as root:
        for tests in SIZES:
            repository = _repository(root / str(tests), tests)
            found: dict[str, list[float]] = {kind: [] for kind in KINDS}
            for number in range(ROUNDS):
                for kind in KINDS:
                    reports = root / f"reports-{tests}" / (str(number) if kind == KINDS[2] else "kept")
                    found[kind].append(_examined(repository, root, reports, bare=kind == "bare"))
            figures[str(tests)] = {kind: median(seconds) for kind, seconds in found.items()}
    rows: list[list[str]] = [["tests", *(f"{kind}, ms" for kind in KINDS), "rules / bare"]]
    for tests_told, by in figures.items():
        ratio = f"{by[KINDS[1]] / by[KINDS[0]]:.2f}"
        rows.append([tests_told, *(milliseconds(seconds) for seconds in by.values()), ratio])
    title = f"Rules of evidence: one examination of a change (median of {ROUNDS})"
    return {"title": title, "rows": rows, "widths": [7, 10, 22, 26, 12], "figures": figures}


def _examined(repository: Repository, root: Path, reports: Path, *, bare: bool) -> float:
    module = Module("m", ("modules/m",), ("coder",), checks={"tests": Check(("pytest", "-q"))})
    if bare:
        module = replace(module, evidence=NO_RULES)
    structure = Structure("bench", {"m": module}, {})
    sandbox = probe().sandbox
    builder = Builder(repository, sandbox, root / "built", root / "cache")
    (root / "checks").mkdir(exist_ok=True)
    with Grounds(builder, root / "checks", "bench") as grounds:
        examiner = Examiner(structure, grounds, BaseReports(reports), root / "bytecode")
        if not bare and reports.name == "kept":
            examiner.examine(Subject("HEAD^", "HEAD", "m"))
        begun = perf_counter()
        results = examiner.examine(Subject("HEAD^", "HEAD", "m"))
        seconds = perf_counter() - begun
    if any(result.outcome is not Outcome.PASSED for result in results):
        raise SystemExit("; ".join(result.reason for result in results))
    return seconds


def _repository(root: Path, tests: int) -> Repository:
    module = root / "modules/m"
    module.mkdir(parents=True)
    run("git", "init", "--quiet", "--initial-branch=main", cwd=root)
    (module / "pyproject.toml").write_text('[tool.pytest.ini_options]\npythonpath = ["."]\n')
    (module / "totals.py").write_text("def total(n):\n    return sum(range(n))\n")
    per_file = min(tests, 50)
    for number in range(tests // per_file):
        body = "".join(f"def test_{i}():\n    assert totals.total({i}) == {sum(range(i))}\n" for i in range(per_file))
        (module / f"test_{number}.py").write_text(f"import totals\n{body}")
    _commit(root)
    added = module / "test_0.py"
    added.write_text(added.read_text() + "def test_new():\n    assert totals.total(3) == 3\n")
    (module / "totals.py").write_text("def total(n):\n    return n * (n - 1) // 2\n")
    _commit(root)
    return Repository.open(root)


def _commit(root: Path) -> None:
    run("git", "add", "--all", cwd=root)
    run("git", "commit", "--quiet", "--message", "Change", cwd=root)
