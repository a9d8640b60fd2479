"""What syntax tree has a file that may be anything? None where Python itself would not read it."""

from __future__ import annotations

import ast
import threading
import warnings

MAX_BYTES = 4_000_000
_lock = threading.Lock()


def parse(source: bytes) -> ast.Module | None:
    """Parse without running anything; None for what is no Python, holds null bytes, or is nested without measure."""
    if len(source) > MAX_BYTES:
        return None
    with _lock, warnings.catch_warnings():  # the filters are one for the process
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def body_without_docstring(node: ast.AST) -> list[ast.stmt]:
    """Return the statements of a module, class or function."""
    body: list[ast.stmt] = getattr(node, "body", [])
    return body[1:] if docstring(node) is not None else body


def docstring(node: ast.AST) -> str | None:
    """Return the text that opens a module, class or function, as it stands."""
    body = getattr(node, "body", None)
    match body:
        case [ast.Expr(value=ast.Constant(value=str(text))), *_]:
            return text
    return None


def shown(node: ast.AST, source: bytes, *, width: int = 100) -> str:
    """Return the first line of a statement, cut to a width."""
    lines = source.splitlines()
    number = getattr(node, "lineno", 0)
    text = lines[number - 1].decode("utf-8", "replace").strip() if 0 < number <= len(lines) else ""
    return text if len(text) <= width else f"{text[: width - 3]}..."
