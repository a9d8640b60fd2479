"""The shop's own small router: it only remembers which function answers what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Handler = Callable[..., Awaitable[Any]]


class Router:
    """Routes below a prefix."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.routes: dict[tuple[str, str], Handler] = {}

    def get(self, path: str, *, response_model: type) -> Callable[[Handler], Handler]:
        """Make a function the answer to GET; what it returns must be of the model."""

        def register(handler: Handler) -> Handler:
            async def checked(*args: object, **given: object) -> object:
                answer = await handler(*args, **given)
                if not isinstance(answer, response_model):
                    raise TypeError(f"{self.prefix}{path} must answer with {response_model.__name__}")
                return answer

            self.routes["GET", f"{self.prefix}{path}"] = checked
            return checked

        return register

    def include_router(self, other: Router) -> None:
        """Take over the routes of another one."""
        self.routes.update({(method, self.prefix + path): handler for (method, path), handler in other.routes.items()})
