"""A program that is talked to while it runs, in every sandbox of this machine."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bailiwick.sandbox.base import Confinement, Limits, Sandbox
from bailiwick.sandbox.environment import interpreter
from bailiwick.sandbox.family import read
from bailiwick.sandbox.service import start_confined, start_unconfined

from tests.support.confined import python_of, sandbox

if TYPE_CHECKING:
    from bailiwick.sandbox.service import Service

__all__ = ["sandbox"]
SECRET = "swordfish-4711"
PROGRAM = """\
import json, os, sys
print(json.dumps([sys.stdin.readline(), os.environ.get("TOKEN"), os.environ.get("HOME")]), flush=True)
sys.stdin.read()
"""


def start(sandbox: Sandbox, place: Path, program: str = PROGRAM, limits: Limits | None = None) -> Service:
    (place / "own").mkdir(exist_ok=True)
    confinement = Confinement(
        workdir=place, writable=(place / "own",), readable=interpreter(), environment={"PATH": "/bin", "HOME": "/h"},
        limits=limits or Limits(),
    )  # fmt: skip
    return start_confined(
        sandbox, (python_of(sandbox), "-c", program), confinement, settings={"TOKEN": SECRET}, record=place / "notes"
    )


def arguments_of_all() -> bytes:
    return b"".join(read(f"/proc/{entry.name}/cmdline") for entry in Path("/proc").iterdir() if entry.name.isdigit())


def test_it_is_talked_to_and_ended_and_no_argument_shows_its_settings(sandbox: Sandbox, tmp_path: Path) -> None:
    service = start(sandbox, tmp_path)
    service.input.write(b"hello\n")
    assert json.loads(service.output.readline()) == ["hello\n", SECRET, "/h"]
    shown = arguments_of_all()
    assert SECRET.encode() not in shown
    assert SECRET.encode().hex().encode() not in shown
    (note,) = (tmp_path / "notes").iterdir()
    service.close()
    service.close()
    assert not note.exists()
    with pytest.raises(ProcessLookupError):
        os.killpg(int(note.stem), 0)


def test_one_that_does_not_leave_is_ended_all_the_same(sandbox: Sandbox, tmp_path: Path) -> None:
    deaf = (
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('up', flush=True)\ntime.sleep(600)"
    )
    service = start(sandbox, tmp_path, deaf)
    assert service.output.readline() == b"up\n"
    service.close()
    assert service.has_ended


def test_what_it_may_use_is_watched(sandbox: Sandbox, tmp_path: Path) -> None:
    service = start(
        sandbox, tmp_path, "held = bytearray(200 << 20)\nprint('up', flush=True)\ninput()", Limits(100 << 20)
    )
    assert service.output.readline() == b"up\n"
    while not service.exceeded():
        assert not service.has_ended
    assert service.exceeded() == "more than 100 MB of memory"
    service.close()


def test_outside_it_has_the_variables_it_is_given_alone(tmp_path: Path) -> None:
    service = start_unconfined(["/usr/bin/env"], cwd=tmp_path, environment={"TOKEN": SECRET}, record=tmp_path / "notes")
    assert service.output.read() == f"TOKEN={SECRET}\n".encode()
    service.close()
