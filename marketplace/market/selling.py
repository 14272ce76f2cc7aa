"""The seller's desk: which member may do what to a listing, and when a second one must. Wraps ``listings``.

The only writer of ``ListingStep``. An organization that wants a second person's approval has it for what costs or earns
money: putting up for sale and changing a price. Pausing, resuming, withdrawing and renewing at the same price are one
person's. Each verb locks the listing first.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import APPROVERS, PREPARERS
from accounts.models import Organization, User
from accounts.queries import role_in
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import listings, stops
from marketplace.market.listings import Offer
from marketplace.market.models import Listing, ListingStep
from marketplace.market.terms import as_money, in_fen
from marketplace.registry.models import CreditBatch

Act, Status = ListingStep.Act, ListingStep.Status
MAY_SELL = PREPARERS


@transaction.atomic
def draft(batch: CreditBatch, organization: Organization, offer: Offer, *, actor: User) -> Listing:
    """Write down an offer of a batch of the organization's own project; nothing is for sale yet.

    What was bought here is not for resale. Raises MarketError ``not_allowed`` or what ``listings.draft`` raises.
    """
    _need_role(actor, organization)
    if batch.project.owner_id != organization.pk:
        raise MarketError("not_allowed", _("Only reductions of your own projects can be listed."))
    _need_time_left(offer)
    return listings.draft(batch, organization.party, offer)


@transaction.atomic
def edit(listing: Listing, offer: Offer, *, actor: User) -> None:
    """Write a draft's offer anew.

    Raises MarketError as ``listings.edit``, ``not_allowed``, or ``invalid_state`` while a step waits: what a second
    person is asked to approve stays as it is.
    """
    _free(listing, actor)
    _need_time_left(offer)
    listings.edit(listing, offer)


@transaction.atomic
def discard(listing: Listing, *, actor: User) -> None:
    """Throw a draft away, and the step that waits for it. Raises MarketError ``not_allowed`` or ``invalid_state``."""
    _need_role(actor, _locked(listing))
    listings.discard(listing)
    _drop_waiting(listing, actor)


@transaction.atomic
def activate(listing: Listing, *, actor: User) -> bool:
    """Put a draft up for sale, or ask a second person to where the organization wants one; say whether it is done.

    Raises MarketError as ``listings.activate``, ``not_allowed``, or ``invalid_state`` while a step waits.
    """
    organization = _free(listing, actor)
    if organization.approval_required:
        if listing.status != Listing.Status.DRAFT:
            raise MarketError("invalid_state")
        _ask(listing, Act.ACTIVATE, actor)
        return False
    listings.activate(listing, actor=actor)
    return True


@transaction.atomic
def change_price(listing: Listing, *, price_fen: int, actor: User) -> bool:
    """Change a price, or ask a second person to; say whether it is done. A draft's price is the preparer's alone.

    Raises MarketError as ``listings.change_price``, ``not_allowed``, or ``invalid_state`` while a step waits.
    """
    organization = _free(listing, actor)
    if organization.approval_required and listing.status != Listing.Status.DRAFT:
        stops.check([listing.pk])
        if price_fen <= 0 or listing.status not in listings.EVER_ACTIVE:
            raise MarketError("invalid_state")
        listings.check_price(listing, price_fen)
        _ask(listing, Act.PRICE, actor, price_fen=price_fen)
        return False
    listings.change_price(listing, price_fen=price_fen, actor=actor)
    return True


@transaction.atomic
def pause(listing: Listing, *, actor: User) -> None:
    """Take a listing off sale for a while. Raises MarketError ``not_allowed`` or ``invalid_state``."""
    _need_role(actor, _locked(listing))
    listings.pause(listing, actor=actor)


@transaction.atomic
def resume(listing: Listing, *, actor: User) -> None:
    """Put a paused listing on sale again. Raises MarketError as ``listings.resume``, or ``not_allowed``."""
    _need_role(actor, _locked(listing))
    listings.resume(listing, actor=actor)


@transaction.atomic
def withdraw(listing: Listing, *, actor: User) -> None:
    """End a listing, and any step that waits for it. Raises MarketError ``not_allowed`` or ``invalid_state``."""
    _need_role(actor, _locked(listing))
    listings.withdraw(listing, actor=actor)
    _drop_waiting(listing, actor)


@transaction.atomic
def renew(listing: Listing, *, expires_at: datetime, actor: User) -> None:
    """Put the rest of an expired listing up again at its price. Raises MarketError as ``listings.renew``."""
    _need_role(actor, _locked(listing))
    listings.renew(listing, expires_at=expires_at, actor=actor)


@transaction.atomic
def take(step: ListingStep, *, actor: User) -> None:
    """Take a step that another member asked for.

    Raises MarketError ``same_person``, ``not_allowed``, ``invalid_state``, or what the step itself is refused for; it
    waits on then.
    """
    listing = step.listing
    _decide(step, Status.DONE, actor)
    if step.act == Act.ACTIVATE:
        listings.activate(listing, actor=actor)
    else:
        listings.change_price(listing, price_fen=in_fen(step.price_per_tonne), actor=actor)


@transaction.atomic
def refuse(step: ListingStep, *, actor: User) -> None:
    """Refuse a step that another member asked for. Raises MarketError as ``take``."""
    _decide(step, Status.REFUSED, actor)


@transaction.atomic
def drop(step: ListingStep, *, actor: User) -> None:
    """Take back a step one has asked for. Raises MarketError ``not_allowed`` or ``invalid_state``."""
    if step.asked_by_id != actor.pk:
        raise MarketError("not_allowed")
    _locked(step.listing)
    _end(step, Status.DROPPED, actor)


def _need_time_left(offer: Offer) -> None:
    if offer.expires_at is not None and offer.expires_at <= clock.now():
        raise MarketError("listing_expired", _("This day is over already."))


def _drop_waiting(listing: Listing, actor: User) -> None:
    waiting = ListingStep.objects.filter(listing=listing, status=Status.WAITING)
    waiting.update(status=Status.DROPPED, decided_by=actor, decided_at=clock.now())


def _decide(step: ListingStep, status: str, actor: User) -> None:
    _need_role(actor, _locked(step.listing), roles=APPROVERS)
    if step.asked_by_id == actor.pk:
        raise MarketError("same_person")
    _end(step, status, actor)


def _end(step: ListingStep, status: str, actor: User) -> None:
    waiting = ListingStep.objects.filter(pk=step.pk, status=Status.WAITING)
    if not waiting.update(status=status, decided_by=actor, decided_at=clock.now()):
        raise MarketError("invalid_state")


def _ask(listing: Listing, act: str, actor: User, *, price_fen: int | None = None) -> None:
    ListingStep.objects.create(
        listing=listing,
        act=act,
        price_per_tonne=None if price_fen is None else as_money(price_fen),
        asked_by=actor,
        asked_at=clock.now(),
    )


def _free(listing: Listing, actor: User) -> Organization:
    """Lock a listing for which no step waits and return its organization. Raises MarketError."""
    organization = _locked(listing)
    _need_role(actor, organization)
    if ListingStep.objects.filter(listing=listing, status=Status.WAITING).exists():
        raise MarketError("invalid_state", _("A step already waits for a second person."))
    return organization


def _locked(listing: Listing) -> Organization:
    """Lock a listing's row, read it anew, and return the organization that sells."""
    Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)
    listing.refresh_from_db()
    return Organization.objects.select_related("party").get(pk=listing.seller_id)


def _need_role(
    actor: User, organization: Organization, *, roles: frozenset[str] = MAY_SELL
) -> None:
    if role_in(actor, organization) not in roles:
        raise MarketError("not_allowed")
