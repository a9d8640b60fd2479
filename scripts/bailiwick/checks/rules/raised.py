"""Which errors does an assertion such as `pytest.raises` accept?"""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass

from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.names import dotted, last_name

_MATCHES_ALL = frozenset({"", ".*", ".+", ".", "^", "(?s).*", "^.*$", "[\\s\\S]*"})
_WIDEST = frozenset({"Exception", "BaseException"})


@dataclass(frozen=True)
class Raised:
    """What `raises` is called with."""

    errors: frozenset[str]
    """Last names of the classes; empty where they cannot be told."""
    match: str
    """Fingerprint of the expression that the message must match; empty where any message does."""


def raised_of(call: ast.Call) -> Raised | None:
    """Take a call of `raises`, `warns` or `assertRaises` apart; None for anything else."""
    name = last_name(call.func)
    if name not in {"raises", "warns", "assertRaises", "assertRaisesRegex", "assertWarns", "assertWarnsRegex"}:
        return None
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    arguments = call.args
    errors = arguments[0] if arguments else given.get("expected_exception")
    match = arguments[1] if name.endswith("Regex") and len(arguments) > 1 else given.get("match")
    return Raised(_names(errors), _expression(match))


def accepts_more(before: Raised, after: Raised) -> str:
    """Return how the second accepts more than the first, an empty text where it does not."""
    if not before.errors or not after.errors:
        return ""
    if before.match and not after.match:
        return "any message is accepted now"
    if before.errors < after.errors:
        return "more errors are accepted now"
    wider = next((one for one in after.errors - before.errors if _is_wider(one, before.errors)), "")
    return f"{wider} is wider than what was expected" if wider else ""


def _is_wider(error: str, than: frozenset[str]) -> bool:
    if error in _WIDEST:
        return "BaseException" not in than
    kind = getattr(builtins, error, None)
    if not isinstance(kind, type):
        return False
    known = [getattr(builtins, name, None) for name in than]
    return any(isinstance(one, type) and issubclass(one, kind) for one in known)


def _names(node: ast.expr | None) -> frozenset[str]:
    nodes = node.elts if isinstance(node, ast.Tuple) else [node] if node is not None else []
    names = [dotted(one).rpartition(".")[2] for one in nodes]
    return frozenset(names) if all(names) else frozenset()


def _expression(node: ast.expr | None) -> str:
    if node is None or (isinstance(node, ast.Constant) and node.value in _MATCHES_ALL | {None}):
        return ""
    return fingerprint(node)
