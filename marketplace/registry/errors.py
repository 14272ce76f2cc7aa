"""Refusals of the ledger."""

from marketplace.errors import MarketError


class LedgerError(MarketError):
    """A ledger verb refused; nothing has changed."""
