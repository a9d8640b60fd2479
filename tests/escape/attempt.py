"""One vector in one setting: what came true, what else happened that must not, and what was said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.sandbox.probe import KINDS

from tests.escape import arena as arenas
from tests.escape import host as hosts
from tests.escape import naive, watch
from tests.escape.claimed import Claimed, plumb
from tests.escape.engine import REPORT, Engine, lend_bytecode, shell_call, timed, tool_use
from tests.escape.scene import Scene
from tests.escape.template import TASK

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.sandbox.base import Sandbox

    from tests.escape.arena import Arena
    from tests.escape.vector import Vector

GATE, HOOKS, CONTROL = "gate alone", "hooks", "no layer"
SLOW_SECONDS = 8.0


@dataclass
class Tried:
    """How one vector went in one setting."""

    vector: str
    setting: str
    at_once: list[str] = field(default_factory=list)
    """Witnesses that came true by the attempt itself."""
    later: list[str] = field(default_factory=list)
    """Those that came true by what the engine did afterwards."""
    outside: list[str] = field(default_factory=list)
    """Everything written, read, reached or left running that the witnesses need not name."""
    landed: list[str] = field(default_factory=list)
    """Everything out of scope in the branch."""
    said: str = ""
    output: str = ""
    seconds: float = 0.0
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


def attempt(vector: Vector, setting: str, template: Path, place: Path) -> Tried:
    """Lay out an arena, try, judge, and take it away; never raises."""
    begun = time.monotonic()
    tried = Tried(vector.name, setting)
    mark = f"escape-{os.getpid()}-{time.monotonic_ns()}"
    arena = arenas.build(template, place / mark, mark)
    _limit(arena, dict(vector.limits))
    try:
        with hosts.running(arena) as host:
            _WAYS[vector.by](vector, setting, tried, Scene(arena, host))
    except Exception as error:  # noqa: BLE001 - told as the attempt's own failure
        import traceback

        tried.error = f"{error!r}\n{traceback.format_exc()}"
    finally:
        hosts.end_all(mark)
        arenas.remove(arena)
    tried.seconds = time.monotonic() - begun
    return tried


def _limit(arena: Arena, limits: dict[str, Any]) -> None:
    if limits:
        file = arena.main / "shared/project_structure.json"
        data = json.loads(file.read_text())
        data["modules"]["pricing"]["limits"] |= limits
        file.write_text(json.dumps(data, indent=2) + "\n")
        _commit(arena, "limits")


def _in_workspace(vector: Vector, setting: str, tried: Tried, scene: Scene) -> None:
    arena = scene.arena
    engine = None if setting == CONTROL else Engine.start(arena, _sandbox(setting))
    workspace = naive.clone(arena) if engine is None else engine.workspace
    _place(scene, workspace)
    (workspace / "modules/pricing/honest.py").write_text("HONEST = True\n")
    calls = [_filled(arena, c) for c in vector.calls] * vector.repeat
    calls = calls or [shell_call(arena.fill(vector.script))]
    beside = _begin_beside(arena, vector, workspace)
    scene.before = watch.fingerprint(arena, workspace)
    if engine is not None and setting != GATE:
        scene.output, seconds = timed(engine.act, calls)
        scene.waited = seconds > SLOW_SECONDS
    else:
        scene.output, scene.waited = naive.calls(calls, workspace)
    scene.look()
    tried.at_once = [str(w) for w in vector.at_once if scene.is_true(w)]
    if engine is not None and setting != GATE and not beside:
        tried.outside = scene.everything()
    if engine is None:
        scene.hung = not naive.land(arena, workspace, vector.taking)
    elif vector.later or setting == _sandbox(GATE).name:  # else landing has nothing to add, and takes most of the time
        _, seconds = timed(engine.take_up)
        scene.hung = seconds > SLOW_SECONDS
        tried.said = engine.land()
    _judge_landing(vector, tried, scene, guarded=engine is not None)


def _claim(vector: Vector, setting: str, tried: Tried, scene: Scene) -> None:
    arena = scene.arena
    claimed = Claimed.take(arena, hooks=setting == HOOKS)
    scene.base = claimed.base
    scene.output = claimed.run(arena.fill(vector.script))
    tip = claimed.tip
    if tip and tip != claimed.base:
        tried.at_once = [str(w) for w in vector.later if scene.is_true(w, target=tip)]
    if setting == CONTROL:
        naive.merge(arena, tip)
    else:
        tried.said = claimed.submit()
    _judge_landing(vector, tried, scene, guarded=setting != CONTROL)


def _tree(vector: Vector, setting: str, tried: Tried, scene: Scene) -> None:
    arena = scene.arena
    scene.base = arena.git("rev-parse", "HEAD").strip()
    scene.output = plumb(arena, vector.script, base=scene.base)
    *_, tip = scene.output.split() or [""]
    if setting == CONTROL:
        naive.merge(arena, tip)
    else:
        engine = Engine.start(arena, _sandbox(GATE))
        tried.said = engine.offer(tip, arena.git("rev-parse", f"{tip}^{{tree}}").strip())
    _judge_landing(vector, tried, scene, guarded=setting != CONTROL)


def _run(vector: Vector, setting: str, tried: Tried, scene: Scene) -> None:
    """Through `bailiwick run-tasks`, in a process of its own; without layers the same calls, carried out naively."""
    from bailiwick.app.repository import open_repository
    from bailiwick.flow.state import open_state

    arena = scene.arena
    _commit_story(arena, vector)
    if setting == CONTROL:
        _in_workspace(vector, setting, tried, scene)
        return
    state = open_state(open_repository(arena.main).repo)
    lend_bytecode(arena, state)
    workspace = state.workspaces / "2-1"
    _place(scene, workspace)
    _commit_turns(arena, vector)
    scene.base = arena.git("rev-parse", "HEAD").strip()
    scene.before = watch.fingerprint(arena, workspace)
    command = [sys.executable, "-c", "from bailiwick.cli import main; main()", "run-tasks", "--task", TASK, "--json"]
    env = os.environ | {"BAILIWICK_SANDBOX": setting}
    done = subprocess.run(command, cwd=arena.main, env=env, capture_output=True, text=True, timeout=60, check=False)
    scene.output = done.stdout + done.stderr
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"the run has not begun: {scene.output}")
    scene.look()
    tried.at_once = [str(w) for w in vector.at_once if scene.is_true(w)]
    ours = (
        "/modules/pricing",
        "/shared/task_list.json",
        "/shared/plan.md",
        "/shared/learnings.md",
        "/shared/.task_list.json.lock",
        "/.git/refs/heads/main",
    )
    landing = tuple(f"written: {arena.main}{path}" for path in ours)
    own = (*landing, f"written: {arena.root}/state/bailiwick/", f"written: {arena.main}/.git/")
    kept = (
        f"written: {arena.main}/.git/hooks",
        f"written: {arena.main}/.git/config",
        f"written: {arena.root}/state/bailiwick/elsewhere",
    )
    tried.outside = [told for told in scene.everything() if not told.startswith(own) or told.startswith(kept)]
    tried.said = "landed" if arena.git("rev-parse", "HEAD").strip() != scene.base else "not landed"
    _judge_landing(vector, tried, scene, guarded=True)


def _judge_landing(vector: Vector, tried: Tried, scene: Scene, *, guarded: bool) -> None:
    tried.later = [str(w) for w in vector.later if scene.is_true(w)]
    if guarded:
        tried.landed = scene.landed_wrongly()
    tried.output = scene.output[-2000:]


def _place(scene: Scene, workspace: Path) -> None:
    arena = scene.arena
    scene.workspace = workspace
    scene.base = arena.git("rev-parse", "HEAD").strip()
    arena.places |= {
        "workspace": str(workspace),
        "inside": str(workspace / "modules/pricing"),
        "sibling": str(workspace / "modules/catalog"),
        "scratch": str(workspace.with_name(f"{workspace.name}.scratch")),
        "index": str(workspace.with_name(f"{workspace.name}.index")),
        "state": str(workspace.parents[1]),
        "base": scene.base,
    }


def _begin_beside(arena: Arena, vector: Vector, workspace: Path) -> bool:
    if vector.beside:
        subprocess.Popen(
            ["sh", "-c", arena.fill(vector.beside)], cwd=workspace, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(0.2)
    return bool(vector.beside)


def _filled(arena: Arena, call: dict[str, Any]) -> dict[str, Any]:
    return {key: arena.fill(value) if isinstance(value, str) else value for key, value in call.items()}


def _commit_story(arena: Arena, vector: Vector) -> None:
    listed = arena.main / "shared/task_list.json"
    data = json.loads(listed.read_text())
    data["tasks"][1] |= dict(vector.task)
    listed.write_text(json.dumps(data, indent=2) + "\n")
    if vector.agent_file:
        (arena.main / ".claude/agents/pricing-coder.md").write_text(vector.agent_file)
    _commit(arena, "story")


def _commit_turns(arena: Arena, vector: Vector) -> None:
    calls = [tool_use(_filled(arena, c)) for c in vector.calls]
    honest = {"tool": "editor", "command": "create", "path": "modules/pricing/honest.py", "file_text": "HONEST = 1\n"}
    calls = [tool_use(honest), *calls, {"name": "finish", "input": REPORT}]
    turns = [{"content": [{"type": "tool_use", **call}]} for call in calls]
    file = arena.main / f"shared/turns/{TASK}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"attempts": [{"turns": turns}]}))
    _commit(arena, "turns")


def _commit(arena: Arena, subject: str) -> None:
    arena.git("add", "-A")
    arena.git("-c", "user.name=T", "-c", "user.email=t@example.invalid", "commit", "-qm", subject, "--allow-empty")


def _sandbox(setting: str) -> Sandbox:
    """The sandbox of this name; for the gate alone the strongest, which then holds the checks and nothing else."""
    names = [setting] if setting in KINDS else [n for n in KINDS if KINDS[n].variants()]
    return KINDS[names[0]].variants()[0]


_WAYS = {"shell": _in_workspace, "tool": _in_workspace, "commit": _claim, "tree": _tree, "run": _run}
