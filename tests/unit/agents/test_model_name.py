from __future__ import annotations

import pytest
from bailiwick.agents.model_name import resolve


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("sonnet", "claude-sonnet-5-5"),
        ("Opus", "claude-opus-5-5"),
        ("inherit", "default-model"),
        ("", "default-model"),
        ("claude-opus-4-8", "claude-opus-4-8"),
        ("Claude Haiku 4.5 (copilot)", "claude-haiku-4-5"),
        ("anthropic/claude-sonnet-4-5", "claude-sonnet-4-5"),
        ("opus[1m]", "claude-opus-5-5"),
        ("Auto (copilot)", "default-model"),
    ],
)
def test_a_name_means_a_model(name: str, model: str) -> None:
    assert resolve(name, "default-model") == (model, ())


def test_another_vendor_s_model_becomes_the_default_with_a_note() -> None:
    assert resolve("GPT-9", "default-model") == (
        "default-model",
        ('the model "GPT-9" is not one of this API: using default-model',),
    )
