"""A router of a few lines: which function answers which route."""

from collections.abc import Callable
from typing import Any

Answer = tuple[int, dict[str, Any]]
Handler = Callable[[dict[str, Any]], Answer]


class Router:
    """Keeps the routes; `call` is what the tests use instead of a server."""

    def __init__(self) -> None:
        self._routes: dict[tuple[str, str], Handler] = {}

    def post(self, path: str) -> Callable[[Handler], Handler]:
        """Declare the answer of a POST route."""

        def declare(handler: Handler) -> Handler:
            self._routes["POST", path] = handler
            return handler

        return declare

    def call(self, method: str, path: str, body: dict[str, Any]) -> Answer:
        """Answer a request; 404 where no route fits."""
        handler = self._routes.get((method, path))
        return handler(body) if handler else (404, {"error": {"code": "no_such_route"}})
