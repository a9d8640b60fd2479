"""What is particular to bubblewrap."""

from __future__ import annotations

import subprocess
import sys

import pytest
from bailiwick.sandbox import bubblewrap
from bailiwick.sandbox.probe import trial
from bailiwick.sandbox.prologue import OPENED

PROGRAM = """
import os, sys
from pathlib import Path
from bailiwick.sandbox import bubblewrap, process
from bailiwick.sandbox.base import Confinement

number = int(sys.argv[1])
reader, writer = os.pipe()
os.dup2(writer, number)
confinement = Confinement(workdir=Path("/usr"), environment={"PATH": "/usr/bin:/bin"})
argv = bubblewrap.variants()[0].argv(("echo", "done"), confinement, report=number)
done = process.run(argv, cwd=Path("/"), environment={}, report=process.Report(reader, number))
print(done.status, done.output)
"""


@pytest.mark.parametrize("number", [OPENED - 1, OPENED, OPENED + 1])
def test_it_reports_by_whatever_descriptor_it_is_given(number: int) -> None:
    variants = bubblewrap.variants()
    if not variants:
        pytest.skip("bubblewrap is missing")
    if reason := trial(variants[0]):
        pytest.skip(f"bubblewrap does not work here: {reason}")
    command = [sys.executable, "-c", PROGRAM, str(number)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["0", "done"], done.stderr
