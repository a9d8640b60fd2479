"""A fresh clone of this repository with the sample as it was before any run, and the commands run in it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLE = ("modules", "shared")
BESIDE = ("tests/", "docs/", "scripts/bench/")
"""Three of four files of the repository, of no use to a team: most tests clone it without them."""
BIN = Path(sys.executable).parent

_MADE: list[Path] = []


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events of a run with `--json`."""
        return [json.loads(line) for line in self.out.splitlines()]

    def kinds(self, kind: str) -> list[dict[str, Any]]:
        """The events of one kind."""
        return [event for event in self.events if event["kind"] == kind]


@dataclass(frozen=True)
class Project:
    """A repository to run commands in."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)
    running: list[Running] = field(default_factory=list)
    """What was begun; killed at the end of the test where it goes on."""

    @property
    def task_list(self) -> Path:
        return self.root / "shared/task_list.json"

    @property
    def structure(self) -> Path:
        return self.root / "shared/project_structure.json"

    def invoke(self, *args: str, cwd: Path | None = None, timeout: float = 120, **env: str) -> Done:
        """Run `invoke ARGS` to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "invoke", *args],
            cwd=cwd or self.root,
            env={**os.environ, **self.env, **env},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def start(self, *args: str, **env: str) -> Running:
        """Begin `invoke ARGS`; its output goes to a file."""
        log = self.root.parent / f"{self.root.name}-{time.monotonic_ns()}.log"
        with log.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "invoke", *args],
                cwd=self.root,
                env={**os.environ, **self.env, **env},
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.running.append(Running(process, log))
        return self.running[-1]

    def end_all(self) -> None:
        """Kill what a failed test has left running."""
        for one in self.running:
            if one.process.poll() is None:
                one.kill()

    def git(self, *args: str) -> str:
        """Run git as the person does."""
        done = subprocess.run(["git", *args], cwd=self.root, capture_output=True, text=True, check=True)
        return done.stdout.rstrip("\n")

    def commit(self, message: str = "Change") -> None:
        """Commit everything, without hooks."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--allow-empty", "--message", message)

    def tasks(self) -> dict[str, dict[str, Any]]:
        """The entries of the task list in the working copy."""
        return {str(t["id"]): t for t in json.loads(self.task_list.read_text())["tasks"]}

    def landed_tasks(self) -> dict[str, dict[str, Any]]:
        """The entries of the task list as committed."""
        return {str(t["id"]): t for t in json.loads(self.git("show", "HEAD:shared/task_list.json"))["tasks"]}

    def set_task(self, key: str, **fields: object) -> None:
        """Edit one task by hand; None takes a field away."""
        self.edit_json(self.task_list, lambda data: _set(data, key, fields))

    def keep_tasks(self, *keys: str) -> None:
        """Reduce the list to some tasks, without the blockers that are gone, and commit."""

        def reduce(data: dict[str, Any]) -> None:
            data["tasks"] = [t for t in data["tasks"] if str(t["id"]) in keys]
            for task in data["tasks"]:
                task["blocked_by"] = [b for b in task["blocked_by"] if str(b) in keys]

        self.edit_json(self.task_list, reduce)
        self.commit("Fewer tasks")

    def script(self, key: str, *attempts: list[list[dict[str, Any]]]) -> None:
        """Write scripted turns: for each attempt a list of turns, each a list of content blocks."""
        data = {"attempts": [{"turns": [{"content": blocks} for blocks in turns]} for turns in attempts]}
        (self.root / f"shared/turns/{key}.json").write_text(json.dumps(data, indent=2))

    def edit_json(self, path: Path, change: Any) -> None:
        """Load, change in place, write back with the same indent."""
        data = json.loads(path.read_text())
        change(data)
        path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")

    @property
    def state(self) -> Path:
        """The state directory; there is one once a command has run."""
        base = Path(os.environ["XDG_STATE_HOME"]) / "bailiwick"
        return next(p for p in base.iterdir() if p.name.startswith(f"{self.root.name}-".replace(" ", "-")))


@dataclass
class Running:
    """A command under way."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def output(self) -> str:
        return self.log.read_text()

    def wait_for(self, text: str, *, timeout: float = 60) -> None:
        """Wait until the output holds a text; fails when the command ends without it."""
        deadline = time.monotonic() + timeout
        while text not in self.output:
            if self.process.poll() is not None and text not in self.output:
                raise AssertionError(f"ended with {self.process.returncode} before {text!r}:\n{self.output}")
            if time.monotonic() > deadline:
                raise AssertionError(f"no {text!r} within {timeout} s:\n{self.output}")
            time.sleep(0.02)

    def end(self, *, timeout: float = 120) -> int:
        """Wait for the end; the exit status."""
        return self.process.wait(timeout)

    def interrupt(self) -> int:
        """Press Ctrl-C and wait for the end."""
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def kill(self) -> None:
        """Kill without warning; children of the process stay behind unless they die by themselves."""
        self.process.kill()
        self.process.wait()


def say(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def call(name: str, **given: Any) -> dict[str, Any]:
    return {"type": "tool_use", "name": name, "input": given}


def create(path: str, text: str) -> dict[str, Any]:
    return call("str_replace_based_edit_tool", command="create", path=path, file_text=text)


def finish(subject: str, summary: str = "Done as asked.", **more: Any) -> dict[str, Any]:
    return call("finish", summary=summary, commit_subject=subject, **more)


def make_project(directory: Path, *, whole: bool = False) -> Project:
    """Clone the template into a directory; `whole` with the engine's tests and documents."""
    origin = str(_template(whole=whole))
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", origin, str(directory)], check=True)
    return Project(directory)


@cache
def _template(*, whole: bool) -> Path:
    import tempfile

    place = Path(tempfile.mkdtemp(prefix="bailiwick-template-"))
    _MADE.append(place)
    root = place / "template"
    _copy_files(root, () if whole else BESIDE)
    _restore_sample(root)
    run = ["git", "-c", "user.name=Template", "-c", "user.email=template@example.invalid"]
    subprocess.run([*run, "init", "--quiet", "--initial-branch=main"], cwd=root, check=True)
    subprocess.run([*run, "add", "--all"], cwd=root, check=True)
    subprocess.run([*run, "commit", "--quiet", "--no-verify", "--message", "Start"], cwd=root, check=True)
    return root


def remove_template() -> None:
    """Take away what `make_project` clones from, if it was made."""
    while _MADE:
        shutil.rmtree(_MADE.pop(), ignore_errors=True)


def _copy_files(root: Path, without: tuple[str, ...]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        source, target = REPOSITORY / name, root / name
        if source.is_file() and not name.startswith(without):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def _restore_sample(root: Path) -> None:
    """Undo what `make run` has landed in this clone: the sample of the commit before the first landing counts."""
    log = ["git", "log", "--reverse", "--format=%H", "--grep=^Bailiwick-Task: ", "HEAD", "--", *SAMPLE]
    landed = subprocess.run(log, cwd=REPOSITORY, capture_output=True, text=True, check=False).stdout.split()
    if not landed:
        return
    for name in SAMPLE:
        shutil.rmtree(root / name)
    archive = subprocess.run(
        ["git", "archive", f"{landed[0]}^", *SAMPLE], cwd=REPOSITORY, capture_output=True, check=True
    )
    subprocess.run(["tar", "-xf", "-"], cwd=root, input=archive.stdout, check=True)


def _set(data: dict[str, Any], key: str, fields: dict[str, object]) -> None:
    task = next(t for t in data["tasks"] if str(t["id"]) == key)
    for name, value in fields.items():
        if value is None:
            task.pop(name, None)
        else:
            task[name] = value
