"""Does an assertion demand less than the one in whose place it stands?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.rules.assertions import raises_call
from bailiwick.checks.rules.claim import DEFAULT_TOLERANCE, Claim, Demand, claims_of
from bailiwick.checks.rules.expression import expression_of
from bailiwick.checks.rules.mocked import mock_demand
from bailiwick.checks.rules.names import dotted
from bailiwick.checks.rules.raised import accepts_more, raised_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bailiwick.checks.rules.assertions import Assertion
    from bailiwick.checks.rules.helpers import Helpers
    from bailiwick.checks.rules.raised import Raised

MAX_TOLERANCE = 0.05
"""Of the expected value; a wider one in place of an exact comparison is loose."""
MAX_WIDENING = 10.0
"""Times the tolerance that was there."""
MAX_PAIRS = 10_000
_ABOUT_ARGUMENT = frozenset({"len", "str", "list", "sorted", "set", "type", "repr", "round", "bool", "tuple"})
"""An assertion on the result of one of them is an assertion on what it is given: looser, but on the same thing."""

Side = tuple["Sequence[Assertion]", "Mapping[str, str]"]
"""Assertions of a function, and what its local names stand for."""


def loosened(gone: Side, new: Side, kept: Side, helpers: Helpers) -> Iterator[tuple[Assertion, str]]:
    """Name the new assertions that demand less than one that is gone.

    Args:
        gone: assertions that the function holds no more.
        new: assertions that it did not hold.
        kept: those it holds on both sides.
        helpers: of the file.
    """
    if len(gone[0]) * len(new[0]) > MAX_PAIRS:
        return
    yield from _looser_values(gone, new, kept)
    yield from _looser_errors(gone[0], new[0], helpers)
    yield from _looser_mocks(gone[0], new[0])


def _looser_values(gone: Side, new: Side, kept: Side) -> Iterator[tuple[Assertion, str]]:
    standing = [(assertion, claim) for assertion, claim in _claims(new)]
    names, old_names = new[1], gone[1]
    firm = [claim for _, claim in (*standing, *_claims(kept)) if claim.demand is Demand.EXACT]
    for old_assertion, old in _claims(gone):
        exact = old.subjects(old_names)
        if any(not _says_less(old, claim) and claim.subjects(names) & exact for claim in firm):
            continue
        same = [(a, c) for a, c in standing if c.subjects(names) & exact]
        near = same or [(a, c) for a, c in standing if _about(c) and _about(c) == _about(old)]
        said = next(((a, less) for a, c in near if (less := _says_less(old, c))), None)
        if said and all(_says_less(old, c) for _, c in near):
            yield said[0], f"{said[1]} (before: line {old_assertion.line})"


def _says_less(before: Claim, after: Claim) -> str:
    if before.demand is Demand.EXACT and after.demand is Demand.EXACT:
        return _wider(before.tolerance, after.tolerance)
    if before.demand is Demand.EXACT and not _is_style(before, after):
        return "it demands less than the equality that was there"
    if before.demand is Demand.FALSE and after.demand in {Demand.THERE, Demand.KIND}:
        return "it allows what the assertion that was there refused"
    if before.demand is Demand.PART and after.demand in {Demand.THERE, Demand.TRUE, Demand.KIND}:
        return "it demands less than the comparison that was there"
    if before.options and before.options < after.options:
        return "it allows more values than before"
    return ""


def _is_style(before: Claim, after: Claim) -> bool:
    """`x == True` and `x`, `x == []` and `not x` say the same, near enough."""
    return (before.truthy and after.demand is Demand.TRUE) or (before.falsy and after.demand is Demand.FALSE)


def _wider(before: float, after: float) -> str:
    if after > MAX_TOLERANCE and after > before:
        return f"its tolerance is {after:.0%} of the value"
    if before and after > max(before * MAX_WIDENING, DEFAULT_TOLERANCE):
        return "its tolerance is more than ten times as wide as before"
    return ""


def _claims(side: Side) -> Iterator[tuple[Assertion, Claim]]:
    for assertion in side[0]:
        if (test := expression_of(assertion)) is not None:
            yield from ((assertion, claim) for claim in claims_of(test))


def _about(claim: Claim) -> str:
    """The function whose result is asserted on, or the name itself."""
    node: ast.AST = claim.subject
    while True:
        match node:
            case ast.Call(func=ast.Name(id=name), args=[inner, *_]) if name in _ABOUT_ARGUMENT:
                node = inner
            case ast.Call(func=inner) | ast.Subscript(value=inner) | ast.Await(value=inner):
                node = inner
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                node = node.generators[0].iter
            case _:
                return dotted(node)


def _looser_errors(
    gone: Sequence[Assertion], new: Sequence[Assertion], helpers: Helpers
) -> Iterator[tuple[Assertion, str]]:
    before, after = list(_raised(gone, helpers)), list(_raised(new, helpers))
    for (_, old), (assertion, now) in zip(before, after, strict=False):
        if more := accepts_more(old, now):
            yield assertion, more


def _raised(found: Sequence[Assertion], helpers: Helpers) -> Iterator[tuple[Assertion, Raised]]:
    for assertion in found:
        call = raises_call(assertion.node, helpers) or assertion.node
        if isinstance(call, ast.Call) and (raised := raised_of(call)):
            yield assertion, raised


def _looser_mocks(gone: Sequence[Assertion], new: Sequence[Assertion]) -> Iterator[tuple[Assertion, str]]:
    standing = [(a, *demand) for a in new if (demand := mock_demand(a.node))]
    for old in gone:
        if demand := mock_demand(old.node):
            less = [a for a, mock, number in standing if mock == demand[0] and number < demand[1]]
            more = [a for a, mock, number in standing if mock == demand[0] and number >= demand[1]]
            if less and not more:
                yield less[0], "it demands less of the calls of the mock than before"
