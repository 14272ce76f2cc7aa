"""What points store: rules, operators, consents, imports, the ledger.

No price and no transfer: there is no column for either.

Points are whole numbers, reductions whole grams of CO2e. An account is a person's ``accounts.Party``.
"""

from marketplace.points.models.consent import Consent, Operator
from marketplace.points.models.imports import ImportFile, ImportRow
from marketplace.points.models.ledger import Correction, Entry, Redemption, Report
from marketplace.points.models.rule import ExchangeRule

__all__ = [
    "Consent",
    "Correction",
    "Entry",
    "ExchangeRule",
    "ImportFile",
    "ImportRow",
    "Operator",
    "Redemption",
    "Report",
]
