"""pytest_not_unittest: are tests written for pytest?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.finding import Fault
from bailiwick.checks.form.rule import Rule
from bailiwick.checks.form.settings import RuleSettings
from bailiwick.checks.rules.functions import is_test_case, is_test_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source, Unit


class Settings(RuleSettings):
    """Of this rule."""

    allow_mock: bool = True
    """`unittest.mock` may be used."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    for source in reading.python(settings):
        if is_test_file(source.path, source.text.encode("utf-8", "replace")):
            for line, unit, wrong in _of_unittest(source, allow_mock=settings.allow_mock):
                if reading.counts(source, unit, settings):
                    mend = "write a function `test_...` with `assert`, and what it needs as a fixture"
                    yield Fault(source.path, line, wrong, mend)


def _of_unittest(source: Source, *, allow_mock: bool) -> Iterator[tuple[int, Unit | None, str]]:
    for imported, unit in source.found(ast.Import, ast.ImportFrom):
        for name in _modules(imported):
            mock = name == "unittest.mock" or name.startswith("unittest.mock.")
            if name.partition(".")[0] == "unittest" and not (mock and allow_mock):
                yield imported.lineno, unit, f"`{name}` is imported into a test"
    for node, owner in source.classes():
        if is_test_case(node):
            yield node.lineno, owner, f"`{node.name}` is a test case of unittest"


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    inside = node.module == "unittest" and all(alias.name == "mock" for alias in node.names)
    return ["unittest.mock" if inside else node.module or ""] if not node.level else []


RULE = Rule("pytest_not_unittest", "tests are written for pytest, without unittest", Settings, _judge)
