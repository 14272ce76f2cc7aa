"""What a verb of events refuses, with a sentence for people."""

from typing import Any


class EventError(Exception):
    """A refusal: a stable ``code`` and a ``message`` in the reader's language."""

    def __init__(self, code: str, message: Any) -> None:
        self.code = code
        self.message = message
        super().__init__(code)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
