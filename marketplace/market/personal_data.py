"""What quotes and orders keep of a person: handed out and erased when accounts asks (see accounts.privacy)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Party
from marketplace.market.models import (
    Gift,
    KeptBasket,
    Order,
    Quote,
    RetirementRequest,
    TransferOffer,
)

ERASED_EMAIL = "erased@deleted.invalid"
ERASED_TITLE = "—"
OPEN = (
    Order.Status.DRAFT,
    Order.Status.AWAITING_APPROVAL,
    Order.Status.AWAITING_PAYMENT,
    Order.Status.PAID,
)


def export(parties: Sequence[Party]) -> list[dict[str, Any]]:
    """Return the orders these parties paid, own or benefit from."""
    return [
        {
            "number": order.number,
            "status": order.status,
            "email": order.email,
            "total": str(order.total.amount),
            "currency": str(order.total.currency),
            "retired_for": order.retirement_intent,
            "placed_at": order.created_at.isoformat(),
        }
        for order in _orders(parties).order_by("created_at")
    ]


def export_buying(parties: Sequence[Party]) -> dict[str, Any]:
    """Return the basket, the transfers prepared and the gifts given or received."""
    users = [party.user_id for party in parties if party.user_id]
    given = Q(retirement__owner__in=parties) | Q(retirement__beneficiary__in=parties)
    return {
        "basket": list(KeptBasket.objects.filter(user__in=users).values_list("content", flat=True)),
        "transfers": [
            {"id": str(row.public_id), "status": row.status, "note": row.note}
            for row in TransferOffer.objects.filter(created_by__in=users).order_by("created_at")
        ],
        "gifts": [
            {"id": str(row.public_id), "from": row.giver, "given_at": row.created_at.isoformat()}
            for row in Gift.objects.filter(given).order_by("created_at")
        ],
    }


def hindrance(parties: Sequence[Party]) -> str | None:
    """Return why the person cannot be erased yet: an order on its way would lose its addressee."""
    if _orders(parties).filter(status__in=OPEN).exists():
        return _("An order is still open: pay it or cancel it, and wait until it is settled.")
    return None


def erase(parties: Sequence[Party]) -> None:
    """Forget the addresses, and the words, of orders of one's own; numbers and sums are evidence."""
    addresses = {party.email for party in parties} | {
        party.user.email for party in parties if party.user
    }
    people = [party.pk for party in parties if party.kind == Party.Kind.PERSON]
    for order in _orders(parties).filter(organization=None, owner__in=people):
        Order.objects.filter(pk=order.pk).update(
            email=ERASED_EMAIL, retirement_intent=_without_words(order.retirement_intent)
        )
    Order.objects.filter(email__in=addresses - {None}).update(email=ERASED_EMAIL)
    _forget_buying(parties, addresses)
    Quote.objects.filter(Q(email__in=addresses - {None}) | Q(order__email=ERASED_EMAIL)).update(
        email=ERASED_EMAIL
    )


def _forget_buying(parties: Sequence[Party], addresses: set[str | None]) -> None:
    """Forget baskets, the words of transfers of one's own, and where gifts went and from whom."""
    users = [party.user_id for party in parties if party.user_id]
    KeptBasket.objects.filter(user__in=users).delete()
    for asked in RetirementRequest.objects.filter(asked_by__in=users, intent__gift_to__gt=""):
        RetirementRequest.objects.filter(pk=asked.pk).update(intent=_without_words(asked.intent))
    TransferOffer.objects.filter(created_by__in=users).exclude(note="").update(note="")
    Gift.objects.filter(
        Q(retirement__beneficiary__in=parties) | Q(email__in=addresses - {None})
    ).update(email=ERASED_EMAIL)
    Gift.objects.filter(retirement__owner__in=parties).update(giver="")


def _orders(parties: Sequence[Party]) -> Any:
    return Order.objects.filter(
        Q(payer__in=parties) | Q(owner__in=parties) | Q(beneficiary__in=parties)
    )


def _without_words(intent: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return an intent without reason and titles, still in the shape that the ledger knows."""
    if intent is None:
        return None
    claim = {**intent["claim"], "title_zh": ERASED_TITLE, "title_en": ERASED_TITLE}
    return {**intent, "reason": "", "claim": claim, "gift_to": "", "gift_from": ""}
