from __future__ import annotations

import pytest
from bailiwick.domain.agent_name import meant_agent, plain_name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("python_coder", "python_coder"),
        ("Python-Coder-subagent", "python_coder"),
        ("@backend-reviewer", "backend_reviewer"),
        ("QA agent", "qa"),
        ("api.v2-sub-agent", "api.v2"),
        ("agent", "agent"),
        ("Sub-Agent", "sub"),
        ("reagent", "reagent"),
        ("--", ""),
    ],
)
def test_a_name_has_one_plain_form(written: str, name: str) -> None:
    assert plain_name(written) == name


@pytest.mark.parametrize(
    ("written", "known", "name"),
    [
        pytest.param("@web-agent", {"web-agent", "web"}, "web-agent", id="as the map writes it"),
        pytest.param("qa", {"QA-Agent"}, "QA-Agent", id="the map has a suffix"),
        pytest.param("Python-Coder", {"python_coder"}, "python_coder", id="the source has hyphens"),
        pytest.param("web", {"Web", "web-agent"}, "web", id="two are as near"),
        pytest.param("python-codr", {"python_coder"}, "python_codr", id="a slip of the pen is not guessed away"),
    ],
)
def test_the_map_says_who_is_meant(written: str, known: set[str], name: str) -> None:
    assert meant_agent(written, known) == name
