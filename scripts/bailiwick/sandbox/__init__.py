"""Running foreign code within bounds: what a command may read and write, and how it is started and ended."""
