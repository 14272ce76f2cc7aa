"""The last look at texts before they are signed, published or kept: `look.writing` says which are refused."""

from collections.abc import Iterable

from look.writing import REFUSED, first_unseen
from marketplace.errors import MarketError


def check(texts: Iterable[str]) -> None:
    """Refuse texts with characters that nobody sees. Raises MarketError ``invalid_request``."""
    if character := first_unseen(texts):
        raise MarketError("invalid_request", REFUSED, character=character)
