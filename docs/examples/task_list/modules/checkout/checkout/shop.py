"""Who sells."""

NAME = "Tea Shop"
