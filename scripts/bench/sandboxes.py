"""What confinement costs: the start of a command, and a whole pytest of 500 tests, beside the same outside.

Rounds alternate between outside and each sandbox, so that a busy machine slows all. What it does to a pytest is more
than a sandbox does, so of those the fastest are compared.
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bailiwick.checks import bytecode
from bailiwick.checks.run import limits
from bailiwick.domain.structure import CommandLimits
from bailiwick.errors import RefusedError
from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.environment import environment, interpreter
from bailiwick.sandbox.probe import KINDS, VARIABLE, probe, trial
from common import milliseconds, place, rounds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bailiwick.sandbox.base import Sandbox

STARTS, SUITES, TESTS, FILES = rounds(30), rounds(15), 500, 1000
TRUE, PYTEST = ("/bin/true",), (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
AIM_SHARE, AIM_SECONDS = 0.03, 0.05


def measure() -> dict[str, Any]:
    with place() as root:
        root.chmod(0o755)  # as the state directory is where the engine is root: other users may enter
        sandboxes: dict[str, Sandbox | None] = {"outside": None} | _working()
        for name in sandboxes:  # one keeps a user of its own for what it may write
            _tree(root / name / "tree")
        starts = _medians(_alternating(sandboxes, root, TRUE, STARTS))
        firsts = _firsts(sandboxes, root)
        probes = {name: _probe(sandbox) for name, sandbox in sandboxes.items() if sandbox}
        able = {name: sandbox for name, sandbox in sandboxes.items() if not sandbox or _runs_python(name, root)}
        suites = {name: min(seconds) for name, seconds in _alternating(able, root, PYTEST, SUITES).items()}
    rows: list[list[str]] = [
        ["", "command ms", "more ms", "coder ms", "probe ms", f"pytest of {TESTS} ms", "more ms", "more %"]
    ]
    for name in sandboxes:
        rows.append([name, milliseconds(starts[name]), *_beside(name, starts, firsts, probes)])
        if name not in suites:
            rows[-1] += ["not this Python", "", ""]
            continue
        rows[-1].append(milliseconds(suites[name]))
        if name != "outside":
            extra = suites[name] - suites["outside"]
            rows[-1] += [milliseconds(extra), f"{100 * extra / suites['outside']:.1f}"]
        else:
            rows[-1] += ["", ""]
    rows.append(["aim", "", "", "", "", "", f"{AIM_SHARE:.0%} and {AIM_SECONDS * 1000:.0f}", ""])
    figures = {
        name: {
            "command_seconds": starts[name],
            "coder_seconds": firsts[name],
            "probe_seconds": probes.get(name),
            "pytest_seconds": suites.get(name),
        }
        for name in sandboxes
    }
    title = f"Sandboxes: `true`, a coder's first among {FILES} new files (medians), pytest of {TESTS} (the fastest)"
    return {"title": title, "rows": rows, "widths": [12, 12, 9, 10, 10, 18, 14, 7], "figures": figures}


def _working() -> dict[str, Sandbox]:
    variants = ((name, kind.variants()) for name, kind in KINDS.items())
    return {name: found[0] for name, found in variants if found and not trial(found[0])}


def _runs_python(name: str, root: Path) -> bool:
    """Another user may not be allowed to enter where this Python lies."""
    try:
        probe(environ={VARIABLE: name}, place=root)
    except RefusedError:
        return False
    return True


def _tree(tree: Path) -> None:
    module = tree / "modules/m"
    module.mkdir(parents=True)
    (module / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    for number in range(TESTS // 50):
        tests = "".join(f"def test_{i}():\n    assert sum(range({i})) == {sum(range(i))}\n" for i in range(50))
        (module / f"test_{number}.py").write_text(tests)


def _alternating(
    sandboxes: dict[str, Sandbox | None], root: Path, command: Sequence[str], times: int
) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in sandboxes}
    for _ in range(times):
        for name, sandbox in sandboxes.items():
            found[name].append(_timed(sandbox, root / name / "tree", command))
    return found


def _medians(found: dict[str, list[float]]) -> dict[str, float]:
    return {name: median(seconds) for name, seconds in found.items()}


def _firsts(sandboxes: dict[str, Sandbox | None], root: Path) -> dict[str, float]:
    """What a coder pays once: the first command in a workspace that nobody has worked in."""
    found: dict[str, list[float]] = {name: [] for name in sandboxes}
    for number in range(SUITES):
        for name, sandbox in sandboxes.items():
            tree = root / name / f"fresh-{number}"
            module = tree / "modules/m"
            module.mkdir(parents=True)
            for file in range(FILES):
                (module / f"{file}.txt").touch()
            found[name].append(_timed(sandbox, tree, TRUE))
    return _medians(found)


def _timed(sandbox: Sandbox | None, tree: Path, command: Sequence[str]) -> float:
    scratch = tree.with_name("scratch")
    variables = {
        **environment(scratch),
        **bytecode.elsewhere(scratch),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }  # as for every check
    module = tree / "modules/m"
    compiled = bytecode.provide(tree.parents[1] / "bytecode")
    assert compiled is not None
    scratch.mkdir(exist_ok=True)
    bytecode.lay(compiled, scratch)
    confinement = Confinement(
        workdir=tree,
        writable=(module, scratch),
        readable=(*interpreter(), compiled),
        environment=variables,
        cwd=module,
        limits=limits(CommandLimits()),
    )
    begun = perf_counter()
    if sandbox is None:
        status = subprocess.run(command, cwd=module, env=variables, capture_output=True, check=False).returncode
    else:
        status = run_command(sandbox, command, confinement, timeout_seconds=300).status
    seconds = perf_counter() - begun
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {status} in {sandbox.name if sandbox else 'no sandbox'}")
    return seconds


def _beside(name: str, starts: dict[str, float], firsts: dict[str, float], probes: dict[str, float]) -> list[str]:
    if name == "outside":
        return ["", milliseconds(firsts[name]), ""]
    return [milliseconds(starts[name] - starts["outside"]), milliseconds(firsts[name]), milliseconds(probes[name])]


def _probe(sandbox: Sandbox) -> float:
    """What a run pays once: the probe."""
    begun = perf_counter()
    trial(sandbox)
    return perf_counter() - begun
