"""Projects in which work is reviewed: scripted reviewers, and what they say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.pauses import keep_quick
from tests.support.project import call

if TYPE_CHECKING:
    from tests.support.project import Project

REVIEWER = "backend_reviewer"
ARCHITECT = "architecture_reviewer"


def name_reviewers(project: Project, *names: str, keys: tuple[str, ...] = ("1",), **limits: float) -> None:
    """Reduce the project to some tasks, and have work in the catalog reviewed; `limits` are those of its coder."""

    def change(data: dict[str, Any]) -> None:
        data["modules"]["catalog"]["reviewers"] = list(names)
        data["agents"] |= {name: {"role": "reviewer", "limits": {"turns": 5}} for name in names}
        data["agents"]["catalog_coder"]["limits"] |= limits

    project.edit_json(project.structure, change)
    keep_quick(project, *keys)


def script_reviewer(
    project: Project, *rounds: list[list[dict[str, Any]]], name: str = REVIEWER, key: str = "1"
) -> None:
    """Write a reviewer's turns: for each review a list of turns; each turn uses tokens."""
    usage = {"input_tokens": 100, "output_tokens": 10}
    data = {"attempts": [{"turns": [{"content": blocks, "usage": usage} for blocks in turns]} for turns in rounds]}
    (project.root / f"shared/turns/{key}@{name}.json").write_text(json.dumps(data))


def name_architect(project: Project) -> None:
    """Have the work of every module looked at by one more."""

    def change(data: dict[str, Any]) -> None:
        data["agents"][ARCHITECT] = {"role": "reviewer"}
        data["review"] = {"architecture": ARCHITECT}

    project.edit_json(project.structure, change)
    project.commit("Name an architect")


def finding(severity: str, path: str, line: int, text: str) -> dict[str, Any]:
    return {"severity": severity, "path": path, "line": line, "text": text}


def verdict(word: str, *findings: dict[str, Any], summary: str = "Read it all.", **more: Any) -> dict[str, Any]:
    return call("verdict", verdict=word, summary=summary, findings=list(findings), **more)


def stored(project: Project) -> dict[str, str]:
    """The reports that have landed: name and text."""
    names = project.git("ls-tree", "-r", "--name-only", "HEAD", "shared/reviews").split()
    return {name.rpartition("/")[2]: project.git("show", f"HEAD:{name}") + "\n" for name in names}
