"""Where the shared files lie, relative to the repository."""

from __future__ import annotations

STRUCTURE = "shared/project_structure.json"
STRUCTURE_PROPOSAL = "shared/project_structure.proposed.json"
PLAN_PROPOSAL = "shared/plan.proposed.md"
TASK_LIST_PROPOSAL = "shared/task_list.proposed.json"
TASK_LIST = "shared/task_list.json"
PLAN = "shared/plan.md"
LEARNINGS = "shared/learnings.md"
API = "shared/api"
REVIEWS = "shared/reviews"
CONVENTIONS = "shared/conventions"
"""Directory of the team's own conventions."""
STRUCTURE_SCHEMA = "shared/schemas/project_structure.schema.json"
TASK_LIST_SCHEMA = "shared/schemas/task_list.schema.json"
TRANSITION_SCHEMA = "shared/schemas/status_transition.schema.json"
SCHEMAS = (STRUCTURE_SCHEMA, TASK_LIST_SCHEMA, TRANSITION_SCHEMA)
