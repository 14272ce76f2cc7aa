"""How the demo pays: by bank transfer, through a statement, a match and a second person."""

from datetime import date

from demo.cast import Cast
from marketplace import outbox
from marketplace.market.models import Order
from marketplace.payments import matching, starting
from marketplace.payments.models import BankAccountLine, Payment


def pay_by_bank(order: Order, cast: Cast, *, day: date) -> None:
    """Pay an order: remittance code, statement line, match by one, confirmation by another; then the worker's part."""
    payment = starting.start(order, Payment.Provider.BANK, actor=order.created_by)
    amount = f"{order.total.amount:.2f}"
    statement = (
        "交易日期,交易流水号,对方户名,贷方金额,附言\n"
        f"{day.isoformat()},DEMO{order.number},{order.payer.name_zh},{amount},{payment.reference}\n"
    )
    matching.import_statement(
        statement.encode(), file_name=f"demo-{order.number}.csv", actor=cast.user("finance")
    )
    line = BankAccountLine.objects.get(bank_serial=f"DEMO{order.number}")
    match = matching.match(line.pk, code=payment.reference, actor=cast.user("finance"))
    matching.confirm(match.pk, actor=cast.user("finance2"))
    outbox.drain()
