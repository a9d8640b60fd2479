"""The steps of a planning: what the planner is shown, its turns, and the judgement of what it proposes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bailiwick.coders.base import Conversation
from bailiwick.coders.plan_prompt import NO_PROPOSAL, build_plan, plan_toolbox
from bailiwick.coders.prompt import CUT, ENDED
from bailiwick.conventions.document import Document, cut
from bailiwick.conventions.planning import Texts, proposed
from bailiwick.domain.task import Task
from bailiwick.errors import InputError, ViolationsError
from bailiwick.files import paths, shared
from bailiwick.flow.actions.asking import Asked, ask_model
from bailiwick.flow.attempt import Order
from bailiwick.git import workspace
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json
    from bailiwick.flow.seat import Seat

KEY = "plan"
"""Stands for the id of a task: the scripted turns of a planner are in `shared/turns/plan.json`."""
MAX_PATHS = 400
"""Files of the repository that are listed in the prompt; the others can be searched."""


@dataclass(frozen=True)
class PlanningActions:
    """Implements `flow.planning.Planning`."""

    context: Context
    planner: str
    goal: str
    texts: Texts
    """The shared files as they are."""
    head: str

    @property
    def task(self) -> Task:
        """Stands for the task whose coder the planner is."""
        return Task(KEY, self.goal, self.planner, "in_progress", self.goal)

    def begin(self) -> Json:
        """See `Planning`."""
        models = self.context.models
        kind, definition = models.kind(self.task), models.definition(self.task)
        tree = TreeReader(self.context.repo, self.head)
        files = tree.paths("**")
        more = [f"... and {len(files) - MAX_PATHS} more"] if len(files) > MAX_PATHS else []
        prompt = build_plan(self.planner, self.goal, definition, self._documents(tree), [*files[:MAX_PATHS], *more])
        return {
            "system": prompt.system,
            "tools": prompt.tools,
            "first": prompt.first,
            "effort": prompt.effort,
            "coder": kind,
            "model": models.name(self.task, kind),
        }

    def ask(self, begun: Json, messages: list[Json], seat: Seat) -> Json:
        """See `Planning`."""
        context = self.context
        model = context.models.build(self.task, begun["coder"], 1, context.stop.wanted)
        limits = context.structure.agents[self.planner].limits
        conversation = Conversation(
            tuple(begun["system"]), tuple(begun["tools"]), tuple(messages), begun["model"], effort=begun["effort"]
        )
        asked = Asked(model, limits, seat.turn, seat.seconds, seat.cost_usd, 1)
        return ask_model(context, Order(KEY, 1, "", 1), asked, conversation)

    def act(self, begun: Json, answer: Json) -> Json:
        """See `Planning`."""
        started = time.monotonic()
        declared = {tool["name"] for tool in begun["tools"]}
        calls = [block for block in answer["content"] if block["type"] == "tool_use"]
        results: list[Json] = []
        proposal: Json | None = None
        tools = plan_toolbox(self._checkout(), self.context.structure, self._problems)
        for call in calls:
            if proposal:
                results.append({"type": "tool_result", "tool_use_id": call["id"], "content": ENDED, "is_error": True})
                continue
            result = tools.run(call["name"] if call["name"] in declared else "", call["id"], call["input"])
            results.append(result.block())
            proposal = result.ending.data if result.ending else None
        is_cut = answer["stop_reason"] == "max_tokens"
        return {
            "results": results or [{"type": "text", "text": CUT if is_cut else NO_PROPOSAL}],
            "proposal": proposal,
            "silent": int(not calls and not is_cut),
            "seconds": time.monotonic() - started,
        }

    def clear(self) -> None:
        """Remove the planner's checkout."""
        workspace.remove(self._place)

    @property
    def _place(self) -> Path:
        return self.context.state.workspaces / "plan"

    def _checkout(self) -> Path:
        files, named = self._place / "files", self._place / "head"
        if not named.exists() or named.read_text(encoding="ascii") != self.head:
            workspace.remove(self._place)
            workspace.checkout(self.context.repo, self.head, files)
            named.write_text(self.head, encoding="ascii")
        return files

    def _documents(self, tree: TreeReader) -> list[Document]:
        given = {
            paths.STRUCTURE: self.texts.structure,
            paths.TASK_LIST: self.texts.task_list,
            paths.PLAN: self.texts.plan,
        }
        given[paths.LEARNINGS] = tree.text(paths.LEARNINGS) or ""
        return [Document(path, cut(path, text)) for path, text in given.items() if text]

    def _problems(self, proposal: dict[str, Any]) -> list[str]:
        return problems(self.context.root, self.texts, self.goal, proposal)


def problems(root: Path, texts: Texts, goal: str, proposal: dict[str, Any]) -> list[str]:
    """What would be wrong in the shared files with a proposal; a module's directory may be one that it adds."""
    try:
        made = proposed(texts, goal, proposal)
    except (InputError, ViolationsError) as error:
        return str(error).splitlines()
    new = {module["path"].rstrip("/") for module in proposal["modules"]}
    schemas = shared.SchemaTexts(*((root / path).read_text(encoding="utf-8") for path in paths.SCHEMAS))
    found = shared.check_texts(
        made.structure,
        made.task_list,
        schemas,
        lambda path: path in new or (root / path).is_dir(),
        shared.text_reader(root),
    )
    return [str(violation) for violation in found]
