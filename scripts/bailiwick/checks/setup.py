"""Give a tree what the setup of its module builds: dependencies, generated files, whatever tests need and git lacks.

Setup commands run on trusted content: a fresh checkout of the branch's commit, in the sandbox, with network and a cache
that all setups share. What they leave in the module's directories is kept under a name made of the dependency manifests
and copied into every workspace and check tree with the same manifests. Everything else that they write is thrown away.

A tree whose manifests differ from the branch's is set up by itself, and nothing of that is kept: its own files may have
had a hand in the result, and a later tree with the same manifests need not hold those files. It gets neither the shared
cache nor a credential, and the network only where the map gives it to the module's commands.
"""

from __future__ import annotations

import os
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.checks import built, verdict
from bailiwick.checks.built import Built
from bailiwick.checks.copying import size_bytes
from bailiwick.checks.manifests import build_name, manifests
from bailiwick.checks.setup_commands import REMEDY, Surroundings, run_setup
from bailiwick.checks.stopped import StoppedError
from bailiwick.checks.store import Store, alone
from bailiwick.domain.structure import Isolation, Network
from bailiwick.git import trees, workspace

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from bailiwick.checks.verdict import Verdict
    from bailiwick.domain.structure import Module
    from bailiwick.git.repository import Repository
    from bailiwick.sandbox.base import Sandbox


class Provided(NamedTuple):
    """What became of a setup."""

    paths: tuple[str, ...] = ()
    """What was built, relative to the tree; nothing of it is anybody's work."""
    broken: Verdict | None = None
    """Why the tree has not got it."""


