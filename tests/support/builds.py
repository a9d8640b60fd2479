"""A repository whose module has a setup, and the trees that it is given to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.ground import Grounds
from bailiwick.checks.setup import Builder, Provided
from bailiwick.domain.evidence import Outcome
from bailiwick.domain.structure import Module
from bailiwick.git import workspace
from bailiwick.sandbox.probe import probe

from tests.support.repositories import commit, head, make_repository

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.git.repository import Repository
    from bailiwick.sandbox.base import Sandbox

HOME = "modules/pricing"
FILES = {
    f"{HOME}/price.py": "PRICE = 1\n",
    f"{HOME}/requirements.txt": "one\n",
    "modules/catalog/items.py": "ITEMS = []\n",
}
SECRETS = {"NPM_TOKEN": "npm_secret", "PIP_INDEX_URL": "https://me:secret@index.invalid/simple"}
COUNT = 'echo built >> "$XDG_CACHE_HOME/count"'
"""Leaves a line in the cache that all setups of trusted content share."""
LIBRARY = f"{COUNT}; mkdir -p .venv/lib; cp requirements.txt .venv/lib/made_of; pwd > .venv/lib/pricing.pth"


def shell(*scripts: str) -> tuple[tuple[str, ...], ...]:
    return tuple(("sh", "-c", script) for script in scripts)


@dataclass(frozen=True)
class Workshop:
    """Where things are built."""

    repo: Repository
    state: Path
    sandbox: Sandbox
    module: Module = field(default_factory=lambda: Module("pricing", (HOME,), ("coder",), setup=shell(LIBRARY)))
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def builder(self) -> Builder:
        home = {"HOME": str(self.state / "home")}
        return Builder(
            self.repo, self.sandbox, self.state / "built", self.state / "cache", environ={**home, **self.environ}
        )

    @property
    def grounds(self) -> Grounds:
        place = self.state / "checks"
        place.mkdir(parents=True, exist_ok=True)
        return Grounds(self.builder, place, "run")

    @property
    def base(self) -> str:
        return head(self.repo)

    def setting_up(self, *scripts: str) -> Workshop:
        """The same with another setup."""
        return replace(self, module=replace(self.module, setup=shell(*scripts)))

    def tree(self, name: str) -> Path:
        return self.state / "checks" / name

    def checkout(self, name: str, tree: str = "") -> Path:
        workspace.checkout(self.repo, tree or self.base, self.tree(name))
        return self.tree(name)

    def provide(self, name: str, tree: str = "", base: str = "") -> Provided:
        """Check a tree out, the branch's own unless another is named, and set it up."""
        base = base or self.base
        directory = self.checkout(name, tree or base)
        return self.builder.provide(self.module, directory, tree=tree or base, base=base)

    def built(self, name: str, path: str = ".venv/lib/made_of") -> str:
        """The content of what was built for a tree."""
        return (self.tree(name) / HOME / path).read_text()

    def count(self) -> int:
        """How many times trusted content was set up."""
        file = self.state / "cache/count"
        return len(file.read_text().splitlines()) if file.exists() else 0

    def kept(self) -> list[str]:
        """Names of the builds that later trees will get."""
        place = self.state / "built/pricing"
        return sorted(path.name for path in place.iterdir() if path.is_dir()) if place.exists() else []


def make_workshop(place: Path, sandbox: Sandbox) -> Workshop:
    return Workshop(make_repository(place / "shop", FILES), place / "state dir", sandbox)


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    """A place with the strongest sandbox that works here."""
    box = probe(place=tmp_path).sandbox
    if box is None:
        pytest.skip("no sandbox works here")
    return make_workshop(tmp_path, box)


def changed(shop: Workshop, files: dict[str, str]) -> tuple[str, str]:
    """A commit of work on the branch as it is, and the branch's commit."""
    base = shop.base
    work = commit(shop.repo.root, files, "work")
    return work, base


def reason(provided: Provided) -> str:
    assert provided.broken is not None
    assert provided.broken.outcome is Outcome.COULD_NOT_RUN
    return provided.broken.reason
