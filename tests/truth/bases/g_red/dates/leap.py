"""The calendar."""


def is_leap(year):
    """Tell whether a year has 366 days."""
    return year % 4 == 0


def days(year):
    """Days of a year."""
    return 366 if is_leap(year) else 365


def century(year):
    """Century of a year."""
    return year // 100 + 1
