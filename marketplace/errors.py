"""What a verb says when it refuses: a stable code for machines, a sentence for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from look import formats


@dataclass(frozen=True)
class Refusal:
    """A kind of refusal: the HTTP status it becomes, and its sentence (with %(name)s places)."""

    status: int
    text: Any


REFUSALS: dict[str, Refusal] = {
    # stock and quantities
    "quantity_exceeds_available": Refusal(
        409, _("Only %(available_kg)s are available; %(requested_kg)s were asked for.")
    ),
    "below_minimum": Refusal(422, _("The smallest quantity here is %(minimum_kg)s.")),
    "precision_exceeded": Refusal(422, _("The quantity must be a multiple of %(increment_kg)s.")),
    "total_exceeds_max": Refusal(422, _("The total is above what this way of payment allows.")),
    "hold_limit": Refusal(
        422,
        _("Without a verified organization only %(left_kg)s of this listing can be reserved now."),
    ),
    "provider_unavailable": Refusal(
        503, _("Online payment can't be reached right now. Please try again in a minute.")
    ),
    # listings, quotes, orders
    "listing_expired": Refusal(409, _("This listing is no longer for sale.")),
    "quote_expired": Refusal(409, _("This quote has expired. Please ask for a new one.")),
    "quote_consumed": Refusal(409, _("This quote has been used already.")),
    "price_changed": Refusal(409, _("The price has changed. Please look at it again.")),
    "self_purchase": Refusal(422, _("A seller can't buy from their own listing.")),
    "attribution_required": Refusal(422, _("Please say in whose name the reductions are retired.")),
    "approval_required": Refusal(403, _("A second person of your organization must approve this.")),
    "same_person": Refusal(403, _("The same person can't do both steps.")),
    "invalid_state": Refusal(409, _("This is no longer possible in the current state.")),
    "rate_limited": Refusal(429, _("Too many requests. Please wait a little and try again.")),
    # the ledger
    "already_retired": Refusal(
        409, _("These reductions have been retired already. That is final.")
    ),
    "claim_used": Refusal(409, _("This claim has its retirement already.")),
    "batch_frozen": Refusal(409, _("Batch %(batch)s is frozen while it is being looked into.")),
    "account_frozen": Refusal(
        409,
        _("An account that takes part in this is frozen while it is being looked into."),
    ),
    "listing_frozen": Refusal(
        409,
        _(
            "This listing is frozen while it is being looked into. Nothing can be bought from it now."
        ),
    ),
    "evidence_required": Refusal(422, _("The evidence is missing or was used before.")),
    "proof_used": Refusal(
        409,
        _(
            "This file or its number, %(number)s, proves other withdrawals already: %(others)s. It proves this one "
            "too only with the same file and number, and if you say that one document covers several."
        ),
    ),
    # how credits come in
    "serial_lies": Refusal(422, _("The serial number contradicts the rest.")),
    "serial_not_repeated": Refusal(
        422,
        _(
            "No machine can check this serial number: type it again from the evidence. The two must be equal, "
            "capital and small letters too; spaces don't count."
        ),
    ),
    "block_in_custody": Refusal(
        409, _("Tonnes of this block are in custody already, or were asked for by another request.")
    ),
    "period_issued": Refusal(
        409,
        _("This project has an issue for some of these days. Say why this is not the same again."),
    ),
    "before_project": Refusal(
        422,
        _(
            "By its accepted dossier the project began on %(began)s, after the period %(start)s to %(end)s begins."
        ),
    ),
    "period_not_monitored": Refusal(
        422,
        _(
            "The period %(start)s to %(end)s is not within the accepted dossier's monitoring periods (%(periods)s)."
        ),
    ),
    "methodology_not_accepted": Refusal(
        422, _("No credits are issued here under this version of the methodology.")
    ),
    "issued_upstream": Refusal(
        422,
        _(
            "Credits of this scheme are issued on its own platform. Apply there; a registrar imports the block."
        ),
    ),
    "issued_here": Refusal(
        422,
        _(
            "Credits of this scheme are issued here: the project's owner applies, with report and verification."
        ),
    ),
    "report_exceeded": Refusal(
        422,
        _("The monitoring report states only %(reported_kg)s; %(requested_kg)s were asked for."),
    ),
    "not_indexed_yet": Refusal(409, _("This is being sealed. Please try again in a few seconds.")),
    # the API
    "idempotency_key_required": Refusal(400, _("This request needs an Idempotency-Key.")),
    "idempotency_key_invalid": Refusal(
        400, _("An Idempotency-Key has 1 to 64 letters, digits, hyphens and underscores.")
    ),
    "idempotency_changed_payload": Refusal(
        422, _("This Idempotency-Key was used before with another request.")
    ),
    "idempotency_in_progress": Refusal(
        409, _("The first request with this Idempotency-Key is still running.")
    ),
    "invalid_request": Refusal(422, _("The request can't be understood as it is.")),
    "not_allowed": Refusal(403, _("You are not allowed to do this.")),
    "not_found": Refusal(404, _("There is nothing by that name.")),
}


def _worded(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures as people read them: what ends in ``_kg`` as a mass with its unit."""
    language = get_language() or "zh-hans"
    return {
        name: formats.mass(value, language) if name.endswith("_kg") else value
        for name, value in params.items()
    }


class MarketError(Exception):
    """A refusal with one of the codes above, a sentence, and the figures it speaks of.

    ``MarketError("below_minimum", minimum_kg=10)``; a message of one's own replaces the
    standard sentence. ``status`` is the HTTP status the API and the pages answer with.
    """

    def __init__(self, code: str, message: Any = "", **params: Any) -> None:
        refusal = REFUSALS[code]
        self.code = code
        self.params = params
        self.status = refusal.status
        self._text = message or refusal.text
        super().__init__(code)

    @property
    def message(self) -> str:
        """The sentence in the reader's language."""
        text = str(self._text)
        try:
            return text % _worded(self.params) if self.params else text
        except KeyError:
            return text

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
