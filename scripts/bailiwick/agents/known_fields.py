"""Which fields of definition files have an effect, and why have the others none?"""

from __future__ import annotations

UNDERSTOOD = frozenset(
    {
        "name",
        "description",
        "tools",
        "disallowedtools",
        "model",
        "effort",
        "model_reasoning_effort",
        "permissionmode",
        "permission",
        "sandbox_mode",
        "mcpservers",
        "mcp-servers",
        "mcp_servers",
        "mcp",
        "prompt",
        "developer_instructions",
    }
)
"""Lower-cased; the modes and permissions among them can only take something away."""

_LIMITS = "limits are those of the map"
_PICKING = "tasks are given out by the map and the task list"
_LOOKS = "only for display"
_ENGINE = "the engine decides this for every coder"
REASONS = {
    "maxturns": _LIMITS,
    "max_turns": _LIMITS,
    "maxsteps": _LIMITS,
    "steps": _LIMITS,
    "timeout_mins": _LIMITS,
    "skills": "skills are not loaded",
    "skills.config": "skills are not loaded",
    "hooks": "commands of agent files are not run",
    "memory": "lessons are kept in shared/learnings.md",
    "background": _ENGINE,
    "isolation": "each attempt has a workspace of its own",
    "color": _LOOKS,
    "hidden": _LOOKS,
    "nickname_candidates": _LOOKS,
    "argument-hint": _LOOKS,
    "initialprompt": "the first message is the task",
    "autocompactwindow": _ENGINE,
    "omitclaudemd": _ENGINE,
    "temperature": _ENGINE,
    "top_p": _ENGINE,
    "approval_policy": "nobody is asked during a run",
    "target": _PICKING,
    "metadata": "free text for other programs",
    "disable-model-invocation": _PICKING,
    "user-invocable": _PICKING,
    "infer": _PICKING,
    "handoffs": "order and reviews come from `blocked_by` and `reviewers`",
    "agents": _PICKING,
    "agent": _PICKING,
    "applyto": "a text for one directory is the AGENTS.md in it",
    "mode": _PICKING,
    "kind": _PICKING,
    "disable": "whether an agent is used is said by the map",
}
"""Lower-cased fields that are known and have no effect."""

UNKNOWN = "no field that is known; its meaning is not guessed"

KNOWN_KEYS = UNDERSTOOD | REASONS.keys() | {"capabilities"}
"""In a front matter that is not YAML only these end the text of the field before them."""

TEXTS = frozenset({"description", "prompt", "argument-hint", "initialprompt"})
"""Lower-cased fields that hold sentences: there they run on over lines of any form."""
