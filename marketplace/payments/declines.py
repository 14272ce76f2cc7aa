"""What a refused card means, in words a payer can act on. Codes: docs.stripe.com/declines/codes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_WORDS: dict[str, Any] = {
    "insufficient_funds": _("The card does not have enough money."),
    "expired_card": _("The card has expired."),
    "incorrect_cvc": _("The security code was wrong."),
    "processing_error": _("The bank had a technical problem. Please try again in a moment."),
    "payment_intent_authentication_failure": _("The bank could not confirm that it was you."),
    "payment_intent_payment_attempt_failed": _("The payment was refused in the wallet."),
}


def words(code: str) -> Any:
    """Return a sentence for a decline code; banks rarely say more than no."""
    if not code:
        return ""
    return _WORDS.get(code, _("The bank refused the card without giving a reason."))
