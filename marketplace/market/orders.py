"""An order from the quote to its end: place, approve, cancel, expire; ``settlement`` pays, fulfils and refunds it.

draft → awaiting_approval → awaiting_payment → paid → fulfilled ; expired | canceled | failed | refunded.
Every step is one conditional UPDATE (``WHERE status IN …``) in one transaction, so that of two who act at once one wins
and the other hears ``invalid_state``.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import queries as accounts
from accounts.access import APPROVERS
from accounts.models import Organization, Party, User
from marketplace import clock, outbox, visible
from marketplace.clock import SHENZHEN
from marketplace.errors import MarketError
from marketplace.market import intents, stock, stops
from marketplace.market.intents import RetireIntent
from marketplace.market.models import Allocation, Order, OrderLine, Quote, QuoteLine
from marketplace.market.money import contained_tax
from marketplace.market.settlement import fulfil, mark_paid, refunded
from marketplace.market.stock import Cause, StockLine
from marketplace.market.terms import as_money, card_hold_until, in_fen, terms
from marketplace.registry.models import Retirement
from marketplace.rows import insert

__all__ = [
    "approve",
    "cancel",
    "expire",
    "expire_due",
    "extend_hold",
    "fulfil",
    "mark_paid",
    "place",
    "refunded",
]

Status = Order.Status
UNPAID = (Status.AWAITING_APPROVAL, Status.AWAITING_PAYMENT)
NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@transaction.atomic
def place(
    quote: Quote,
    *,
    payer: Party,
    owner: Party,
    beneficiary: Party | None = None,
    retire: RetireIntent | None = None,
    organization: Organization | None = None,
    email: str = "",
    actor: User | None = None,
    now: datetime | None = None,
) -> Order:
    """Turn a quote into an order, once; the stock stays held.

    With ``retire`` the kilograms are retired as soon as they are paid, else the owner holds them. Without ``actor``
    (a guest) they can only be retired. Raises MarketError: quote_expired, quote_consumed, self_purchase,
    attribution_required, claim_used, invalid_request; not_allowed and invalid_state of what the quote is to cover.
    """
    now = now or clock.now()
    intents.admit(quote.claim_for, organization)
    _consume(quote, now)
    quoted = list(quote.lines.select_related("listing").order_by("listing_id"))
    stops.check([line.listing_id for line in quoted], accounts={payer.pk, owner.pk})
    _check_people(quoted, payer=payer, owner=owner, guest=actor is None, retire=retire)
    asks_second = organization is not None and organization.approval_required
    order = Order(
        number=_new_number(now),
        quote=quote,
        status=Status.AWAITING_APPROVAL if asks_second else Status.AWAITING_PAYMENT,
        email=email.strip().lower() or quote.email,
        language=get_language() or "zh-hans",
        organization=organization,
        payer=payer,
        owner=owner,
        beneficiary=beneficiary,
        retire_at_once=retire is not None,
        subtotal=quote.subtotal,
        fee=quote.fee,
        total=quote.total,
        tax_contained=as_money(contained_tax(in_fen(quote.total), terms().tax_rate)),
        created_by=actor,
        created_at=now,
        hold_until=max(quote.expires_at, card_hold_until(now)),
    )
    if retire is not None:
        intents.check_owner(retire, owner)
        settled = _own_claim(order, retire)
        order.retirement_intent = settled.as_json()
        order.beneficiary_id = settled.beneficiary_id
    _write(order, quoted)
    return order


def _write(order: Order, quoted: Sequence[QuoteLine]) -> None:
    """Store the order with its lines, and the letters that it causes."""
    insert([order])
    _write_lines(order, quoted)
    outbox.put("mail_order_placed", str(order.public_id), {"order_id": order.pk})
    if order.status == Status.AWAITING_APPROVAL:
        _ask_approvers(order)


def _ask_approvers(order: Order) -> None:
    """Have a letter written to everyone who may approve: each a message of its own, so that none is sent twice."""
    assert order.organization is not None
    for user_id in accounts.ids_in(order.organization, roles=APPROVERS):
        if user_id != order.created_by_id:
            told = {"order_id": order.pk, "user_id": user_id}
            outbox.put("mail_order_to_approve", f"{order.public_id}:{user_id}", told)


def _consume(quote: Quote, now: datetime) -> None:
    """Use the quote up, if it is still good."""
    good = Quote.objects.filter(pk=quote.pk, consumed_at=None, released_at=None, expires_at__gt=now)
    if good.update(consumed_at=now):
        return
    if Quote.objects.filter(pk=quote.pk, consumed_at__isnull=False).exists():
        raise MarketError("quote_consumed")
    raise MarketError("quote_expired")


def _check_people(
    quoted: Sequence[QuoteLine],
    *,
    payer: Party,
    owner: Party,
    guest: bool,
    retire: RetireIntent | None,
) -> None:
    """Refuse what a guest can't do, and a seller who buys from itself."""
    if guest and retire is None:
        raise MarketError(
            "invalid_request",
            _("Without an account, what you buy is retired at once. Sign in to hold it."),
        )
    if any(line.listing.seller_id in (payer.pk, owner.pk) for line in quoted):
        raise MarketError("self_purchase")


