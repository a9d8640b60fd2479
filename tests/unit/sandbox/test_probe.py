"""Which sandbox is chosen, and what is said about those that are missing."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import bailiwick
import pytest
from bailiwick.errors import InputError, RefusedError
from bailiwick.sandbox.landlock import Landlock
from bailiwick.sandbox.probe import KINDS, probe, trial

if TYPE_CHECKING:
    from bailiwick.sandbox.base import Sandbox

PACKAGE = Path(bailiwick.__file__).parent


def needs(name: str) -> None:
    variants = KINDS[name].variants()
    if not variants or trial(variants[0]):
        pytest.skip(f"{KINDS[name].title} does not work here")


def fake_bwrap(directory: Path, script: str) -> None:
    program = directory / "bwrap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_the_strongest_comes_first() -> None:
    needs("bubblewrap")
    probed = probe(environ={})
    assert probed.sandbox is not None
    assert (probed.sandbox.name, probed.notes) == ("bubblewrap", ())


def test_no_bubblewrap_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("landlock")
    monkeypatch.setenv("PATH", str(tmp_path))
    probed = probe(environ={})
    assert probed.sandbox is not None
    assert probed.sandbox.name == "landlock"
    assert probed.notes == ("bubblewrap is missing (install the package bubblewrap); using Landlock with seccomp",)


def test_a_bubblewrap_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("landlock")
    fake_bwrap(tmp_path, "echo bwrap: setting up uid map: Permission denied >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert probe(environ={}).notes == (
        "bubblewrap does not work here (bwrap: setting up uid map: Permission denied); using Landlock with seccomp",
    )


def test_a_bubblewrap_that_does_not_confine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("landlock")
    script = 'while [ "$1" != -- ]; do if [ "$1" = --chdir ]; then cd "$2"; fi; shift; done; shift; exec "$@"'
    fake_bwrap(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert probe(environ={}).notes == (
        "bubblewrap does not work here (a command could write outside); using Landlock with seccomp",
    )


def test_an_old_bubblewrap_is_used_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("bubblewrap")
    script = f"""case "$*" in
        *--disable-userns*) echo 'bwrap: Unknown option --disable-userns' >&2; exit 1;;
        *) exec {shutil.which("bwrap")} "$@";;
    esac"""
    fake_bwrap(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    probed = probe(environ={})
    assert probed.sandbox is not None
    assert probed.sandbox.name == "bubblewrap"
    assert probed.notes == (
        "bubblewrap does not work in full (bwrap: Unknown option --disable-userns); using bubblewrap",
    )


def test_nothing_is_left() -> None:
    probed = probe(frozenset(KINDS), environ={})
    assert probed.sandbox is None
    assert "\n".join(probed.notes) == (
        "bubblewrap is left out; Landlock with seccomp is left out; "
        "no sandbox: coders get no shell and checks cannot run"
    )


def test_one_can_be_asked_for() -> None:
    needs("landlock")
    probed = probe(environ={"BAILIWICK_SANDBOX": "landlock"})
    assert isinstance(probed.sandbox, Landlock)
    assert probed.notes == ()


def test_an_unknown_one_is_bad_input() -> None:
    with pytest.raises(InputError) as caught:
        probe(environ={"BAILIWICK_SANDBOX": "bubblwrap"})
    assert str(caught.value) == ("BAILIWICK_SANDBOX is 'bubblwrap'; set it to one of bubblewrap, landlock, or unset it")


def test_one_asked_for_that_does_not_work_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RefusedError) as caught:
        probe(environ={"BAILIWICK_SANDBOX": "bubblewrap"})
    assert str(caught.value) == (
        "bubblewrap is missing (install the package bubblewrap); mend it, "
        "or unset BAILIWICK_SANDBOX to use another sandbox"
    )


def test_the_trial_tells_a_confined_command_that_fails(sandbox: Sandbox) -> None:
    assert trial(sandbox) == ""


def _python_for_everybody() -> str:
    for program in ("/usr/bin/python3", "/usr/local/bin/python3"):
        command = (program, "-c", "import sys; sys.exit(sys.version_info < (3, 11))")
        if Path(program).exists() and subprocess.run(command, check=False).returncode == 0:
            return program
    pytest.skip("no Python of the system from 3.11 on, which another user could run")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_works_as_another_user(sandbox: Sandbox) -> None:
    code = "import json; from bailiwick.sandbox.probe import probe; print(json.dumps(probe()[1]))"
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        shutil.copytree(PACKAGE, Path(place) / "bailiwick", ignore=shutil.ignore_patterns("__pycache__"))
        finished = subprocess.run(
            (
                *("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
                _python_for_everybody(),
                "-B",
                "-c",
                code,
            ),
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": place, "BAILIWICK_SANDBOX": sandbox.name},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
    assert finished.stderr == ""
    assert json.loads(finished.stdout) == []


def test_the_probe_needs_no_python_package(sandbox: Sandbox) -> None:
    code = "import sys; from bailiwick.sandbox.probe import probe; probe(); print(*sys.modules)"
    finished = subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, check=True)
    assert not {"pydantic", "rich", "anthropic", "jsonschema"} & set(finished.stdout.split())
