"""The quote desk."""
