"""What a convention costs: its prompt, what of it stays the same from turn to turn, and the reading of its report.

Prompts are those of the first task of each example in docs/examples. The share is measured on the wire: 30 turns
against a server on this machine, each request compared with the one before.
"""

from __future__ import annotations

import json
import os
import sys
import timeit
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from common import ROOT, place, run, write_json

sys.path.insert(0, str(ROOT))

from bailiwick.app import example
from bailiwick.coders.base import Assignment
from bailiwick.coders.prompt import Prompt, build
from bailiwick.conventions import inputs, report
from bailiwick.files import shared
from bailiwick.flow.actions.inputs import params_of
from bailiwick.git.repository import Repository
from bailiwick.git.tree_reader import TreeReader

from tests.support.messages_server import MessagesServer, answers, call

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.domain.convention import Convention, Part

TURNS = 30
READS = 200


@dataclass(frozen=True)
class Size:
    """Characters of a prompt's parts as JSON, and of the requests of a whole task."""

    system: int
    tools: int
    inputs: int
    same: float
    """Share of all that was sent that the request before had already sent."""
    read_ms: float
    """Reading a report as text; 0 where the convention has none."""


def measure() -> dict[str, Any]:
    sizes: dict[str, Size] = {}
    with place() as root:
        for name in example.names():
            repository = example.lay_out(name, str(root / name))
            _lift_limits(repository)
            sizes[name] = _size(repository)
    rows = [["convention", "system", "tools", "inputs", "same, %", "report, ms"]]
    for name, size in sizes.items():
        read = f"{size.read_ms:.2f}" if size.read_ms else ""
        rows.append([name, f"{size.system:,}", f"{size.tools:,}", f"{size.inputs:,}", f"{size.same:.1%}"[:-1], read])
    title = f"Conventions: characters of the prompt; share of {TURNS} requests that repeats the one before"
    figures = {name: vars(size) for name, size in sizes.items()}
    return {"title": title, "rows": rows, "widths": [13, 8, 8, 8, 9, 11], "figures": figures}


def _lift_limits(repository: Path) -> None:
    """Let each agent take as many turns as are measured."""
    file = repository / "shared/project_structure.json"
    data = json.loads(file.read_text())
    for agent in data["agents"].values():
        agent["limits"] = {"turns": 0, "minutes": 0}
    write_json(file, data)
    run("git", "commit", "--quiet", "--all", "--message", "Lift the limits", cwd=repository)


def _size(repository: Path) -> Size:
    found = shared.load(repository)
    task = next(t for t in found.task_list.tasks if t.status == "not_started" and not t.blocked_by)
    structure, tree = found.structure, TreeReader(Repository.open(repository), "HEAD")
    params = params_of(structure, task, tree)
    convention = structure.convention(task.assigned_to)
    documents = inputs.read(convention, params, structure.modules[task.module], tree).documents
    agent, module = structure.agents[task.assigned_to], structure.modules[task.module]
    scope = structure.scope_of(task)
    assignment = Assignment(task, agent, module, scope, repository, 1, convention, params)
    prompt = build(assignment, structure, shell=True, documents=documents)
    system, tools = (len(json.dumps(part)) for part in (prompt.system, prompt.tools))
    same = _same(repository, task.key, prompt)
    return Size(system, tools, len(prompt.first), same, _reading(convention, params))


def _same(repository: Path, key: str, prompt: Prompt) -> float:
    tool = "glob" if any(tool["name"] == "glob" for tool in prompt.tools) else "ask"
    turns = [answers(call(tool, f"toolu_{i}", pattern=f"**/*{i}*")) for i in range(TURNS - 1)]
    with MessagesServer([*turns, answers(call("ask", "toolu_last", question="May I?"))]) as server:
        command = (sys.executable, "-m", "invoke", "run-tasks", "--task", key, "--coder", "api")
        os.environ |= server.environment
        run(*command, cwd=repository, ok=(1,))
    sent = [json.dumps([r.body["tools"], r.body["system"], r.body["messages"]])[:-2] for r in server.requests]
    if len(sent) != TURNS:
        raise SystemExit(f"{repository.name}: {len(sent)} requests instead of {TURNS}")
    repeated = sum(_common(one, other) for one, other in pairwise(sent))
    return repeated / sum(map(len, sent))


def _common(one: str, other: str) -> int:
    """Length of what both begin with."""
    different = (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(different, min(len(one), len(other)))


def _reading(convention: Convention, params: dict[str, str]) -> float:
    form = convention.report
    if not form.parts:
        return 0.0
    text = report.render(form, {part.name: _filled(part) for part in form.parts}, params)
    return min(timeit.repeat(partial(report.read, form, text, params), number=READS, repeat=3)) / READS * 1000


def _filled(part: Part) -> str | report.Bullets:
    if part.words:
        return part.words[0]
    return part.line if part.kind == "line" else ()
