"""The clock's part in the market: ends what has run out. Everything here may run twice or late."""

from celery import shared_task

from marketplace.market import listings, orders, origins, quotes, transfers
from marketplace.market.finding import search


@shared_task(name="market.sweep", ignore_result=True)
def sweep() -> dict[str, int]:
    """End what has run out: quotes, unpaid orders without a payment, listings, transfers, marks; return how many."""
    return {
        "quotes": quotes.release_due(),
        "orders": orders.expire_due(),
        "listings": listings.expire_due(),
        "transfers": transfers.lapse_due(),
        "origins": origins.forget(),
    }


@shared_task(name="market.refresh_texts", ignore_result=True)
def refresh_texts() -> int:
    """Make the search texts of listings anew whose project or methodology changed; return how many."""
    return search.refresh()
