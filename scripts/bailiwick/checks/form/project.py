"""What does the `pyproject.toml` above a file declare, and which imports are local?"""

from __future__ import annotations

import re
import sys
import tomllib
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Mapping


STANDARD = frozenset(sys.stdlib_module_names) | {"__future__"}
FILE = "pyproject.toml"
DISTRIBUTIONS = {
    "attr": "attrs", "bs4": "beautifulsoup4", "cv2": "opencv-python", "dateutil": "python-dateutil",
    "docx": "python-docx", "dotenv": "python-dotenv", "fitz": "pymupdf", "git": "gitpython", "jose": "python-jose",
    "jwt": "pyjwt", "magic": "python-magic", "multipart": "python-multipart", "mysqldb": "mysqlclient",
    "openssl": "pyopenssl", "pil": "pillow", "pkg-resources": "setuptools", "psycopg2": "psycopg2-binary",
    "serial": "pyserial", "skimage": "scikit-image", "sklearn": "scikit-learn", "usb": "pyusb", "yaml": "pyyaml",
    "zmq": "pyzmq", "crypto": "pycryptodome", "grpc": "grpcio",
}  # fmt: skip
"""Import name -> distribution, where they differ."""
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def normal(name: str) -> str:
    """Write the name of a distribution so that equal ones are equal.

    See https://packaging.python.org/en/latest/specifications/name-normalization/.
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(text: str) -> frozenset[str] | None:
    """Return the normal names that a `pyproject.toml` depends on, for whatever purpose; None where it is no TOML."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    return frozenset(normal(found[1]) for one in _requirements(data) if (found := _NAME.match(one)))


def _requirements(data: Mapping[str, object]) -> Iterator[str]:
    """Requirements as written: `pydantic>=2.9`."""
    project, poetry = _table(data, "project"), _table(data, "tool", "poetry")
    lists = [project.get("dependencies"), *_table(project, "optional-dependencies").values()]
    lists += [*_table(data, "dependency-groups").values(), _table(data, "tool", "uv").get("dev-dependencies")]
    for held in lists:
        yield from (one for one in held if isinstance(one, str)) if isinstance(held, list) else ()
    groups = [_table(group, "dependencies") for group in _tables(poetry, "group")]
    for table in (_table(poetry, "dependencies"), _table(poetry, "dev-dependencies"), *groups):
        yield from table


def _table(data: Mapping[str, object], *names: str) -> Mapping[str, object]:
    for name in names:
        inner = data.get(name)
        data = inner if isinstance(inner, dict) else {}
    return data


def _tables(data: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    return (one for one in _table(data, name).values() if isinstance(one, dict))


class Places:
    """Where the modules of a tree lie."""

    def __init__(self, paths: frozenset[str]) -> None:
        self.paths = paths

    def above(self, path: str) -> str | None:
        """Return the nearest `pyproject.toml` of a file, None where there is none."""
        return next((file for parent in parents(path) if (file := join(parent, FILE)) in self.paths), None)

    def module_file(self, module: str, path: str) -> str | None:
        """Return the file that `a.b` means in a file, None where it is not of this tree."""
        for root in self._roots(path):
            if found := self.at(join(root, module.replace(".", "/"))):
                return found
        return None

    def at(self, place: str) -> str | None:
        """Return the file of a module whose path lacks its end."""
        return next((file for file in (f"{place}.py", f"{place}/__init__.py") if file in self.paths), None)

    def is_local(self, module: str, path: str) -> bool:
        """Tell whether the first name of a module is a file or a directory with Python beside or above a file."""
        first = module.partition(".")[0]
        return any(join(root, first) in self._packages or join(root, f"{first}.py") in self.paths
                   for root in self._roots(path))  # fmt: skip

    def targets(self, node: ast.Import | ast.ImportFrom, path: str) -> Iterator[str]:
        """Files of this tree that an import runs, those left out that are only the packages around them."""
        for name, inner in imported(node, path):
            inside = [self._file(f"{name}.{one}", path) for one in inner]
            if found := [file for file in inside if file]:
                yield from found
            if len(found) < max(len(inside), 1) and (own := self._file(name, path)):
                yield own

    def _file(self, name: str, path: str) -> str | None:
        return self.at(name[1:].replace(".", "/")) if name.startswith("/") else self.module_file(name, path)

    def _roots(self, path: str) -> Iterator[str]:
        for parent in parents(path):
            yield from (parent, join(parent, "src"))
        yield from self._projects

    @cached_property
    def _projects(self) -> list[str]:
        own = sorted(path.removesuffix(FILE).rstrip("/") for path in self.paths if path.rpartition("/")[2] == FILE)
        return [root for one in own for root in (one, join(one, "src"))]

    @cached_property
    def _packages(self) -> frozenset[str]:
        """Directories with Python in them or below."""
        return frozenset(parent for path in self.paths if path.endswith(".py") for parent in parents(path))


def imported(node: ast.Import | ast.ImportFrom, path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return modules and the names taken out of them; a relative one is `/` and its path with dots for slashes."""
    level: int = getattr(node, "level", 0)
    names = tuple(alias.name for alias in node.names)
    if not hasattr(node, "module"):
        yield from ((name, ()) for name in names)
    elif level:
        above = [*parents(path), ""]
        package = above[min(level, len(above)) - 1].replace("/", ".")
        yield "/" + ".".join(filter(None, [package, node.module])), names
    else:
        yield node.module or "", names


def parents(path: str) -> list[str]:
    """Return the directories above a file, nearest first, the repository as an empty text last."""
    names = path.split("/")[:-1]
    return ["/".join(names[:length]) for length in range(len(names), -1, -1)]


def join(directory: str, name: str) -> str:
    """Return a path; an empty directory is the repository."""
    return f"{directory}/{name}" if directory else name
