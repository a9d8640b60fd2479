"""Every form of task list that is accepted survives a run: outside the changed task each byte stays as it was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.support.pauses import make_quick
from tests.support.project import create, finish

if TYPE_CHECKING:
    from tests.support.project import Project

CORE = '"assigned_to": "catalog_coder", "status": "not_started", "blocked_by": [], "description": "A note."'
PLAIN = """\
{
  "tasks": [
    <{
      "id": 1,
      "title": "A note",
      "assigned_to": "catalog_coder",
      "status": "not_started",
      "x-estimate": {"days":0.50, "by": ["Jo",  "Al"]},
      "blocked_by": [],
      "description": "Caf\\u00e9 and na\u00efve."
    }>,
    {
      "id": 2,
      "title": "Another",
      "assigned_to": "pricing_coder",
      "status": "blocked",
      "blocked_by": [1],
      "blocked_reason": "the supplier is on holiday",
      "description": ""
    }
  ]
}
"""
ODD = f"""\
{{ "$schema" : "schemas/task_list.schema.json"   , "owner": "J\u00fcrgen",
  "x-numbers": [1e3, 1.00, -0], "tasks": [ <{{"id":1,"title":"A note",{CORE}}}>
   , {{"id": 2,  "title":"t" ,\t"assigned_to":"pricing_coder", "status":"blocked","blocked_by":[],
"description":"\\u2603", "blocked_reason":"x" , "zz": null}} ] , "after" : {{}} }}"""
ARRAY = f"""\
[
  <{{"id": "CAT-1", "title": "A note", {CORE}}}>,
  {{"id": "2/b", "title": "Other", "assigned_to": "pricing_coder", "status": "blocked", "blocked_by": ["CAT-1"],
   "description": "", "blocked_reason": "x", "extra": [{{}}]}}
]
"""


@dataclass(frozen=True)
class Form:
    """A list; the task that is run stands between `<` and `>`."""

    id: str
    text: str
    key: str = "1"
    attributes: str = ""
    """Replaces `.gitattributes`."""

    @property
    def parts(self) -> tuple[bytes, bytes, bytes]:
        head, _, rest = self.text.partition("<")
        entry, _, tail = rest.partition(">")
        return head.encode(), entry.encode(), tail.encode()


FORMS = [
    Form("two spaces and unknown fields", PLAIN),
    Form("four spaces", PLAIN.replace("  ", "    ")),
    Form("tabs", PLAIN.replace("  ", "\t")),
    Form("carriage returns", PLAIN.replace("\n", "\r\n"), attributes="* -text\n"),
    Form("carriage returns that git takes away", PLAIN.replace("\n", "\r\n")),
    Form("byte order mark", f"\ufeff{PLAIN}"),
    Form("laid out like nothing else", ODD),
    Form("bare array with ids of text", ARRAY, key="CAT-1"),
]


@pytest.mark.parametrize("form", [pytest.param(form, id=form.id) for form in FORMS])
def test_a_run_changes_its_own_task_alone(project: Project, form: Form) -> None:
    head, entry, tail = form.parts
    project.task_list.write_bytes(head + entry + tail)
    if form.attributes:
        (project.root / ".gitattributes").write_text(form.attributes)
    project.script(
        form.key, [[create("modules/catalog/catalog/note.py", "NOTE = 1\n"), finish("docs(catalog): add a note")]]
    )
    make_quick(project)
    project.commit("Another form")

    done = project.invoke("run-tasks", "--task", form.key)

    assert done.code == 0, done.out + done.err
    text = project.task_list.read_bytes()
    assert text.startswith(head)
    assert text.endswith(tail)
    changed = json.loads(text[len(head) : len(text) - len(tail)])
    known = json.loads(entry)
    assert [name for name in changed if name in known] == list(known)
    assert {name: changed[name] for name in known} == known | {"status": "done"}
    assert changed["outputs"]["evidence"]["outcome"] == "passed"
    assert project.git("status", "--porcelain") == ""
    assert project.git("diff", "--stat") == ""
    newline = b"\r\n" if b"\r\n" in head else b"\n"
    assert text.count(newline) == text.count(b"\n")
