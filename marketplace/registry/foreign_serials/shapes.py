"""What a serial number of another registry says, once read."""

from dataclasses import dataclass
from datetime import date

SURE, UNCERTAIN = "sure", "uncertain"


@dataclass(frozen=True)
class ForeignSerial:
    """A block of credits as another registry names it; ``first`` and ``last`` are inclusive tonnes.

    ``prefix`` is everything of the text but the block: two blocks of one registry and prefix must not overlap.
    Without numbers (``first`` is None) the text names the whole batch and says no count.
    """

    registry: str
    text: str
    prefix: str
    first: int | None = None
    last: int | None = None
    vintage_start: date | None = None
    vintage_end: date | None = None
    vintage_is_year: bool = False
    project: str = ""
    certainty: str = SURE

    @property
    def count(self) -> int | None:
        """How many tonnes the block has, or None where the text doesn't say."""
        if self.first is None or self.last is None:
            return None
        return self.last - self.first + 1


class UnknownFormError(ValueError):
    """The text claims to be of a registry, but does not have that registry's form."""

    def __init__(self, registry: str) -> None:
        self.registry = registry
        super().__init__(f"This is no serial number of {registry}.")
