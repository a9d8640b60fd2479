"""The shared files: task list, map, schemas, transitions, plan and learnings."""
