"""How an order that covers an event or an office year gets its claim; found by the marketplace app."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from events import claims
from events.models import Event, OfficeYear
from marketplace.errors import MarketError
from marketplace.market.intents import RetireIntent, claim_maker

if TYPE_CHECKING:
    from marketplace.market.models import Order


@claim_maker("event")
def claim_of_event(order: "Order", intent: RetireIntent) -> RetireIntent:
    """Return the intent with a fresh claim of the event that the order's quote names."""
    return _with_claim(order, intent, Event)


@claim_maker("office")
def claim_of_office_year(order: "Order", intent: RetireIntent) -> RetireIntent:
    """Return the intent with a fresh claim of the office year that the order's quote names."""
    return _with_claim(order, intent, OfficeYear)


def _with_claim(
    order: "Order", intent: RetireIntent, model: type[Event] | type[OfficeYear]
) -> RetireIntent:
    """Only the organization's own orders can claim for its events and years. Raises MarketError ``not_allowed``."""
    public_id = order.quote.claim_for.partition(":")[2]
    subject = (
        model.objects.select_related("organization__party")
        .filter(public_id=public_id, organization=order.organization_id)
        .first()
    )
    if subject is None:
        raise MarketError(
            "not_allowed", _("Only the organization itself can offset its event or its year.")
        )
    terms = claims.terms(subject, claims.open_claim(subject))
    return RetireIntent(
        purpose=terms.purpose,
        claim=terms.claim,
        beneficiary_id=subject.organization.party.pk,
        reason=intent.reason,
        jurisdiction=terms.jurisdiction,
    )
