"""What an article costs."""
