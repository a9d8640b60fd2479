"""What one agent may write in one module."""

from __future__ import annotations

from dataclasses import dataclass

from bailiwick.domain import glob


@dataclass(frozen=True)
class Scope:
    """The paths an agent may change; all globs are relative to the repository, POSIX."""

    agent: str
    module: str
    roots: tuple[str, ...]
    """Directories of the module."""
    write: tuple[str, ...]
    """Globs that may be written, already joined with the roots."""
    deny: tuple[str, ...] = ()
    """Globs taken out of `write`."""
    only: tuple[str, ...] = ()
    """Globs, joined with the roots, one of which must match as well; empty: no such rule."""
    no_new: tuple[str, ...] = ()
    """Globs, joined with the roots, of files that may not be added."""
    outputs: tuple[str, ...] = ()
    """Globs outside the roots that only the engine's tools write on the agent's behalf."""
    opened: tuple[str, ...] = ()
    """Globs of control files that may be changed after all, joined with the roots; see `git.control_files`."""
    executables: tuple[str, ...] = ()
    """Globs of files that may be made executable, joined with the roots."""
    run_by: tuple[tuple[str, str], ...] = ()
    """Files that the module's own commands run, and the command: `check tests`, `setup`."""

    def allows(self, path: str) -> bool:
        """Tell whether a change of `path` may land."""
        return self.breach(path) is None

    def lets_write(self, path: str) -> bool:
        """Tell whether the coder itself may write `path` (outputs are left to the engine's tools)."""
        return self._in(self.write, path) and not self._in(self.deny, path) and self._is_kind(path)

    def denies_below(self, directory: str) -> bool:
        """Tell whether surely nothing in a directory may be written, so that there is no need to look."""
        return any(glob.covers(denied, f"{directory}/**") for denied in self.deny)

    def breach(self, path: str) -> str | None:
        """Return the rule that forbids `path`, or None where it may be changed."""
        if self.lets_write(path) or self._in(self.outputs, path):
            return None
        if self._in(self.write, path):
            denied = next((d for d in self.deny if glob.matches(d, path)), None)
            return f"denied by {denied}" if denied else f"not among what {self.agent} writes ({', '.join(self.only)})"
        return f"outside the scope of {self.agent} in {self.module} ({', '.join(self.write)})"

    def _is_kind(self, path: str) -> bool:
        return not self.only or self._in(self.only, path)

    def opens(self, path: str) -> bool:
        """Tell whether the map opens a control file, or a directory of them; compared without case."""
        return any(glob.matches(g.casefold(), path.casefold()) for g in self.opened)

    def refuses_new(self, path: str) -> str | None:
        """Return the glob by which a file may not be added, or None; one that the map's scope names by its ending may.

        `docs/*.md` among the globs of the agent opens what it matches, `docs/**` does not.
        """
        rule = next((g for g in self.no_new if glob.matches(g, path)), None)
        suffix = path.rpartition(".")[2]
        named = (g for g in self.write if g.endswith(f".{suffix}") and glob.matches(g, path))
        return None if rule is None or any(named) else rule

    def lets_execute(self, path: str) -> bool:
        """Tell whether `path` may be made executable."""
        return self._in(self.executables, path)

    def runner(self, path: str) -> str | None:
        """Name the command of the module that runs `path`, or None; compared without case."""
        return next((by for file, by in self.run_by if file.casefold() == path.casefold()), None)

    def below(self, path: str) -> str:
        """The path relative to the directory of the module that it lies in; elsewhere as it is."""
        return next((path.removeprefix(f"{root}/") for root in self.roots if path.startswith(f"{root}/")), path)

    def overlaps(self, other: Scope) -> str | None:
        """Return a pair of globs through which both could write one path, or None."""
        for mine in self._kinds():
            for theirs in other._kinds():
                if glob.overlap(mine, theirs) and not self._parted(other, mine, theirs):
                    return f"{mine} and {theirs}"
        return None

    def _kinds(self) -> tuple[str, ...]:
        """Globs that hold all that may be written: those of `only` where they say more than `write`."""
        return (
            self.only
            if self.only and all(any(glob.covers(w, o) for w in self.write) for o in self.only)
            else self.write
        )

    def _parted(self, other: Scope, mine: str, theirs: str) -> bool:
        return any(glob.covers(d, theirs) for d in self.deny) or any(glob.covers(d, mine) for d in other.deny)

    @staticmethod
    def _in(globs: tuple[str, ...], path: str) -> bool:
        return any(glob.matches(g, path) for g in globs)


NOTHING = Scope(agent="", module="", roots=(), write=())
"""Of an agent that only reads."""
