"""Bytecode of Python itself and of pytest, made once outside of any tree and read by every check.

A check may not look at bytecode that lies in its tree, so `PYTHONPYCACHEPREFIX` leads elsewhere. Where nothing lies
there either, each start of pytest compiles all of pytest and of the standard library: more than a second.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from bailiwick.sandbox import process

VARIABLE = "PYTHONPYCACHEPREFIX"
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
    with suppress(OSError):
        directory.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".", dir=directory))
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


def lay(place: Path, prefix: Path) -> None:
    """Let Python find what was provided below a prefix, where a command such as `compileall` may write beside it.

    Does nothing where something is there already: an earlier command may have put anything there.
    """
    if os.path.lexists(prefix):
        return
    roots = {Path(root) for root in (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix)} - {Path("/")}
    for root in sorted(roots):
        made, link = (directory / root.relative_to("/") for directory in (place, prefix))
        if made.is_dir() and not roots.intersection(root.parents):
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(made)


def _key() -> str:
    """A name for this Python and its pytest."""
    spec = find_spec("pytest")
    stamp = os.stat(spec.origin).st_mtime_ns if spec and spec.origin else 0  # noqa: PTH116 - a text of the import system
    facts = (os.path.realpath(sys.executable), sys.prefix, sys.version, str(stamp))
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()[:16]


def _forget(directory: Path, kept: Path) -> None:
    """Remove what no check has asked for in a long time, as that of a Python that is gone."""
    for other in directory.iterdir():
        with suppress(FileNotFoundError):  # somebody else has just finished or removed it
            if other != kept and other.stat().st_mtime < time.time() - MAX_AGE_SECONDS:
                shutil.rmtree(other, ignore_errors=True)
