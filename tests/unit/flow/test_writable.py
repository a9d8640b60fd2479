from __future__ import annotations

import pytest
from bailiwick.domain.scope import Scope
from bailiwick.flow.actions.writable import writable

M = "modules/pricing"


def scope(write: tuple[str, ...], deny: tuple[str, ...] = ()) -> Scope:
    joined = [tuple(f"{M}/{glob}" for glob in globs) for globs in (write, deny)]
    return Scope("coder", "pricing", (M,), joined[0], joined[1], outputs=("shared/api/pricing/**",))


CASES = {
    "all": (("**",), (), (M,), ()),
    "a directory": (("src/**",), (), (f"{M}/src",), ()),
    "a file": (("src/price.py",), (), (f"{M}/src",), ()),
    "a file at the top": (("price.py",), (), (M,), ()),
    "a glob of names": (("src/*.py",), (), (f"{M}/src",), ()),
    "a wild directory": (("*/tests/**",), (), (M,), ()),
    "one in another": (("src/**", "src/deep/**"), (), (f"{M}/src",), ()),
    "beside each other": (("src/**", "srcs/**"), (), (f"{M}/src", f"{M}/srcs"), ()),
    "a denied directory": (("**",), ("tests/**",), (M,), (f"{M}/tests",)),
    "one denied in another": (("**",), ("tests/**", "tests/unit/**"), (M,), (f"{M}/tests",)),
    "denied elsewhere": (("src/**",), ("tests/**",), (f"{M}/src",), ()),
    "a denied file": (("**",), ("price.py",), (M,), ()),
    "a wild denial": (("**",), ("*/tests/**",), (M,), ()),
    "all of it denied": (("src/**",), ("**",), (), ()),
    "opened in a denied one": (("tests/unit/**", "src/**"), ("tests/**",), (f"{M}/src",), ()),
    "nothing": ((), (), (), ()),
}


@pytest.mark.parametrize(("write", "deny", "directories", "denied"), CASES.values(), ids=CASES)
def test_a_scope_as_directories(
    write: tuple[str, ...], deny: tuple[str, ...], directories: tuple[str, ...], denied: tuple[str, ...]
) -> None:
    assert writable(scope(write, deny)) == (directories, denied)


def test_what_the_engine_writes_for_a_coder_stays_closed_to_its_commands() -> None:
    assert not any("shared" in path for path in writable(scope(("**",))).directories)


@pytest.mark.parametrize("path", ["price.py", "src/price.py", "src/deep/er/a.py", "x/tests/test_a.py"])
@pytest.mark.parametrize("write", [("**",), ("src/**", "*.py"), ("*/tests/**", "src/deep/**")])
def test_whatever_may_be_written_lies_in_an_open_directory(write: tuple[str, ...], path: str) -> None:
    given, full = scope(write), f"{M}/{path}"
    opened = any(full.startswith(f"{directory}/") for directory in writable(given).directories)
    assert opened or not given.lets_write(full)
