"""Whether an account has what somebody wants to dispose of: said kindly and early; the ledger decides again."""

from collections.abc import Mapping

from accounts.models import Party
from marketplace.errors import MarketError
from marketplace.registry.models import CreditBatch, Holding


def check(owner: Party, wanted: Mapping[int, int], *, promised: Mapping[int, int]) -> None:
    """Refuse kilograms by batch id that the owner has not, beside what is ``promised`` already.

    Raises MarketError: not_found, batch_frozen, precision_exceeded, quantity_exceeds_available.
    """
    batches = CreditBatch.objects.in_bulk(list(wanted))
    held = Holding.objects.filter(account=owner, batch__in=wanted)
    have = dict(held.values_list("batch", "available_kg"))
    for batch_id, kg in wanted.items():
        batch = batches.get(batch_id)
        if batch is None:
            raise MarketError("not_found")
        if batch.status != CreditBatch.Status.ACTIVE:
            raise MarketError("batch_frozen", batch=batch.code)
        if kg % batch.increment_kg:
            raise MarketError("precision_exceeded", increment_kg=batch.increment_kg)
        left = have.get(batch_id, 0) - promised.get(batch_id, 0)
        if kg > left:
            raise MarketError(
                "quantity_exceeds_available", available_kg=max(0, left), requested_kg=kg
            )
