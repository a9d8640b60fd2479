from __future__ import annotations

import pytest
from bailiwick.agents.dialect import Dialect, dialect_of, usual_dialect


@pytest.mark.parametrize(
    ("path", "dialect"),
    [
        (".claude/agents/a.md", Dialect.CLAUDE),
        (".claude/agents/team/a.md", Dialect.CLAUDE),
        (".github/agents/a.agent.md", Dialect.COPILOT),
        (".github/agents/a.md", Dialect.COPILOT),
        (".github/chatmodes/a.chatmode.md", Dialect.CHAT_MODE),
        (".copilot/agents/a.md", Dialect.COPILOT),
        (".github/prompts/a.prompt.md", Dialect.PROMPT),
        (".github/instructions/a.instructions.md", Dialect.INSTRUCTIONS),
        (".github/instructions/web/a.instructions.md", Dialect.INSTRUCTIONS),
        (".github/copilot-instructions.md", Dialect.INSTRUCTIONS),
        ("AGENTS.md", Dialect.AGENTS_MD),
        ("modules/catalog/AGENTS.md", Dialect.AGENTS_MD),
        (".codex/agents/a.toml", Dialect.CODEX),
        ("packages/web/.codex/agents/a.toml", Dialect.CODEX),
        (".opencode/agent/a.md", Dialect.OPENCODE),
        (".opencode/agents/a.md", Dialect.OPENCODE),
        (".gemini/agents/a.md", Dialect.GEMINI),
    ],
)
def test_usual_places_tell_the_dialect(path: str, dialect: Dialect) -> None:
    assert usual_dialect(path) is dialect
    assert dialect_of(path) is dialect


@pytest.mark.parametrize(
    "path",
    [
        ".claude/skills/a/SKILL.md",
        ".claude/commands/a.md",
        ".github/prompts/a.md",
        ".github/instructions/a.md",
        "docs/copilot-instructions.md",
        "docs/NOT-AGENTS.md",
        "my.claude/agents/a.md",
        "pyproject.toml",
    ],
)
def test_other_files_are_no_definition_files(path: str) -> None:
    assert usual_dialect(path) is None


@pytest.mark.parametrize(
    ("path", "dialect"),
    [
        ("team/a.agent.md", Dialect.COPILOT),
        ("team/a.chatmode.md", Dialect.CHAT_MODE),
        ("team/a.prompt.md", Dialect.PROMPT),
        ("team/a.instructions.md", Dialect.INSTRUCTIONS),
        ("team/a.toml", Dialect.CODEX),
        ("team/a.md", Dialect.CLAUDE),
    ],
)
def test_elsewhere_the_end_of_the_name_tells_it(path: str, dialect: Dialect) -> None:
    assert dialect_of(path) is dialect
