"""Arithmetic, statistics and a small expression reader."""
