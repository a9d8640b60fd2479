"""A specification that is a note: its parts, its marks, its status, its progress, and what an agent may edit of it."""
