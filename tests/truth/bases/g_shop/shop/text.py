"""Texts for labels and addresses."""


def slug(text):
    """Lower case, words joined by hyphens."""
    return "-".join(text.lower().split())


def shorten(text, width):
    """At most `width` characters."""
    if len(text) <= width:
        return text
    return text[: width - 3] + "..."


def initials(name):
    """First letters of all names."""
    return "".join(part[0] for part in name.split())
