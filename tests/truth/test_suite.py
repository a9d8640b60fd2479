"""Does the suite tell a wrong verdict, a wrong case file and a case that is missing?"""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bailiwick.errors import ViolationsError

from tests.truth.suite import CASES, read_cases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.truth.case_file import Case

REPOSITORY = Path(__file__).resolve().parents[2]
HEAD = 'title = "A case"\nbase = "calculator"\nverdict = "landed"\n'
REFUSED = HEAD.replace("landed", "refused")
REPLACE = '[[replace]]\npath = "calculator/core.py"\nold = "{}"\nnew = "x"\n'
OLD = "expected exactly one occurrence"
PATH = "expected a path that is relative and without `..`"
VERDICTS = 'did you mean "refused"?'
MISTAKES = {
    "not toml": ("title = ", "cannot be read as TOML"),
    "nothing": ("", "title: expected a text, and it is missing"),
    "a title that is a number": (HEAD.replace('"A case"', "3"), "title: expected a text, found 3"),
    "an unknown key": ("verdct = 3\n" + HEAD, 'verdct: unknown key (did you mean "verdict"?)'),
    "an unknown verdict": (HEAD.replace("landed", "refusd"), f"verdict: unknown verdict 'refusd' ({VERDICTS})"),
    "no reason": (REFUSED, "because: expected a text, or an array of texts, and it is missing"),
    "an empty reason": (f"because = []\n{REFUSED}", "because: expected a text, or an array of texts, found []"),
    "a reason too many": (f'because = "x"\n{HEAD}', "because: a completion that lands has no reason to be refused"),
    "an unknown base": (HEAD.replace("tor", "ter"), "base: there is no base 'calculater'"),
    "no table": (f"task = 3\n{HEAD}", "task: expected a table, found 3 (write [task])"),
    "no text": (HEAD + '[write]\n"a.py" = 3\n', 'write."a.py": expected a text, found 3'),
    "no base64": (HEAD + '[leave]\n"a.py" = "base64:?"\n', 'leave."a.py": not base64'),
    "a path that leads away": (HEAD + '[write]\n"../a.py" = ""\n', f'write."../a.py": {PATH}'),
    "an absolute path": (HEAD + '[outside]\n"/etc/x" = ""\n', f'outside."/etc/x": {PATH}'),
    "half a replacement": (
        HEAD + '[[replace]]\npath = "a"\n',
        "replace[0]: expected the texts path, old and new, found path",
    ),
    "no list of replacements": (f"replace = 3\n{HEAD}", "replace: expected an array of tables, found 3"),
    "a text that is not there": (
        HEAD + REPLACE.format("nowhere"),
        f"replace[0]: `old` stands 0 times in calculator/core.py, {OLD}",
    ),
    "a text that is there twice": (
        HEAD + REPLACE.format("return"),
        "times in calculator/core.py, expected exactly one occurrence",
    ),
    "a replacement in no file": (
        HEAD + REPLACE.format("x").replace("core", "cora"),
        f"replace[0]: no such file: calculator/cora.py, {OLD}",
    ),
    "a deletion of nothing": (HEAD + '[delete]\npaths = ["a.py"]\n', "delete.paths: no such file: a.py"),
    "a deletion of a text": (HEAD + '[delete]\npath = "a.py"\n', "delete: expected the key `paths`"),
    "a renaming of nothing": (HEAD + '[rename]\n"a.py" = "b.py"\n', 'rename."a.py": no such file'),
    "no list of executables": (f'executable = "a"\n{HEAD}', "executable: expected an array of texts, found 'a'"),
    "no truth value": (f'submitted = "yes"\n{HEAD}', "submitted: expected true or false, found 'yes'"),
    "an unknown field of the map": (HEAD + "[module]\nchekcs = {}\n", "module"),
    "a wrong field of the task": (HEAD + "[task]\nexpected = { file = [] }\n", "task.expected"),
    "a wrong field of the agent": (HEAD + "[agent]\nlimits = 3\n", "agent.limits"),
}
SUBTRACT = """
[[replace]]
path = "calculator/core.py"
old = "def divide("
new = '''
def subtract(left, right):
    return left - right


def divide('''
"""
BREAK = """
[[replace]]
path = "calculator/core.py"
old = "return left + right"
new = "return left - right"
"""


