"""What finance is told of a statement file: the columns needed, and a sample to look at."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.clock import SHENZHEN
from marketplace.payments import statements
from marketplace.payments.models import Payment

_H = statements.HEADINGS
COLUMNS = (
    (_("Bank's reference"), _H["serial"]),
    (_("Booked on"), _H["date"]),
    (_("Money that came in"), _H["income"]),
    (_("or: amount"), _H["amount"]),
    (_("with: in or out"), _H["direction"]),
    (_("Payer"), _H["payer"]),
    (_("Payer's account (if there is one)"), _H["account"]),
    (_("Remark, with the code"), _H["remark"]),
)
UNREADABLE = {
    "size": _("The file is larger than 5 MB."),
    "encoding": _("The file is neither UTF-8 nor GB 18030 text."),
    "headings": _(
        "No heading row with the bank's reference, date, amount and payer was found. The columns needed and a "
        "sample file are beside the import form."
    ),
}
_ACCOUNT = "6222000011112222"


def sample() -> bytes:
    """Return a statement file. In the demo it plays the bank: every transfer that is awaited has come in."""
    today = clock.now().astimezone(SHENZHEN).date().isoformat()
    awaited = Payment.objects.filter(
        provider=Payment.Provider.BANK, status=Payment.Status.PENDING
    ).select_related("order__payer")
    lines = [
        (
            today,
            f"DEMO-{payment.reference}",
            payment.order.payer.name_zh or payment.order.payer.pseudonym,
            _ACCOUNT,
            f"{payment.amount.amount:.2f}",
            payment.reference,
        )
        for payment in (awaited.order_by("pk")[:100] if settings.DEMO else ())
    ]
    return statements.sample(lines or [(today, "SAMPLE-1", "示例单位", _ACCOUNT, "123.45", "ZH…")])
