"""Agent definition files."""
