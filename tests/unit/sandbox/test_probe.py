"""Which sandbox is chosen, and what is said about those that are missing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import bailiwick
import pytest
from bailiwick.errors import InputError, RefusedError
from bailiwick.sandbox.landlock import Landlock
from bailiwick.sandbox.probe import KINDS, probe, trial

from tests.support.confined import python_for_everybody
from tests.support.kinds import fake_bwrap, needs, old_bwrap, on_linux

if TYPE_CHECKING:
    from bailiwick.sandbox.base import Sandbox

PACKAGE = Path(bailiwick.__file__).parent


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
    old_bwrap(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    probed = probe(environ={})
    assert probed.sandbox is not None
    assert probed.sandbox.name == "bubblewrap"
    assert probed.notes == (
        "bubblewrap does not work in full (bwrap: Unknown option --disable-userns); using bubblewrap",
    )


@on_linux
def test_nothing_is_left() -> None:
    probed = probe(frozenset(KINDS), environ={})
    assert probed.sandbox is None
    assert "\n".join(probed.notes) == (
        "bubblewrap is left out; Landlock with seccomp is left out; another user is left out; "
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
    assert str(caught.value) == (
        "BAILIWICK_SANDBOX is 'bubblwrap'; set it to one of bubblewrap, landlock, seatbelt, uid, or unset it"
    )


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


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_works_as_another_user(sandbox: Sandbox, open_place: Path) -> None:
    if sandbox.name == "uid":
        pytest.skip("it is for root alone")
    assert _probed_by_another_user(open_place, "", BAILIWICK_SANDBOX=sandbox.name) == [sandbox.name]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@on_linux
def test_who_is_not_root_has_no_other_user(open_place: Path) -> None:
    needs("landlock")
    name, note = _probed_by_another_user(open_place, "frozenset({'bubblewrap', 'landlock'})")
    assert name is None
    assert note == (
        "bubblewrap is left out; Landlock with seccomp is left out; "
        "another user is not available (only root can become another user); "
        "no sandbox: coders get no shell and checks cannot run"
    )


def _probed_by_another_user(place: Path, skip: str, **variables: str) -> list[str | None]:
    shutil.copytree(PACKAGE, place / "bailiwick", ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        "import json; from bailiwick.sandbox.probe import probe;"
        f"found = probe({skip}); print(json.dumps([found.sandbox and found.sandbox.name, *found.notes]))"
    )
    finished = subprocess.run(
        (*("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"), python_for_everybody(), "-B", "-c", code),
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(place), **variables},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.stderr == ""
    found: list[str | None] = json.loads(finished.stdout)
    return found


def test_the_probe_needs_no_python_package(sandbox: Sandbox) -> None:
    code = "import sys; from bailiwick.sandbox.probe import probe; probe(); print(*sys.modules)"
    finished = subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, check=True)
    assert not {"pydantic", "rich", "anthropic", "jsonschema"} & set(finished.stdout.split())