def _own_claim(order: Order, retire: RetireIntent) -> RetireIntent:
    """Return the intent with a claim that no retirement and no living order has."""
    settled = intents.settle_claim(order, retire)
    visible.check([settled.claim["title_zh"], settled.claim["title_en"], settled.reason])
    ref = settled.claim["ref"]
    if ref == intents.own_ref(order):
        return settled
    taken = Order.objects.filter(retirement_intent__claim__ref=ref).exclude(
        status__in=[Status.CANCELED, Status.EXPIRED, Status.FAILED, Status.REFUNDED]
    )
    if Retirement.objects.filter(claim_ref=ref).exists() or taken.exists():
        raise MarketError("claim_used")
    return settled


def _write_lines(order: Order, quoted: Sequence[QuoteLine]) -> None:
    """Copy the quote's lines and tie each to its batch."""
    lines = insert(
        [
            OrderLine(
                order=order,
                listing=line.listing,
                kg=line.kg,
                price_per_tonne=line.price_per_tonne,
                amount=line.amount,
            )
            for line in quoted
        ]
    )
    insert([Allocation(line=line, batch_id=line.listing.batch_id, kg=line.kg) for line in lines])


def _new_number(now: datetime) -> str:
    """Return a fresh order number such as ZH261123-7QK2M9: Beijing's day and 30 random bits."""
    tail = "".join(secrets.choice(NUMBER_ALPHABET) for _i in range(6))
    return f"ZH{now.astimezone(SHENZHEN):%y%m%d}-{tail}"


@transaction.atomic
def approve(order: Order, *, actor: User, now: datetime | None = None) -> None:
    """Let a second person of the organization agree; then it can be paid.

    Raises MarketError: not_allowed, same_person, invalid_state (also when somebody else was quicker).
    """
    now = now or clock.now()
    if order.organization is None or accounts.role_in(actor, order.organization) not in APPROVERS:
        raise MarketError("not_allowed")
    if order.created_by_id == actor.pk:
        raise MarketError("same_person")
    _change(
        order,
        [Status.AWAITING_APPROVAL],
        now=now,
        to=Status.AWAITING_PAYMENT,
        approved_by=actor,
        approved_at=now,
    )
    outbox.put("mail_order_approved", str(order.public_id), {"order_id": order.pk})


@transaction.atomic
def cancel(order: Order, *, actor: User | None, now: datetime | None = None) -> None:
    """End an unpaid order at the buyer's wish and give its stock back. Raises MarketError ``invalid_state``."""
    now = now or clock.now()
    if not _end(order, to=Status.CANCELED, now=now, actor=actor):
        raise MarketError("invalid_state")


@transaction.atomic
def expire(order_id: int, now: datetime) -> bool:
    """End an unpaid order whose hold is over and give its stock back; say whether this call did it.

    A payment's session at a provider must be closed first: ``payments.expiry`` calls this for orders with a payment.
    """
    order = Order.objects.filter(pk=order_id, hold_until__lte=now).first()
    return order is not None and _end(order, to=Status.EXPIRED, now=now, actor=None)


def expire_due(*, limit: int = 200) -> int:
    """Expire the orders whose hold is over and for which no payment was begun; return how many."""
    with transaction.atomic():
        now = clock.now()
        past = Order.objects.filter(status__in=UNPAID, hold_until__lte=now, payment_started_at=None)
        due = list(past.order_by("hold_until").values_list("pk", flat=True)[:limit])
    return sum(expire(pk, now) for pk in due)


@transaction.atomic
def extend_hold(order_id: int, *, until: datetime, now: datetime) -> bool:
    """Hold the stock at least until then, because a payment was begun; false when the order can't be paid now."""
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    payable = Order.objects.filter(pk=order_id, status=Status.AWAITING_PAYMENT)
    return bool(payable.update(hold_until=max(order.hold_until, until), payment_started_at=now))


def _end(order: Order, *, to: str, now: datetime, actor: User | None) -> bool:
    """Move an unpaid order to its end and release its stock."""
    ending = Order.objects.filter(pk=order.pk, status__in=UNPAID)
    if to == Status.EXPIRED:
        ending = ending.filter(hold_until__lte=now)
    if not ending.update(status=to, ended_at=now):
        return False
    Allocation.objects.filter(line__order=order).update(status=Allocation.Status.RELEASED)
    stock.release(
        [StockLine(line.listing_id, line.kg) for line in order.lines.all()],
        cause=Cause(f"order:{order.public_id}", actor, now),
    )
    return True


def _change(
    order: Order, states: Sequence[str], *, now: datetime, to: str, **changes: object
) -> None:
    """Move a living order on. Raises MarketError ``invalid_state``."""
    living = Order.objects.filter(pk=order.pk, status__in=states, hold_until__gt=now)
    if not living.update(status=to, **changes):
        raise MarketError("invalid_state")
