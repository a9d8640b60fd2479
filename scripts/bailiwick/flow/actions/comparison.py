"""Does the report say what is so? Told to the coder; what stays is kept in the evidence."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bailiwick.checks.form.project import FILE, declared
from bailiwick.conventions import contradictions, stops
from bailiwick.conventions.contracts import Contracts
from bailiwick.conventions.contradictions import AFTER_CHECKS, Facts
from bailiwick.domain.event import Event
from bailiwick.files import plan
from bailiwick.files.paths import API, PLAN
from bailiwick.flow.actions import notes
from bailiwick.git import diff
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from bailiwick.domain.structure import Module
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


CONTRACT_RULE = "contract_routes"
"""The rule of form that holds the code against the contract; where it only warns, the report must say so."""


def feedback(
    context: Context, order: Order, report: Json, at: Position, *, base: str, tree: str, checked: Json | None = None
) -> Json | None:
    """Return what the coder is told of a report that contradicts the facts; None where it may go on.

    Args:
        context: Of the run.
        order: Of the attempt.
        report: What the coder says.
        at: What the attempt has published, and how often a report of it was given back.
        base: Commit that the work is a change of.
        tree: The tree that would land.
        checked: JSON of the evidence, where the checks have passed on it.
    """
    convention = context.structure.convention(context.task(order.task).assigned_to)
    found = contradicted(context, order, report, at, base=base, tree=tree, checked=checked)
    if not found or at.report_tries >= convention.report.tries:
        return None
    context.tell(Event("feedback", task=order.task, text=f"report: {found[0]}"))
    listed = "\n".join(f"- {text}" for text in found)
    text = f"The report is not what the engine saw:\n{listed}\nMend the work or the report, and hand it in again."
    return {"feedback": text, "free": "report"}


def contradicted(
    context: Context, order: Order, report: Json, at: Position, *, base: str, tree: str, checked: Json | None = None
) -> tuple[str, ...]:
    """What the report says that is not so, as far as it can be told at this stage; work by hand claims nothing."""
    task = context.task(order.task)
    compared = context.structure.convention(task.assigned_to).compare
    names = [name for name in compared if (name in AFTER_CHECKS) is (checked is not None)]
    if not names or {"by_hand", "by_engine"} & report.keys():
        return ()
    return contradictions.found(names, report, _facts(context, order, at, base, tree, checked=checked))


def with_what_stays(context: Context, order: Order, report: Json, judged: Json, at: Position) -> Json:
    """Keep in the evidence what the report goes on to say although it is not so, and what it was let land with."""
    compare = partial(contradicted, context, order, report, at, base=judged["target"], tree=judged["tree"])
    form = context.structure.convention(context.task(order.task).assigned_to).report
    said = [told for stop in form.stops for told in stops.details(stop, report)]
    told = {"contradictions": [*compare(), *compare(checked=judged["evidence"])], "deviations": said}
    return judged | {"evidence": judged["evidence"] | {name: found for name, found in told.items() if found}}


def _facts(context: Context, order: Order, at: Position, base: str, tree: str, *, checked: Json | None) -> Facts:
    module = context.structure.modules[context.task(order.task).module]
    before, after = TreeReader(context.repo, base), TreeReader(context.repo, tree)
    passed = context.examiner.passed_tests(tree, module.name) if checked else frozenset[str]()
    note, spec = notes.specification(context, context.task(order.task), base)
    return Facts(
        changed={change.path: change.status for change in diff.between(context.repo, base, tree)},
        contracts=_contracts(module, after, at),
        dependencies=_dependencies(module, after) - _dependencies(module, before),
        lines=lambda path: None if (text := after.text(path)) is None else len(text.splitlines()),
        passed_tests=passed,
        criteria=spec.numbers if spec else (),
        met=spec.met if spec else frozenset(),
        claimed=spec.claimed if spec else {},
        is_new=notes.new_tests_of(module, before, after),
        beside=frozenset({note} if note else ()),
        off_contract=_off_contract(checked) if checked else (),
    )


def _contracts(module: Module, tree: TreeReader, at: Position) -> Contracts:
    published = [effect["data"] for effect in at.effects if effect["kind"] == "contract"]
    listed = [(one["method"], one["path"]) for one in published]
    files = (tree.text(path) for path in tree.paths(f"{API}/{module.name}/**"))
    return Contracts((*plan.endpoints(tree.text(PLAN) or "", module.name), *listed), tuple(filter(None, files)))


def _off_contract(evidence: Json) -> tuple[str, ...]:
    told = (line for check in evidence["checks"] for line in check.get("output_tail", "").splitlines())
    return tuple(line for line in told if CONTRACT_RULE in line)


def _dependencies(module: Module, tree: TreeReader) -> frozenset[str]:
    files = (tree.text(f"{directory}/{FILE}") or "" for directory in module.paths)
    return frozenset[str]().union(*(declared(text) or () for text in files))
