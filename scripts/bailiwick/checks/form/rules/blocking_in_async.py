"""blocking_in_async: does an `async def` call what stops all others meanwhile?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.finding import Fault
from bailiwick.checks.form.rule import Rule
from bailiwick.checks.form.settings import RuleSettings
from bailiwick.checks.rules.names import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request", "stream")
BLOCKING = (
    "time.sleep", "requests.*", "urllib.request.urlopen", "urllib.request.urlretrieve", "urllib3.request",
    "sqlite3.*", "psycopg2.*", *(f"httpx.{verb}" for verb in _VERBS), "os.system", "os.popen",
    "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output",
    "subprocess.getoutput", "socket.create_connection",
)  # fmt: skip


class Settings(RuleSettings):
    """Of this rule."""

    also: tuple[str, ...] = ()
    """More dotted names, such as `open`; `name.*` is everything of a module."""
    allow: tuple[str, ...] = ()
    """Names that are not meant, out of those that are known."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    names = {*BLOCKING, *settings.also} - {*settings.allow}
    for source in reading.python(settings):
        for node, unit in source.found(ast.AsyncFunctionDef):
            for call in _own_calls(node):
                name = resolved(call.func, source.bound)
                if _is_named(name, names) and reading.counts(source, unit, settings):
                    wrong = f"`{name}` blocks inside of `async def {node.name}`"
                    mend = "await a call that does not block, or give the function to `asyncio.to_thread`"
                    yield Fault(source.path, call.lineno, wrong, mend)


def _is_named(name: str, names: set[str]) -> bool:
    return name in names or (f"{name.partition('.')[0]}.*" in names and "." in name)


def _own_calls(node: ast.AsyncFunctionDef) -> Iterator[ast.Call]:
    """Calls in the body, those left out that a function or lambda inside makes at another time."""
    waiting: list[ast.AST] = list(reversed(node.body))
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(inner, ast.Call):
            yield inner
        waiting.extend(reversed(list(ast.iter_child_nodes(inner))))


RULE = Rule("blocking_in_async", "no call that blocks is made in an `async def`", Settings, _judge)
