"""From the basket to the receipt."""
