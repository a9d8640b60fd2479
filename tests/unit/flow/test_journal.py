"""The journal itself: what was recorded is not done again, what was not is."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import os, sys, time
from pathlib import Path
from bailiwick.flow.journal import Journal
from bailiwick.flow.stop import Stop

place, die_at = Path(sys.argv[1]), int(sys.argv[2])

def body(steps, args):
    total = 0
    for number in range(5):
        total += steps("count", lambda: done(number))["number"]
    (place / "total").write_text(str(total))
    return {"total": total}

def done(number):
    if number == die_at:
        os._exit(9)
    with (place / "done").open("a") as file:
        file.write(f"{number}\\n")
    return {"number": number}

journal = Journal(place / "journal.sqlite", Stop())
journal.open(body)
left = journal.unfinished()
print([(work.id, work.args) for work in left], flush=True)
if left:
    journal.resume(left[0].id)
elif not (place / "total").exists():
    journal.start("code/1/1", ["1", 1])
deadline = time.time() + 20
while not (place / "total").exists() and time.time() < deadline:
    time.sleep(0.02)
journal.close()
os._exit(0)
"""


def run(place: Path, die_at: int) -> tuple[int, str]:
    command = [sys.executable, "-c", PROGRAM, str(place), str(die_at)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout.strip()


def test_a_killed_workflow_goes_on_after_its_last_recorded_step(tmp_path: Path) -> None:
    assert run(tmp_path, die_at=2) == (9, "[]")
    assert run(tmp_path, die_at=4) == (9, "[('code/1/1', ['1', 1])]")
    assert run(tmp_path, die_at=-1) == (0, "[('code/1/1', ['1', 1])]")

    assert (tmp_path / "done").read_text().split() == ["0", "1", "2", "3", "4"]
    assert (tmp_path / "total").read_text() == "10"
    assert run(tmp_path, die_at=-1) == (0, "[]")
