"""The variables of a command and what its Python needs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.sandbox.environment import environment, interpreter

if TYPE_CHECKING:
    import pytest


def test_is_complete_and_nothing_is_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "secret")
    scratch = tmp_path / "scratch"
    assert environment(scratch) == {
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "HOME": f"{scratch}/home",
        "TMPDIR": f"{scratch}/tmp",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    assert sorted(p.name for p in scratch.iterdir()) == ["home", "tmp"]


def test_bears_what_an_earlier_command_left(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    (tmp_path / "tmp").symlink_to("nowhere")
    assert environment(tmp_path)["HOME"] == f"{tmp_path}/home"


def test_the_interpreter_is_found_through_its_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "python3.11").write_text("")
    (tmp_path / "home").mkdir()
    (tmp_path / "home/python3").symlink_to("../python3.11")
    (tmp_path / "python").symlink_to(tmp_path / "home/python3")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    paths = interpreter()
    assert {Path(sys.prefix), Path(sys.base_prefix), tmp_path / "home/python3"} <= set(paths)
    assert tmp_path / "home" not in paths
