"""What happens to an order once there is money: paid, fulfilled, refunded.

``mark_paid`` is called by ``payments.settle`` alone. ``fulfil`` is called by the outbox, in one transaction: sale, and
retirement where the buyer wants it at once. Killed at any point it has either done all or nothing, and is called again.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from accounts.models import User
from marketplace import clock, outbox
from marketplace.errors import MarketError
from marketplace.failpoints import reach
from marketplace.market import gifts, stock, stops
from marketplace.market.intents import RetireIntent
from marketplace.market.models import Allocation, Order
from marketplace.market.stock import Cause, StockLine
from marketplace.registry import ledger
from marketplace.registry.models import Retirement

Status = Order.Status


@transaction.atomic
def mark_paid(order_id: int, *, now: datetime) -> bool:
    """Note that the whole sum has arrived, once, and ask for fulfilment; say whether this call did it.

    An expired order is paid only if its stock can be held again; none is while what it takes from or who it is
    for is frozen. False means: the money has no order to go to (paid already, cancelled, sold out or frozen
    meanwhile), so it must go back.
    """
    order = (
        Order.objects.select_for_update(no_key=True)
        .only("status", "public_id", "payer_id", "owner_id")
        .get(pk=order_id)
    )
    if order.status == Status.EXPIRED and not _hold_again(order, now):
        return False
    if order.status == Status.AWAITING_PAYMENT and not stops.lets_pay(order):
        return False
    payable = Order.objects.filter(
        pk=order_id, status__in=[Status.AWAITING_PAYMENT, Status.EXPIRED]
    )
    if not payable.update(status=Status.PAID, paid_at=now, ended_at=None):
        return False
    outbox.put("fulfil_order", str(order.public_id), {"order_id": order_id})
    outbox.put("mail_order_paid", str(order.public_id), {"order_id": order_id})
    return True


def _hold_again(order: Order, now: datetime) -> bool:
    """Reserve an expired order's stock anew, at the price agreed; false when it is gone."""
    try:
        with transaction.atomic():
            stock.hold(_lines(order), cause=_cause(order, None, now))
    except MarketError:
        return False
    _allocations_become(order, Allocation.Status.HELD)
    return True


@transaction.atomic
def fulfil(order_id: int) -> None:
    """Give the buyer what was paid for, and retire it at once where the order says so; quietly once only."""
    now = clock.now()
    order = (
        Order.objects.select_for_update(no_key=True, of=("self",))
        .select_related("owner", "beneficiary", "created_by")
        .get(pk=order_id)
    )
    if order.status != Status.PAID:
        return
    cause = _cause(order, order.created_by, now)
    sold = stock.sell(_lines(order), buyer_id=order.owner_id, cause=cause)
    _allocations_become(order, Allocation.Status.SOLD)
    reach("stock_sold")
    retirement = _retire(order, sold, now) if order.retire_at_once else None
    Order.objects.filter(pk=order_id).update(
        status=Status.FULFILLED, fulfilled_at=now, retirement=retirement
    )
    outbox.put("mail_order_fulfilled", str(order.public_id), {"order_id": order_id})


def _allocations_become(order: Order, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE market_allocation a SET status = %s FROM market_orderline l "
            "WHERE l.id = a.line_id AND l.order_id = %s",
            [status, order.pk],
        )


def _retire(order: Order, sold: Sequence[ledger.Sale], now: datetime) -> Retirement:
    """Retire all that was just sold for the intent stored with the order."""
    if order.retirement_intent is None or order.beneficiary is None:
        raise ValueError(f"order {order.number} does not say for what it retires")
    intent = RetireIntent.of(order.retirement_intent)
    retirement = _use_up(order, sold, intent=intent, now=now)
    gifts.give(intent, retirement, language=order.language, now=now)
    return retirement


def _use_up(
    order: Order, sold: Sequence[ledger.Sale], *, intent: RetireIntent, now: datetime
) -> Retirement:
    return ledger.retire(
        owner=order.owner,
        beneficiary=order.beneficiary,
        lines=stock.merged((each.batch_id, order.owner_id, each.kg) for each in sold),
        purpose=intent.purpose,
        jurisdiction=intent.jurisdiction,
        reason=intent.reason,
        claim=dict(intent.claim),
        subject=f"order:{order.public_id}",
        actor=order.created_by,
        now=now,
    )


@transaction.atomic
def refunded(order_id: int, *, now: datetime, actor: User | None = None) -> bool:
    """Take back what a full refund undoes; say whether kilograms went back.

    A paid order's stock is released; of a fulfilled one all kilograms return to the sellers, if the owner still has
    them. What was retired stays retired: the order stays fulfilled, and only the money's side knows of the refund.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    if order.status == Status.PAID:
        stock.release(_lines(order), cause=_cause(order, actor, now))
        _allocations_become(order, Allocation.Status.RELEASED)
    elif (
        order.status != Status.FULFILLED
        or order.retirement_id
        or not _give_back(order, actor=actor, now=now)
    ):
        return False
    Order.objects.filter(pk=order_id).update(status=Status.REFUNDED, ended_at=now)
    return True


def _give_back(order: Order, *, actor: User | None, now: datetime) -> bool:
    """Return a fulfilled order's kilograms to their sellers; false when the owner no longer has them all."""
    allocations = Allocation.objects.filter(line__order=order).select_related("line__listing")
    sales = [
        ledger.Sale(
            batch_id=each.batch_id,
            seller_id=each.line.listing.seller_id,
            buyer_id=order.owner_id,
            kg=each.kg - each.returned_kg,
        )
        for each in allocations
    ]
    try:
        with transaction.atomic():
            ledger.give_back(lines=sales, **_cause(order, actor, now).told("refund"))
    except MarketError:
        return False
    for each in allocations:
        Allocation.objects.filter(pk=each.pk).update(returned_kg=each.kg)
    return True


def _lines(order: Order) -> list[StockLine]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT listing_id, kg FROM market_orderline WHERE order_id = %s ORDER BY id",
            [order.pk],
        )
        return [StockLine(listing_id, kg) for listing_id, kg in cursor.fetchall()]


def _cause(order: Order, actor: User | None, now: datetime) -> Cause:
    return Cause(f"order:{order.public_id}", actor, now)
