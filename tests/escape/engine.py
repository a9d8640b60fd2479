"""The product under attack: its own steps of an attempt, called one by one."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bailiwick.app.context import build_context
from bailiwick.app.repository import open_repository
from bailiwick.coders.prices import Prices
from bailiwick.coders.tools import declarations
from bailiwick.flow.actions import land, turns, verify
from bailiwick.flow.actions.servers import RunServers
from bailiwick.flow.actions.workspaces import Workspaces
from bailiwick.flow.attempt import Order, Position
from bailiwick.flow.context import Context, Live
from bailiwick.flow.scheduler import scope_key
from bailiwick.flow.state import open_state
from bailiwick.sandbox.probe import Probed

from tests.escape.template import SECRET, TASK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bailiwick.flow.state import State
    from bailiwick.sandbox.base import Sandbox

    from tests.escape.arena import Arena

EDITOR = "str_replace_based_edit_tool"
BEGUN: dict[str, Any] = {"tools": declarations(shell=True)}
REPORT: dict[str, Any] = {
    "summary": "Done as asked.", "commit_subject": "feat(pricing): add discounts",
    "files": [], "endpoints": [], "dependencies": [], "assumptions": [],
}  # fmt: skip


@dataclass
class Engine:
    """One attempt of the arena's task, from its workspace to its landing."""

    context: Context
    order: Order
    workspaces: Workspaces
    workspace: Path
    at: Position

    @classmethod
    def start(cls, arena: Arena, sandbox: Sandbox) -> Engine:
        """Take the task up as a run does; `sandbox` holds the coder's commands, and the checks."""
        opened = open_repository(arena.main)
        state = open_state(opened.repo)
        lend_bytecode(arena, state)
        (state.root / "journal.sqlite").write_text(f"{SECRET}state\n")
        context = build_context(opened, state, lambda _event: None, probed=Probed(sandbox, ()), prices=Prices({}))
        order = Order(TASK, 1, "", 1)
        context.ledger.set(TASK, {"status": "in_progress", "attempts": 1})
        task = context.task(TASK)
        context.live[TASK] = Live(scope_key(task), task=task)
        base = context.head()
        workspaces = Workspaces(context)
        workspace = workspaces.ensure(order, base, base)
        tree = context.repo.text("rev-parse", f"{base}^{{tree}}")
        return cls(context, order, workspaces, workspace, Position(base, base, tree))

    def act(self, calls: Sequence[dict[str, Any]]) -> str:
        """Let the coder make its calls, each a table with `tool` and the tool's input; what it is told."""
        content = [{"type": "tool_use", "id": f"toolu_{i}", **tool_use(c)} for i, c in enumerate(calls, start=1)]
        answer = {"content": content, "stop_reason": "tool_use"}
        servers = RunServers(self.context)
        acted = turns.act(self.context, self.workspaces, servers, self.order, BEGUN, answer, self.at)
        self.at = replace(self.at, snapshot=acted["snapshot"], tree=acted["tree"], effects=tuple(acted["effects"]))
        return "\n".join(_text(result) for result in acted["results"])

    def take_up(self) -> None:
        """Take what the workspace holds, as after each turn."""
        self.workspaces.touched(self.order)
        snapshot, tree = self.workspaces.snapshot(self.order, self.at)
        self.at = replace(self.at, snapshot=snapshot, tree=tree)

    def land(self) -> str:
        """Judge what was taken up, and land it where it may; how that ended."""
        judged = verify.verify(self.context, self.order, REPORT, self.at)
        if "candidate" not in judged:
            return str(judged.get("feedback") or judged["end"]["reason"])
        outcome = land.land(self.context, self.order, {"cost_before": None}, REPORT, judged, self.at)
        return "landed" if outcome.get("end", {}).get("state") == "landed" else str(outcome)

    def offer(self, commit: str, tree: str) -> str:
        """Judge and land a tree that was made in some other way than from a workspace."""
        self.at = replace(self.at, snapshot=commit, tree=tree)
        return self.land()


def lend_bytecode(arena: Arena, state: State) -> None:
    """Let the checks of this arena use the bytecode that the suite has made once, see `checks.bytecode`."""
    with suppress(FileExistsError):
        state.compiled.symlink_to(arena.root.with_name("bytecode"))


def shell_call(script: str) -> dict[str, Any]:
    """A command in the coder's shell."""
    return {"tool": "bash", "command": script}


def timed(function: Any, *args: Any) -> tuple[Any, float]:
    """Call; result and seconds."""
    begun = time.monotonic()
    return function(*args), time.monotonic() - begun


def tool_use(call: dict[str, Any]) -> dict[str, Any]:
    """A call of a vector as a model writes it."""
    name = str(call["tool"])
    given = {key: value for key, value in call.items() if key != "tool"}
    return {"name": EDITOR if name == "editor" else name, "input": given}


def _text(result: dict[str, Any]) -> str:
    content = result.get("content", result.get("text", ""))
    return content if isinstance(content, str) else "\n".join(str(part.get("text", "")) for part in content)
