"""What a convention costs: its prompt, what of it stays the same from turn to turn, and what its report takes.

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
from bailiwick.coders.payloads import plain_report
from bailiwick.coders.prompt import Prompt, build
from bailiwick.coders.tools.endings import Finish
from bailiwick.conventions import contradictions, inputs, raw_file, reply
from bailiwick.conventions.contradictions import Facts
from bailiwick.files import shared
from bailiwick.flow.actions.inputs import params_of
from bailiwick.git.repository import Repository
from bailiwick.git.tree_reader import TreeReader

from tests.support.messages_server import MessagesServer, answers, call

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bailiwick.domain.convention import Convention
    from bailiwick.domain.structure import Structure

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
    parse_ms: float
    """Reading the longest report of the example, whichever way it comes."""
    judge_ms: float
    """Comparing what it claims with what the engine saw."""


def measure() -> dict[str, Any]:
    sizes: dict[str, Size] = {}
    with place() as root:
        for name in example.names():
            repository = example.lay_out(name, str(root / name))
            _lift_limits(repository)
            sizes[name] = _size(repository)
    rows = [["convention", "system", "tools", "inputs", "same, %", "parse, ms", "judge, ms"]]
    for name, size in sizes.items():
        lengths = [f"{number:,}" for number in (size.system, size.tools, size.inputs)]
        rows.append([name, *lengths, f"{size.same:.1%}"[:-1], f"{size.parse_ms:.3f}", f"{size.judge_ms:.3f}"])
    title = f"Conventions: characters of the prompt; share of {TURNS} requests that repeats the one before"
    figures = {name: vars(size) for name, size in sizes.items()}
    return {"title": title, "rows": rows, "widths": [13, 8, 8, 8, 9, 11, 11], "figures": figures}


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
    return Size(system, tools, len(prompt.first), same, *_report(repository, structure))


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


def _report(repository: Path, structure: Structure) -> tuple[float, float]:
    """Milliseconds that it takes to read the longest report of the example, and to judge it."""
    found: list[tuple[int, float, float]] = []
    for file in sorted((repository / "shared/turns").glob("[0-9].json")):
        block = json.loads(file.read_text())["attempts"][-1]["turns"][-1]["content"][-1]
        for agent in structure.agents:
            convention = structure.convention(agent)
            params = {**convention.defaults, **structure.agents[agent].params, "title": "Work", "task": "1"}
            take = partial(_taken, convention, params, block)
            if given := take():
                facts = Facts(dict.fromkeys(given["files"], "A"), lines=lambda _path: 1_000)
                judge = partial(contradictions.found, convention.compare, given, facts)
                found.append((len(json.dumps(block)), _milliseconds(take), _milliseconds(judge)))
                break
    return max(found)[1:]


def _taken(convention: Convention, params: dict[str, str], block: dict[str, Any]) -> dict[str, Any]:
    """A report as its convention reads it; empty where it is another's."""
    by = convention.report.by
    if (by == "finish") != (block["type"] == "tool_use"):
        return {}
    if by == "finish":
        ending = Finish(convention.report.fields).run(block["input"]).ending
        return ending.data if ending else {}
    if by == "file":
        return {} if raw_file.read(block["text"], unwrap=False).faults else plain_report()
    return reply.take(convention, params, block["text"]).report


def _milliseconds(work: Callable[[], Any]) -> float:
    return min(timeit.repeat(work, number=READS, repeat=3)) / READS * 1000
