"""`claim`, `release`, `act-as`: a task done by hand, or in an editor, under the rules of a run."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bailiwick.app.context import build_context
from bailiwick.app.layers import confining
from bailiwick.app.repository import Opened, open_repository
from bailiwick.domain.contract_order import Promises
from bailiwick.domain.task import Status
from bailiwick.domain.violation import nearest
from bailiwick.errors import InputError, RefusedError
from bailiwick.files import shared, task_list, transitions
from bailiwick.flow.claims import Claim, alone, claims
from bailiwick.flow.state import State, open_state, state_base
from bailiwick.git import commits, worktree_identity, worktrees
from bailiwick.git.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.domain.task import Task
    from bailiwick.flow.context import Context


def claim(key: str, path: str) -> int:
    """Take a task: status in_progress, and a worktree in which commits are judged by the owner's scope."""
    opened = open_repository(Path.cwd())
    state = open_state(opened.repo)
    task = known_task(opened, key)
    with alone(state, task.key):
        return _claim(opened, state, task, path)


def _claim(opened: Opened, state: State, task: Task, path: str) -> int:
    from bailiwick.flow.attempt import Order
    from bailiwick.flow.record import next_number

    context = claim_context(opened, state, quiet=True)
    fields = {"status": str(Status.IN_PROGRESS), "attempts": task.attempts + 1}
    _refuse_claim(opened, state, task, fields)
    order = Order(task.key, next_number(opened.repo, state.journal, task.key), "", task.attempts + 1)
    start = _start(context, order, opened.target.commit)
    branch = f"bailiwick/{order.slug}"
    directory = Path(path).absolute() if path else state.claims / order.slug
    added = worktrees.add(opened.repo, directory, branch, start)
    whose = worktree_identity.Identity(task.assigned_to, task.module, task.key, {**task.params})
    worktree_identity.write(added.git_dir, whose)
    made = Claim(
        task.key, order.number, opened.target.commit, branch, str(directory), str(added.git_dir), order.try_number
    )
    (state.claims / f"{order.slug}.json").write_text(json.dumps(asdict(made)), encoding="utf-8")
    context.ledger.set(task.key, fields)
    scope = opened.shared.structure.scope_of(task)
    say(f"task {task.key} is yours: {task.title}")
    say(f"  worktree  {directory}")
    say(f"  scope     {', '.join(scope.write)}")
    say("Work and commit there, then `invoke submit` in it; `invoke release` gives the task back.")
    return 0


@dataclass(frozen=True)
class ClaimedWork:
    """What is committed in a claim."""

    tip: str
    tree: str
    subject: str
    """Of the last commit."""
    messages: str


def claimed_work(repo: Repository, found: Claim) -> ClaimedWork:
    """Read it; RefusedError where something is not committed."""
    work = found.repository(repo)
    if dirty := work.text("status", "--porcelain"):
        raise RefusedError(
            f"not everything is committed in {found.path}:\n{dirty}\ncommit or discard it, then try again"
        )
    tip, tree = work.text("rev-parse", "HEAD", "HEAD^{tree}").split()
    messages = work.text("log", "--reverse", "--format=%B", f"{found.base}..{tip}")
    return ClaimedWork(tip, tree, work.text("log", "-1", "--format=%s", tip), messages)


def release(key: str) -> int:
    """Give a claim back; everything in its worktree is kept, and the next attempt begins with what is in scope."""
    with open_claim(key) as (opened, state, found):
        return _release(opened, state, found)


def _release(opened: Opened, state: State, found: Claim) -> int:
    from bailiwick.git.harvest import harvest

    context = claim_context(opened, state, quiet=True)
    kept = _keep_everything(opened.repo, found, context)
    scope = opened.shared.structure.scope_of(known_task(opened, found.task))
    taken = harvest(
        opened.repo,
        workspace=found.worktree,
        base=found.base,
        scope=scope,
        index_dir=Path(found.git_dir) / "bailiwick.harvest",
    )
    if taken.changed:
        message = f"Work on task {found.task}"
        commit = commits.commit(opened.repo, taken.tree, (found.base,), message, context.identity)
        commits.keep(opened.repo, commits.task_ref(found.task, found.number), commit)
    context.ledger.put_back(found.task)
    take_down(opened.repo, state, found)
    say(f"task {found.task} is given back; all that was in its worktree is kept as {kept}")
    return 0


def act_as(agent: str, module: str, *, nobody: bool) -> int:
    """Bind the commits of this worktree to an agent, or to nobody."""
    repo = Repository.open(Path.cwd())
    if nobody:
        was_bound = worktree_identity.clear(repo.git_dir)
        say("commits here are a person's again" if was_bound else "commits here were a person's already")
        return 0
    structure = shared.load(repo.root).structure
    if not agent:
        raise InputError("say whose commits these will be: --agent NAME, or --nobody")
    if agent not in structure.agents:
        raise InputError(f"--agent: the map has no agent {agent} ({nearest(agent, structure.agents)})")
    owned = structure.modules_of(agent)
    if module and module not in owned:
        raise InputError(f"--module: {agent} does not own {module} ({nearest(module, owned)})")
    worktree_identity.write(repo.git_dir, worktree_identity.Identity(agent, module or None))
    say(f"every commit in {repo.root} is judged by the scope of {agent} until `invoke act-as --nobody`")
    return 0


