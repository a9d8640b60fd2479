"""The small program that confines itself, runs one command and leaves nothing of it; for Landlock and another uid.

Run as a script, because it must not load the engine; imports are few, for every confined command waits for them.
"""
