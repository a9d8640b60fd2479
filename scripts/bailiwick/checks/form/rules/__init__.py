"""One rule of form a file; `registry.RULES` lists them all."""