@pytest.mark.parametrize(("text", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_wrong_case_file(tmp_path: Path, text: str, told: str) -> None:
    file = write(tmp_path, "class/case", text)
    with pytest.raises(ViolationsError) as caught:
        read_cases([tmp_path])
    assert any(line.startswith(str(file)) and told in line for line in map(str, caught.value.violations))


def test_every_mistake_in_every_file_is_told(tmp_path: Path) -> None:
    files = {
        name: write(tmp_path, f"class/{number}", text) for number, (name, (text, _)) in enumerate(MISTAKES.items())
    }
    ended = run("--cases", str(tmp_path))
    assert ended.returncode == 2
    assert ended.stdout == ""
    for name, (_, told) in MISTAKES.items():
        assert any(str(files[name]) in line and told in line for line in ended.stderr.splitlines()), name


@pytest.mark.parametrize("directory", ["empty", "missing"])
def test_a_directory_without_a_case(tmp_path: Path, directory: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ViolationsError, match="holds no case"):
        read_cases([tmp_path / directory])


def test_no_case_of_that_name() -> None:
    ended = run("--only", "no/such/case")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "no case has 'no/such/case' in its name" in ended.stderr


def test_wrong_verdicts_are_violations(tmp_path: Path) -> None:
    write(tmp_path, "from_outside/good_that_is_refused", HEAD + BREAK)
    write(tmp_path, "from_outside/bad_that_lands", 'because = "x"\n' + REFUSED + SUBTRACT)
    write(tmp_path, "from_outside/refused_for_another_reason", 'because = "report_true"\n' + REFUSED + BREAK)
    write(tmp_path, "from_outside/right", 'because = "failed"\n' + REFUSED + BREAK)

    ended = run("--cases", str(tmp_path), "--only", "from_outside/")

    lines = ended.stdout.splitlines()
    assert ended.returncode == 1, ended.stderr
    assert lines[-1] == "truth-suite: 4 tried, 3 violations"
    named = {line.partition(":")[0] for line in lines if line.startswith("from_outside/")}
    assert named == {
        f"from_outside/{n}" for n in ("good_that_is_refused", "bad_that_lands", "refused_for_another_reason")
    }
    told = lines[next(i for i, line in enumerate(lines) if line.startswith("from_outside/good_")) + 1]
    assert told.startswith("  should be landed, is refused: calculator:tests: ")


def test_cases_from_outside_with_the_right_verdict(tmp_path: Path) -> None:
    write(tmp_path, "from_outside/good", HEAD + SUBTRACT)

    ended = run("--cases", str(tmp_path), "--only", "from_outside/")

    assert ended.returncode == 0, ended.stdout
    assert ended.stdout.splitlines()[-1] == "truth-suite: 1 tried, 0 violations"


def test_there_are_enough_cases() -> None:
    cases = shipped()
    assert sum(case.verdict == "refused" for case in cases) >= 150
    assert sum(case.verdict == "landed" for case in cases) >= 150


def test_a_class_is_either_good_or_bad() -> None:
    for case in shipped():
        assert (case.verdict == "landed") == case.kind.startswith("good_"), case.name


@pytest.mark.parametrize(
    "kind",
    [
        "no_change", "comments_only", "empty_tests", "deleted_tests", "skipped_tests", "tests_test_nothing",
        "weakened_tests", "exit_zero", "timeouts", "gate_files", "false_reports", "missing_contract", "red_tests",
        "broken_environment", "hanging_processes", "poisoned",
    ],
)  # fmt: skip
def test_every_class_of_bad_completions_has_cases(kind: str) -> None:
    assert sum(case.kind == kind for case in shipped()) >= 6


def test_no_two_cases_have_one_title() -> None:
    titles = [case.title for case in shipped()]
    assert sorted(titles) == sorted(set(titles))


@cache
def shipped() -> Sequence[Case]:
    return read_cases([CASES])


def write(directory: Path, name: str, text: str) -> Path:
    file = directory / f"{name}.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.truth.run", "--processes", "1", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
