"""What stands in the way of a retirement that was asked for, told before anybody tries; the ledger decides again."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.errors import MarketError
from marketplace.market import retirement_requests
from marketplace.market.models import RetirementRequest
from marketplace.registry import frozen
from marketplace.registry.models import CreditBatch, Holding


@dataclass(frozen=True)
class Lacking:
    """A batch of which less is left than was asked for."""

    batch: str
    asked_kg: int
    left_kg: int


@dataclass(frozen=True)
class Obstacles:
    """Why a request can't be carried out as things stand; nothing is set where it can."""

    account_frozen: bool = False
    frozen_batches: Sequence[str] = ()
    lacking: Sequence[Lacking] = ()
    asker: str = ""

    def __bool__(self) -> bool:
        return bool(self.account_frozen or self.frozen_batches or self.lacking or self.asker)


def of(row: RetirementRequest) -> Obstacles:
    """Return what stands in the way of a request that waits; of one that is decided, nothing."""
    if row.status != RetirementRequest.Status.WAITING:
        return Obstacles()
    amounts = {int(batch_id): kg for batch_id, kg in row.amounts.items()}
    owner = row.organization.party
    held = Holding.objects.filter(account=owner, batch__in=amounts)
    left = dict(held.values_list("batch", "available_kg"))
    batches = CreditBatch.objects.filter(pk__in=amounts).order_by("code")
    return Obstacles(
        account_frozen=bool(frozen.among({owner.pk})),
        frozen_batches=[each.code for each in batches if each.status != CreditBatch.Status.ACTIVE],
        lacking=[
            Lacking(each.code, amounts[each.pk], left.get(each.pk, 0))
            for each in batches
            if amounts[each.pk] > left.get(each.pk, 0)
        ],
        asker=_asker(row),
    )


def _asker(row: RetirementRequest) -> str:
    """Return in words why whoever asked may not any more."""
    try:
        retirement_requests.check_asker(row)
    except MarketError as refusal:
        return str(refusal.message)
    return ""
