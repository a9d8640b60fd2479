"""Last step of an attempt: what people see of it in the task list, and the tidying up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.conventions import limits
from bailiwick.domain.event import Event
from bailiwick.domain.record import AttemptState
from bailiwick.files import task_list
from bailiwick.files.task_list import TaskList
from bailiwick.flow.actions import filing, requested
from bailiwick.flow.actions.outputs import cost
from bailiwick.flow.record import read_attempts
from bailiwick.flow.reviews import forget
from bailiwick.git import commits

if TYPE_CHECKING:
    from bailiwick.flow.actions.workspaces import Workspaces
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def settle(context: Context, workspaces: Workspaces, order: Order, begun: Json, end: Json, at: Position) -> Json:
    """Write the end of an attempt into the task list; repeating it changes nothing."""
    spent = {"cost": cost(begun, at)} if at.turn or at.tokens else {}
    if end["state"] == "blocked" and (reason := context.withdrawn(order.task)):
        end = {"state": "returned", "reason": reason, "withdrawn": True}
    match end["state"]:
        case "landed":
            settle_landed(context, order, begun, end)
        case "returned" if reason := _flagged(context, order, end):
            _block_with_reason(context, order, {**end, "kind": "flag", "reason": reason}, spent)
        case "returned":
            _return(context, order, end, spent)
        case "blocked" if end["kind"] == "ask":
            file_report(context, order, begun, end, at)
            _block_with_question(context, order, end, spent)
        case "blocked" if "reason" in end:
            _block_with_reason(context, order, end, spent)
        case "blocked":
            _block_by_request(context, order, end, spent)
    workspaces.release(order)
    context.wake.set()
    return {**end, "tokens": at.tokens + at.review_tokens, "cost_usd": at.cost_usd + at.review_cost_usd}


def settle_landed(context: Context, order: Order, begun: Json, end: Json) -> None:
    """Bring what has landed beside the work to where people look for it; repeating it changes nothing."""
    filing.keep_ignored(context, order, begun)
    if end.get("asks"):
        requested.add(context, order, end["commit"])
    mark_landed(context, order)


def mark_landed(context: Context, order: Order) -> None:
    """The work of a landed attempt is no longer to be taken up by the next one; reviews and reports landed with it."""
    forget(context.state, order.task)
    filing.forget(context.repo, order.task)
    ref = commits.task_ref(order.task, order.number)
    moved = context.repo.try_git("rev-parse", "--verify", "--quiet", ref)
    if moved.status == 0:
        commit = moved.stdout.decode().strip()
        changes = f"update {ref.replace('/attempts/', '/landed/')} {commit}\ndelete {ref} {commit}\n"
        context.repo.git("update-ref", "--no-deref", "--stdin", stdin=changes.encode())


def _return(context: Context, order: Order, end: Json, spent: Json) -> None:
    entry = context.ledger.entry(order.task)
    if entry.get("status") == "in_progress":
        fields: dict[str, Any] = {"status": "not_started"} | spent
        if end.get("blameless"):
            fields["attempts"] = order.try_number - 1
        context.ledger.set(order.task, fields)
    context.tell(Event("returned", task=order.task, attempt=order.number, text=end["reason"]))


def _flagged(context: Context, order: Order, end: Json) -> str:
    """Why a person has to look at a task that was given up too often, or ""; nobody's fault does not count."""
    convention = context.structure.convention(context.task(order.task).assigned_to)
    if end.get("blameless") or end.get("withdrawn") or not convention.limits.redispatches:
        return ""
    ended = [record.state for record in read_attempts(context.state.journal, order.task)]
    return limits.flagged(convention.limits, ended.count(AttemptState.RETURNED) + 1, end["reason"])


def file_report(context: Context, order: Order, begun: Json, end: Json, at: Position) -> None:
    """Keep the report of work that does not land now where people look for it."""
    with context.stop.holding(context.landing):
        one = filing.file(context, order, begun, end.get("report", ""), at.base)
    if one:
        filing.write(context, order, one)


def _block_with_question(context: Context, order: Order, end: Json, spent: Json) -> None:
    fields: dict[str, Any] = {"status": "blocked", "question": end["question"], "answer": None}
    if end.get("blameless"):  # the engine asks before a model was
        fields["attempts"] = order.try_number - 1
    fields |= spent
    context.ledger.set(order.task, fields)
    if wish := end.get("revision"):
        _request(context, order, wish, fields)
    text = f"asks: {end['question']} (write the answer into its `answer`)"
    context.tell(Event("blocked", task=order.task, attempt=order.number, text=text))


def _block_with_reason(context: Context, order: Order, end: Json, spent: Json) -> None:
    """Block a task that cannot go on before a person has put something right; one that never began costs nothing."""
    attempts = order.try_number - (end["kind"] == "inputs")
    fields = {"status": "blocked", "blocked_reason": end["reason"], "attempts": attempts}
    context.ledger.set(order.task, fields | spent)
    text = f"{end['reason']} (mend it, take `blocked_reason` out and set the status to not_started)"
    context.tell(Event("blocked", task=order.task, attempt=order.number, text=text))


def _block_by_request(context: Context, order: Order, end: Json, spent: Json) -> None:
    """Add a task for the other module's owner and let the asking one wait for it."""
    new = _request(context, order, end, {"status": "blocked"} | spent)
    text = f"waits for task {new}, requested of {end['module']}: {end['title']}"
    context.tell(Event("blocked", task=order.task, attempt=order.number, text=text))


def _request(context: Context, order: Order, wish: Json, fields: Json) -> str:
    """Add a task, once, and write the fields of the one that waits for it; returns the new one's number."""
    made: list[str] = []
    known = context.structure.convention(wish["assigned_to"]).params

    def change(text: str) -> str:
        listed = TaskList.read(text)
        asking = listed.raw(order.task)
        others = [listed.entry(task) for task in listed.tasks]
        same = [e for e in others if _is_same(e, asking, wish)]
        number = same[0]["id"] if same else task_list.next_id(text)
        made[:] = [str(number)]
        if not same:
            text = task_list.with_task(text, requested.entry(number, asking, wish, known))
        waits = [*asking.get("blocked_by", []), *([] if number in asking.get("blocked_by", []) else [number])]
        more = {"attempts": order.try_number - 1} if wish.get("unbegun") else {}
        return task_list.with_fields(text, order.task, {**fields, "blocked_by": waits, **more})

    context.ledger.change(change)
    data = {"by": order.task}
    context.tell(Event("requested", task=made[0], module=wish["module"], title=wish["title"], data=data))
    return made[0]


def _is_same(entry: dict[str, Any], asking: dict[str, Any], wish: Json) -> bool:
    """A wish is told once; the same one may come up again when its first task is done."""
    return (
        entry.get("requested_by") == asking["id"]
        and entry.get("title") == wish["title"]
        and (entry.get("status") != "done" or entry.get("description") == wish["description"])
    )
