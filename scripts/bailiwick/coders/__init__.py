"""Coders: what answers for an agent, and the tools it is given."""
