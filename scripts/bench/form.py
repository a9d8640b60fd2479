"""What the rules of form cost: by the number of changed files, each of a hundred lines with one changed function."""

from __future__ import annotations

from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bailiwick.checks.form import RULES, FormChange, judge
from common import milliseconds, rounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.checks.form import RuleSettings

CHANGED, ROUNDS = (1, 100, 1_000), rounds(3)
GIVEN: dict[str, dict[str, Any]] = {
    "contract_routes": {"routes": [["GET", "/quotes/{sku}"]]},
    "docstring_line": {"pattern": "^Ticket: "},
    "messages_verbatim": {"messages": ["{sku} is unknown"]},
    "migration_beside_model": {"models": ["models.py"], "migrations": ["*.sql"]},
    "model_fields": {"models": {"Quote": ["sku", "total_cents"]}},
    "new_files": {"refuse": ["*.md"]},
    "no_word_in_added_lines": {"patterns": [r"\bsprints?\b"]},
}
HEAD = '''"""Quotes of the corner shop."""

from __future__ import annotations

import json
from pydantic import BaseModel
from shop import file_{before}


class Quote(BaseModel):
    """What is asked for articles."""

    sku: str
    total_cents: int
'''
FUNCTION = '''

def quote_{i}(sku: str, prices: dict[str, int]) -> dict[str, object]:
    """Return what one article costs."""
    if sku not in prices:
        return {{"success": False, "message": f"{{sku}} is unknown", "data": None}}
    total = sum(prices[name] * {i} for name in sorted(prices) if name == sku)
    return {{"success": True, "message": "", "data": json.dumps([sku, total])}}
'''


def measure() -> dict[str, Any]:
    """One change of each size; a plain parse of both sides beside it."""
    rules = {name: rule.settings.model_validate(GIVEN.get(name, {})) for name, rule in RULES.items()}
    figures: dict[str, dict[str, float]] = {}
    for number in CHANGED:
        change = _change(number)
        figures[f"{number:,}"] = {
            "parses alone": _time(change, {}),
            "all rules": _time(change, rules),
            "all rules, all code": _time(change, {n: r.model_copy(update={"apply": "all"}) for n, r in rules.items()}),
        }
    rows = [["changed files", *(f"{kind}, ms" for kind in figures["1"])]]
    rows += [[number, *(milliseconds(seconds) for seconds in by.values())] for number, by in figures.items()]
    title = f"Rules of form: one judgement of a change, {len(RULES)} rules (median of {ROUNDS})"
    return {"title": title, "rows": rows, "widths": [14, 17, 14, 23], "figures": figures}


def _time(change: FormChange, rules: Mapping[str, RuleSettings]) -> float:
    found = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        judge(change, rules)
        found.append(perf_counter() - begun)
    return median(found)


def _change(number: int) -> FormChange:
    base = {f"shop/file_{n}.py": _text(n) for n in range(number)}
    candidate = {path: text.replace('"data": None', '"data": None, "code": 1', 1) for path, text in base.items()}
    paths = frozenset({*candidate, "pyproject.toml"})
    candidate["pyproject.toml"] = '[project]\ndependencies = ["pydantic"]\n'
    return FormChange(tuple(base), base.get, candidate.get, paths)


def _text(number: int) -> str:
    return HEAD.format(before=max(number - 1, 0)) + "".join(FUNCTION.format(i=i) for i in range(11))
