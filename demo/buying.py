"""What is passed on and given away in the demo: a transfer that waits for its receiver, a gift that was given."""

from typing import Any

from demo.cast import Cast, content
from marketplace.market import gifts, intents, retirements, transfers
from marketplace.market.models import Gift, TransferOffer
from marketplace.registry.models import Holding


def load(cast: Cast) -> None:
    """Play both, unless they are there."""
    data = content("buying")
    if not TransferOffer.objects.exists():
        _offer(data["transfer"], cast)
    if not Gift.objects.exists():
        _give(data["gift"], cast)


def _offer(row: dict[str, Any], cast: Cast) -> None:
    sender = cast.organizations[row["sender"]].party
    transfers.offer(
        sender,
        cast.organizations[row["receiver"]].party,
        _out_of(sender.pk, row["kg"]),
        actor=cast.user(row["actor"]),
        note=row["note"],
    )


def _give(row: dict[str, Any], cast: Cast) -> None:
    organization = cast.organizations[row["owner"]]
    claim = intents.claim(
        kind="gift",
        title_zh=row["title_zh"],
        title_en=row["title_en"],
        period=row["period"],
        ref="gift:demo",
    )
    intent = intents.RetireIntent(
        purpose="gift",
        claim=claim,
        beneficiary_id=gifts.recipient().pk,
        reason=row["message"],
        gift_to=row["to"],
        gift_from=row["from"],
    )
    retired = retirements.retire(
        organization.party,
        _out_of(organization.pk, row["kg"]),
        intent,
        actor=cast.user(row["actor"]),
        organization=organization,
    )
    citizen = cast.user("citizen")
    gift = Gift.objects.select_related("retirement__beneficiary").get(retirement=retired)
    gifts.keep(gift, citizen)
    gifts.consent(gift, name=row["name"], actor=citizen)


def _out_of(account_id: int, kg: int) -> dict[int, int]:
    """Return kilograms out of the account's fullest batch that is dealt in by the kilogram."""
    fullest = Holding.objects.filter(account=account_id, batch__increment_kg=1)
    return {fullest.order_by("-available_kg")[0].batch_id: kg}
