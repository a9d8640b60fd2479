from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks import built
from bailiwick.checks.built import Built

from tests.support.repositories import write

if TYPE_CHECKING:
    from pathlib import Path

HOME = "modules/pricing"


def build(place: Path, files: dict[str, str], tracked: dict[str, str] | None = None) -> Built:
    """What is kept of a tree with these files, of which git knows some."""
    known = tracked or {f"{HOME}/price.py": "PRICE = 1\n"}
    tree = place / "made/tree"
    write(tree, {**known, **files})
    (place / "kept").mkdir()
    paths = built.new_paths(tree, (HOME,), known)
    return built.take(tree, paths, place / "kept")


def give(found: Built, tree: Path) -> Path:
    found.give(tree, found.lacking(tree))
    return tree


def new_tree(place: Path, **files: str) -> Path:
    write(place, {f"{HOME}/price.py": "PRICE = 2\n", **files})
    return place


def test_new_things_in_the_module_are_taken(tmp_path: Path) -> None:
    found = build(
        tmp_path,
        {f"{HOME}/.venv/lib/a.py": "", f"{HOME}/src/gen.py": "", "README": "", "modules/catalog/new.py": ""},
        {f"{HOME}/src/price.py": ""},
    )
    assert found.paths == (f"{HOME}/.venv", f"{HOME}/src/gen.py")


def test_bytecode_of_the_sources_is_left(tmp_path: Path) -> None:
    found = build(tmp_path, {f"{HOME}/__pycache__/price.pyc": "", f"{HOME}/old.pyc": "", f"{HOME}/gen.py": ""})
    assert found.paths == (f"{HOME}/gen.py",)


def test_a_module_directory_that_became_a_link_has_nothing_new(tmp_path: Path) -> None:
    write(tmp_path, {"outside/secret": "", "tree/README": ""})
    (tmp_path / "tree/modules").symlink_to(tmp_path / "outside")
    assert built.new_paths(tmp_path / "tree", ("modules",), ("README",)) == ()


def test_a_read_only_directory_is_taken_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "tree", {"m/lib/a.py": ""})
    (tmp_path / "tree/m/lib").chmod(0o555)
    (tmp_path / "kept").mkdir()
    found = built.take(tmp_path / "tree", ["m/lib"], tmp_path / "kept")
    (tmp_path / "next/m").mkdir(parents=True)
    given = give(found, tmp_path / "next")
    assert (given / "m/lib").stat().st_mode & 0o777 == 0o555


def test_paths_in_it_lead_to_the_tree_that_it_is_given_to(tmp_path: Path) -> None:
    at = tmp_path / "made/tree" / HOME
    files = {f"{HOME}/.venv/lib/pricing.pth": f"{at}/src\n", f"{HOME}/.venv/bin/tool": f"#!{at}/.venv/bin/python\n"}
    given = give(build(tmp_path, files), new_tree(tmp_path / "next"))
    assert (given / HOME / ".venv/lib/pricing.pth").read_text() == f"{given}/{HOME}/src\n"
    assert (given / HOME / ".venv/bin/tool").read_text() == f"#!{given}/{HOME}/.venv/bin/python\n"


def test_links_in_it_lead_to_the_tree_too(tmp_path: Path) -> None:
    write(tmp_path / "tree", {"m/lib/a": "here"})
    (tmp_path / "tree/m/lib/absolute").symlink_to(tmp_path / "tree/m/lib/a")
    (tmp_path / "kept").mkdir()
    found = built.take(tmp_path / "tree", ["m/lib"], tmp_path / "kept")
    (tmp_path / "next/m").mkdir(parents=True)
    assert (give(found, tmp_path / "next") / "m/lib/absolute").readlink() == tmp_path / "next/m/lib/a"


def test_bytecode_that_names_the_origin_is_made_anew(tmp_path: Path) -> None:
    source = f'HERE = "{tmp_path}/made/tree"\n'
    files = {f"{HOME}/.venv/at.py": source, f"{HOME}/.venv/__pycache__/at.cpython-311.pyc": "of the origin"}
    given = give(build(tmp_path, files), new_tree(tmp_path / "next"))
    assert list((given / HOME / ".venv/__pycache__").iterdir()) == []


