"""What an account verb may refuse, as a code for programs and a sentence for people."""

from __future__ import annotations


class AccountError(Exception):
    """A refused verb; `code` is stable, `message` is a translated sentence for the person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
