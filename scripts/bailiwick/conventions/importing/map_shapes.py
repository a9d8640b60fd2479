"""Which directories does a structure file of any shape name? None of the shapes seen names an owner."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT_KEYS = ("root", "project_root")
_LISTS = ("files", "directories", "files_created", "directories_created")
_DRIVE = re.compile(r"^[A-Za-z]:/")
CODE = frozenset(
    (".py", ".js", ".jsx", ".ts", ".tsx", ".java", ".kt", ".go", ".rs", ".c", ".h", ".cc", ".cpp", ".hpp", ".cs",
     ".rb", ".php", ".swift", ".scala", ".sql", ".vue", ".svelte", ".sh")
)  # fmt: skip
_NOT_MODULES = frozenset(("docs", "doc", "shared", "scripts", "node_modules", "tests", "test"))
_HOLDERS = frozenset(("modules", "packages", "services", "apps"))


def paths(value: Any) -> list[str]:
    """Return every path that a structure file names, with `/`, relative to its root; directories end in `/`."""
    if not isinstance(value, dict):
        return []
    root = next((_posix(value[k]) for k in _ROOT_KEYS if isinstance(value.get(k), str)), "")
    if any(isinstance(value.get(k), list) for k in _LISTS):
        found = [_marked(p, k) for k in _LISTS for p in value.get(k) or () if isinstance(p, str)]
    else:
        found = list(_tree({k: v for k, v in value.items() if k not in {*_ROOT_KEYS, "project_name", "project"}}, ""))
    return [p for written in found if (p := _relative(_posix(written), root))]


def modules(found: list[str]) -> dict[str, str]:
    """Return name → directory of the top directories that hold code; below `modules/` and its like one each.

    >>> modules(["api/main.py", "docs/a.md", "modules/pricing/quote.py"])
    {'api': 'api', 'pricing': 'modules/pricing'}
    """
    tops: dict[str, str] = {}
    for path in found:
        names = path.rstrip("/").split("/")
        is_code = posixpath.splitext(path)[1].lower() in CODE
        depth = 2 if names[0] in _HOLDERS else 1
        if not is_code or len(names) <= depth or names[0].startswith(".") or names[0] in _NOT_MODULES:
            continue
        tops.setdefault("/".join(names[:depth]), names[depth - 1])
    named: dict[str, str] = {}
    for directory, name in tops.items():
        named[name if name not in named else directory.replace("/", "-")] = directory
    return named


def plain_modules(value: Any) -> dict[str, str]:
    """Return the modules of the shape `{module: directory}`; empty for any other."""
    if not isinstance(value, dict) or not value or not all(isinstance(v, str) for v in value.values()):
        return {}
    root = next((_posix(value[k]) for k in _ROOT_KEYS if k in value), "")
    given = {k: v for k, v in value.items() if k not in {*_ROOT_KEYS, "project_name", "project", "$schema"}}
    return {name: p.rstrip("/") for name, directory in given.items() if (p := _relative(_posix(directory), root))}


def absolute_root(value: Any) -> str:
    """Return the absolute root that a structure file names; empty for none."""
    roots = [value[k] for k in _ROOT_KEYS if isinstance(value, dict) and isinstance(value.get(k), str)]
    return next((r for r in roots if r.startswith("/") or _DRIVE.match(_posix(r))), "")


def _tree(value: Any, at: str) -> Iterator[str]:
    for name, part in value.items():
        path = f"{at}{name}".rstrip("/")
        if isinstance(part, dict) and (part or not posixpath.splitext(name)[1]):
            yield f"{path}/"
            yield from _tree(part, f"{path}/")
        elif isinstance(part, list):
            yield f"{path}/"
            yield from (f"{path}/{p}" for p in part if isinstance(p, str))
        else:
            yield path


def _marked(path: str, key: str) -> str:
    return f"{path.rstrip('/')}/" if key.startswith("directories") else path


def _posix(path: str) -> str:
    return path.replace("\\", "/")


def _relative(path: str, root: str) -> str:
    base = root.rstrip("/")
    if base and path.casefold().startswith(f"{base.casefold()}/"):
        path = path[len(base) + 1 :]
    path = path.removeprefix("./")
    return "" if path.startswith("/") or _DRIVE.match(path) or ".." in path.split("/") else path
