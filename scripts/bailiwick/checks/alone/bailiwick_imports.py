"""Imports modules by their names: `python -I bailiwick_imports.py CHANGED... -- OTHER...`, paths of files.

Prints a line for each place at which one cannot be imported, and exits with 1 where there is one. Of the others only
what a changed one has broken counts. A file that lies in no package is passed over. Standard library only, for it runs
in the sandbox, in whatever Python is there.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import sys
import traceback
from pathlib import Path


def named(path: str) -> tuple[str, str]:
    """Directory from which a module is imported, and its name there; without a name where no package holds it."""
    place, names = Path(path).parent, [Path(path).stem]
    while place.parts and (place / "__init__.py").exists():
        names.insert(0, place.name)
        place = place.parent
    is_module = len(names) > 1 and names[-1] != "__main__"
    return str(place), ".".join(name for name in names if name != "__init__") if is_module else ""


def fault(name: str, path: str) -> tuple[str, str, str]:
    """File in which the import of a module fails, the name of the module that it fails for, and a line about it."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            importlib.import_module(name)
    except BaseException as error:  # a module can also try to end the program
        here = f"{Path.cwd()}/"
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(here)]
        file = frames[-1].filename.removeprefix(here) if frames else path
        line = (frames[-1].lineno if frames else getattr(error, "lineno", None)) or 1
        about = error.name if isinstance(error, ImportError) else getattr(getattr(error, "obj", None), "__name__", "")
        said = f"{type(error).__name__}: {error}".replace(here, "")
        return file, str(about), f"{file}:{line}: cannot be imported: {said}"
    return "", "", ""


def main(arguments: list[str]) -> int:
    """Import each; 1 where one cannot be."""
    cut = arguments.index("--")
    changed = {path: named(path) for path in arguments[:cut]}
    others = {path: named(path) for path in arguments[cut + 1 :]}
    sys.path[:0] = dict.fromkeys(str(Path.cwd() / root) for root, name in {**changed, **others}.values() if name)
    found: list[str] = []
    for path, (_, name) in {**changed, **others}.items():
        if name and Path(path).exists():
            file, about, line = fault(name, path)
            mine = path in changed or file in changed or about in {known for _, known in changed.values()}
            found += [line] if line and mine else []
    for line in dict.fromkeys(found):
        sys.stdout.write(f"{line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
