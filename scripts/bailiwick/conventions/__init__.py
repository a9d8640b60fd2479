"""Team conventions: how work is handed over and taken back."""
