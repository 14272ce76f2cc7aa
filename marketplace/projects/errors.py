"""What a handed-in form lacks: a refusal that names the fields."""

from collections.abc import Mapping
from typing import Any

from marketplace.errors import MarketError


class Incomplete(MarketError):
    """``invalid_request`` with a sentence per field; ``problems`` maps field names to lazy sentences."""

    def __init__(self, problems: Mapping[str, Any]) -> None:
        super().__init__("invalid_request", next(iter(problems.values())))
        self.problems = dict(problems)
