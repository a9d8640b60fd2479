"""What the setup of a module builds is there for the coder's tests and for the checks, and never lands."""

from __future__ import annotations

import sys
import zipfile
from typing import TYPE_CHECKING, Any

from tests.support.project import call, create, finish
from tests.support.small_tasks import landed_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

HOME = "modules/catalog"
WHEEL = "vendor/greet-1.0-py3-none-any.whl"
LIBRARIES = f".venv/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
INSTALL = [["python", "-m", "venv", ".venv"], [".venv/bin/python", "-m", "pip", "install", "--no-index", WHEEL]]
PYPROJECT = f'[tool.pytest.ini_options]\npythonpath = [".", "{LIBRARIES}"]\n'
TEST = "import greet\n\n\ndef test_greeting() -> None:\n    assert greet.greeting('Ann') == 'Hello, Ann'\n"
WHEN_TESTS_PASS = f"cd {HOME} && pytest -q tests/test_greeting.py && echo 'PASSED = 1' > catalog/passed.py"
REQUIREMENTS, MADE_OF = f"{HOME}/requirements.txt", ".venv/made_of"


def write_wheel(path: Path) -> None:
    """A library that no index has."""
    path.parent.mkdir(parents=True)
    info = "greet-1.0.dist-info"
    files = {
        "greet.py": "def greeting(name):\n    return f'Hello, {name}'\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: greet\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: by-hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": f"greet.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n",
    }
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)


def give_setup(project: Project, setup: list[list[str]], *, check: list[str] | None = None) -> None:
    """Let the catalog be set up and nothing depend on it; task 1 alone is left."""

    def change(data: dict[str, Any]) -> None:
        data["modules"]["catalog"]["setup"] = setup
        data["modules"]["checkout"]["depends_on"] = []
        if check:
            data["modules"]["catalog"] |= {"checks": {"tests": check}, "control_files": ["requirements.txt"]}

    project.edit_json(project.structure, change)
    project.keep_tasks("1")


def use_library(project: Project, setup: list[list[str]]) -> None:
    write_wheel(project.root / HOME / WHEEL)
    (project.root / HOME / "pyproject.toml").write_text(PYPROJECT)
    create_test = create(f"{HOME}/tests/test_greeting.py", TEST)
    project.script("1", [[create_test], [call("bash", command=WHEN_TESTS_PASS)], [finish("feat(catalog): greet")]])
    give_setup(project, setup)


def test_a_library_that_setup_installs(project: Project) -> None:
    use_library(project, INSTALL)

    done = project.invoke("run-tasks")

    assert done.code == 0, done.out + done.err
    assert sorted(landed_files(project)) == [
        f"{HOME}/catalog/passed.py",
        f"{HOME}/tests/test_greeting.py",
        "shared/task_list.json",
    ]
    evidence = project.landed_tasks()["1"]["outputs"]["evidence"]
    tests = next(check for check in evidence["checks"] if check["name"] == "catalog:tests")
    assert (tests["outcome"], tests["counts"]["failed"]) == ("passed", 0)
    assert project.git("status", "--porcelain") == ""
    verified = project.invoke("verify", "--task", "1")
    assert verified.code == 0, verified.out + verified.err


def test_without_setup_the_tests_do_not_find_it(project: Project) -> None:
    use_library(project, [])

    done = project.invoke("run-tasks", "--json")

    assert done.code == 1
    (check,) = {(e["data"]["name"], e["data"]["outcome"]) for e in done.kinds("check") if e.get("text")}
    assert check == ("catalog:tests", "failed")
    assert not project.git("log", "--format=%H", "--grep=^Bailiwick-Task: 1$")


def test_a_setup_that_fails_is_no_fault_of_the_coder(project: Project) -> None:
    use_library(project, [["sh", "-c", "echo no such wheel; exit 3"]])

    done = project.invoke("run-tasks", "--json")

    assert done.code == 1
    told = "setup of catalog: `sh -c 'echo no such wheel; exit 3'`: exit status 3: no such wheel; mend `setup`"
    assert any(told in event["text"] for event in done.kinds("notice"))
    assert done.kinds("turn") == []
    assert project.tasks()["1"]["status"] == "not_started"


def test_a_coder_who_changes_a_dependency_is_checked_with_it(project: Project) -> None:
    (project.root / REQUIREMENTS).write_text("one\n")
    project.script(
        "1", [[create(f"{HOME}/catalog/a.py", "A = 1\n"), set_requirements("two")], [finish("feat(catalog): two")]]
    )
    build = ["sh", "-c", f"mkdir .venv && cp requirements.txt {MADE_OF}"]
    give_setup(project, [build], check=["cmp", "requirements.txt", MADE_OF])

    done = project.invoke("run-tasks")

    assert done.code == 0, done.out + done.err
    assert REQUIREMENTS in landed_files(project)


def set_requirements(text: str) -> dict[str, Any]:
    return call("bash", command=f"echo {text} > {REQUIREMENTS}")
