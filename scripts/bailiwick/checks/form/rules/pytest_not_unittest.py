"""pytest_not_unittest: are tests written for pytest?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file
from bailiwick.checks.rules.functions import is_test_case, is_test_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source


MEND = "write a function `test_...` with `assert`, and what it needs as a fixture"


class Settings(RuleSettings):
    """Of this rule."""

    allow_mock: bool = True
    """`unittest.mock` may be used."""


def _spots(source: Source, settings: Settings) -> Iterator[Spot]:
    if not is_test_file(source.path, source.text.encode("utf-8", "replace")):
        return
    for imported, unit in source.found(ast.Import, ast.ImportFrom):
        for name in _modules(imported):
            mock = name == "unittest.mock" or name.startswith("unittest.mock.")
            if name.partition(".")[0] == "unittest" and not (mock and settings.allow_mock):
                yield Spot(imported.lineno, unit, f"`{name}` is imported into a test", MEND)
    for node, owner in source.classes():
        if is_test_case(node):
            yield Spot(node.lineno, owner, f"`{node.name}` is a test case of unittest", MEND)


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    inside = node.module == "unittest" and all(alias.name == "mock" for alias in node.names)
    return ["unittest.mock" if inside else node.module or ""] if not node.level else []


RULE = Rule("tests are written for pytest, without unittest", Settings, in_each_file(_spots))
