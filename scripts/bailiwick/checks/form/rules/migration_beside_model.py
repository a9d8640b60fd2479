"""migration_beside_model: does a change of what is stored come with its migration?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from bailiwick.checks.form.reading import is_python
from bailiwick.checks.form.rule import Fault, Glob, Rule, RuleSettings, matches_any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source


class Settings(RuleSettings):
    """Of this rule."""

    models: Annotated[tuple[Glob, ...], Field(min_length=1)]
    """Globs of the files whose change needs a migration."""
    migrations: Annotated[tuple[Glob, ...], Field(min_length=1)]
    """Globs of migrations; a new file of them is one."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    if any(matches_any(settings.migrations, path) for path in reading.added()):
        return
    for source in reading.files(settings):
        if matches_any(settings.models, source.path) and _says_more(reading, source):
            wanted = ", ".join(settings.migrations)
            yield Fault(source.path, 0, "the model is changed without a migration", f"add one as a new file: {wanted}")


def _says_more(reading: Reading, source: Source) -> bool:
    """Whether more than comments, docstrings and white space is changed."""
    if not is_python(source.path) or source.tree is None or not (before := reading.before(source.path)):
        return True
    standing = reading.standing(source.path)
    was, here = ([unit for unit in side.units if not _is_text(unit.node)] for side in (before, source))
    return len(was) != len(here) or any(standing.touched(unit) for unit in here)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


RULE = Rule("a change of a model comes with a new migration", Settings, _judge)
