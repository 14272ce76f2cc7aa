"""How an order that covers an event or an office year gets its claim; found by the marketplace app."""

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from events import claims, queries
from events.models import Claim, Event, OfficeYear
from marketplace.errors import MarketError
from marketplace.market.intents import Need, RetireIntent, claim_maker

if TYPE_CHECKING:
    from accounts.models import Organization
    from marketplace.market.models import Order


def describe_event(public_id: str) -> Mapping[str, str] | None:
    """Return what an order for this event retires for, so that the buyer is not asked again."""
    return _described(public_id, Event)


def describe_office_year(public_id: str) -> Mapping[str, str] | None:
    """Return what an order for this office year retires for."""
    return _described(public_id, OfficeYear)


def _described(public_id: str, model: type[Event] | type[OfficeYear]) -> Mapping[str, str] | None:
    try:
        found = model.objects.select_related("organization__party").filter(
            public_id=uuid.UUID(public_id)
        )
    except ValueError:
        return None
    subject = found.first()
    if subject is None:
        return None
    terms = claims.terms(subject, Claim(ref=""))
    return {"purpose": terms.purpose, "guideline": subject.guideline, **terms.claim}


def admit_event(public_id: str, organization: "Organization | None") -> None:
    """Refuse to sell for somebody else's event, or for one that is neutral already."""
    _admit(public_id, organization, Event)


def admit_office_year(public_id: str, organization: "Organization | None") -> None:
    """Refuse to sell for somebody else's office year, or for one that is neutral already."""
    _admit(public_id, organization, OfficeYear)


def _admit(
    public_id: str, organization: "Organization | None", model: type[Event] | type[OfficeYear]
) -> None:
    """Raises MarketError ``not_allowed``, ``invalid_state``."""
    subject = _own(public_id, organization.pk if organization else None, model)
    if hasattr(subject, "declaration"):
        raise MarketError(
            "invalid_state",
            _("It has been declared neutral already: nothing more is to be bought."),
        )


def need_of_event(public_id: str) -> Need | None:
    """Return what an event still needs of what was measured, or of the estimate before that."""
    return _need(public_id, Event)


def need_of_office_year(public_id: str) -> Need | None:
    """Return what an office year still needs."""
    return _need(public_id, OfficeYear)


def _need(public_id: str, model: type[Event] | type[OfficeYear]) -> Need | None:
    subject = model.objects.select_related("organization__party").get(public_id=public_id)
    covered = queries.coverage(subject)
    if covered.measured_kg is not None:
        return Need(covered.open_kg - covered.retirable_kg, covered.ordered_kg)
    estimate = queries.current_footprint(subject, "planned")
    if estimate is None:
        return None
    return Need(max(estimate.total_kg - covered.retired_kg, 0), covered.ordered_kg)


def _own(
    public_id: str, organization_id: int | None, model: type[Event] | type[OfficeYear]
) -> Event | OfficeYear:
    """Return the organization's own event or year. Raises MarketError ``not_allowed`` for any other, or none."""
    try:
        found = model.objects.select_related("organization__party", "declaration").filter(
            public_id=uuid.UUID(public_id), organization=organization_id
        )
    except ValueError:
        found = model.objects.none()
    subject = found.first()
    if subject is None:
        raise MarketError(
            "not_allowed", _("Only the organization itself can offset its event or its year.")
        )
    return subject


@claim_maker("event", describe=describe_event, admit=admit_event, count=need_of_event)
def claim_of_event(order: "Order", intent: RetireIntent) -> RetireIntent:
    """Return the intent with a fresh claim of the event that the order's quote names."""
    return _with_claim(order, intent, Event)


@claim_maker(
    "office", describe=describe_office_year, admit=admit_office_year, count=need_of_office_year
)
def claim_of_office_year(order: "Order", intent: RetireIntent) -> RetireIntent:
    """Return the intent with a fresh claim of the office year that the order's quote names."""
    return _with_claim(order, intent, OfficeYear)


def _with_claim(
    order: "Order", intent: RetireIntent, model: type[Event] | type[OfficeYear]
) -> RetireIntent:
    """Only the organization's own orders can claim for its events and years. Raises MarketError ``not_allowed``."""
    subject = _own(order.quote.claim_for.partition(":")[2], order.organization_id, model)
    terms = claims.terms(subject, claims.open_claim(subject))
    return RetireIntent(
        purpose=terms.purpose,
        claim=terms.claim,
        beneficiary_id=subject.organization.party.pk,
        reason=intent.reason,
        jurisdiction=terms.jurisdiction,
    )
