"""Reviews as the conventions write them: the report's grammar, and which verdicts contradict themselves."""
