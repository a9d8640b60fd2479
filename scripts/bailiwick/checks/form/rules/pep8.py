"""pep8: is it written as the style guide says, in the eyes of ruff?

The codes are those of pycodestyle and pep8-naming: https://docs.astral.sh/ruff/rules/.
"""

from __future__ import annotations

import json
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, StringConstraints

from bailiwick.checks.form.rule import Fault, Rule, RuleSettings
from bailiwick.errors import RefusedError
from bailiwick.sandbox import process

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source

_ASKED = "E,W,N"
_OPTIONS = ("--isolated", "--no-cache", "--ignore-noqa", "--quiet", "--exit-zero", "--output-format", "json")
"""The settings and remarks of a tree are its coder's; this rule has parameters of its own."""
_SECONDS = 120.0


class Settings(RuleSettings):
    """Of this rule."""

    line_length: Annotated[int, Field(ge=1, le=320)] = 88
    """Characters in a line."""
    ignore: tuple[Annotated[str, StringConstraints(pattern=r"^[EWN]\d{1,3}$")], ...] = ()
    """Codes, or the first characters of some."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    sources = list(reading.python(settings))
    if not sources:
        return
    counted = {source.path: {number for number, _ in reading.lines(source, settings)} for source in sources}
    for path, found in _found(sources, settings):
        line = found["location"]["row"]
        if found["code"] and line in counted[path]:  # without a code: syntax that is newer than ruff expects
            yield Fault(path, line, f"{found['code']} {found['message']}", _remedy(found))


def _found(sources: Sequence[Source], settings: Settings) -> Iterator[tuple[str, dict[str, Any]]]:
    """What ruff says of some texts, each with its path; the names of the files are a part of what it judges."""
    with tempfile.TemporaryDirectory() as directory:
        place, answer = Path(directory).resolve(), Path(directory, "answer.json")
        copies = {str(place / "files" / source.path): source for source in sources}
        for copy, source in copies.items():
            Path(copy).parent.mkdir(parents=True, exist_ok=True)
            Path(copy).write_text(source.text, encoding="utf-8", errors="replace", newline="")
        asked = ("--select", _ASKED, "--line-length", str(settings.line_length), "--output-file", str(answer))
        ignored = ("--ignore", ",".join(settings.ignore)) if settings.ignore else ()
        program = str(Path(sysconfig.get_path("scripts"), "ruff"))
        command = (program, "check", *_OPTIONS, *asked, *ignored, "--", *copies)
        ended = process.run(command, cwd=place, environment={}, timeout_seconds=_SECONDS)
        if ended.status != 0 or not answer.is_file():
            told = f"ruff ended with {ended.status}; mend the environment by `make install`"
            raise RefusedError(f"{told}: {ended.output}")
        for found in json.loads(answer.read_text(encoding="utf-8")):
            yield copies[found["filename"]].path, found


def _remedy(found: dict[str, Any]) -> str:
    told = (found.get("fix") or {}).get("message") or f"`ruff rule {found['code']}` says more"
    return str(told[0].lower() + told[1:])


RULE = Rule("Python is written as PEP 8 says, where the module's checks name no linter", Settings, _judge)
