"""Which modules the structure files of other teams name."""

from __future__ import annotations

from typing import Any

import pytest
from bailiwick.conventions.importing import proposal
from bailiwick.domain.agent_name import meant_agent

WANTED = {"api": "api", "web": "web"}


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"api": {"main.py": True}, "web": {"app.ts": True}, "docs": {"a.md": True}}, id="true leaves"),
        pytest.param({"root": "shop", "files": ["api/main.py", "web/app.ts", "README.md"]}, id="root and files"),
        pytest.param({"api": {"main.py": {}}, "web": {"src": {"app.ts": {}}}}, id="empty objects"),
        pytest.param(
            {
                "project_name": "x",
                "root": "D:\\x",
                "directories": ["D:\\x\\api"],
                "files": ["D:\\x\\api\\a.py", "web\\b.ts"],
            },
            id="absolute windows root",
        ),
        pytest.param({"files_created": ["api/a.py", "./web/b.ts"], "directories_created": ["docs"]}, id="created"),
        pytest.param({"api": "api/", "web": "web"}, id="plain"),
    ],
)
def test_modules_of_each_shape(value: Any) -> None:
    assert proposal.modules_of(value, ()) == WANTED


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("python-coder-subagent", "python_coder"),
        ("@backend-reviewer", "backend_reviewer"),
        ("qa-agent", "qa"),
        ("web-agent", "web-agent"),
    ],
)
def test_dispatch_names_have_underscores_unless_the_map_says_otherwise(written: str, name: str) -> None:
    assert meant_agent(written, {"web-agent"}) == name
