"""How often words occur."""

from collections import Counter


def frequencies(text: str) -> Counter[str]:
    """Return how often each word occurs, without case and punctuation."""
    words = (word.strip(".,;:!?\"'()").lower() for word in text.split())
    return Counter(word for word in words if word)


def report(text: str, top: int = 3) -> str:
    """Return a table of the most frequent words, by number and then by name."""
    counted = sorted(frequencies(text).items(), key=lambda entry: (-entry[1], entry[0]))
    return "".join(f"{word:<10}{number:>4}\n" for word, number in counted[:top])
