"""Files that a module's own commands run, told from the commands alone."""

from __future__ import annotations

import pytest
from bailiwick.domain.run_by import run_by


def files(*command: str, installed: bool = False) -> set[str]:
    return {path for path, _ in run_by("m", (("check tests", command),), installed=installed)}


@pytest.mark.parametrize(
    ("command", "run"),
    [
        (("./check",), "m/check"),
        (("sh", "run_tests.sh"), "m/run_tests.sh"),
        (("bash", "-eu", "ci/all.sh", "fast"), "m/ci/all.sh"),
        (("sh", "-c", "./prepare && pytest"), "m/prepare"),
        (("bash", "-ec", "cd tools; ./check.sh | tee log"), "m/tools/check.sh"),
        (("sh", "-c", "X=1 make test"), "m/Makefile"),
        (("sh", "-c", "it's ./broken.sh"), "m/broken.sh"),
        (("python", "run.py"), "m/run.py"),
        (("python3.12", "-W", "error", "tools"), "m/tools/__main__.py"),
        (("python", "-m", "selfcheck"), "m/selfcheck.py"),
        (("python", "-Im", "shop.check"), "m/shop/check/__main__.py"),
        (("python", "-mpytest"), "m/pytest.py"),
        (("node", "test.mjs"), "m/test.mjs"),
        (("env", "-u", "HOME", "A=1", "./check"), "m/check"),
        (("timeout", "-s", "KILL", "60s", "./check"), "m/check"),
        (("uv", "run", "--with", "x", "check.py"), "m/check.py"),
        (("uv", "run", "python", "check.py"), "m/check.py"),
        (("coverage", "run", "check.py"), "m/check.py"),
        (("go", "run", "tools/check.go"), "m/tools/check.go"),
        (("pytest", "-c", "ci.ini"), "m/ci.ini"),
        (("pytest", "--rootdir=.", "-p", "plug.in"), "m/plug/in.py"),
        (("pytest", "-pplug"), "m/plug.py"),
        (("pytest", "@ci/arguments.txt"), "m/ci/arguments.txt"),
        (("tsc", "-p", "web/strict.json"), "m/web/strict.json"),
        (("mocha", "-r", "hooks.js"), "m/hooks.js"),
        (("node", "--import", "./hooks.mjs", "--test", "a.test.js"), "m/hooks.mjs"),
        (("node", "all.js", "--test"), "m/all.js"),
        (("bun", "all.ts"), "m/all.ts"),
        (("bash", "-x", "ci/all.sh"), "m/ci/all.sh"),
        (("uv", "pip-audit.sh"), "m/pip-audit.sh"),
        (("uv", "sync", "--config-file=ci/uv.toml"), "m/ci/uv.toml"),
        (("npm", "ci", "--script-shell", "./sh"), "m/sh"),
        (("ruff", "check", "--config=lint.toml"), "m/lint.toml"),
        (("pylint", "--rcfile", "rc"), "m/rc"),
        (("python", "-m", "pytest", "-c", "ci.ini"), "m/ci.ini"),
        (("make",), "m/GNUmakefile"),
        (("make", "-C", "web", "-f", "ci.mk"), "m/web/Makefile"),
        (("make", "-f", "ci.mk"), "m/ci.mk"),
        (("just",), "m/justfile"),
        (("invoke", "test"), "m/tasks.py"),
        (("nox",), "m/noxfile.py"),
        (("own-tool", "own.conf"), "m/own.conf"),
        (("./../m/check",), "m/check"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_a_command_runs_or_is_steered_by(command: tuple[str, ...], run: str) -> None:
    assert run in files(*command)


@pytest.mark.parametrize(
    "command",
    [
        ("test", "-f", "ok"),
        ("sh", "-c", "[ -s report.txt ] && cat report.txt"),
        ("pytest", "-q", "tests/test_a.py"),
        ("python", "-m", "pytest", "tests/test_a.py"),
        ("uv", "run", "--group", "dev", "pytest", "tests/test_a.py"),
        ("coverage", "run", "-m", "pytest", "tests/test_a.py"),
        ("ruff", "check", "tests/test_a.py"),
        ("sh", "-c", "mypy tests/test_a.py && pytest tests/test_a.py"),
        ("go", "test", "tests/test_a.py"),
        ("pytest", "--ignore=tests/test_a.py", "--cov=tests/test_a.py"),
        ("bash", "-n", "tests/test_a.py"),
        ("node", "--test", "tests/test_a.py"),
        ("node", "--import", "./hooks.mjs", "--test", "tests/test_a.py"),
        ("node", "-c", "tests/test_a.py"),
        ("deno", "test", "tests/test_a.py"),
        ("bats", "tests/test_a.py"),
        ("mypy", "-p", "tests.test_a"),
    ],
    ids=" ".join,
)
def test_what_a_command_judges_is_the_modules_own(command: tuple[str, ...]) -> None:
    assert "m/tests/test_a.py" not in files(*command)


def test_what_lies_outside_the_repository_is_left_out() -> None:
    assert files("/usr/bin/check", "../../etc/x", ".") == set()


def test_each_file_is_told_with_the_first_command_that_runs_it() -> None:
    commands = (("check tests", ("sh", "x.sh")), ("setup", ("sh", "x.sh")), ("setup", ("sh", "y.sh")))
    assert run_by("m", commands) == (("m/x.sh", "check tests"), ("m/y.sh", "setup"))


@pytest.mark.parametrize("command", [(), ("env",), ("sh", "-c"), ("python", "-m"), ("uv", "run")])
def test_a_command_that_names_nothing(command: tuple[str, ...]) -> None:
    assert {path for path in files(*command) if not path.startswith("m/.")} == set()


INSTALLING = [
    ("pip", "install", "-r", "requirements.txt"),
    ("pip3.12", "--quiet", "install", "-r", "requirements.txt"),
    ("python", "-m", "pip", "install", "-r", "requirements.txt"),
    ("uv", "pip", "sync", "requirements.txt"),
    ("sh", "-c", "cd web && npm ci && cd .. && pip install -r requirements.txt"),
    ("conda", "env", "update", "-f", "requirements.txt"),
]


@pytest.mark.parametrize("command", INSTALLING, ids=" ".join)
def test_what_says_what_is_installed_is_the_modules_own(command: tuple[str, ...]) -> None:
    assert "m/requirements.txt" not in files(*command)
    assert "m/requirements.txt" in files(*command, installed=True)


def test_a_directory_that_is_changed_to_is_not_run() -> None:
    assert files("sh", "-c", "cd web && npm ci", installed=True) == {"m/web/ci"}
