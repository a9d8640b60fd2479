"""What the steps of an attempt do."""
