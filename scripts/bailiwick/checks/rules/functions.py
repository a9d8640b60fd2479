"""Which functions does a test file hold, and which of them does pytest take for tests?"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bailiwick.checks.rules.names import dotted
from bailiwick.checks.rules.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.checks.rules.change import Sources

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_TEST_NAME = re.compile(r"(test_.*|.*_test|test|tests|conftest)\.py", re.DOTALL)
_TEST_DIRECTORIES = frozenset({"test", "tests"})
_TEST_CASE = re.compile(rb"TestCase\b")


@dataclass(frozen=True)
class Function:
    """One function or method of a test file, nested ones left out."""

    path: str
    name: str
    """`test_x`, or `TestA::test_x` for a method."""
    node: FunctionNode
    owners: tuple[ast.ClassDef, ...]
    """Classes around it, outermost first."""
    is_test: bool

    @property
    def last_name(self) -> str:
        """The name without classes."""
        return self.node.name

    @property
    def decorators(self) -> list[ast.expr]:
        """Of the function and of the classes around it."""
        return [*self.node.decorator_list, *(d for owner in self.owners for d in owner.decorator_list)]


@dataclass(frozen=True)
class TestFile:
    """One side of one test file."""

    __test__ = False

    path: str
    source: bytes
    tree: ast.Module
    functions: Mapping[str, Function]
    """Name as in `Function.name` -> the definition that counts, which is the last."""
    replaced: Mapping[str, int]
    """Functions to whose name something else is assigned afterwards -> line."""


def is_test_file(path: str, source: bytes = b"") -> bool:
    """Tell by path, or by a class of unittest in it, whether a file holds tests or what they share."""
    place = PurePosixPath(path)
    if place.suffix != ".py":
        return False
    in_tests = not _TEST_DIRECTORIES.isdisjoint(place.parent.parts)
    return in_tests or bool(_TEST_NAME.fullmatch(place.name)) or bool(_TEST_CASE.search(source))


def read_test_files(sources: Sources, known: frozenset[str] = frozenset()) -> dict[str, TestFile]:
    """Read the test files among changed files; what cannot be read fails its check anyway and is left out.

    `known` are files that hold tests whatever they are called.
    """
    return {
        path: read_test_file(path, source, tree)
        for path, source in sources.items()
        if (path in known or is_test_file(path, source)) and (tree := parse(source)) is not None
    }


def read_test_file(path: str, source: bytes, tree: ast.Module) -> TestFile:
    """Collect the functions of a parsed file."""
    functions: dict[str, Function] = {}
    replaced: dict[str, int] = {}
    for owners, statement in _statements(tree):
        prefix = "".join(f"{owner.name}::" for owner in owners)
        if isinstance(statement, FunctionNode):
            name = f"{prefix}{statement.name}"
            functions[name] = Function(path, name, statement, owners, _is_test(statement, owners))
            replaced.pop(name, None)
        elif isinstance(statement, ast.Assign):
            names = {f"{prefix}{target.id}" for target in statement.targets if isinstance(target, ast.Name)}
            replaced.update(dict.fromkeys(names & functions.keys(), statement.lineno))
    return TestFile(path, source, tree, functions, replaced)


def _statements(tree: ast.Module) -> Iterator[tuple[tuple[ast.ClassDef, ...], ast.stmt]]:
    """Statements of the module and of its classes, in order, those under conditions and `try` among them."""
    waiting: list[tuple[tuple[ast.ClassDef, ...], ast.stmt]] = [((), s) for s in reversed(tree.body)]
    while waiting:
        owners, statement = waiting.pop()
        yield owners, statement
        inner = (*owners, statement) if isinstance(statement, ast.ClassDef) else owners
        if isinstance(statement, ast.ClassDef | ast.If | ast.Try | ast.With | ast.For | ast.While):
            blocks = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
            blocks += [handler.body for handler in getattr(statement, "handlers", [])]
            waiting.extend((inner, s) for block in reversed(blocks) for s in reversed(block))


def _is_test(node: FunctionNode, owners: tuple[ast.ClassDef, ...]) -> bool:
    if not node.name.startswith("test") or any(_is_fixture(d) for d in node.decorator_list):
        return False
    return all(o.name.startswith("Test") or is_test_case(o) for o in owners) and not any(map(_has_init, owners))


def is_test_case(node: ast.ClassDef) -> bool:
    """Tell by the names of its bases whether a class is one of unittest."""
    return any(dotted(base).rpartition(".")[2].endswith("TestCase") for base in node.bases)


def _has_init(node: ast.ClassDef) -> bool:
    return any(isinstance(s, FunctionNode) and s.name == "__init__" for s in node.body) and not is_test_case(node)


def _is_fixture(decorator: ast.expr) -> bool:
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    return dotted(target).rpartition(".")[2] in {"fixture", "yield_fixture", "pytest_fixture", "property"}
