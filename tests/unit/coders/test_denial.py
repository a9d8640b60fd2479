"""What a coder is told of a shell command that the sandbox has kept from something, in the same turn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bailiwick.coders.tools import Toolbox
from bailiwick.coders.tools.boundary import Boundary
from bailiwick.coders.tools.denial import Denials
from bailiwick.domain.structure import Network
from bailiwick.sandbox.base import Confinement, Limits
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.environment import environment, interpreter
from bailiwick.sandbox.process import Finished

from tests.support.coding import STRUCTURE, assign, write
from tests.support.confined import confining, open_place, python_of

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.coders.base import ToolResult
    from bailiwick.sandbox.base import Sandbox

__all__ = ["confining", "open_place"]

RULE = "Rule: outside the scope of pricing_coder in pricing (modules/pricing/**)."
CATALOG = (
    f"was not changed. {RULE} Owner: catalog_coder (catalog). "
    'Next step: call request_change with module "catalog" and say what you need there.'
)
NOBODY = (
    f"was not changed. {RULE} Owner: no coder. "
    "Next step: leave it, or call ask where the task cannot be done without it."
)
TESTS = (
    "was not changed. Rule: denied by modules/pricing/tests/**. Owner: pricing_tester (pricing). "
    'Next step: call request_change with module "pricing" and say what you need there.'
)
GIT = "git is read-only here; what lies in your scope is committed for you when you finish"
OUTSIDE = (
    "is outside the workspace; commands write in modules/pricing/**, and in $HOME and $TMPDIR, which are thrown away"
)
NO_NETWORK = "there is no network; the map says `network: none` for pricing"


@pytest.fixture
def workspace(open_place: Path) -> Path:
    place = open_place / "1-1"
    for path in (
        "modules/pricing/code.py",
        "modules/pricing/tests/test_code.py",
        "modules/catalog/items.py",
        "README.md",
    ):
        write(place, path)
    write(place, ".git/config", "[core]\n\trepositoryformatversion = 0\n")
    write(place, ".git/HEAD", "ref: refs/heads/main\n")
    for name in ("objects", "refs"):
        (place / ".git" / name).mkdir()
    return place


def bash(
    sandbox: Sandbox, workspace: Path, command: str, *, network: bool = False, limits: Limits | None = None
) -> ToolResult:
    scratch = workspace.with_name(f"{workspace.name}.scratch")
    scratch.mkdir(exist_ok=True)
    confinement = Confinement(
        workdir=workspace,
        writable=(workspace / "modules/pricing", scratch),
        readable=(*interpreter(), *((workspace / "modules/pricing/tests",) if sandbox.name != "landlock" else ())),
        environment=environment(scratch),
        network=network,
        limits=limits or Limits(),
    )
    box = Toolbox(
        assign(workspace),
        STRUCTURE,
        run_command=lambda text: run_command(sandbox, ("sh", "-c", text), confinement, timeout_seconds=20),
    )
    return box.run("bash", "toolu_1", {"command": command.format(python=python_of(sandbox))})


def told(result: ToolResult) -> list[str]:
    return [
        line.removeprefix("[sandbox: ").removesuffix("]")
        for line in result.content.splitlines()
        if line.startswith("[sandbox: ")
    ]


REFUSED = {
    "redirection": ("echo x > modules/catalog/items.py", f"modules/catalog/items.py {CATALOG}"),
    "new file": ("touch modules/catalog/new.py", f"modules/catalog/new.py {CATALOG}"),
    "after cd": ("cd modules/catalog && touch new.py", f"modules/catalog/new.py {CATALOG}"),
    "from inside": ("cd modules/pricing; echo x >> ../catalog/items.py", f"modules/catalog/items.py {CATALOG}"),
    "directory": ("mkdir modules/catalog/more", f"modules/catalog/more {CATALOG}"),
    "delete": ("rm -f modules/catalog/items.py", f"modules/catalog/items.py {CATALOG}"),
    "move away": ("mv modules/catalog/items.py modules/pricing/", f"modules/catalog/items.py {CATALOG}"),
    "copy": ("cp README.md modules/catalog/README.md", f"modules/catalog/README.md {CATALOG}"),
    "in place": ("sed -i s/text/word/ modules/catalog/items.py", None),
    "python": (
        "{python} -c \"open('modules/catalog/items.py', 'w')\"",
        f"modules/catalog/items.py {CATALOG}",
    ),
    "absolute path": ("echo x > $PWD/modules/catalog/items.py", f"modules/catalog/items.py {CATALOG}"),
    "nobody's file": ("echo x > README.md", f"README.md {NOBODY}"),
    "git": ("git add README.md", GIT),
    "system": ("echo x > /etc/planted", f"/etc/planted {OUTSIDE}"),
}


@pytest.mark.parametrize(("command", "line"), REFUSED.values(), ids=REFUSED)
def test_a_refused_write_is_explained(confining: Sandbox, workspace: Path, command: str, line: str | None) -> None:
    result = bash(confining, workspace, command)

    assert result.is_error
    assert len(told(result)) == 1, result.content
    assert told(result) == [line] if line else told(result)[0].startswith("modules/catalog/")


def test_a_place_of_another_coder_in_the_same_module_is_explained(confining: Sandbox, workspace: Path) -> None:
    if confining.name == "landlock":
        pytest.skip("Landlock cannot close a part of an opened directory; the gate refuses it")
    result = bash(confining, workspace, "echo x > modules/pricing/tests/test_code.py")
    assert told(result) == [f"modules/pricing/tests/test_code.py {TESTS}"]


def test_the_first_denied_path_is_told_to_people(confining: Sandbox, workspace: Path) -> None:
    result = bash(confining, workspace, "echo x > README.md; echo x > modules/catalog/items.py")
    assert result.denied == (
        "README.md: outside the scope of pricing_coder in pricing (modules/pricing/**); owner: no coder"
    )


UNEXPLAINED = {
    "success": "echo done",
    "write in scope": "echo x > modules/pricing/code.py; mkdir modules/pricing/more; rm modules/pricing/code.py",
    "scratch": 'touch "$HOME/a" "$TMPDIR/b"',
    "failure": "false",
    "missing file": "cat modules/catalog/absent.py",
    "missing program": "no-such-program",
    "own closed file": "chmod 000 modules/pricing/code.py; cat modules/pricing/code.py",
    "own file that is no program": "modules/pricing/code.py",
    "words about it": "echo 'Permission denied'",
}


@pytest.mark.parametrize("command", UNEXPLAINED.values(), ids=UNEXPLAINED)
def test_where_nothing_was_refused_nothing_is_explained(confining: Sandbox, workspace: Path, command: str) -> None:
    result = bash(confining, workspace, command)

    assert told(result) == [], result.content
    assert result.denied == ""


NETWORK = {
    "name": "{python} -c \"import socket; socket.getaddrinfo('example.com', 80)\"",
    "address": "{python} -c \"import socket; socket.create_connection(('192.0.2.1', 80), 2)\"",
}


@pytest.mark.parametrize("command", NETWORK.values(), ids=NETWORK)
def test_the_missing_network_is_explained(confining: Sandbox, workspace: Path, command: str) -> None:
    result = bash(confining, workspace, command)

    assert told(result) == [NO_NETWORK], result.content


LARGE = {
    "killed": "head -c 3M /dev/zero > modules/pricing/big",
    "killed in a shell": "head -c 3M /dev/zero > modules/pricing/big; echo after",
    "told by the program": "{python} -c \"open('modules/pricing/big', 'wb').write(bytes(3 << 20))\"",
}


@pytest.mark.parametrize("command", LARGE.values(), ids=LARGE)
def test_a_file_that_is_too_large_is_explained(confining: Sandbox, workspace: Path, command: str) -> None:
    result = bash(confining, workspace, command, limits=Limits(file_bytes=1 << 20))

    assert told(result) == ["a file may not be larger than 1024 MB, see `limits` of the module in the map"], (
        result.content
    )


def test_a_limit_that_ended_the_command_is_explained(confining: Sandbox, workspace: Path) -> None:
    result = bash(confining, workspace, "for n in $(seq 30); do sleep 600 & done; wait", limits=Limits(processes=12))

    assert told(result) == [
        "the command was ended because it used more than 12 processes, see `limits` of the module in the map"
    ]


@pytest.fixture
def denials(workspace: Path) -> Denials:
    return Denials(Boundary(assign(workspace).scope, STRUCTURE), workspace, network=False, file_mb=10)


ITEMS = "modules/catalog/items.py"
WORDINGS = {
    "dash": "sh: 1: cannot create {items}: Permission denied",
    "bash": "bash: line 1: {items}: Read-only file system",
    "coreutils": "rm: cannot remove '{items}': Read-only file system",
    "other quotes": "rm: cannot remove \u2018{items}\u2019: Read-only file system",
    "python": "PermissionError: [Errno 13] Permission denied: '{items}'",
    "python, read-only": "OSError: [Errno 30] Read-only file system: '{items}'",
    "node": "Error: EACCES: permission denied, open '{root}/{items}'",
    "node, read-only": "[Error: EROFS: read-only file system, open '{root}/{items}']",
    "go": "open {items}: permission denied",
    "git": "error: unable to unlink old '{items}': Permission denied",
    "ruby": "Permission denied @ rb_sysopen - {items} (Errno::EACCES)",
    "macOS": "touch: {items}: Operation not permitted",
}


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)
def test_the_wordings_of_programs(denials: Denials, workspace: Path, wording: str) -> None:
    output = f"before\n{wording.format(items=ITEMS, root=workspace)}\nafter\n"

    assert denials.explain(output, command="make").text == f"[sandbox: {ITEMS} {CATALOG}]"


def test_a_path_is_explained_once_and_no_more_than_three_are(denials: Denials, workspace: Path) -> None:
    for name in "abcde":
        write(workspace, f"modules/catalog/{name}.py")
    lines = [f"rm: cannot remove 'modules/catalog/{name}.py': Read-only file system" for name in "aabcde"]

    explained = denials.explain("\n".join(lines), command="rm modules/catalog/*").text.splitlines()

    assert [line.split()[1] for line in explained] == [f"modules/catalog/{name}.py" for name in "abc"]


def test_where_the_network_is_open_its_failures_are_none_of_the_sandbox(denials: Denials, workspace: Path) -> None:
    output = "curl: (6) Could not resolve host: example.com"
    opened = Denials(denials.boundary, workspace, network=True)

    assert denials.explain(output, command="curl example.com").text == f"[sandbox: {NO_NETWORK}]"
    assert opened.explain(output, command="curl example.com").text == ""


def test_without_a_limit_of_the_file_size_nothing_is_said_of_it(denials: Denials, workspace: Path) -> None:
    unlimited = Denials(denials.boundary, workspace, network=False, file_mb=0)

    assert denials.explain("OSError: [Errno 27] File too large", command="make").text.startswith("[sandbox: a file may")
    assert unlimited.explain("OSError: [Errno 27] File too large", command="make", status=153).text == ""


@pytest.mark.parametrize("kind", [Network.NONE, Network.FULL])
def test_the_toolbox_takes_the_network_from_the_map(workspace: Path, kind: Network) -> None:
    given = assign(workspace)
    box = Toolbox(
        replace(given, module=replace(given.module, network=kind)),
        STRUCTURE,
        run_command=lambda _: Finished(6, "curl: (6) Could not resolve host: example.com", 0.1),
    )

    result = box.run("bash", "toolu_1", {"command": "curl example.com"})

    assert told(result) == ([NO_NETWORK] if kind is Network.NONE else [])
