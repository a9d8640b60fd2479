"""Where the notes are."""

import time
from dataclasses import dataclass, field


@dataclass
class Store:
    """Notes in memory."""

    notes: dict[int, dict] = field(default_factory=dict)

    def add(self, text: str) -> dict:
        """Keep a note and return it; ValueError for an empty one."""
        if not text.strip():
            raise ValueError("a note needs a text")
        note = {"id": len(self.notes) + 1, "text": text, "created": int(time.time())}
        self.notes[note["id"]] = note
        return note

    def find(self, number: int) -> dict | None:
        """Return a note, or None."""
        return self.notes.get(number)

    def search(self, word: str) -> list[dict]:
        """Return the notes that hold a word, oldest first."""
        return [note for note in self.notes.values() if word.lower() in note["text"].lower()]
