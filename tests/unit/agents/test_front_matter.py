from __future__ import annotations

import pytest
from bailiwick.agents.front_matter import (
    BLANK_BEFORE,
    MAX_HEADER_CHARACTERS,
    NO_FRONT_MATTER,
    NOT_CLOSED,
    WRAPPED,
    FrontMatter,
    parse,
)

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


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("tools:\n  - Read\n  - Grep", ["Read", "Grep"]),
        ("tools:\n- Read\n- Grep\n", ["Read", "Grep"]),
        ("tools:\n\t- Read\n\t- @you", ["Read", "@you"]),
        ("tools: [\n  'Read',\n]", ["Read"]),
        ("tools: Read, Grep  # no more\n# none", "Read, Grep"),
        ("tools: # none\n  bash: false\n  '*': true", {"bash": False, "*": True}),
        ("tools:\n  bash:\n    '*': deny\n  edit: deny\nscope: all", {"bash": {"*": "deny"}, "edit": "deny"}),
        ("tools:\n- Read\n# none\n- @you", ["Read", "@you"]),
        ("tools : Read", "Read"),
        ("tools:Read", "Read"),
        ("'tools': [Read]", ["Read"]),
        ("tools:\n  bash: @you", "bash: @you"),
    ],
)
def test_lists_and_maps_survive_a_broken_line_elsewhere(header: str, value: object) -> None:
    front = parse(f"---\ndescription: Use when: x\n{header}\nmodel: opus\n---\nBody")
    assert front.fields == {"description": "Use when: x", "tools": value, "model": "opus"}
    assert len(front.notes) == 1 + ("scope" in header)


@pytest.mark.parametrize(
    ("text", "note"),
    [("Body only\n", NO_FRONT_MATTER), ("---\nname: a\nBody\n", NOT_CLOSED)],
    ids=["no fence", "not closed"],
)
def test_without_front_matter_all_is_body(text: str, note: str) -> None:
    assert parse(text) == FrontMatter({}, text, (note,))


def test_a_key_that_stands_twice_is_noted() -> None:
    assert parse("---\nmodel: opus\nmodel: haiku\n---\nBody") == FrontMatter(
        {"model": "haiku"}, "Body", ("model stands more than once: the last one counts",)
    )


@pytest.mark.parametrize("value", ["Fix #3", "it's for #3", "# all"])
def test_text_that_is_lost_to_a_comment_is_noted(value: str) -> None:
    note = "line 3: description ends where the `#` begins a comment: put the value in quotes"
    assert parse(f"---\nname: a\ndescription: {value}\n---\nBody").notes == (note,)


@pytest.mark.parametrize("value", ["'Fix #3'", "Fix#3", ">\n  Fix #3"])
def test_text_that_is_kept_is_not_noted(value: str) -> None:
    assert parse(f"---\ndescription: {value}\n---\nBody").notes == ()


def test_aliases_are_never_unfolded() -> None:
    rows = "\n".join(f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 9)}]" for i in range(1, 30))
    front = parse(f"---\nname: a\nx0: &x0 [lol]\n{rows}\n---\nBody")
    assert front.fields == {"name": "a"}
    assert front.notes == (
        "front matter is not YAML (line 3: an anchor or alias); read line by line",
        "line 3 (and 29 more) belongs to no field that is known: not read",
    )


def test_a_word_after_an_ampersand_is_kept() -> None:
    assert parse("---\ndescription: &co writes #1\n---\nBody").fields == {"description": "&co writes #1"}


def test_a_mark_of_order_and_windows_line_ends_do_not_hide_the_front_matter() -> None:
    assert parse("\ufeff---\r\nname: a\r\n---\r\nBody\r\n") == FrontMatter({"name": "a"}, "Body\n")


def test_a_list_is_no_front_matter() -> None:
    read = ("front matter is a list; read line by line", "line 2 belongs to no field that is known: not read")
    assert parse("---\n- a\n---\nBody") == FrontMatter({}, "Body", read)


def test_an_empty_front_matter_has_no_fields() -> None:
    assert parse("---\n---\nBody") == FrontMatter({}, "Body")


def test_a_huge_front_matter_is_not_read() -> None:
    front = parse(f"---\nname: {'a' * MAX_HEADER_CHARACTERS}\n---\nBody")
    assert front == FrontMatter({}, "Body", ("front matter is longer than 65536 characters: not read",))


def test_python_objects_are_never_built() -> None:
    front = parse("---\nname: !!python/object/apply:os.getcwd []\n---\nBody")
    assert front.fields == {"name": "!!python/object/apply:os.getcwd []"}


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("```markdown\n---\nname: a\n---\nBody\n```\n", WRAPPED),
        ("\n~~~\n---\nname: a\n---\nBody\n~~~", WRAPPED),
        ("\n \n---\nname: a\n---\nBody\n", BLANK_BEFORE),
    ],
)
def test_what_stands_around_a_file_is_taken_away(text: str, note: str) -> None:
    assert parse(text) == FrontMatter({"name": "a"}, "Body\n", (note,))


@pytest.mark.parametrize("text", ["\nBody\n---\n", "```\ncode\n```\n", "\n---\nname: a\n"])
def test_a_text_that_only_looks_like_that_is_left_alone(text: str) -> None:
    assert parse(text) == FrontMatter({}, text, (NO_FRONT_MATTER,))
