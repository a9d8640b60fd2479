"""assertions_kept: which changed functions of tests assert less than before?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bailiwick.checks.rules.assertions import MANY, cases, instances, times
from bailiwick.checks.rules.constant import able_to_fail
from bailiwick.checks.rules.constants import constants
from bailiwick.checks.rules.expression import expression_of
from bailiwick.checks.rules.finding import ASK, Finding
from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.loosened import loosened
from bailiwick.checks.rules.names import inlined
from bailiwick.checks.rules.parse import shown
from bailiwick.checks.rules.truth import truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.checks.rules.assertions import Assertion, Context
    from bailiwick.checks.rules.functions import Function

RULE = "assertions_kept"
BACK = f"put them back, or {ASK}"
Pair = tuple["Function", "Context", "Function", "Context"]
"""A function before and after, each with its file."""


def fallen_assertions(before: Sequence[Context], after: Sequence[Context]) -> Iterator[Finding]:
    """Name the functions that hold fewer assertions, or looser ones; a test that is gone is not among them."""
    moved = _gained(before, after)
    for pair in _pairs(before, after):
        yield from _judged(pair, moved)
    yield from _replaced(before, after)


def _judged(pair: Pair, moved: Counter[str]) -> Iterator[Finding]:
    old, old_context, now, context = pair
    if fingerprint(old.node) == fingerprint(now.node):
        return
    was, here = able_to_fail(old, old_context), able_to_fail(now, context)
    gone, new, kept = _compared(pair, was, here)
    gone = [a for a in gone if not _has_moved(a, moved)]
    worth = sum(a.weight * times(a, context, unknown=MANY) for a in new) * cases(now, context, unknown=MANY)
    missing = sum(times(a, old_context, unknown=1) for a in gone)
    extra = _extra_turns(kept, pair)
    if missing + extra > worth:
        text = f"{now.name} has lost {_number(missing + extra - worth)} (before: {_number(_total(was, old_context))})"
        yield Finding(now.path, now.node.lineno, RULE, f"{text}; {BACK}")
    sides = ((gone, inlined(old.node)), (new, inlined(now.node)), ([a for _, a in kept], inlined(now.node)))
    for assertion, less in loosened(*sides, context.helpers):
        text = f"`{shown(assertion.node, context.file.source)}`: {less}"
        yield Finding(now.path, assertion.line, RULE, f"{text}; demand as much as before, or {ASK}")
    for was_here, is_here in kept:
        if is_here.conditions > was_here.conditions:
            text = f"`{shown(is_here.node, context.file.source)}` runs under a condition only now"
            yield Finding(now.path, is_here.line, RULE, f"{text}; assert it in every case, or {ASK}")


def _compared(
    pair: Pair, was: Sequence[Assertion], here: Sequence[Assertion]
) -> tuple[list[Assertion], list[Assertion], list[tuple[Assertion, Assertion]]]:
    """Sort into those that are gone, those that are new, and those on both sides."""
    old, old_context, _, _ = pair
    known = constants(old.node, [a.node for a in was], old_context.values)
    waiting: dict[str, list[Assertion]] = {}
    for assertion in here:
        waiting.setdefault(assertion.plain, []).append(assertion)
    gone: list[Assertion] = []
    kept: list[tuple[Assertion, Assertion]] = []
    for assertion in was:
        if same := waiting.get(assertion.plain):
            kept.append((assertion, same.pop(0)))
        elif (test := expression_of(assertion)) is None or truth(test, known) is not True:
            gone.append(assertion)
    taken = {id(assertion) for _, assertion in kept}
    return gone, [assertion for assertion in here if id(assertion) not in taken], kept


def _extra_turns(kept: Sequence[tuple[Assertion, Assertion]], pair: Pair) -> int:
    """How many turns of loops are missing from assertions that are still there."""
    _, old_context, now, context = pair
    each = cases(now, context, unknown=MANY)
    return sum(
        max(times(was, old_context, unknown=1) - times(here, context, unknown=MANY) * max(each, 1), 0)
        for was, here in kept
    )


def _has_moved(assertion: Assertion, moved: Counter[str]) -> bool:
    """Whether another test has gained it; each gain counts for one."""
    for key in dict.fromkeys((assertion.full, assertion.plain)):
        if moved[key] > 0:
            moved[key] -= 1
            return True
    return False


def _gained(before: Sequence[Context], after: Sequence[Context]) -> Counter[str]:
    """Assertions, written out for each case, that are more often in the new files than in the old."""
    return _all_instances(after) - _all_instances(before)


def _all_instances(contexts: Sequence[Context]) -> Counter[str]:
    found: Counter[str] = Counter()
    for context in contexts:
        for function in context.file.functions.values():
            found.update(instances(function, context, able_to_fail(function, context)))
    return found


def _pairs(before: Sequence[Context], after: Sequence[Context]) -> Iterator[Pair]:
    """Match functions by file and name, else by name alone where that is the only one new of its name."""
    here = {context.file.path: context for context in after}
    there = {context.file.path: context for context in before}
    appeared: dict[str, list[tuple[Function, Context]]] = {}
    for context in after:
        old = there.get(context.file.path)
        for name, function in context.file.functions.items():
            if old is None or name not in old.file.functions:
                appeared.setdefault(function.last_name, []).append((function, context))
    for context in before:
        now = here.get(context.file.path)
        for name, function in context.file.functions.items():
            if now is not None and name in now.file.functions:
                yield function, context, now.file.functions[name], now
            elif len(found := appeared.get(function.last_name, [])) == 1 and function.is_test:
                yield function, context, *found[0]


def _replaced(before: Sequence[Context], after: Sequence[Context]) -> Iterator[Finding]:
    """Tests to whose name something else is assigned, so that the function is there and does not run."""
    known = {(context.file.path, name) for context in before for name in context.file.replaced}
    for context in after:
        for name, line in context.file.replaced.items():
            if (context.file.path, name) not in known and context.file.functions[name].is_test:
                text = f"{name} is given another value after its definition, so that its assertions do not run"
                yield Finding(context.file.path, line, RULE, f"{text}; remove that line, or {ASK}")


def _total(found: Sequence[Assertion], context: Context) -> int:
    return sum(times(assertion, context, unknown=1) for assertion in found)


def _number(count: int) -> str:
    return f"{count} assertion{'' if count == 1 else 's'}"
