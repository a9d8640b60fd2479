from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bailiwick.agents.definition import AgentDefinition
from bailiwick.coders.choose import choose, choose_model
from bailiwick.domain.structure import Agent
from bailiwick.errors import InputError

from tests.support.coding import TASK, write

if TYPE_CHECKING:
    from pathlib import Path

AGENT = Agent("pricing_coder")
KEY = {"ANTHROPIC_API_KEY": "k"}
SET_KEY = "set ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN)"
TOKEN = {"ANTHROPIC_AUTH_TOKEN": "k"}


@pytest.mark.parametrize(
    ("coder", "flag", "environ", "has_script", "kind"),
    [
        ("auto", "", KEY, True, "api"),
        ("auto", "", TOKEN, False, "api"),
        ("auto", "", {}, True, "scripted"),
        ("auto", "", {"ANTHROPIC_API_KEY": ""}, True, "scripted"),
        ("auto", "scripted", KEY, True, "scripted"),
        ("auto", "", KEY | {"BAILIWICK_CODER": "scripted"}, True, "scripted"),
        ("scripted", "", KEY, True, "scripted"),
        ("scripted", "api", KEY, True, "api"),
        ("scripted", "api", KEY | {"BAILIWICK_CODER": "scripted"}, True, "api"),
    ],
    ids=["key", "token", "script", "empty key", "flag", "variable", "agent", "flag over agent", "flag over variable"],
)
def test_a_kind_is_chosen(
    tmp_path: Path, coder: str, flag: str, environ: dict[str, str], has_script: bool, kind: str
) -> None:
    if has_script:
        write(tmp_path, "shared/turns/7.json")
    assert choose(replace(AGENT, coder=coder), TASK, tmp_path, flag, environ=environ) == kind


@pytest.mark.parametrize(
    ("flag", "message"),
    [
        (
            "",
            f"task 7 has no coder (auto was asked for): {SET_KEY}, or write the turns into shared/turns/7.json",
        ),
        (
            "api",
            f"task 7 has no coder (api was asked for): {SET_KEY}",
        ),
        ("scripted", "task 7 has no coder (scripted was asked for): write the turns into shared/turns/7.json"),
        ("scriptd", 'there is no coder "scriptd" (did you mean "scripted"?)'),
    ],
    ids=["auto", "api", "scripted", "misspelt"],
)
def test_without_key_and_script_it_says_what_to_set(tmp_path: Path, flag: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        choose(AGENT, TASK, tmp_path, flag, environ={})
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("agent_model", "file_model", "environ", "model"),
    [
        ("inherit", None, {}, "claude-sonnet-5-5"),
        ("inherit", "opus", {}, "claude-opus-5-5"),
        ("haiku", "opus", {}, "claude-haiku-5-5"),
        ("inherit", "inherit", {"BAILIWICK_MODEL": "fable"}, "claude-fable-5-2"),
        ("inherit", "opus", {"BAILIWICK_MODEL": "fable"}, "claude-opus-5-5"),
    ],
    ids=["default", "file", "map before file", "variable", "file before variable"],
)
def test_a_model_is_chosen(agent_model: str, file_model: str | None, environ: dict[str, str], model: str) -> None:
    definition = AgentDefinition("a", "", "body", file_model) if file_model else None
    assert choose_model(replace(AGENT, model=agent_model), definition, environ=environ) == (model, ())


def test_a_foreign_model_is_replaced_with_a_note() -> None:
    assert choose_model(replace(AGENT, model="gpt-9"), None, environ={}) == (
        "claude-sonnet-5-5",
        ('the model "gpt-9" is not one of this API: using claude-sonnet-5-5',),
    )
