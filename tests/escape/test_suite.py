"""Does the suite count what gets out, what is not shown and what a file claims wrongly, and does it try all it must?"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.escape import vector
from tests.escape.suite import VECTORS

if TYPE_CHECKING:
    from tests.escape.vector import Vector

REPOSITORY = Path(__file__).parents[2]
HEAD = 'title = "A vector"\nby = "shell"\n'
TREE = """
title = "A tree"
by = "tree"
script = '''
b=$(echo x | git hash-object -w --stdin)
git update-index --add --cacheinfo "100644,$b,modules/pricing/%s"
git commit-tree -p {base} -m '{subject}' $(git write-tree)
'''
stopped_by = ["landing"]
witness = [{ landed = "modules/pricing/%s" }]
"""
CASES = {
    "in-scope": TREE % ("fair.py", "fair.py"),
    "not-shown": TREE % ("conftest.py", "other.py"),
    "sound": TREE % ("conftest.py", "conftest.py"),
    "writes-inside": HEAD
    + 'script = "echo x > {inside}/x"\nstopped_by = ["kernel"]\nwitness = [{ written = "{inside}/x" }]\n',
    "not-the-kernel": HEAD
    + 'script = "ln -s ../catalog {inside}/near"\nstopped_by = ["kernel", "landing"]\n'
    + 'witness = [{ landed = "modules/pricing/near" }]\n',
    "stopped-after-all": HEAD
    + 'script = "echo x > {outside}/x"\nstopped_by = ["kernel"]\nwitness = [{ written = "{outside}/x" }]\n'
    + 'open_in = { SANDBOX = "said so" }\n',
}


def suite(*flags: str, environ: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.escape", *flags]
    return subprocess.run(
        command,
        cwd=REPOSITORY,
        env=os.environ | (environ or {}),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def strongest() -> str:
    from bailiwick.sandbox.probe import probe

    found = probe().sandbox
    if found is None:
        pytest.skip("no sandbox works here")
    return found.name


def written(place: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = place / "own" / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return place


def test_what_should_not_be_is_counted(tmp_path: Path, strongest: str) -> None:
    cases = written(tmp_path, {name: text.replace("SANDBOX", strongest) for name, text in CASES.items()})
    done = suite(f"--cases={cases}", "--only=own/", f"--sandbox={strongest}")
    told = re.findall(r"^  (\S+) .*|^    VIOLATION (.*)", done.stdout, re.MULTILINE)
    by_vector: dict[str, list[str]] = {}
    for name, violation in told:
        by_vector.setdefault(name or list(by_vector)[-1], []).extend([violation] if violation else [])
    assert by_vector == {
        "in-scope": ["gate alone: came true: landed modules/pricing/fair.py"],
        "not-shown": ["not shown: without any layer landed modules/pricing/other.py did not come true"],
        "not-the-kernel": ["stopped_by names kernel, but nothing shows that it stops this alone"],
        "sound": [],
        "stopped-after-all": [f"{strongest}: is stopped there now; take it out of open_in"],
        "writes-inside": [f"{strongest}: came true: written {{inside}}/x"],
    }
    assert done.stdout.splitlines()[-1] == "escape-suite: 6 tried, 5 violations"
    assert done.returncode == 1


def test_a_sound_vector_ends_well(tmp_path: Path) -> None:
    done = suite(f"--cases={written(tmp_path, {'sound': CASES['sound']})}", "--only=own/", "--sandbox=none")
    assert done.stdout.splitlines()[-1] == "escape-suite: 1 tried, 0 violations"
    assert done.returncode == 0


SOUND = HEAD + 'script = "true"\nstopped_by = ["kernel"]\nwitness = [{ alive = true }]\n'
MISTAKES = {
    "not toml": ("title = ", "not TOML"),
    "an unknown key": (f'scrpt = "x"\n{SOUND}', 'scrpt: there is no such key (did you mean "script"?)'),
    "no title": (SOUND.replace('title = "A vector"\n', ""), "title: is missing"),
    "no script": (SOUND.replace('script = "true"\n', ""), 'script: is missing; by = "shell" needs it'),
    "an unknown way": (SOUND.replace('"shell"', '"shel"'), "by: 'shel' is unknown (did you mean \"shell\"?)"),
    "an unknown layer": (SOUND.replace("kernel", "kernal"), "stopped_by: 'kernal' is unknown"),
    "an unknown sandbox": (f'{SOUND}open_in = {{ x = "y" }}\n', "open_in: 'x' is unknown"),
    "an unknown need": (f'needs = ["luck"]\n{SOUND}', "needs: 'luck' is unknown"),
    "an unknown limit": (f"limits = {{ second = 1 }}\n{SOUND}", "limits: 'second' is unknown"),
    "a number for a text": (SOUND.replace('"true"', "3"), "script: expected a text, found 3"),
    "true for a number": (f"repeat = true\n{SOUND}", "repeat: expected a whole number, found True"),
    "no witness": (SOUND.replace("{ alive = true }", ""), "witness: must not be empty"),
    "an unknown witness": (SOUND.replace("alive", "alve"), 'alve: there is no such witness (did you mean "alive"?)'),
    "two in one witness": (SOUND.replace("alive = true", "alive = true, harmed = true"), "expected one of"),
    "a witness of another type": (SOUND.replace("alive = true", "alive = 3"), "alive: expected true, found 3"),
    "no bound": (SOUND.replace("alive = true", 'number = "x"'), "over: is missing"),
    "a bound too many": (
        SOUND.replace("alive = true", "alive = true, over = 1"),
        "over: belongs to number and printed",
    ),
    "a call without tool": (f"calls = [{{ x = 1 }}]\n{SOUND}", "calls[0]: tool: is missing"),
    "a witness that nobody looks at": (SOUND.replace("shell", "tree"), "witness: alive: is not looked at"),
}


def test_every_mistake_in_every_file_is_told(tmp_path: Path) -> None:
    cases = written(tmp_path, {name: text for name, (text, _) in MISTAKES.items()})
    done = suite(f"--cases={cases}")
    missing = [name for name, (_, told) in MISTAKES.items() if not _line(done.stderr, f"{name}.toml", told)]
    assert missing == []
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("flag", "told"),
    [
        ("--sandbox=bubblewarp", 'there is no sandbox bubblewarp (did you mean "bubblewrap"?)'),
        ("--cases=nowhere", "--cases: nowhere is not a directory"),
        ("--only=no such vector", "--only: no vector has 'no such vector' in its name"),
    ],
)
def test_flags_that_mean_nothing(flag: str, told: str) -> None:
    done = suite(flag)
    assert told in done.stderr
    assert done.returncode == 2


def test_the_command_passes_flags_and_status_on(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("invoke")), "escape-suite", f"--cases={tmp_path}", "--only=nothing"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert f"{tmp_path} holds no vector" in done.stderr
    assert done.returncode == 2


@pytest.fixture(scope="module")
def vectors() -> list[Vector]:
    return vector.load(VECTORS)


def test_there_are_enough_vectors(vectors: list[Vector]) -> None:
    assert len(vectors) >= 90


ITEMS = """
redirection: files/redirection-sibling
python -c: files/python-sibling
symbolic link: links/write-through-directory links/symbolic-link-landed
hard link: links/hard-link-main links/hard-link-sibling links/hard-link-secret-landed
rename in and out: files/rename-out files/rename-in files/rename-directory-in hooks/rename-out-to-in
truncate: files/truncate-main files/truncate-call
parent directory and absolute path: files/parent-directory files/absolute-main
proc: files/proc-self-root secrets/environment-of-all secrets/environment-of-engine
nested git: git/nested-commit git/git-dir-variable
other workspaces: engine/other-workspace secrets/other-workspace
git, hooks and configuration: git/main-config git/main-hook-edited git/workspace-monitor git/workspace-git-file
hooks passed by: hooks/no-verify hooks/alias hooks/skip-variable hooks/prek-skip-variable hooks/hook-removed
core.hooksPath: hooks/hooks-path-option hooks/hooks-path-config hooks/hooks-path-environment hooks/hooks-path-home
configuration replaced: hooks/config-replaced hooks/config-moved-away hooks/config-skip-worktree
configuration of prek: hooks/prek-configuration
plumbing: hooks/commit-tree hooks/fast-import hooks/raw-reference git/update-ref git/raw-ref git/fast-import
commits from elsewhere: hooks/cherry-pick hooks/am hooks/merge-fast-forward hooks/orphan hooks/evil-merge
history that adds and reverts: hooks/add-and-revert
programs in the way: hooks/fake-python hooks/fake-git hooks/python-path hooks/scripts-variable
submodule: trees/submodule trees/submodule-outside-ignored git/nested-repository
replace references: trees/replace-commit trees/replace-tree trees/graft git/main-replace-ref
names: trees/case-folding trees/unicode-forms trees/newline-name trees/device-name trees/trailing-dot trees/dot-dot
modes: trees/executable trees/symbolic-link trees/file-becomes-link
control files: trees/control-conftest trees/control-pytest-configuration trees/control-git-attributes
lint configuration and the like: trees/control-lint-configuration trees/control-pyproject trees/control-bytecode
swap between check and use: tools/link-swapped tools/file-swapped links/file-swapped-at-harvest
daemons: processes/daemon-after-exit processes/double-fork processes/daemon-writes-later stories/coder-leaves-a-daemon
fork bomb: processes/fork-bomb processes/thread-bomb processes/respawning
disk and memory: memory-and-disk/disk memory-and-disk/huge-file memory-and-disk/memory memory-and-disk/empty-files
FIFO and devices: memory-and-disk/pipe-landed tools/view-pipe memory-and-disk/character-device
sockets: network/unix-stream network/unix-datagram network/abstract network/unix-pair
other processes: processes/trace processes/read-memory processes/kill processes/kill-engine processes/stolen-descriptor
keys: secrets/key-in-environment secrets/ssh-key secrets/netrc secrets/memory-of-engine
network: network/tcp network/udp network/dns network/ipv6 network/mptcp network/io-uring
shared with the machine: secrets/shared-memory secrets/keyring files/inherited-descriptor files/shared-memory-file
namespaces: processes/user-namespace processes/user-namespace-clone processes/enter-namespaces
facts of files: files/chmod-main files/utime-main files/chown-main files/xattr-main
shared files: engine/task-list engine/map engine/schemas engine/hook-configuration engine/agent-file
task list under the hooks: hooks/task-list-status hooks/transition-schema
state of the engine: engine/journal engine/process-notes engine/stat-record engine/claims engine/next-workspace
agent file that asks for more: stories/agent-file-asks-for-more
prompt injection: stories/prompt-injection
tools: tools/create-sibling tools/create-absolute tools/create-parent tools/create-through-directory-link
tools that read: tools/view-absolute tools/view-through-link tools/glob-home tools/grep-home tools/contract-parent
"""


def test_every_item_is_tried(vectors: list[Vector]) -> None:
    wanted = [name for line in ITEMS.strip().splitlines() for name in line.partition(": ")[2].split()]
    assert sorted(set(wanted) - {v.name for v in vectors}) == []


def test_bubblewrap_is_open_to_nothing(vectors: list[Vector]) -> None:
    assert [v.name for v in vectors if "bubblewrap" in dict(v.open_in)] == []


def _line(text: str, *parts: str) -> bool:
    return any(all(part in line for part in parts) for line in text.splitlines())
