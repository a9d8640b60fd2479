"""Bytecode of Python and of its libraries, laid out once outside of any tree and read by every check.

A check may not look at bytecode that lies in its tree, so `PYTHONPYCACHEPREFIX` leads elsewhere. Where nothing lies
there either, each start of pytest compiles all that it imports: more than a second. What the installation has beside
its sources is linked to; what pytest needs and is not there is compiled.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import sysconfig
import tempfile
import threading
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from bailiwick.sandbox import process

MAX_AGE_SECONDS = 30 * 24 * 3600.0
_TIMEOUT_SECONDS = 120.0
_PROGRAM = """
import contextlib, importlib, pathlib, sys, tempfile
for name in (
    "argparse", "asyncio", "csv", "concurrent.futures", "ctypes", "dataclasses", "datetime", "decimal", "difflib",
    "enum", "fractions", "http.client", "http.server", "inspect", "json", "logging", "multiprocessing", "pathlib",
    "pprint", "random", "shlex", "socket", "socketserver", "sqlite3", "statistics", "subprocess", "tempfile",
    "threading", "tomllib", "typing", "unittest.mock", "urllib.request", "uuid", "wsgiref.util",
    "xml.etree.ElementTree", "zipfile",
):
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
with tempfile.TemporaryDirectory() as place:
    test = pathlib.Path(place, "test_it.py")
    test.write_text("def test_it(tmp_path, capsys, monkeypatch): assert [1] == [2]")
    with contextlib.suppress(ImportError):
        own = ["--basetemp", f"{place}/temporary"]  # else pytest clears away what other runs have left in theirs
        importlib.import_module("pytest").main(["-q", "-p", "no:cacheprovider", *own, place])
"""


_making = threading.Lock()


def elsewhere(scratch: Path) -> dict[str, str]:
    """Return the variable that keeps a command from the bytecode that lies in its tree."""
    return {"PYTHONPYCACHEPREFIX": str(_prefix(scratch))}


def _prefix(scratch: Path) -> Path:
    return scratch / "pycache"


def provide(directory: Path) -> Path | None:
    """Return the directory to `lay` below `PYTHONPYCACHEPREFIX`, made below another where it is not there yet.

    None where it cannot be made: checks are slower then, and nothing else. Bytecode of a source that has changed since
    is not used by Python.
    """
    place = directory / _key()
    if place.is_dir():
        with suppress(OSError):
            os.utime(place)
        return place
    with _making, suppress(OSError):
        if place.is_dir():  # another task was first
            return place
        directory.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".", dir=directory))
        _link_installed(fresh)
        command = (sys.executable, "-I", "-X", f"pycache_prefix={fresh}", "-c", _PROGRAM)
        variables = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "TMPDIR": tempfile.gettempdir(), "LANG": "C.UTF-8"}
        process.run(command, cwd=Path("/"), environment=variables, timeout_seconds=_TIMEOUT_SECONDS)
        fresh.chmod(0o755)
        with suppress(OSError):  # somebody else was first
            fresh.rename(place)
        shutil.rmtree(fresh, ignore_errors=True)
        _forget(directory, place)
        return place
    return None


def lay(place: Path, scratch: Path) -> None:
    """Let Python find what was provided below its prefix, where a command such as `compileall` may write beside it.

    Does nothing where something is there already: an earlier command may have put anything there.
    """
    prefix = _prefix(scratch)
    if os.path.lexists(prefix):
        return
    roots = {Path(root) for root in (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix)} - {Path("/")}
    for root in sorted(roots):
        made, link = (directory / root.relative_to("/") for directory in (place, prefix))
        if made.is_dir() and not roots.intersection(root.parents):
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(made)


def _link_installed(fresh: Path) -> None:
    """Link to the bytecode that lies beside the sources of Python and its libraries, which no check can write.

    Bytecode is found below the prefix in the directory of its source, and not in a `__pycache__` of it.
    """
    for library in _libraries():
        for directory, inside, files in os.walk(library):
            inside[:] = [name for name in inside if name != "site-packages"]  # of this environment, or of another one
            source, name = os.path.split(directory)
            if name == "__pycache__":
                links = f"{fresh}{source}"
                os.makedirs(links, exist_ok=True)  # noqa: PTH103 - thousands of paths, four times as fast as texts
                for file in files:
                    os.symlink(f"{directory}/{file}", f"{links}/{file}")  # noqa: PTH211


def _libraries() -> set[Path]:
    return {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}


def _key() -> str:
    """A name for this Python and what is installed for it."""
    spec = find_spec("pytest")
    stamp = os.stat(spec.origin).st_mtime_ns if spec and spec.origin else 0  # noqa: PTH116 - a text of the import system
    installed = [f"{path} {path.stat().st_mtime_ns}" for path in sorted(_libraries()) if path.is_dir()]
    facts = (os.path.realpath(sys.executable), sys.prefix, sys.version, str(stamp), *installed)
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()[:16]


def _forget(directory: Path, kept: Path) -> None:
    """Remove what no check has asked for in a long time, as that of a Python that is gone."""
    for other in directory.iterdir():
        with suppress(FileNotFoundError):  # somebody else has just finished or removed it
            if other != kept and other.stat().st_mtime < time.time() - MAX_AGE_SECONDS:
                shutil.rmtree(other, ignore_errors=True)
