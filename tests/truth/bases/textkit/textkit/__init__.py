"""Small things done to texts."""
