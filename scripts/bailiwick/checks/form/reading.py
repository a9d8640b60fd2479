"""What do the rules ask of a change? Each file is read and parsed once a side, whatever the number of rules."""

from __future__ import annotations

from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from bailiwick.checks.form.project import Places
from bailiwick.checks.form.source import Source
from bailiwick.checks.form.standing import Standing, key, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.change import FormChange, Reader
    from bailiwick.checks.form.rule import RuleSettings
    from bailiwick.checks.form.source import Unit


class Reading:
    """A change and what was found out of it so far."""

    def __init__(self, change: FormChange) -> None:
        self.change = change
        self.base = cache(change.base)
        self.candidate = cache(change.candidate)
        self.after = cache(partial(_source, self.candidate))
        self.before = cache(partial(_source, self.base))
        self.standing = cache(self._standing)

    def added(self) -> Iterator[str]:
        """Paths that were not there before."""
        changed = self.change.changed
        return (path for path in changed if self.base(path) is None and self.candidate(path) is not None)

    def files(self, settings: RuleSettings) -> Iterator[Source]:
        """The changed files that are still there and that a rule looks at, of any kind."""
        for path in self.change.changed:
            if settings.covers(path) and (source := self.after(path)) is not None:
                yield source

    def python(self, settings: RuleSettings) -> Iterator[Source]:
        """Those of them that are Python and parse."""
        return (source for source in self.files(settings) if is_python(source.path) and source.tree is not None)

    def tree_with(self, words: tuple[str, ...]) -> Iterator[Source]:
        """All Python files of the tree that hold one of some words, parsed."""
        for path in sorted(filter(is_python, self.change.paths)):
            if (source := self.after(path)) and any(word in source.text for word in words) and source.tree is not None:
                yield source

    @cached_property
    def places(self) -> Places:
        """Where modules lie in the tree that would land."""
        return Places(self.change.paths)

    @cached_property
    def places_before(self) -> Places:
        """Where they lay in the base."""
        added = {path for path in self.change.changed if self.base(path) is None}
        gone = {path for path in self.change.changed if self.candidate(path) is None}
        return Places(self.change.paths - added | gone)

    def counts(self, source: Source, unit: Unit | None, settings: RuleSettings) -> bool:
        """Tell whether a rule applies to a unit of a changed file; None stands for the module itself.

        That is new with its file, and changed with its docstring.
        """
        if settings.apply == "all":
            return True
        standing = self.standing(source.path)
        if unit is None:
            return standing.before is None or standing.before.docstring != source.docstring
        return standing.touched(unit) and not self._was_moved(source, unit)

    def lines(self, source: Source, settings: RuleSettings) -> Iterator[tuple[int, str]]:
        """Numbers and texts of the lines that a rule applies to."""
        numbers = range(1, len(source.lines) + 1) if settings.apply == "all" else self.standing(source.path).added_lines
        return ((number, source.lines[number - 1]) for number in numbers)

    def is_new(self, source: Source, unit: Unit | None) -> bool:
        """Tell whether a definition, or with None the module, is of this change, and was not only moved."""
        if unit is None:
            return self.standing(source.path).before is None
        return self.standing(source.path).is_new(unit) and not self._was_moved(source, unit)

    def _standing(self, path: str) -> Standing:
        after = self.after(path)
        if after is None:
            raise KeyError(path)
        return Standing(after, self.before(path) or self._origin(after))

    def _origin(self, after: Source) -> Source | None:
        """The removed file that a new one was before: the same text, or the only one of its name."""
        name = after.path.rpartition("/")[2]
        named = [source for path, source in self._removed.items() if path.rpartition("/")[2] == name]
        same = [source for source in self._removed.values() if source.text == after.text]
        return same[0] if same else named[0] if len(named) == 1 and name != "__init__.py" else None

    @cached_property
    def _removed(self) -> dict[str, Source]:
        gone = (path for path in self.change.changed if self.candidate(path) is None)
        return {path: source for path in gone if (source := self.before(path)) is not None}

    def _was_moved(self, source: Source, unit: Unit) -> bool:
        """Whether a definition stood elsewhere before, is no longer there, and says what it said."""
        if not unit.is_definition:
            return False
        return any(same(unit, source, other, was) for other, was in self._gone.get(_last(unit), ()))

    @cached_property
    def _gone(self) -> dict[tuple[str, str], list[tuple[Unit, Source]]]:
        found: dict[tuple[str, str], list[tuple[Unit, Source]]] = {}
        for path in filter(is_python, self.change.changed):
            before, after = self.before(path), self.after(path)
            kept = {key(unit) for unit in after.units} if after else set()
            for unit in before.units if before else ():
                if before and unit.is_definition and key(unit) not in kept:
                    found.setdefault(_last(unit), []).append((unit, before))
        return found


def is_python(path: str) -> bool:
    """Tell by its name whether a file is one of Python."""
    return path.endswith(".py")


def _source(read: Reader, path: str) -> Source | None:
    text = read(path)
    return None if text is None else Source(path, text)


def _last(unit: Unit) -> tuple[str, str]:
    kind, name = key(unit)
    return kind, name.rpartition(".")[2]