@dataclass(frozen=True)
class Builder:
    """The surroundings of setups, the same for all of a run."""

    repo: Repository
    sandbox: Sandbox | None
    place: Path
    """Directory for builds."""
    cache: Path
    """Directory for what package installers keep; written by the setup of trusted content alone."""
    record: Path | None = None
    """See `sandbox.process.run`."""
    stop: threading.Event | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    """Where the settings of package installers are taken from."""

    def provide(
        self,
        module: Module,
        directory: Path,
        *,
        tree: str,
        base: str,
        before_copy: Callable[[tuple[str, ...]], None] | None = None,
    ) -> Provided:
        """Bring what the setup of a module builds into a directory.

        Args:
            module: whose setup; one without setup commands costs nothing.
            directory: a fresh checkout of `tree`, in which no process is at work.
            tree: commit or tree.
            base: the branch's commit, whose content is trusted.
            before_copy: hears the paths before the first of them is there.
        """
        if not module.setup or not (directory / module.paths[0]).is_dir():
            return Provided()
        if self.sandbox is None:
            return Provided(broken=verdict.could_not_run(verdict.NO_SANDBOX))
        wanted = manifests(self.repo, tree, module)
        trusted = wanted if tree == base else manifests(self.repo, base, module)
        changed = tuple(sorted(p for p in {*wanted, *trusted} if wanted.get(p) != trusted.get(p)))
        place = _Place(module, directory, tree, base, before_copy)
        try:
            return self._apart(place, changed) if changed else self._from_store(place, build_name(module, wanted))
        except StoppedError:
            return Provided(broken=verdict.could_not_run("stopped before it ended; run it again"))
        except (OSError, RecursionError) as error:  # a full disk, a file that is closed to us, a nest without end
            told = f"what the setup of {module.name} has built cannot be kept or copied ({error}); {REMEDY}"
            return Provided(broken=verdict.could_not_run(told))

    def _from_store(self, place: _Place, name: str) -> Provided:
        store, module = Store(self.place), place.module
        entry = store.entry(module.name, name)
        while True:
            with store.reading(entry, self.stop):
                if found := Built.load(entry):
                    store.note_use(entry)
                    return self._given(place, found, of_branch=True)
            with store.making(entry, self.stop) as fresh:
                if not self._has_home(place.base, module):
                    break
                if Built.load(entry) is None:
                    made = self._build(module, fresh, place.base, trusted=True)
                    if not isinstance(made, Built):
                        return Provided(broken=made)
                    store.publish(fresh, entry)
        return self._apart(place, ())

    def _has_home(self, tree: str, module: Module) -> bool:
        return self.repo.try_git("cat-file", "-e", f"{tree}:{module.paths[0]}").status == 0

    def _apart(self, place: _Place, changed: Collection[str]) -> Provided:
        module, beside = place.module, place.directory.with_name(f"{place.directory.name}.setup")
        workspace.remove(beside)
        beside.mkdir(parents=True)
        try:
            made = self._build(module, beside, place.tree, trusted=False)
            if not isinstance(made, Built):
                return Provided(broken=made._replace(reason=f"{made.reason}; {_why_apart(module, changed)}"))
            if steering := made.steering(module.paths):
                told = f"the setup of {module.name} builds {', '.join(steering)}, which steers its checks"
                return Provided(broken=verdict.could_not_run(f"{told}; {_why_apart(module, changed)}"))
            return self._given(place, made, of_branch=False)
        finally:
            workspace.remove(beside)

    def _given(self, place: _Place, found: Built, *, of_branch: bool) -> Provided:
        for path in found.in_the_way(place.directory) if of_branch and place.tree != place.base else ():
            if not trees.listing(self.repo, place.base, (path,)):
                told = f"{path} is built by the setup of {place.module.name}; take it out of the work"
                return Provided(broken=verdict.failed(told))
        paths = found.lacking(place.directory)
        if place.before_copy:
            place.before_copy(paths)
        found.give(place.directory, paths, self.stop)
        return Provided(paths)

    def _build(self, module: Module, place: Path, tree: str, *, trusted: bool) -> Built | Verdict:
        """Run the setup of a checkout made for it below `place`, and leave there what it has built and nothing else."""
        checkout, scratch = place / "tree", place / "scratch"
        workspace.checkout(self.repo, tree, checkout)
        scratch.mkdir()
        if broken := self._run(module, checkout, scratch, trusted=trusted):
            return broken
        paths = built.new_paths(checkout, module.paths, trees.listing(self.repo, tree, module.paths))
        if broken := _too_large(module, checkout, paths):
            return broken
        made = built.take(checkout, paths, place)
        if copied := made.copied_packages():
            return verdict.could_not_run(
                f"the setup of {module.name} installs a copy of {', '.join(copied)}, so the checks would run the "
                "branch's code instead of the work; install it editable (`-e`)"
            )
        workspace.remove(checkout)
        workspace.remove(scratch)
        made.save()
        return made

    def _run(self, module: Module, checkout: Path, scratch: Path, *, trusted: bool) -> Verdict | None:
        assert self.sandbox is not None  # noqa: S101 - asked for in `provide`
        cache = self.cache if trusted else None
        around = Surroundings(self.sandbox, cache, self.environ, self.stop, self.record)
        # a sandbox with users of its own gives the cache to one of them, and takes it from another at work
        lone = cache is not None and self.sandbox.name == Isolation.UID
        with alone(self.cache, self.stop) if lone else nullcontext():
            return run_setup(module, checkout, scratch, around)


class _Place(NamedTuple):
    """Where something is to be built in, see `Builder.provide`."""

    module: Module
    directory: Path
    tree: str
    base: str
    before_copy: Callable[[tuple[str, ...]], None] | None


def _too_large(module: Module, checkout: Path, paths: Collection[str]) -> Verdict | None:
    limit, size = module.limits.disk_mb << 20, sum(size_bytes(checkout / path) for path in paths)
    if not limit or size <= limit:
        return None
    told = f"the setup of {module.name} has built {size >> 20} MB, `limits.disk_mb` allows {module.limits.disk_mb} MB"
    return verdict.could_not_run(f"{told}; make it smaller, or raise `limits` in the map")


def _why_apart(module: Module, changed: Collection[str]) -> str:
    what = (
        f"what dependencies are made of ({', '.join(changed)})" if changed else "a module that the branch has not got"
    )
    text = f"the work changes {what}, so it was set up by itself"
    if module.network is Network.FULL:
        return f"{text}, without the shared cache and without credentials"
    return (
        f"{text}, without network: set `network: full` for {module.name} in the map, or let a person land that change "
        "of dependencies first"
    )
