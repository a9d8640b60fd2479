"""`invoke agents`, and runs with definition files of every dialect: a file is understood, and adds nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support import api_runs
from tests.support.coding import write
from tests.support.messages_server import MessagesServer, answers
from tests.support.messages_server import call as messages_call

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

BOUNDLESS = {
    ".claude/agents/catalog-coder.md": (
        "---\nname: catalog-coder\ndescription: Use when: always\ntools: '*'\npermissionMode: bypassPermissions\n"
        "scope: {write: ['**']}\n---\nYou may write anywhere.\n"
    ),
    ".github/agents/catalog.agent.md": "---\ntools: ['*']\n---\nYou may write anywhere.\n",
    ".github/chatmodes/catalog.chatmode.md": (
        "---\ndescription: Writes\ntools: ['edit', 'runCommands', 'search', 'usages']\nmodel: GPT-9\n---\nAnywhere.\n"
    ),
    "AGENTS.md": "You may write anywhere.\n",
    ".codex/agents/catalog.toml": (
        'sandbox_mode = "danger-full-access"\napproval_policy = never\ndeveloper_instructions = """\nAnywhere.\n"""\n'
    ),
    ".opencode/agent/catalog.md": "---\ndescription: Writes\npermission: allow\n---\nYou may write anywhere.\n",
    ".gemini/agents/catalog.md": "---\nname: catalog\ntools: ['*']\n---\nYou may write anywhere.\n",
}
EDITOR = "str_replace_based_edit_tool"


def point(project: Project, agent: str, path: str, text: str) -> None:
    """Write a definition file and name it in the map."""
    write(project.root, path, text)
    project.edit_json(project.structure, lambda data: data["agents"][agent].update(definition=path))


def told(project: Project) -> dict[str, Any]:
    """What `invoke agents --json` says, by agent or file."""
    done = project.invoke("agents", "--json")
    assert done.code == 0, done.out + done.err
    data = json.loads(done.out)
    return {entry["agent"] or entry["file"]: entry for entry in [*data["agents"], *data["files"]]}


def call(name: str, **given: object) -> dict[str, Any]:
    """One tool call of a scripted turn."""
    return {"type": "tool_use", "id": f"toolu_{name}", "name": name, "input": given}


def test_agents_are_listed_with_what_was_understood_ignored_and_missing(project: Project) -> None:
    point(
        project,
        "catalog_coder",
        ".github/agents/catalog-coder.agent.md",
        "---\ntools: ['edit', 'runCommands', 'search', 'problems', 'fetch', 'frobnicate']\n"
        "model: Claude Haiku 4.5 (copilot)\nhandoffs: []\n---\n# Catalog\nYou own the catalog.\n",
    )
    done = project.invoke("agents", BAILIWICK_MODEL="opus")

    assert done.code == 0, done.err
    assert done.out.split("\n\n")[0].splitlines() == [
        "catalog_coder  .github/agents/catalog-coder.agent.md  Copilot agent",
        "    name     catalog-coder",
        "    about    Catalog",
        "    model    claude-haiku-4-5 (the file says Claude Haiku 4.5 (copilot))",
        "    granted  write, search, shell",
        "    absent   web (fetch): coders have no tool for the web, only a network where the module's is full",
        "    absent   problems: run the linter or type checker in the shell",
        "    ignored  handoffs: order and reviews come from `blocked_by` and `reviewers`",
        "    ignored  frobnicate: no tool is known by this name",
        "    missing  description",
    ]
    assert "files that no agent of the map has:\n.claude/agents/catalog-coder.md" in done.out
    assert "    note     no agent has this file: name it as `definition` of catalog_coder, if that is meant" in done.out
    assert done.out.endswith("\n3 agents, 1 file without an agent\n")


def test_files_in_all_usual_places_are_found(project: Project, clean_environment: Path) -> None:
    for path, text in BOUNDLESS.items():
        write(project.root, path, text)
    write(project.root, "modules/catalog/AGENTS.md", "Products never change.\n")
    write(project.root, ".claude/skills/a/SKILL.md", "---\nname: a\n---\nNo agent.\n")
    write(project.root, ".claude/agents/stray.md", "")
    write(project.root, ".github/prompts/plan.prompt.md", "Plan.\n")
    write(clean_environment, ".claude/agents/mine.md", "---\nname: mine\ndescription: Mine\n---\nBody\n")

    found = told(project)

    of_agents = {"catalog_coder", "pricing_coder", "checkout_coder"}
    others = BOUNDLESS.keys() - {".claude/agents/catalog-coder.md"}
    more = {"modules/catalog/AGENTS.md", ".claude/agents/stray.md", ".github/prompts/plan.prompt.md"}
    assert found.keys() == of_agents | others | more | {"~/.claude/agents/mine.md"}
    assert [path for path, entry in found.items() if entry["is_user"]] == ["~/.claude/agents/mine.md"]
    assert found[".claude/agents/stray.md"]["problem"].startswith("the agent file .claude/agents/stray.md has no text")
    assert found[".codex/agents/catalog.toml"]["notes"][0].startswith(".codex/agents/catalog.toml: not TOML (")


def test_every_file_that_cannot_be_used_is_told_and_the_status_is_2(project: Project) -> None:
    (project.root / ".claude/agents/catalog-coder.md").unlink()
    (project.root / ".claude/agents/pricing-coder.md").write_bytes(b"\xff")
    (project.root / ".claude/agents/stray.md").write_bytes(b"")

    done = project.invoke("agents")

    assert done.code == 2
    problems = [line.split(maxsplit=1)[1] for line in done.out.splitlines() if line.startswith("    problem")]
    assert problems == [
        "the agent file .claude/agents/catalog-coder.md does not exist: write it, or take `definition` out",
        "the agent file .claude/agents/pricing-coder.md is not UTF-8 (byte 1): save it as UTF-8",
        "the agent file .claude/agents/stray.md has no text below its front matter: write the agent's role there",
    ]


def test_a_run_is_refused_with_every_file_that_cannot_be_used(project: Project) -> None:
    (project.root / ".claude/agents/catalog-coder.md").unlink()
    write(project.root, ".claude/agents/checkout-coder.md", "---\nname: c\n---\n")
    project.commit()
    lines = project.structure.read_text().splitlines()
    at = [i for i, line in enumerate(lines, start=1) if '"definition"' in line]
    catalog = (
        f"shared/project_structure.json:{at[0]} $.agents.catalog_coder.definition: the agent file "
        ".claude/agents/catalog-coder.md does not exist: write it, or take `definition` out"
    )
    checkout = (
        f"shared/project_structure.json:{at[2]} $.agents.checkout_coder.definition: the agent file "
        ".claude/agents/checkout-coder.md has no text below its front matter: write the agent's role there"
    )
    before = project.task_list.read_bytes()

    for command in (("run-tasks",), ("run-tasks", "--dry-run")):
        done = project.invoke(*command)
        assert (done.code, done.err) == (2, f"bailiwick: {catalog}\n{checkout}\n")
    assert project.task_list.read_bytes() == before
    checked = project.invoke("check")
    assert checked.code == 2
    assert [line for line in checked.out.splitlines() if line.startswith("shared/")] == [catalog, checkout]


def one_module_for_each_dialect(project: Project) -> None:
    """Replace map and list: seven modules, each with an agent, a task and turns that begin with a file elsewhere."""
    modules, agents, tasks = {}, {}, []
    for number, (path, text) in enumerate(BOUNDLESS.items(), start=1):
        name, agent = f"m{number}", f"m{number}_coder"
        write(project.root, path, text)
        write(project.root, f"modules/{name}/README.md", f"# {name}\n")
        modules[name] = {"path": f"modules/{name}", "agent": agent, "checks": {"tests": ["true"]}}
        agents[agent] = {"role": "coder", "definition": path}
        tasks.append(
            {"id": number, "title": "Note", "assigned_to": agent, "status": "not_started", "blocked_by": []}
            | {"description": "Write a note."}
        )
        project.script(
            str(number),
            [
                [call(EDITOR, command="create", path=f"modules/catalog/by_{name}.py", file_text="x = 1\n")],
                [call(EDITOR, command="create", path=f"modules/{name}/note.py", file_text="NOTE = 1\n")],
                [call("finish", summary="Done.", commit_subject=f"docs({name}): add a note")],
            ],
        )
    catalog = json.loads(project.structure.read_text())
    catalog["modules"] = {"catalog": catalog["modules"]["catalog"], **modules}
    catalog["agents"] = {"catalog_coder": {"role": "coder"}, **agents}
    project.structure.write_text(json.dumps(catalog, indent=2))
    project.task_list.write_text(json.dumps({"tasks": tasks}, indent=2))
    project.commit()


def test_no_dialect_widens_the_scope_and_each_can_do_a_task(project: Project) -> None:
    one_module_for_each_dialect(project)

    granted = {name: entry["granted"] for name, entry in told(project).items()}
    done = project.invoke("run-tasks", "--json")

    assert done.code == 0, done.out + done.err
    numbers = range(1, len(BOUNDLESS) + 1)
    assert [n for n in numbers if "shell" not in granted[f"m{n}_coder"]] == []
    assert sorted(event["text"] for event in done.kinds("denied")) == [
        f"modules/catalog/by_m{n}.py: outside the scope of m{n}_coder in m{n} (modules/m{n}/**); "
        "owner: catalog_coder (catalog)"
        for n in numbers
    ]
    assert project.git("ls-files", "modules/catalog/by_*") == ""
    assert {key: task["status"] for key, task in project.tasks().items()} == {str(n): "done" for n in numbers}


def test_a_model_is_asked_as_the_file_says(project: Project) -> None:
    api_runs.prepare(project)
    text = 'model = "anthropic/claude-opus-5-5"\nmodel_reasoning_effort = "high"\nsandbox_mode = "read-only"\n'
    point(project, "catalog_coder", ".codex/agents/c.toml", f'{text}developer_instructions = "You read."\n')
    write(project.root, "AGENTS.md", "Be brief.\n")
    project.commit()
    with MessagesServer([answers(messages_call("ask", "toolu_a", question="May I?"))]) as server:
        done = api_runs.run(project, server)

    assert done.code == 1
    body = server.requests[0].body
    assert (body["model"], body["output_config"]) == ("claude-opus-5-5", {"effort": "high"})
    assert [block["text"] for block in body["system"]][:2] == [
        "You read.",
        '<document path="AGENTS.md">\nBe brief.\n</document>',
    ]
    assert {"bash", "str_replace_based_edit_tool"}.isdisjoint(tool["name"] for tool in body["tools"])


def test_a_coder_has_only_the_tools_that_its_file_leaves_to_it(project: Project) -> None:
    point(project, "catalog_coder", ".claude/agents/c.md", "---\nname: c\ntools: Read, WebFetch\n---\nYou read.\n")
    calls = [
        call(EDITOR, command="create", path="modules/catalog/new.py", file_text="x = 1\n"),
        call("bash", command="touch modules/catalog/new.py"),
        call("view", path="modules/catalog"),
    ]
    project.script("1", [calls, [call("ask", question="May I?")]])
    project.keep_tasks("1")

    done = project.invoke("run-tasks")

    assert done.code == 1
    assert project.tasks()["1"]["question"] == "May I?"
    shown = project.invoke("show", "--task", "1").out
    tools = "ask, finish, publish_contract, record_learning, request_change, view"
    assert f'there is no tool "{EDITOR}". Tools: {tools}.' in shown
    assert 'there is no tool "bash"' in shown
