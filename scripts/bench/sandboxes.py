"""What confinement costs: the start of a command, and a whole pytest of 500 tests, beside the same outside.

Every figure is a median of rounds that alternate between outside and each sandbox, so that a busy machine slows all.
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bailiwick.checks.run import limits
from bailiwick.domain.structure import CommandLimits
from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.environment import environment, interpreter
from bailiwick.sandbox.probe import KINDS, trial
from common import milliseconds, place, rounds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bailiwick.sandbox.base import Sandbox

STARTS, SUITES, TESTS = rounds(30), rounds(7), 500
TRUE, PYTEST = ("/bin/true",), (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
AIM_SHARE, AIM_SECONDS = 0.03, 0.05


def measure() -> dict[str, Any]:
    with place() as root:
        tree = _tree(root / "tree")
        sandboxes: dict[str, Sandbox | None] = {"outside": None} | _working()
        starts = _alternating(sandboxes, tree, TRUE, STARTS)
        probes = {name: _probe(sandbox) for name, sandbox in sandboxes.items() if sandbox}
        suites = _alternating(sandboxes, tree, PYTEST, SUITES)
    rows: list[list[str]] = [["", "command ms", "more ms", "probe ms", f"pytest of {TESTS} ms", "more ms", "more %"]]
    for name in sandboxes:
        rows.append([name, milliseconds(starts[name]), *_beside(name, starts, probes), milliseconds(suites[name])])
        if name != "outside":
            extra = suites[name] - suites["outside"]
            rows[-1] += [milliseconds(extra), f"{100 * extra / suites['outside']:.1f}"]
        else:
            rows[-1] += ["", ""]
    rows.append(["aim", "", "", "", "", f"{AIM_SHARE:.0%} and {AIM_SECONDS * 1000:.0f}", ""])
    figures = {
        name: {"command_seconds": starts[name], "probe_seconds": probes.get(name), "pytest_seconds": suites[name]}
        for name in sandboxes
    }
    title = f"Sandboxes: start of `true` (median of {STARTS}), pytest of {TESTS} tests (median of {SUITES})"
    return {"title": title, "rows": rows, "widths": [12, 12, 9, 10, 18, 14, 7], "figures": figures}


def _working() -> dict[str, Sandbox]:
    variants = ((name, kind.variants()) for name, kind in KINDS.items())
    return {name: found[0] for name, found in variants if found and not trial(found[0])}


def _tree(tree: Path) -> Path:
    module = tree / "modules/m"
    module.mkdir(parents=True)
    (module / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    for number in range(TESTS // 50):
        tests = "".join(f"def test_{i}():\n    assert sum(range({i})) == {sum(range(i))}\n" for i in range(50))
        (module / f"test_{number}.py").write_text(tests)
    return tree


def _alternating(
    sandboxes: dict[str, Sandbox | None], tree: Path, command: Sequence[str], times: int
) -> dict[str, float]:
    found: dict[str, list[float]] = {name: [] for name in sandboxes}
    for _ in range(times):
        for name, sandbox in sandboxes.items():
            begun = perf_counter()
            status = _run(sandbox, tree, command)
            found[name].append(perf_counter() - begun)
            if status:
                raise SystemExit(f"{' '.join(command)} ended with {status} in {name}")
    return {name: median(seconds) for name, seconds in found.items()}


def _run(sandbox: Sandbox | None, tree: Path, command: Sequence[str]) -> int:
    scratch = tree.with_name("scratch")
    variables, module = environment(scratch), tree / "modules/m"
    if sandbox is None:
        return subprocess.run(command, cwd=module, env=variables, capture_output=True, check=False).returncode
    confinement = Confinement(
        workdir=tree,
        writable=(module, scratch),
        readable=interpreter(),
        environment=variables,
        cwd=module,
        limits=limits(CommandLimits()),
    )
    return run_command(sandbox, command, confinement, timeout_seconds=300).status


def _beside(name: str, starts: dict[str, float], probes: dict[str, float]) -> list[str]:
    if name == "outside":
        return ["", ""]
    return [milliseconds(starts[name] - starts["outside"]), milliseconds(probes[name])]


def _probe(sandbox: Sandbox) -> float:
    """What a run pays once: the probe."""
    begun = perf_counter()
    trial(sandbox)
    return perf_counter() - begun
