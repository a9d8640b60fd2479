"""The life of a task: run, scheduler, attempts and the journal they are recorded in."""
