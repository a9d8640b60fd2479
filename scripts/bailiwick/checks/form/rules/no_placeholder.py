"""no_placeholder: is something left to be written?"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Fault, Rule, RuleSettings, Spot, in_each_file
from bailiwick.checks.rules.functions import FunctionNode
from bailiwick.checks.rules.names import last_name
from bailiwick.checks.rules.parse import body_without_docstring, docstring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source, Unit

MEND = "write what is missing, or ask for what you need to know"
_WORDS = re.compile(r"\b(?:TODO|FIXME|XXX)\b|\b(?i:placeholder)\b")
_MARKS = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
_ABSTRACT = frozenset({"abstractmethod", "overload", "abstractproperty"})
_FAILURES = ("Error", "Exception", "Warning", "Interrupt", "Exit")


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.python(settings):
        yield from _words(reading, source, settings)
    yield from in_each_file(_unwritten)(reading, settings)


def _unwritten(source: Source, _settings: RuleSettings) -> Iterator[Spot]:
    for unit in source.units:
        empty = unit.is_definition and all(map(_is_nothing, body_without_docstring(unit.node)))
        if empty and not _may_be_empty(unit):
            yield Spot(unit.node.lineno, unit, f"the body of `{unit.name}` is empty", MEND)
    for raised, owner in source.found(ast.Raise):
        if _not_implemented(raised) and not (owner and _may_be_empty(owner)):
            yield Spot(raised.lineno, owner, "`NotImplementedError` is raised", MEND)


def _words(reading: Reading, source: Source, settings: RuleSettings) -> Iterator[Fault]:
    """Of comments and docstrings, on the lines that count."""
    numbers = {number for number, line in reading.lines(source, settings) if _WORDS.search(line)}
    if not numbers:
        return
    for number, text, words in (*_comments(source), *_docstrings(source)):
        if number in numbers and (found := words.search(text)):
            yield Fault(source.path, number, f"`{found[0]}` is left in the text", MEND)


def _comments(source: Source) -> Iterator[tuple[int, str, re.Pattern[str]]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string, _WORDS
    except (tokenize.TokenError, SyntaxError):  # it parses all the same: odd line ends
        return


def _docstrings(source: Source) -> Iterator[tuple[int, str, re.Pattern[str]]]:
    nodes: list[ast.AST | None] = [source.tree, *(unit.node for unit in source.units if unit.is_definition)]
    for node in nodes:
        if node is not None and docstring(node) is not None:
            first: ast.stmt = getattr(node, "body")[0]  # noqa: B009 - only some nodes have one
            last = first.end_lineno or first.lineno
            yield from ((number, source.lines[number - 1], _MARKS) for number in range(first.lineno, last + 1))


def _may_be_empty(unit: Unit) -> bool:
    """A protocol or something in one, abstract, an overload, or an exception that says what it is for."""
    around = [*unit.owners, unit.node]
    if any(isinstance(one, ast.ClassDef) and _is_protocol(one) for one in around):
        return True
    node = unit.node
    if isinstance(node, ast.ClassDef):
        names = [node.name, *map(last_name, node.bases)]
        return any(name.endswith(_FAILURES) for name in names) and bool(docstring(node))
    decorators = node.decorator_list if isinstance(node, FunctionNode) else []
    return any(last_name(decorator) in _ABSTRACT for decorator in decorators)


def _is_protocol(node: ast.ClassDef) -> bool:
    bases = (base.value if isinstance(base, ast.Subscript) else base for base in node.bases)
    return any(last_name(base) == "Protocol" for base in bases)


def _is_nothing(statement: ast.stmt) -> bool:
    dots = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass) or dots


def _not_implemented(node: ast.Raise) -> bool:
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return raised is not None and last_name(raised) == "NotImplementedError"


RULE = Rule("nothing is left to be written: no marks, no empty bodies", RuleSettings, _judge)
