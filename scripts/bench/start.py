"""How soon the commands answer, how soon the first task is under way, and what a run holds in memory."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from common import ROOT, invoke, make_repository, milliseconds, place, rounds, run, timed

ROUNDS = rounds(10)


def measure() -> dict[str, Any]:
    rows: list[list[str]] = [["what", "median", "aim"]]
    figures = {}
    with place() as root:
        repository = make_repository(root, modules=10, tasks=50)
        python = [timed(lambda: run(sys.executable, "-c", "pass", cwd=ROOT)).wall_seconds for _ in range(ROUNDS)]
        listing = [timed(lambda: invoke("--list", cwd=ROOT)).wall_seconds for _ in range(ROUNDS)]
        status = [timed(lambda: invoke("status", cwd=repository)).wall_seconds for _ in range(ROUNDS)]
        under_way, memory = zip(
            *(_first_task(make_repository(root, modules=10, tasks=50)) for _ in range(min(ROUNDS, 5))), strict=True
        )
    for name, found, aim in (
        ("python -c pass", python, ""),
        ("invoke --list", listing, "300 ms"),
        ("invoke status, 50 tasks", status, "400 ms"),
        ("first task under way", under_way, "1000 ms"),
    ):
        middle = statistics.median(found)
        rows.append([name, f"{milliseconds(middle)} ms", aim])
        figures[name] = {"median_seconds": middle, "ratio_to_python": middle / statistics.median(python)}
    peak = statistics.median(memory)
    rows.append(["memory of a run, 4 coders", f"{peak / 1024:.0f} MB", "200 MB"])
    figures["memory of a run, 4 coders"] = {"median_kib": peak}
    return {"title": "Start", "rows": rows, "widths": [28, 12, 8], "figures": figures}


def _first_task(repository: Path) -> tuple[float, int]:
    """Seconds to the first turn, and the highest resident set of the engine itself in KiB."""
    begun = time.time()
    command = [sys.executable, "-m", "invoke", "run-tasks", "--json", "--jobs", "4"]
    process = subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, text=True)
    first, peak = 0.0, 0
    for line in process.stdout or ():
        event = json.loads(line)
        if event["kind"] == "turn" and not first:
            first = event["at"] - begun
        peak = max(peak, _peak(process.pid))
    process.wait()
    return first, peak


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
