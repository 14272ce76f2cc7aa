"""Who must not buy from whom: a sale to oneself looks like trade and is none (wash trades, regen-ledger #1216).

Besides the seller itself that is everyone who can act on its listings, whichever way they come: for themselves, for
another organization of theirs, or as a guest with their own address. A member who may only look on may buy.
"""

from collections.abc import Collection

from django.db.models import Q

from accounts.access import APPROVERS, PREPARERS
from accounts.models import Membership, Organization, User
from marketplace.market.buyers import Buyer

ACTS_FOR_SELLER = PREPARERS | APPROVERS


def sold_for(user: User, seller_id: int) -> Organization | None:
    """Return the organization that sells, if this person acts for it."""
    acting = Membership.objects.filter(
        user=user, role__in=ACTS_FOR_SELLER, organization=seller_id
    ).select_related("organization__party")
    found = acting.first()
    return None if found is None else found.organization


def owned(buyer: Buyer, seller_ids: Collection[int]) -> set[int]:
    """Return those of the sellers (party ids) that the buyer is, or acts for."""
    person = Q(user=buyer.user) if buyer.user else Q(user__email=buyer.email)
    acting = Membership.objects.filter(
        person, role__in=ACTS_FOR_SELLER, organization__in=seller_ids
    )
    return {buyer.party.pk} & set(seller_ids) | set(
        acting.values_list("organization_id", flat=True)
    )
