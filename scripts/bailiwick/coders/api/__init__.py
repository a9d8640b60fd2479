"""The Messages API as a model of the engine."""
