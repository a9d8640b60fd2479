"""Documents that the engine keeps for a team: an entry after each run of the checks."""