def _refuse_claim(opened: Opened, state: State, task: Task, fields: dict[str, Any]) -> None:
    from bailiwick.flow.scheduler import scope_key

    tasks = opened.shared.task_list.tasks
    if held := claims(state).get(task.key):
        raise RefusedError(f"task {task.key} is claimed already, in {held.path}")
    same = [
        t for t in tasks if t.status == Status.IN_PROGRESS and t.key != task.key and scope_key(t) == scope_key(task)
    ]
    if same:
        raise RefusedError(
            f"{task.module} is taken by task {same[0].key}, which is in progress: one task per scope at a time"
        )
    if reason := Promises.of(tasks).why_not(task, opened.shared.structure.modules):
        raise RefusedError(
            f"task {task.key} {reason}: that one lands first; where nothing has to wait for it, take the contract out "
            f"of its `expected.files` in {shared.TASK_LIST}"
        )
    text = opened.shared.task_list.text
    after = task_list.with_fields(text, task.key, fields)
    schema = opened.shared.transition_schema
    if found := transitions.list_refusals(text, after, actor="human", schema_text=schema):
        raise RefusedError("\n".join(str(v) for v in found))
    if task.status == Status.IN_PROGRESS:
        raise RefusedError(f"task {task.key} is in progress already")


def _start(context: Context, order: Any, head: str) -> str:
    """The commit that a claim's branch starts from: the target, with work kept from earlier on top."""
    from bailiwick.flow.actions.prepare import kept_work

    return kept_work(context, order, head)[0]


@contextmanager
def open_claim(key: str) -> Iterator[tuple[Opened, State, Claim]]:
    """The claim of a task, or of the worktree that one stands in, kept from other commands meanwhile.

    Raises:
        InputError: there is none.
        LockedError: another command about it is at work.
    """
    here = Repository.open(Path.cwd())
    bound = worktree_identity.read(here.git_dir)
    wanted = key or (bound.task if bound else None)
    if not wanted:
        raise InputError("no task is claimed in this worktree: stand in one, or say --task ID")
    home = next(w.path for w in worktrees.list_worktrees(here) if w.main)
    opened = open_repository(home)
    state = open_state(opened.repo)
    with alone(state, wanted):
        held = claims(state)
        if wanted not in held:
            raise InputError(f"task {wanted} is not claimed ({nearest(wanted, held) or 'nothing is'})")
        yield opened, state, held[wanted]


def claim_context(opened: Opened, state: State, *, name: str = "claim", quiet: bool = False) -> Context:
    """The surroundings of a command about a claim; `quiet` where no check and no reviewer is part of it."""
    from bailiwick.coders.prices import load_prices
    from bailiwick.sandbox.probe import probe
    from bailiwick.views.choose import choose

    view = choose(json=False, stream=sys.stdout, environ=dict(os.environ) | {"TERM": "dumb"})
    tell = (lambda _event: None) if quiet else view.tell
    probed = probe(place=state_base()) if quiet else confining(opened)
    return build_context(opened, state, tell, probed=probed, prices=load_prices(opened.repo.root), name=name)


def known_task(opened: Opened, key: str) -> Task:
    """Find a task; InputError names the nearest id."""
    tasks = opened.shared.task_list
    if found := tasks.find(key):
        return found
    raise InputError(f"there is no task {key} ({nearest(key, [t.key for t in tasks.tasks])})")


def claim_ref(found: Claim) -> str:
    """What keeps everything that was in the worktree."""
    return commits.task_ref(found.task, found.number).replace("/attempts/", "/claims/")


def _keep_everything(repo: Repository, found: Claim, context: Context) -> str:
    """A commit of all files in the worktree, in scope or not, committed or not."""
    work = found.repository(repo)
    index = Path(found.git_dir) / "bailiwick.index"
    env = {"GIT_INDEX_FILE": str(index)}
    try:
        work.git("read-tree", "HEAD", env=env)
        work.git("add", "--all", env=env)
        tree = work.text("write-tree", env=env)
    finally:
        index.unlink(missing_ok=True)
    tip = work.text("rev-parse", "HEAD")
    kept = commits.commit(repo, tree, (tip,), f"All that was in the worktree of task {found.task}", context.identity)
    commits.keep(repo, claim_ref(found), kept)
    return claim_ref(found)


def take_down(repo: Repository, state: State, found: Claim) -> None:
    """Remove worktree and branch; what they held is kept under the claim's ref."""
    if any(worktree.path == found.worktree for worktree in worktrees.list_worktrees(repo)):
        worktrees.remove(repo, found.worktree, force=True)
    repo.git("update-ref", "-d", f"refs/heads/{found.branch}")
    for file in state.claims.glob("*.json"):
        if json.loads(file.read_text(encoding="utf-8"))["task"] == found.task:
            file.unlink()


def say(text: str) -> None:
    """Tell a person."""
    sys.stdout.write(f"{text}\n")
