"""Running the checks of a module and judging how they ended."""
