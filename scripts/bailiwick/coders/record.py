"""Writes down a model's answers as a file of scripted turns, so that they can be played again."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bailiwick.coders.script_file import Script, ScriptAttempt, ScriptTurn, parse_script, script_path
from bailiwick.coders.secrets import without_secrets
from bailiwick.errors import InputError
from bailiwick.files.atomic import replace_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.coders.answer import Answer

COMMENT = "Answers of a model, as they were recorded. They are played again with --coder scripted."
_PLAYED = {"text": ("text",), "thinking": ("thinking",), "tool_use": ("id", "name", "input")}


class Recorder:
    """Adds turns to the files of a directory, one file per task; safe to use from several threads."""

    def __init__(self, directory: Path, environ: Mapping[str, str] = os.environ) -> None:
        """Record into `directory`; the values of the key variables in `environ` are never written."""
        self._directory = directory
        self._environ = environ
        self._lock = threading.Lock()

    def add(self, task_key: str, attempt: int, answer: Answer, *, turn: int, actor: str = "") -> str:
        """Write one turn of an attempt; writing a turn again replaces it and what followed.

        Never raises: an answer that cannot be recorded has been paid for and is used all the same.

        Args:
            task_key: Names the file.
            attempt: Number of the attempt, from 1.
            answer: As the model gave it; signatures of thinking blocks are left out.
            turn: Number of turns before this one.
            actor: The reviewer who gave it; empty: the coder.

        Returns:
            Why nothing was written, for people; empty where it was.
        """
        path = self._directory / Path(script_path(task_key, actor)).name
        try:
            with self._lock:
                self._write(path, attempt, answer, turn)
        except (OSError, UnicodeError, InputError) as error:
            return f"turn {turn + 1} of task {task_key} is not recorded: {error}"
        return ""

    def _write(self, path: Path, attempt: int, answer: Answer, turn: int) -> None:
        script = self._read(path)
        _entry(script, attempt).turns[turn:] = [_turn(answer)]
        data = script.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, json.dumps(self._without_secrets(data), indent=2, ensure_ascii=False) + "\n")

    def _read(self, path: Path) -> Script:
        if not path.exists():
            return Script.model_construct(comment=COMMENT, attempts=[])
        script = parse_script(path.read_text(encoding="utf-8"), str(path))
        if any(entry.number is None for entry in script.attempts):
            raise InputError(f"{path} was written by hand and is not recorded over: record into another directory")
        return script

    def _without_secrets(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._without_secrets(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._without_secrets(inner) for inner in value]
        if isinstance(value, str):
            return without_secrets(value, self._environ)
        return value


def _entry(script: Script, attempt: int) -> ScriptAttempt:
    for entry in script.attempts:
        if entry.number == attempt:
            return entry
    script.attempts.append(ScriptAttempt(turns=[], number=attempt))
    script.attempts.sort(key=lambda entry: entry.number or 0)
    return next(entry for entry in script.attempts if entry.number == attempt)


def _turn(answer: Answer) -> ScriptTurn:
    content = [
        {"type": block["type"]} | {name: block[name] for name in _PLAYED[block["type"]]}
        for block in answer.content
        if block["type"] in _PLAYED
    ]
    usage = {name: count for name, count in answer.to_json()["usage"].items() if count}
    return ScriptTurn.model_validate(
        {"content": content, "stop_reason": answer.stop_reason, "usage": usage, "model": answer.model}
    )
