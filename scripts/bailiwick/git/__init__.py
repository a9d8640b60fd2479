"""The only home of git: repository, diff, gate, workspace, harvest and landing, on the standard library."""
