"""What can be wrong with an input, with a stable code and the field it concerns."""

from __future__ import annotations

from footprint.text import Text

__all__ = ["CalculationError"]


class CalculationError(ValueError):
    """An input that cannot be computed, or a question that must be answered first.

    `code` is stable and part of the public contract, `field` is a dotted path such as
    `activities.3.unit`, and `message` says in both languages what to do.
    """

    def __init__(self, code: str, message: Text, *, field: str = "") -> None:
        """Keep the three parts; str() gives the English sentence."""
        super().__init__(message.en)
        self.code = code
        self.message = message
        self.field = field

    def at(self, prefix: str) -> CalculationError:
        """The same error with its field below `prefix`."""
        field = f"{prefix}.{self.field}" if self.field else prefix
        return CalculationError(self.code, self.message, field=field)

    def as_data(self) -> dict[str, object]:
        """Code, field and both sentences, for JSON."""
        return {"code": self.code, "field": self.field, "message": self.message.as_data()}
