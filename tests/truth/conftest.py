"""The bases are other people's modules: their tests run in the sandbox of the suite alone."""

collect_ignore = ["bases"]
