from __future__ import annotations

import pytest
from bailiwick.agents.front_matter import MAX_HEADER_CHARACTERS, FrontMatter, parse

EXAMPLES = """\
---
name: python-implementer
description: Use this agent to write code.

<example>
Context: a new endpoint
user: "Add it"
assistant: "I will"
<Task tool invocation here>
</example>
model: sonnet
---
You write Python.
"""


def test_yaml_front_matter_is_read_as_yaml() -> None:
    text = "---\nname: a\ntools: [Read, Bash]\ndescription: >\n  folded\n  text\n---\nBody\n---\nstill body\n"
    assert parse(text) == FrontMatter(
        {"name": "a", "tools": ["Read", "Bash"], "description": "folded text\n"}, "Body\n---\nstill body\n"
    )


def test_free_text_in_the_description_is_read_line_by_line() -> None:
    front = parse(EXAMPLES)
    assert front.fields["name"] == "python-implementer"
    assert front.fields["model"] == "sonnet"
    assert front.fields["description"].startswith("Use this agent to write code.\n\n<example>\nContext: a new endpoint")
    assert front.body == "You write Python.\n"
    assert front.notes == ("front matter is not YAML (line 6: could not find expected ':'); read line by line",)


@pytest.mark.parametrize(
    ("header", "description"),
    [
        ("description: Use when: x", "Use when: x"),
        ("description: @you", "@you"),
        ("description: `code` first", "`code` first"),
        ("description: %percent", "%percent"),
    ],
    ids=["colon", "at sign", "backtick", "percent"],
)
def test_values_that_break_yaml_are_kept_as_they_stand(header: str, description: str) -> None:
    assert parse(f"---\nname: a\n{header}\n---\nBody").fields == {"name": "a", "description": description}


@pytest.mark.parametrize("text", ["Body only\n", "---\nname: a\nBody\n"], ids=["no fence", "not closed"])
def test_without_front_matter_all_is_body(text: str) -> None:
    assert parse(text) == FrontMatter({}, text, ("no front matter",))


def test_a_mark_of_order_and_windows_line_ends_do_not_hide_the_front_matter() -> None:
    assert parse("\ufeff---\r\nname: a\r\n---\r\nBody\r\n") == FrontMatter({"name": "a"}, "Body\n")


def test_a_list_is_no_front_matter() -> None:
    assert parse("---\n- a\n---\nBody") == FrontMatter({}, "Body", ("front matter is a list; read line by line",))


def test_an_empty_front_matter_has_no_fields() -> None:
    assert parse("---\n---\nBody") == FrontMatter({}, "Body")


def test_a_huge_front_matter_is_not_read() -> None:
    front = parse(f"---\nname: {'a' * MAX_HEADER_CHARACTERS}\n---\nBody")
    assert front == FrontMatter({}, "Body", ("front matter is longer than 65536 characters: not read",))


def test_python_objects_are_never_built() -> None:
    front = parse("---\nname: !!python/object/apply:os.getcwd []\n---\nBody")
    assert front.fields == {"name": "!!python/object/apply:os.getcwd []"}
