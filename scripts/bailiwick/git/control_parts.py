"""Which parts of `pyproject.toml` and `package.json` steer the checks, and does a change touch them?

The rest of these files (dependencies, version) is a module's own. What builds a package (`build-system`) is code of
the module like any other: it runs inside the sandbox and judges nothing.
"""

from __future__ import annotations

from typing import Any

PYPROJECT = (
    "tool.pytest", "tool.coverage", "tool.tox", "tool.nox", "tool.hatch.envs", "tool.pdm.scripts", "tool.poe",
    "tool.taskipy", "tool.pixi.tasks", "tool.rye.scripts",
    "tool.ruff", "tool.mypy", "tool.black", "tool.isort", "tool.pylint", "tool.pyright", "tool.basedpyright",
    "tool.ty", "tool.pyre", "tool.pytype", "tool.flake8", "tool.pycodestyle", "tool.pydocstyle", "tool.bandit",
    "tool.importlinter", "tool.vulture", "tool.yapf", "tool.autopep8", "tool.pydantic-mypy", "tool.mutmut",
    "tool.commitizen", "project.entry-points.pytest11", "tool.poetry.plugins.pytest11",
)  # fmt: skip
PACKAGE = (
    "scripts", "jest", "vitest", "mocha", "ava", "tap", "karma", "nyc", "c8", "eslintConfig", "eslintIgnore", "xo",
    "standard", "stylelint", "prettier", "husky", "lint-staged", "pre-commit", "simple-git-hooks", "commitlint",
)  # fmt: skip
PARTS = {"pyproject.toml": PYPROJECT, "package.json": PACKAGE}
"""By file name; compared without case."""


class UnreadableError(ValueError):
    """The file is not what its name says; the text tells why."""


def touched(name: str, old: bytes | None, new: bytes | None) -> list[str]:
    """Name the parts that differ between two versions of a file.

    Args:
        name: a key of `PARTS`.
        old: content before, None where there was no file.
        new: content after, None where the file is deleted.

    Raises:
        UnreadableError: one of them cannot be read, so nothing can be told.
    """
    before, after = (_parts(name, content) for content in (old, new))
    return [part for part in PARTS[name] if before.get(part) != after.get(part)]


def _parts(name: str, content: bytes | None) -> dict[str, str]:
    if content is None:
        return {}
    import json  # here, because most changes touch no such file

    value = _read(name, content)
    found = {part: _at(value, part.split(".")) for part in PARTS[name]}
    # As text, because Python holds 1, 1.0 and true for equal.
    return {part: json.dumps(held, sort_keys=True, default=repr) for part, held in found.items() if held is not None}


def _at(value: Any, keys: list[str]) -> Any:
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _read(name: str, content: bytes) -> Any:
    try:
        if name == "package.json":
            import json

            return json.loads(content)
        import tomllib

        return tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(str(error) or "nested too deeply") from error
