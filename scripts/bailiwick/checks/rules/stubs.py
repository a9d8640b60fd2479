"""Does an assertion look at the test's own stand-in in place of the code under test?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.names import dotted, imports, inlined, last_name, resolved, single_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.checks.rules.functions import Function, FunctionNode

STAND_IN = "it asserts on what the test itself put in place of the code"
RECOMPUTED = "it compares the code with itself"
_MOCKS = frozenset({"Mock", "MagicMock", "AsyncMock", "NonCallableMock", "create_autospec"})
_SAME_TWICE = (
    "again", "cache", "consisten", "determin", "equal", "hash", "idempot", "identi", "memo", "once", "pure", "repeat",
    "repro", "same", "seed", "singleton", "stable", "twice", "reflexiv", "immutab", "unchanged", "constant",
)  # fmt: skip


def stand_ins(function: Function, test: ast.expr, bound: Mapping[str, str]) -> bool:
    """Tell whether the value an assertion is about comes from a patched function or a mock of the test.

    Args:
        function: the test.
        test: what is asserted.
        bound: what the file imports.
    """
    names = {**bound, **imports(function.node)}
    values = single_values(function.node)
    patched = set(_patched(function, names))
    mocks = {name for name, value in values.items() if isinstance(value, ast.Call) and last_name(value.func) in _MOCKS}
    return any(_is_stand_in(call, names, patched, mocks) for call in _asserted_calls(test, values))


def recomputed(function: Function, test: ast.expr) -> bool:
    """Tell whether both sides of an equality are the same call, with nothing done in between.

    A test that says it is about being the same each time may do so.
    """
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)):
        return False
    if is_same_twice(function):
        return False
    names = inlined(function.node)
    left, right = (fingerprint(side, names=names) for side in (test.left, test.comparators[0]))
    return left == right and "Call(" in left and not _acts_otherwise(function.node, test)


def is_same_twice(function: Function) -> bool:
    """Tell by name and docstring whether a test is about something being the same each time."""
    about = f"{function.name} {ast.get_docstring(function.node) or ''}".lower()
    return any(word in about for word in _SAME_TWICE)


def _acts_otherwise(node: FunctionNode, test: ast.expr) -> bool:
    """Whether the test does anything that could change the value, beside what the assertion is made of."""
    values = single_values(node)
    waiting, own = [test], set[int]()
    while waiting:
        for inner in ast.walk(waiting.pop()):
            if id(inner) in own:
                continue
            own.add(id(inner))
            if isinstance(inner, ast.Name) and inner.id in values:
                waiting.append(values[inner.id])
    others = (s for s in ast.walk(node) if isinstance(s, ast.Call | ast.AugAssign | ast.Delete | ast.Await))
    stores = (
        t
        for s in ast.walk(node)
        if isinstance(s, ast.Assign)
        for t in s.targets
        if isinstance(t, ast.Attribute | ast.Subscript)
    )
    asserted = {id(n) for s in ast.walk(node) if isinstance(s, ast.Assert) for n in ast.walk(s)}
    return any(id(o) not in own | asserted for o in others) or any(True for _ in stores)


def _asserted_calls(test: ast.expr, values: Mapping[str, ast.expr]) -> Iterator[ast.Call]:
    """The calls whose result is compared: directly, or kept under a name before."""
    sides = [test.left, *test.comparators] if isinstance(test, ast.Compare) else [test]
    for side in sides:
        value = values.get(side.id, side) if isinstance(side, ast.Name) else side
        value = value.value if isinstance(value, ast.Await) else value
        if isinstance(value, ast.Call):
            yield value


def _is_stand_in(call: ast.Call, names: Mapping[str, str], patched: set[str], mocks: set[str]) -> bool:
    target = dotted(call.func)
    if not target:
        return False
    if resolved(call.func, names) in patched or target.partition(".")[0] in mocks:
        return True
    return isinstance(call.func, ast.Attribute) and call.func.attr in _patched_methods(patched)


def _patched_methods(patched: set[str]) -> set[str]:
    """Of `shop.stock.Stock.value`, `value`: whichever object it is asked of."""
    parts = (place.split(".") for place in patched)
    return {names[-1] for names in parts if len(names) > 1 and names[-2][:1].isupper()}


def _patched(function: Function, names: Mapping[str, str]) -> Iterator[str]:
    """Dotted names to which the test gives a value of its own."""
    for node in [*ast.walk(function.node), *(n for d in function.decorators for n in ast.walk(d))]:
        if isinstance(node, ast.Call):
            yield from _patched_by(node, names)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda | ast.Call):
            made = isinstance(node.value, ast.Lambda) or last_name(node.value.func) in _MOCKS
            targets = [t for t in node.targets if isinstance(t, ast.Attribute)] if made else []
            yield from (resolved(target, names) for target in targets if dotted(target).partition(".")[0] in names)


def _patched_by(call: ast.Call, names: Mapping[str, str]) -> Iterator[str]:
    word, target = last_name(call.func), dotted(call.func)
    wraps = any(keyword.arg == "wraps" for keyword in call.keywords)
    match call.args:
        case [ast.Constant(value=str(place)), *_] if not wraps and (
            word == "patch" or (word == "setattr" and target != "setattr")
        ):
            yield place
        case [ast.JoinedStr(values=[ast.FormattedValue(value=ast.Name(id="__name__")), ast.Constant(value=end)]), *_]:
            own = str(end).removeprefix(".")
            yield names.get(own, own)
        case [of, ast.Constant(value=str(name)), *_] if not wraps and (
            word == "setattr" or target.endswith("patch.object")
        ):
            if place := resolved(of, names):
                yield f"{place}.{name}"
        case _:
            pass
