"""blocking_in_async: does an `async def` call what stops all others meanwhile?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file
from bailiwick.checks.form.source import own_nodes
from bailiwick.checks.rules.names import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source

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


def _spots(source: Source, settings: Settings) -> Iterator[Spot]:
    names = {*BLOCKING, *settings.also} - {*settings.allow}
    for node, unit in source.found(ast.AsyncFunctionDef):
        for call in own_nodes(node.body, ast.Call):
            if _is_named(name := resolved(call.func, source.bound), names):
                wrong = f"`{name}` blocks inside of `async def {node.name}`"
                mend = "await a call that does not block, or give the function to `asyncio.to_thread`"
                yield Spot(call.lineno, unit, wrong, mend)


def _is_named(name: str, names: set[str]) -> bool:
    return name in names or (f"{name.partition('.')[0]}.*" in names and "." in name)


RULE = Rule("no call that blocks is made in an `async def`", Settings, in_each_file(_spots))
