"""public_signatures_kept: does a change that only cleans up leave what others use as it was?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.checks.form.project import FILE, declared
from bailiwick.checks.form.reading import is_python
from bailiwick.checks.form.rule import Fault, Rule, RuleSettings
from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.functions import FunctionNode, is_test_file
from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source, Unit

_KINDS = frozenset({"property", "cached_property", "staticmethod", "classmethod", "setter", "overload"})


class Settings(RuleSettings):
    """Of this rule."""

    additions: bool = True
    """New public names are welcome."""


class _Shape(NamedTuple):
    """What a caller depends on."""

    line: int
    marks: tuple[str, ...]
    """One for each definition of the name: overloads, getter and setter."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    for path in reading.change.changed:
        if settings.covers(path) and path.rpartition("/")[2] == FILE:
            yield from _dependencies(reading, path)
        elif settings.covers(path) and is_python(path) and not is_test_file(path):
            yield from _signatures(reading, path, settings)


def _signatures(reading: Reading, path: str, settings: Settings) -> Iterator[Fault]:
    before, after = (
        reading.before(path),
        reading.after(path) or reading.after(f"{path.removesuffix('.py')}/__init__.py"),
    )
    if after and after.tree is None:
        return
    was, here = (_shapes(source) if source else {} for source in (before, after))
    bound = after.bound if after else {}
    for name, shape in was.items():
        if name not in here and name.partition(".")[0] not in bound:
            yield Fault(path, 0, f"public `{name}` is gone", "put it back, or import it here from where it is now")
        elif name in here and here[name].marks != shape.marks:
            yield Fault(after.path if after else path, here[name].line, f"the signature of public `{name}` is another",
                        "put it back; a refactoring changes none")  # fmt: skip
    if not settings.additions and after:
        for name in here.keys() - was.keys():
            yield Fault(path, here[name].line, f"public `{name}` is new", "make it private, or leave it out")


def _dependencies(reading: Reading, path: str) -> Iterator[Fault]:
    was, here = (declared(side(path) or "") for side in (reading.base, reading.candidate))
    for name in sorted((here or frozenset()) ^ (was or frozenset())):
        what = "new" if name in (here or ()) else "gone"
        yield Fault(path, 0, f"the dependency `{name}` is {what}", "leave the dependencies as they were")


def _shapes(source: Source) -> dict[str, _Shape]:
    found: dict[str, _Shape] = {}
    for unit in source.units:
        if unit.is_definition and (unit.is_public or _is_called_by_class(unit)):
            line, marks = found.get(unit.name, _Shape(unit.node.lineno, ()))
            found[unit.name] = _Shape(line, (*marks, _mark(unit.node)))
    return found


def _is_called_by_class(unit: Unit) -> bool:
    """Whether it is the `__init__` of a public class, or another method that the language calls."""
    owner, _, name = unit.name.rpartition(".")
    magic = name.startswith("__") and name.endswith("__")
    return unit.is_method and magic and not any(part.startswith("_") for part in owner.split("."))


def _mark(node: ast.stmt) -> str:
    if isinstance(node, ast.ClassDef):
        return f"class {fingerprint(*node.bases, *node.keywords)}"
    if not isinstance(node, FunctionNode):
        return ""
    kinds = sorted(name for d in node.decorator_list if (name := last_name(d)) in _KINDS)
    returns = [node.returns] if node.returns else []
    return f"{type(node).__name__} {kinds} {fingerprint(node.args, *returns)}"


RULE = Rule("public signatures and dependencies are as they were", Settings, _judge)
