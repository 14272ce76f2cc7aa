"""Where an order stands, as steps a person can follow."""

from django.utils.translation import gettext as _

from look import formats
from look.parts import Fact, Step
from marketplace.market.models import Order
from marketplace.market.queries import OrderView

Status = Order.Status
REACHED = {
    Status.DRAFT: 0,
    Status.AWAITING_APPROVAL: 1,
    Status.AWAITING_PAYMENT: 2,
    Status.PAID: 3,
    Status.FULFILLED: 5,
}


def of(order: OrderView, *, approval: bool) -> list[Step]:
    """Return the steps of an order; one that ended otherwise shows that as its last step."""
    names = [
        _("Ordered"),
        _("Approved"),
        _("Paid"),
        _("Retired") if order.retire_at_once else _("In your account"),
    ]
    if order.status not in REACHED:
        done = [names[0]] + ([names[2]] if order.paid_at else [])
        return [*(Step(name, "done") for name in done), Step(order.status_label, "now")]
    reached = REACHED[Status(order.status)]
    steps = [
        Step(name, "done" if number < reached else "now" if number == reached else "next")
        for number, name in enumerate(names)
    ]
    return steps if approval else [steps[0], *steps[2:]]


def times(order: OrderView) -> list[Fact]:
    """Return when what happened, Beijing time."""
    happened = [
        (_("Ordered"), order.created_at),
        (_("Approved"), order.approved_at),
        (_("Paid"), order.paid_at),
        (_("Handed over"), order.fulfilled_at),
        (_("Ended"), order.ended_at),
    ]
    return [Fact(label, formats.stamp(at)) for label, at in happened if at is not None]
