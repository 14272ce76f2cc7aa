"""Letters about freezes and releases: to whom the account or listing belongs, or who owns something of the batch.

A freeze is in force with its first act, so its confirmation is no news. Only the public words are told.
"""

from collections.abc import Mapping
from typing import Any

from accounts.models import Party, User
from marketplace import letters, outbox
from marketplace.market.models import Listing
from marketplace.registry import frozen
from marketplace.registry.models import Freeze, Holding


@outbox.handler("tell_freeze")
def tell_freeze(payload: Mapping[str, Any]) -> None:
    """Have everybody written to whom a freeze or release concerns."""
    act = Freeze.objects.get(pk=payload["freeze_id"])
    people = letters.people_of(_concerned(act))
    letters.ask("mail_freeze", str(act.pk), people, {"freeze_id": act.pk})


@outbox.handler("mail_freeze")
def mail_freeze(payload: Mapping[str, Any]) -> None:
    """Tell one person that a batch, account or listing was frozen or released. Raises OSError."""
    rows = Freeze.objects.filter(pk=payload["freeze_id"])
    (view,) = frozen.views(rows)
    page, owner = _page(rows.get())
    letters.write(
        f"market/mail/{view.act}",
        User.objects.get(pk=payload["user_id"]),
        page,
        {"freeze": view, "owner": owner},
    )


def _concerned(act: Freeze) -> set[int]:
    """Return the parties concerned. What is for sale or reserved is held too: sellers are among the holders."""
    if act.account_id is not None:
        return {act.account_id}
    if act.batch is not None:
        rows = Holding.objects.filter(batch=act.batch)
        idle = rows.filter(available_kg=0, listed_kg=0, held_kg=0)
        holders = rows.exclude(pk__in=idle.values("pk")).values_list("account", flat=True)
        return {act.batch.project.owner_id, *holders}
    return {Listing.objects.get(public_id=act.listing).seller_id}


def _page(act: Freeze) -> tuple[tuple[Any, ...], Party | None]:
    """Return where it is seen, and the organization whose account or listing it is."""
    if act.batch is not None:
        return ("registry:batch", act.batch.code), None
    if act.account is None:
        listing = Listing.objects.select_related("seller").get(public_id=act.listing)
        return ("market:sale", listing.seller.public_id, listing.public_id), listing.seller
    if act.account.kind == Party.Kind.PERSON:
        return ("market:holdings",), None
    return ("accounts:organization", act.account.public_id), act.account
