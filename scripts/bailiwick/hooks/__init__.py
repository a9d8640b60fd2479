"""The git hooks: what is told to a person or an agent at `git commit`; the gate at landing stays the boundary."""
