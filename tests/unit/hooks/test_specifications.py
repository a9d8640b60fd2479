"""An agent that may write specifications commits no change of their protected parts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bailiwick.hooks.scope import refusals

from tests.support.repositories import git, make_repository, write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

MAP = {
    "project": "desk",
    "modules": {"quotes": {"path": ["modules/quotes", "specs"], "agent": "coder", "checks": {"t": ["true"]}}},
    "agents": {"coder": {"convention": "spec_notes"}},
}
SPEC = "---\nstatus: approved\n---\n## Why\nbecause\n## Notes\nnone\n"


def test_the_scope_hook_judges_specifications_like_the_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "r"
    tasks: dict[str, list[str]] = {"tasks": []}
    files = {"shared/project_structure.json": json.dumps(MAP), "shared/task_list.json": json.dumps(tasks)}
    make_repository(root, {**files, "specs/SPEC-1.md": SPEC, "modules/quotes/a.py": "A = 1\n"})
    monkeypatch.chdir(root)
    write(root, {"specs/SPEC-1.md": SPEC.replace("none", "some")})
    git(root, "add", "--all")
    assert refusals({"BAILIWICK_AGENT": "coder"}) == []

    write(root, {"specs/SPEC-1.md": SPEC.replace("because", "so")})
    git(root, "add", "--all")
    _, breach, _ = refusals({"BAILIWICK_AGENT": "coder"})

    assert breach == (
        "  specs/SPEC-1.md: protected_sections: changes ## Why; owner: no agent; "
        "next: leave it as it is; where the work needs it otherwise, call ask"
    )
