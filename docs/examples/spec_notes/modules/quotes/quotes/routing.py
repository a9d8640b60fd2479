"""Routes as the usual web frameworks have them, small enough to need no package."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Handler = Callable[..., Awaitable[Any]]


class APIRouter:
    """A table of handlers by method and path."""

    def __init__(self) -> None:
        self.routes: dict[tuple[str, str], Handler] = {}

    def get(self, path: str) -> Callable[[Handler], Handler]:
        """Register the handler of a GET."""
        return self._register("GET", path)

    def post(self, path: str) -> Callable[[Handler], Handler]:
        """Register the handler of a POST."""
        return self._register("POST", path)

    def include_router(self, router: APIRouter, prefix: str = "") -> None:
        """Take over the routes of another router."""
        self.routes |= {(method, prefix + path): handler for (method, path), handler in router.routes.items()}

    async def call(self, method: str, path: str, *given: Any) -> Any:
        """Answer a request."""
        return await self.routes[method, path](*given)

    def _register(self, method: str, path: str) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.routes[method, path] = handler
            return handler

        return register
