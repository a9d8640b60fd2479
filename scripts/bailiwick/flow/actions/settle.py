"""Last step of an attempt: what people see of it in the task list, and the tidying up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.domain.event import Event
from bailiwick.files import task_list
from bailiwick.files.task_list import TaskList
from bailiwick.flow.actions.outputs import cost
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
            mark_landed(context, order)
        case "returned":
            _return(context, order, end, spent)
        case "blocked" if end["kind"] == "ask":
            _block_with_question(context, order, end, spent)
        case "blocked" if "reason" in end:
            _block_with_reason(context, order, end, spent)
        case "blocked":
            _block_by_request(context, order, end, spent)
    workspaces.release(order)
    context.wake.set()
    return {**end, "tokens": at.tokens + at.review_tokens, "cost_usd": at.cost_usd + at.review_cost_usd}


def mark_landed(context: Context, order: Order) -> None:
    """The work of a landed attempt is no longer to be taken up by the next one; its reviews have landed with it."""
    forget(context.state, order.task)
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


def _block_with_question(context: Context, order: Order, end: Json, spent: Json) -> None:
    context.ledger.set(order.task, {"status": "blocked", "question": end["question"], "answer": None} | spent)
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
    requested: list[str] = []

    def change(text: str) -> str:
        listed = TaskList.read(text)
        asking = listed.raw(order.task)
        others = [listed.entry(task) for task in listed.tasks]
        same = [e for e in others if e.get("requested_by") == asking["id"] and e.get("title") == end["title"]]
        number = same[0]["id"] if same else task_list.next_id(text)
        requested[:] = [str(number)]
        if not same:
            text = task_list.with_task(text, _requested_entry(number, asking, end))
        waits = [*asking.get("blocked_by", []), *([] if number in asking.get("blocked_by", []) else [number])]
        return task_list.with_fields(text, order.task, {"status": "blocked", "blocked_by": waits} | spent)

    context.ledger.change(change)
    new = requested[0]
    module = end["module"]
    context.tell(Event("requested", task=new, module=module, title=end["title"], data={"by": order.task}))
    text = f"waits for task {new}, requested of {module}: {end['title']}"
    context.tell(Event("blocked", task=order.task, attempt=order.number, text=text))


def _requested_entry(number: int, asking: dict[str, Any], end: Json) -> dict[str, Any]:
    return {
        "id": number,
        "title": end["title"],
        "assigned_to": end["assigned_to"],
        "module": end["module"],
        "status": "not_started",
        "blocked_by": [],
        "description": end["description"],
        "requested_by": asking["id"],
    }
