"""People who wait."""


class Line:
    """First in, first out."""

    def __init__(self):
        self.people = []

    def join(self, name):
        """Stand at the end."""
        self.people.append(name)

    def serve(self):
        """Take the first."""
        return self.people.pop(0)