def test_writing_in_a_tree_does_not_change_what_is_kept(tmp_path: Path) -> None:
    found = build(tmp_path, {f"{HOME}/.venv/a.py": "good\n"})
    give(found, new_tree(tmp_path / "one"))
    (tmp_path / "one" / HOME / ".venv/a.py").write_text("poison\n")
    assert (give(found, new_tree(tmp_path / "other")) / HOME / ".venv/a.py").read_text() == "good\n"


def test_what_the_tree_has_stays(tmp_path: Path) -> None:
    found = build(tmp_path, {f"{HOME}/gen/a.py": "built", f"{HOME}/gen/b.py": "built"})
    tree = new_tree(tmp_path / "next", **{f"{HOME}/gen/a.py": "written"})
    assert found.lacking(tree) == (f"{HOME}/gen/b.py",)
    assert found.in_the_way(tree) == (f"{HOME}/gen",)
    assert (give(found, tree) / HOME / "gen/a.py").read_text() == "written"


def test_what_lies_in_a_directory_that_the_tree_lacks_is_left_out(tmp_path: Path) -> None:
    found = build(tmp_path, {f"{HOME}/src/gen.py": ""}, {f"{HOME}/src/price.py": ""})
    assert found.lacking(new_tree(tmp_path / "next")) == ()


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    found = build(tmp_path, {f"{HOME}/src/gen.py": "", f"{HOME}/.venv/a.py": ""}, {f"{HOME}/src/price.py": ""})
    tree = new_tree(tmp_path / "next")
    (tmp_path / "outside").mkdir()
    (tree / HOME / "src").symlink_to(tmp_path / "outside")
    (tree / HOME / ".venv").symlink_to(tmp_path / "outside")
    give(found, tree)
    assert list((tmp_path / "outside").iterdir()) == []


@pytest.mark.parametrize(
    ("facts", "copied"),
    [
        ({"url": "file://{tree}/modules/catalog", "dir_info": {}}, ("modules/catalog",)),
        ({"url": "file://{tree}/modules/catalog", "dir_info": {"editable": True}}, ()),
        ({"url": "file://{tree}/vendor/a.whl", "archive_info": {}}, ()),
        ({"url": "https://example.invalid/a", "dir_info": {}}, ()),
        (["{tree}"], ()),
    ],
    ids=["copy", "editable", "archive", "from elsewhere", "something else"],
)
def test_packages_that_were_copied(tmp_path: Path, facts: object, copied: tuple[str, ...]) -> None:
    text = json.dumps(facts).replace("{tree}", str(tmp_path / "made/tree"))
    found = build(tmp_path, {f"{HOME}/.venv/lib/catalog-1.dist-info/direct_url.json": text})
    assert found.copied_packages() == copied


def test_what_would_steer_the_checks(tmp_path: Path) -> None:
    names = (
        "conftest.py",
        "pytest.ini",
        "_pytest/outcomes.py",
        "gen.py",
        "gen/a.py",
        ".venv/a.pth",
        "p.egg-info/a.txt",
    )
    found = build(tmp_path, {f"{HOME}/{name}": "" for name in names})
    assert found.steering((HOME,)) == (f"{HOME}/_pytest", f"{HOME}/conftest.py", f"{HOME}/pytest.ini")


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    found = build(tmp_path, {f"{HOME}/gen.py": f"{tmp_path}/made/tree", f"{HOME}/\udcff": ""})
    found.save()
    assert Built.load(found.directory) == found


@pytest.mark.parametrize("facts", ["", "[]", "{}", '{"origin": "/a", "paths": 1, "holding": []}', "\udcff"])
def test_facts_that_cannot_be_used(tmp_path: Path, facts: str) -> None:
    assert Built.load(tmp_path) is None
    (tmp_path / "built.json").write_bytes(facts.encode(errors="surrogateescape"))
    assert Built.load(tmp_path) is None
