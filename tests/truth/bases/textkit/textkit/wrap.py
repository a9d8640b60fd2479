"""Lines of a certain width."""


def wrap(text: str, width: int) -> list[str]:
    """Return lines of at most `width` characters; a longer word has a line of its own. ValueError for a width below 1."""
    if width < 1:
        raise ValueError("width must be at least 1")
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def indent(text: str, by: str = "  ") -> str:
    """Return the text with every line that is not empty moved to the right."""
    return "\n".join(by + line if line else line for line in text.split("\n"))
