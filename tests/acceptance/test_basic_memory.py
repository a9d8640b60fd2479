"""The real server of the convention `spec_notes`, in the sandbox, without network; not run where it is not installed.

It needs Python 3.12, and is never a dependency of the engine: install it apart, such as by
`uv tool install --python 3.12 basic-memory==0.24.1`, and name the program in BASIC_MEMORY_PROGRAM.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bailiwick.errors import RefusedError
from bailiwick.flow.record import read_attempts
from bailiwick.sandbox.probe import probe

from tests.acceptance.test_convention_spec_notes import BASKET, BASKET_LANDED, VALIDITY, VALIDITY_LANDED, dated
from tests.support.coding import write
from tests.support.examples import make_example
from tests.support.pauses import keep_quick
from tests.support.project import call, finish

if TYPE_CHECKING:
    from tests.support.project import Project

NOTES = "modules/catalog/notes"
SETTINGS = {
    "BASIC_MEMORY_HOME": "${PWD}/" + NOTES,
    "BASIC_MEMORY_SEMANTIC_SEARCH_ENABLED": "false",
    "BASIC_MEMORY_AUTO_UPDATE": "false",
    "BASIC_MEMORY_PERMALINKS_INCLUDE_PROJECT": "false",
    "BASIC_MEMORY_LOG_LEVEL": "ERROR",
    "FASTMCP_SHOW_SERVER_BANNER": "false",
    "FASTMCP_CHECK_FOR_UPDATES": "off",
}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The program; skips with the reason where it, or a sandbox for it, is missing."""
    found = os.environ.get("BASIC_MEMORY_PROGRAM") or shutil.which("basic-memory")
    if not found:
        pytest.skip("basic-memory is not installed (name its program in BASIC_MEMORY_PROGRAM)")
    try:
        sandbox = probe(place=tmp_path).sandbox
    except RefusedError as error:
        pytest.skip(str(error))
    if sandbox is None or sandbox.name == "uid":
        pytest.skip("no sandbox that lets a server share a directory works here")
    return Path(found)


@pytest.mark.basic_memory
def test_a_spec_is_written_read_and_edited(project: Project, program: Path) -> None:
    entry = {"command": str(program), "args": ["mcp"], "env": SETTINGS, "startup_timeout_sec": 240}
    write(project.root, ".mcp.json", json.dumps({"mcpServers": {"basic-memory": entry}}))
    settings = " ".join(f"{name}={value}" for name, value in SETTINGS.items())
    python = (program.parent / "python").resolve()
    allowed = {
        "starts": f"{settings} {program} mcp",
        "write": True,
        "readable": [str(program.parent.parent), str(python.parent.parent)],
    }
    project.edit_json(project.structure, lambda data: data.update(mcp={"servers": {"basic-memory": allowed}}))
    tools = ", ".join(f"mcp__basic-memory__{name}_note" for name in ("read", "write", "edit"))
    header = f"---\nname: catalog-coder\ndescription: Owns the catalog\ntools: Edit, {tools}\n---\n"
    write(project.root, ".claude/agents/catalog-coder.md", f"{header}You own the catalog.\n")
    spec = "specs/spec-1-shelves"
    project.script("1", [
        [call("mcp__basic-memory__read_note", identifier=spec)],
        [call("mcp__basic-memory__write_note", title="SPEC-1 Shelves", content="## Why\nOrder.", directory="specs")],
        [call("mcp__basic-memory__edit_note", identifier=spec, operation="append", content="\n## Notes\nBy width.")],
        [call("mcp__basic-memory__read_note", identifier=spec)],
        [finish("feat(catalog): write down the shelves")],
    ])  # fmt: skip
    keep_quick(project, "1")

    done = project.invoke("run-tasks", "--json", timeout=420)

    assert done.code == 0, done.out + done.err
    (attempt,) = read_attempts(project.state / "journal.sqlite", "1")
    texts = [text for turn in attempt.turns for _, _, text, _ in turn.calls]
    assert texts[0].strip().startswith("# Note Not Found")
    assert texts[1].strip().startswith("# Created note")
    landed = project.git("show", f"HEAD:{NOTES}/specs/SPEC-1 Shelves.md")
    assert landed.startswith("---\ntitle: SPEC-1 Shelves\n")
    assert landed.endswith("## Why\nOrder.\n\n## Notes\nBy width.")


@pytest.mark.basic_memory
def test_the_example_of_spec_notes_runs_on_notes_that_the_server_keeps(tmp_path: Path, program: Path) -> None:
    project, home = make_example(tmp_path, "spec_notes"), tmp_path / "home"
    home.mkdir()
    (project.root / "specs").rename(home / "specs")
    env = SETTINGS | {"BASIC_MEMORY_HOME": str(home), "BASIC_MEMORY_CONFIG_DIR": str(tmp_path / "settings")}
    entry = {"command": str(program), "args": ["mcp"], "env": env, "startup_timeout_sec": 240}
    write(project.root, ".mcp.json", json.dumps({"mcpServers": {"basic-memory": entry}}))
    settings = " ".join(f"{name}={value}" for name, value in env.items())
    allowed = {"starts": f"{settings} {program} mcp", "sandbox": False, "agents": ["*"]}
    project.edit_json(project.structure, lambda data: data.update(mcp={"servers": {"basic-memory": allowed}}))
    project.commit()

    done = project.invoke("run-tasks", timeout=420)

    assert done.code == 0, done.out + done.err
    assert dated((home / BASKET).read_text()) == BASKET_LANDED
    assert dated((home / VALIDITY).read_text()) == VALIDITY_LANDED
    landed = project.git("log", "--format=", "--name-only", "HEAD~3..").splitlines()
    assert "modules/quotes/quotes/basket.py" in landed
    assert not [path for path in landed if path.startswith("specs/")]
