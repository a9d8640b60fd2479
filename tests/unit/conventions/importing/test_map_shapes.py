"""Which modules the structure files of other teams name."""

from __future__ import annotations

from typing import Any

import pytest
from bailiwick.conventions.importing import proposal

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
        pytest.param({"api": {}, "web": {}, "docs": {}, "README.md": {}}, id="empty directories"),
        pytest.param({"directories": ["api", "web"], "files": ["README.md"]}, id="directories without code"),
        pytest.param({"files": [{"path": "api/main.py"}, {"path": "web/app.ts"}]}, id="objects with a path"),
    ],
)
def test_modules_of_each_shape(value: Any) -> None:
    assert proposal.modules_of(value, ["other/main.py"]) == WANTED


@pytest.mark.parametrize("value", [None, {"api": "C:\\Users\\ann\\api"}, {"docs": {}}])
def test_the_files_of_the_repository_count_where_no_module_is_named(value: Any) -> None:
    assert proposal.modules_of(value, ["api/main.py", "web/app.ts", "docs/a.md"]) == WANTED
