"""What does a model call cost, and what can it cost at most?"""

from __future__ import annotations

import json
import os
import re
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bailiwick.coders.payloads import complaint
from bailiwick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bailiwick.coders.answer import Usage
    from bailiwick.coders.conversation import Conversation

OVERRIDE = "shared/prices.json"
VARIABLE = "BAILIWICK_PRICES"

_MILLION = 1_000_000
_BYTES_PER_TOKEN = 2.5
_DATED = re.compile(r"-\d{8}$")

Price = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Tier(BaseModel):
    """Prices of one request, in USD per million tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: Price
    output: Price
    cache_write_5m: Price
    cache_read: Price
    up_to_prompt_tokens: int | None = None
    """Largest prompt (all three kinds of prompt tokens together) that this tier is for; None: any."""


Tiers = Annotated[list[Tier], BeforeValidator(lambda v: v if isinstance(v, list) else [v]), Field(min_length=1)]


class PriceFile(BaseModel):
    """A file of prices; see `prices.json` of this package."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    comment: str | list[str] = Field(default="", alias="$comment")
    models: dict[str, Tiers]

    @model_validator(mode="after")
    def _last_tier_is_open(self) -> Self:
        for name, tiers in self.models.items():
            limits = [t.up_to_prompt_tokens for t in tiers]
            closed = [limit for limit in limits[:-1] if limit is not None]
            if limits[-1] is not None or len(closed) != len(limits) - 1 or closed != sorted(closed):
                raise ValueError(f"{name}: tiers go from small to large up_to_prompt_tokens; only the last has none")
        return self


class Prices:
    """Prices of all known models."""

    def __init__(self, models: Mapping[str, list[Tier]]) -> None:
        """Keep the prices."""
        self._models = models

    def cost(self, model: str, usage: Usage) -> float | None:
        """USD for one request; None where the model has no price."""
        if (tier := self._tier(model, usage.prompt)) is None:
            return None
        return (
            usage.input_tokens * tier.input
            + usage.output_tokens * tier.output
            + usage.cache_creation_input_tokens * tier.cache_write_5m
            + usage.cache_read_input_tokens * tier.cache_read
        ) / _MILLION

    def worst_case(self, model: str, prompt_tokens: int, max_tokens: int) -> float | None:
        """The most that one request can cost in USD: nothing cached yet, and the answer as long as allowed."""
        if (tier := self._tier(model, prompt_tokens)) is None:
            return None
        return (prompt_tokens * max(tier.input, tier.cache_write_5m) + max_tokens * tier.output) / _MILLION

    def notes(self, model: str) -> tuple[str, ...]:
        """What people should know before they use a model: that it has no price."""
        if self._tiers(model):
            return ()
        return (f"{model} has no price: its cost is not counted (add it to {OVERRIDE})",)

    def _tier(self, model: str, prompt_tokens: int) -> Tier | None:
        fits = (
            t for t in self._tiers(model) if t.up_to_prompt_tokens is None or prompt_tokens <= t.up_to_prompt_tokens
        )
        return next(fits, None)

    def _tiers(self, model: str) -> list[Tier]:
        return self._models.get(model) or self._models.get(_DATED.sub("", model)) or []


def load_prices(root: Path, environ: Mapping[str, str] = os.environ) -> Prices:
    """Read the package's prices, overridden model by model by `shared/prices.json`, then by $BAILIWICK_PRICES.

    Raises:
        InputError: for a file that is named but missing, or not of the form.
    """
    package = resources.files("bailiwick.coders") / "prices.json"
    models = dict(_parse(package.read_text(encoding="utf-8"), "prices.json").models)
    shared = root / OVERRIDE
    named = environ.get(VARIABLE, "")
    for path in ([shared] if shared.is_file() else []) + ([root / named] if named else []):
        models |= _read(path).models
    return Prices(models)


def prompt_tokens(conversation: Conversation) -> int:
    """A guess, on the high side, of the prompt's size: no tokenizer is asked."""
    parts = [conversation.system, conversation.tools, conversation.messages]
    size = sum(len(json.dumps(part, ensure_ascii=False).encode("utf-8", "replace")) for part in parts)
    return int(size / _BYTES_PER_TOKEN) + 500


def _read(path: Path) -> PriceFile:
    try:
        return _parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the price file {path} cannot be read: {error}") from error


def _parse(text: str, name: str) -> PriceFile:
    try:
        return PriceFile.model_validate_json(text)
    except ValidationError as error:
        raise InputError(f"the price file {name} is not valid:\n{complaint(error)}") from error
