"""Which directories does a structure file of any shape name? None of the shapes seen names an owner."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from bailiwick.files.typed_json import brief

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ROOT_KEYS = ("root", "project_root")
_ABOUT = frozenset((*_ROOT_KEYS, "project_name", "project", "$schema"))
_LISTS = ("files", "directories", "files_created", "directories_created")
_DRIVE = re.compile(r"^[A-Za-z]:/")
CODE = frozenset(
    (".py", ".js", ".jsx", ".ts", ".tsx", ".java", ".kt", ".go", ".rs", ".c", ".h", ".cc", ".cpp", ".hpp", ".cs",
     ".rb", ".php", ".swift", ".scala", ".sql", ".vue", ".svelte", ".sh")
)  # fmt: skip
_NOT_MODULES = frozenset(("docs", "doc", "shared", "scripts", "node_modules", "tests", "test"))
_HOLDERS = frozenset(("modules", "packages", "services", "apps"))


class Shape(NamedTuple):
    """What a structure file of any shape says of directories."""

    paths: list[str]
    """With `/`, relative to its root; directories end in `/`."""
    modules: dict[str, str]
    """Name → directory."""
    left: list[str]
    """As written: paths that are not below its root, and what is no path."""

    @property
    def without_code(self) -> list[str]:
        """Top directories that it names beside those that hold its code."""
        return [d for d in directories(self.paths).values() if d not in self.modules.values()]


def read(value: Any) -> Shape:
    """Return what a structure file names; where it names no code, its top directories are taken for modules.

    >>> read({"root": "C:/shop", "directories": ["C:/shop/api"], "files": ["D:/web/app.ts"]})
    Shape(paths=['api/'], modules={'api': 'api'}, left=['D:/web/app.ts'])
    """
    if not isinstance(value, dict):
        return Shape([], {}, [])
    root = next((_posix(value[k]) for k in _ROOT_KEYS if isinstance(value.get(k), str)), "")
    given = {k: v for k, v in value.items() if k not in _ABOUT}
    if given and all(isinstance(v, str) for v in given.values()):
        below = {name: _relative(_posix(directory), root).rstrip("/") for name, directory in given.items()}
        left = [f"{name}: {given[name]}" for name, directory in below.items() if not directory]
        return Shape([], {name: directory for name, directory in below.items() if directory}, left)
    found, left = (
        _listed(value) if any(isinstance(value.get(k), list) for k in _LISTS) else (list(_tree(given, "")), [])
    )
    paths = {written: _relative(_posix(written), root) for written in found}
    left += [written for written, path in paths.items() if not path]
    named = [path for path in paths.values() if path]
    return Shape(named, modules(named) or directories(named), left)


def modules(found: Iterable[str]) -> dict[str, str]:
    """Return name → directory of the top directories that hold code; below `modules/` and its like one each.

    >>> modules(["api/main.py", "docs/a.md", "modules/pricing/quote.py"])
    {'api': 'api', 'pricing': 'modules/pricing'}
    """
    return _named(path for path in found if posixpath.splitext(path)[1].lower() in CODE)


def directories(found: Iterable[str]) -> dict[str, str]:
    """Return name → directory of all top directories of which a module could be made, with and without code.

    >>> directories(["api/", "docs/", "services/", "services/web/", "a.py"])
    {'api': 'api', 'web': 'services/web'}
    """
    return _named(f"{path}inside" for path in found if path.endswith("/"))


def _named(found: Iterable[str]) -> dict[str, str]:
    tops: dict[str, str] = {}
    for path in found:
        names = path.split("/")
        depth = 2 if names[0] in _HOLDERS else 1
        if len(names) > depth and not names[0].startswith(".") and names[0] not in _NOT_MODULES:
            tops.setdefault("/".join(names[:depth]), names[depth - 1])
    named: dict[str, str] = {}
    for directory, name in tops.items():
        named[name if name not in named else directory.replace("/", "-")] = directory
    return named


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


def _listed(value: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Paths of all lists, also where each is an object with `path`; and what is none."""
    found: list[str] = []
    left: list[str] = []
    for key in _LISTS:
        entries = value.get(key) or []
        for entry in entries if isinstance(entries, list) else [entries]:
            path = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(path, str):
                found.append(_marked(path, key))
            else:
                left.append(brief(entry))
    return found, left


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
