"""What an import proposes where the file of an agent hands its work to another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.imports import MAP, entries, lay_out, plan_of, told

if TYPE_CHECKING:
    from pathlib import Path

FILE = ".github/agents/engineer.agent.md"
AGENTS = {"engineer": {"definition": FILE}, "shop_tester": {}, "python_coder": {"definition": ".github/gone.md"}}
HANDS = "---\nname: engineer\nhandoffs:\n  - label: Write tests\n    agent: shop-tester\n    send: true\n---\nWrite.\n"
SAYS = "engineer hands its work to shop_tester, and this waits for none of it"


def task(key: int, agent: str, feature: str, **more: Any) -> dict[str, Any]:
    own = {"assigned_to": agent, "params": {"feature_name": feature}, "status": "not_started", "blocked_by": []}
    return {"id": key, "title": f"Task {key}", "description": "Sum.", **own, **more}


def planned(root: Path, text: str, *tasks: dict[str, Any]) -> tuple[list[str], list[Any]]:
    """What is told of blockers, and what the list gets."""
    lay_out(root, structure={**MAP, "agents": AGENTS})
    (root / FILE).parent.mkdir(parents=True)
    (root / FILE).write_text(text)
    plan = plan_of(root, "old.json", json.dumps(tasks))
    return [one for one in told(plan, "warning") if "blocked_by" in one], [one["blocked_by"] for one in entries(plan)]


def test_who_is_handed_work_and_does_not_wait_for_it_is_told_the_blockers(tmp_path: Path) -> None:
    found, listed = planned(
        tmp_path / "shop",
        HANDS,
        task(1, "engineer", "quotes"),
        task(2, "engineer", "vouchers"),
        task(3, "shop_tester", "quotes"),
        task(4, "shop_tester", "vouchers", blocked_by=[2]),
        task(5, "shop_tester", "quotes", status="done", outputs={"evidence": "x"}),
        task(6, "engineer", "tills", blocked_by=[7]),
        task(7, "shop_tester", "tills"),
    )
    assert found == [f"old.json:1 $[2].blocked_by  {SAYS} (if that is meant: blocked_by [1])"]
    assert listed == [[], [], [], [2], [], [7], []]


def test_files_without_handoffs_propose_nothing(tmp_path: Path) -> None:
    tasks = task(1, "engineer", "quotes"), task(2, "shop_tester", "quotes")
    for name, text in (
        ("none", "---\nname: engineer\n---\n"),
        ("odd", "---\nhandoffs: [1, {agent: 2}, {agent: nobody}]\n---\n"),
        ("word", "---\nhandoffs: shop_tester\n---\n"),
    ):
        assert planned(tmp_path / name, text, *tasks)[0] == [], name
