"""The steps of a planning: what the planner is shown, its turns, and the judgement of what it proposes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bailiwick.coders.plan_prompt import NO_PROPOSAL, build_plan
from bailiwick.coders.tools.propose import ProposePlan
from bailiwick.coders.tools.tree import Tree
from bailiwick.conventions.document import Document, cut
from bailiwick.conventions.planning import Texts, proposed, unfit
from bailiwick.domain.task import Task
from bailiwick.files import paths, shared
from bailiwick.flow.actions.asking import Asked, ask_model
from bailiwick.flow.actions.calls import act_by_looking
from bailiwick.flow.actions.review_look import look, look_away
from bailiwick.flow.attempt import Order
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from bailiwick.coders.base import Assignment
    from bailiwick.domain.violation import Violation
    from bailiwick.flow.actions.servers import RunServers
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json
    from bailiwick.flow.seat import Seat

KEY = "plan"
"""Stands for the id of a task: the scripted turns of a planner are in `shared/turns/plan.json`."""
ORDER = Order(KEY, 0, "", 1)
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
    servers: RunServers

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
        names = [*files[:MAX_PATHS], *more]
        offer = self.servers.offer(KEY, self._looking(yet=bool(self.context.structure.servers)))
        if offer.broken:
            return {"end": {"reason": offer.broken}}
        prompt = build_plan(self.planner, self.goal, definition, self._documents(tree), names, offer)
        table = {name: list(pair) for name, pair in offer.table.items()}
        return {**asdict(prompt), "servers": table, "coder": kind, "model": models.name(self.task, kind)}

    def ask(self, begun: Json, messages: list[Json], seat: Seat) -> Json:
        """See `Planning`."""
        context = self.context
        model = context.models.build(self.task, begun["coder"], 1, context.stop.wanted)
        asked = Asked(model, context.structure.agents[self.planner].limits, seat, 1)
        return ask_model(context, ORDER, asked, begun, messages)

    def act(self, begun: Json, answer: Json) -> Json:
        """See `Planning`."""
        looking, propose = self._looking(), ProposePlan(self._problems)
        tree, more = Tree(looking.workspace), self.servers.tools(KEY, looking, begun.get("servers", {}))
        return act_by_looking(tree, self.context.structure, propose, begun, answer, silence=NO_PROPOSAL, more=more)

    def clear(self) -> None:
        """End the planner's servers and remove its checkout."""
        self.servers.close(KEY)
        look_away(self.context, ORDER)

    def _looking(self, *, yet: bool = True) -> Assignment:
        """With a checkout, unless nothing looks at it `yet`."""
        place = look(self.context, ORDER, self.head) if yet else self.context.root
        return self.context.looking(self.task, self.planner, place)

    def _documents(self, tree: TreeReader) -> list[Document]:
        given = {
            paths.STRUCTURE: self.texts.structure,
            paths.TASK_LIST: self.texts.task_list,
            paths.PLAN: self.texts.plan,
        }
        given[paths.LEARNINGS] = tree.text(paths.LEARNINGS) or ""
        return [Document(path, cut(path, text)) for path, text in given.items() if text]

    def _problems(self, proposal: dict[str, Any]) -> list[str]:
        branch = self.context.target.removeprefix("refs/heads/")
        return problems(self.context.root, self.texts, self.goal, proposal, branch=branch)


def problems(root: Path, texts: Texts, goal: str, proposal: dict[str, Any], *, branch: str) -> list[str]:
    """What would be wrong in the shared files with a proposal; a module's directory may be one that it adds."""
    made = proposed(texts, goal, proposal, branch=branch)
    added = [module["path"] for module in proposal["modules"]]
    return [*unfit(texts, proposal), *map(str, violations(root, made.structure, made.task_list, added))]


def violations(root: Path, structure: str, task_list: str, added: Collection[str] | None = None) -> list[Violation]:
    """What is wrong with a map and a list; `added`: directories that would be made with them; None: any."""
    schemas = shared.SchemaTexts(*((root / path).read_text(encoding="utf-8") for path in paths.SCHEMAS))
    exists = lambda path: added is None or path in added or (root / path).is_dir()  # noqa: E731
    return shared.check_texts(structure, task_list, schemas, exists, shared.text_reader(root))
