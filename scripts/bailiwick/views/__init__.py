"""What people see: a run as it goes, its summary, and the reports of the other commands."""
