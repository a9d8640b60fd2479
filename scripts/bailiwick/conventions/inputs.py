"""What an agent must have read before its first turn: the documents of its convention, in order, at the base commit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bailiwick.conventions import design_reports, notes, raw_documents, raw_neighbours, sprint_specs
from bailiwick.conventions.document import MAX_CHARACTERS, Document, cut
from bailiwick.conventions.spec.problems import problems as spec_problems
from bailiwick.domain import template
from bailiwick.files import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.domain.convention import Convention, Input, Log
    from bailiwick.domain.structure import Module
    from bailiwick.git.tree_reader import Blob, TreeReader

SPEC = "spec"
"""Form of an input that is a specification."""
_FORMS = {"bugs": raw_neighbours.bug_problems, "test_plan": raw_neighbours.plan_problems}
"""Those of a raw module's neighbours."""
_READ = {"technical_design": raw_documents.design_problems, "user_stories": raw_documents.story_problems}
"""What is wrong with a document out of which rules are read, by how it is."""


@dataclass(frozen=True)
class Inputs:
    """What was read, or why the task cannot begin."""

    documents: tuple[Document, ...]
    problems: tuple[str, ...] = ()
    """Each a reason to block the task; the first names every missing file."""
    note: str = ""
    """Path of the note that the task is about, where the convention has one."""

    @property
    def reason(self) -> str:
        """What the task is blocked for; empty where nothing is wrong."""
        return "; ".join(self.problems)


def read(convention: Convention, params: Mapping[str, str], module: Module, tree: TreeReader) -> Inputs:
    """Read every input of a convention.

    Args:
        convention: As the agent's role has it.
        params: What fills the templates.
        module: For the modules that it depends on.
        tree: The base commit.
    """
    documents: list[Document] = []
    missing: list[str] = []
    others: list[str] = []
    note = ""
    for one in convention.inputs:
        for path in _paths(one, params, module):
            found, problems = _read(one, path, tree, convention.log)
            note = found[0].path if one.note and found else note
            others += problems
            documents += found
            if one.required and not found and not problems:
                missing.append(path)
    first = [f"missing input: {', '.join(missing)}"] if missing else []
    return Inputs(tuple(documents), (*first, *others), note)


def against_approval(convention: Convention, params: Mapping[str, str], tree: TreeReader) -> tuple[str, ...]:
    """What the documents of a reviewer say that forbids it to approve the work, each with its path."""
    places = [(one.form, template.fill(one.path, params)) for one in convention.inputs if one.form]
    return tuple(
        f"{path}: {said}"
        for form, path in places
        for said in design_reports.against_approval(form, tree.text(path) or "")
    )


def _paths(one: Input, params: Mapping[str, str], module: Module) -> Iterator[str]:
    if "dependency" not in template.names(one.path):
        yield template.fill(one.path, params)
        return
    for name in module.depends_on:
        yield template.fill(one.path, {**params, "dependency": name})


def _read(one: Input, path: str, tree: TreeReader, log: Log) -> tuple[list[Document], list[str]]:
    paths = tree.paths(path)
    if one.note:
        paths = notes.find(path, tree)
        if len(paths) > 1:
            return [], [notes.ambiguous(path, paths)]
    documents: list[Document] = []
    problems: list[str] = []
    room = one.room or MAX_CHARACTERS
    for i, name in enumerate(paths):
        if room <= 0:
            last = documents.pop()
            documents.append(replace(last, text=f"{last.text}\n[and {len(paths) - i} more files of {path}]"))
            break
        blob = tree.read(name)
        text = _wanted(one, blob) if blob else ""
        if blob and text.strip():
            documents.append(Document(name, cut(name, text, min(room, MAX_CHARACTERS)), blob.id))
            room -= len(text) if one.room else 0
            problems += _unfit(one, name, blob.text, log)
    return documents, problems


def _wanted(one: Input, blob: Blob) -> str:
    if not one.section:
        return blob.text.strip()
    lines = markdown.lines(blob.text)
    found = markdown.section(lines, one.section)
    return "" if found is None else "".join(line.text + line.ending for line in lines[found[0] : found[1]]).strip()


def _unfit(one: Input, path: str, text: str, log: Log) -> Iterator[str]:
    lines = text.splitlines()
    if one.expects and not any(re.search(one.expects, line) for line in lines):
        yield f"{one.otherwise or 'not as expected'} ({path}: no line matches {one.expects})"
    gone = [heading for heading in one.sections if not any(_is_heading(heading, line) for line in lines)]
    if gone:
        yield f"{path} lacks the sections {', '.join(gone)}"
    if one.read_as:
        yield from _READ[one.read_as](path, text)
    if one.form == SPEC:
        yield from (f"{path}: {problem}" for problem in spec_problems(text, checked=log.checked))
    elif one.form in design_reports.FORMS:
        told = f"{one.otherwise}: {path}" if one.otherwise else path
        yield from (f"{told}: {problem}" for problem in design_reports.problems(one.form, text))
    elif one.form == sprint_specs.FORM:
        yield from (f"{path}: {problem}" for problem in sprint_specs.problems(text))
    elif one.form:
        yield from _FORMS[one.form](path, text)


def _is_heading(heading: str, line: str) -> bool:
    """`## How` is found in `## How (High Level)`, not in `## How to Evaluate`."""
    return re.fullmatch(rf"{re.escape(heading)}(\s*\(.*)?\s*", line) is not None
