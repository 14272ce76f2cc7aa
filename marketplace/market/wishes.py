"""What a visitor is after, read from the address: how much, for what, as whom. Carried from page to page.

``purpose`` and ``title`` are what the page that led here knows of the purpose; the buyer's form begins with them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from accounts.access import organization_for
from accounts.models import Organization, User
from accounts.queries import OrganizationOf
from marketplace.errors import MarketError
from marketplace.market import access, eligibility, intents, origins
from marketplace.market.amounts import Amount
from marketplace.market.buyers import Buyer, of_user
from marketplace.market.forms import ReserveForm, WishForm

_CLAIM = re.compile(r"^[a-z_]+:[0-9A-Za-z-]{1,64}$")
_FOOTPRINT = re.compile(r"^[0-9A-Za-z-]{1,64}$")


@dataclass(frozen=True)
class Wish:
    """How much (perhaps nothing yet), what it is to cover, and who asks."""

    form: WishForm
    amount: Amount | None
    claim_for: str
    purpose: Mapping[str, str]
    user: User | None
    organizations: Sequence[OrganizationOf]
    """For which of them this visitor may buy it; all where none may, so that the refusal says why."""
    buyer: Buyer
    alone: bool = True
    """Whether the visitor may buy it for nobody but herself."""
    insists: bool = False
    """Whether plans may hold what the guideline rules out: the buyer said so."""
    chosen: str = ""
    """The guideline that was chosen in the catalogue."""

    @property
    def guideline(self) -> str:
        """The guideline of what is to be covered; else the one that was chosen, or nothing."""
        return (self.covers or {}).get("guideline", "") or self.chosen

    @cached_property
    def covers(self) -> Mapping[str, str] | None:
        """What is to be covered, in the words of the app that knows it; nothing for whom it does not admit."""
        buyers = self._buyers()
        if not self.claim_for or not any(_admits(self.claim_for, each) for each in buyers):
            return None
        return intents.described(self.claim_for)

    @cached_property
    def need(self) -> intents.Need | None:
        """What is still needed of what is to be covered, for whom it is admitted."""
        return intents.need(self.claim_for) if self.covers else None

    @property
    def beyond_kg(self) -> int:
        """How much of the mass asked for is more than what is to be covered needs."""
        asked = self.amount.kg if self.amount else None
        return self.need.beyond_kg(asked) if self.need and asked else 0

    def _buyers(self) -> Iterator[Organization | None]:
        """Yield whom this visitor may buy for: nobody but herself (None) first."""
        yield None
        for each in self.organizations:
            yield _organization(self.user, str(each.public_id)) if self.user else None

    @property
    def waits_for_second(self) -> bool:
        """Whether whoever buys first of all has to wait for a second person: the stock is then held for longer."""
        return bool(self.organizations) and self.organizations[0].approval_required

    @property
    def hidden(self) -> dict[str, str]:
        """What a form carries on beside the mass: what for, and by which guideline."""
        claim = {"claim": self.claim_for} if self.claim_for else {}
        chosen = {"guideline": self.chosen} if self.chosen else {}
        return {**claim, **self.purpose, **chosen, **({"any": "1"} if self.insists else {})}

    @property
    def query(self) -> str:
        """The part of an address that carries mass and purpose on, with its question mark, or nothing."""
        kg = {"kg": self.amount.kg} if self.amount and self.amount.kg else {}
        known = {**kg, **self.hidden}
        return f"?{urlencode(known)}" if known else ""

    @property
    def carried(self) -> str:
        """What an address carries on beside a mass: the purpose, with its ampersand, or nothing."""
        return f"&{urlencode(self.hidden)}" if self.hidden else ""

    @property
    def anything(self) -> str:
        """The address's query of this wish, whatever the guideline says."""
        return replace(self, insists=True).query

    @property
    def by_the_rules(self) -> str:
        """The address's query of this wish, kept to the guideline."""
        return replace(self, insists=False).query

    def for_kg(self, kg: int) -> "Wish":
        """Return the same wish for another mass."""
        form = WishForm({"quantity": str(kg), "unit": "kg"})
        form.is_valid()
        return replace(self, form=form, amount=Amount(kg=kg))

    def reserve_form(self, data: Mapping[str, Any] | None = None) -> ReserveForm:
        """Return the form that reserves a plan, for this visitor."""
        return ReserveForm(
            data,
            signed_in=self.user is not None,
            organizations=self.organizations,
            alone=self.alone,
            initial={"claim_for": self.claim_for},
        )

    def buyer_of(self, form: ReserveForm) -> Buyer:
        """Return who buys according to a valid form."""
        if self.user is None:
            return Buyer(email=form.cleaned_data["email"])
        chosen = form.cleaned_data.get("organization")
        return of_user(self.user, _organization(self.user, chosen) if chosen else None)


def of(request: HttpRequest) -> Wish:
    """Read the wish of a request. ``?kg=``, or ``?quantity=&unit=``; ``?claim=kind:id`` or ``?footprint=id``."""
    user = request.user if request.user.is_authenticated else None
    claim_for = _claim_for(request)
    organizations, alone = _may_buy(user, claim_for) if user else ([], True)
    form = _form(request)
    known = form.is_bound and form.is_valid()
    return Wish(
        form=form,
        amount=form.amount if known else None,
        claim_for=claim_for,
        purpose=purpose_of(request),
        user=user,
        organizations=organizations,
        buyer=replace(_likely_buyer(user, organizations), origin=origins.marks(request)),
        alone=alone,
        insists=request.GET.get("any") == "1",
        chosen=_chosen(request),
    )


def _chosen(request: HttpRequest) -> str:
    """Return the guideline an address names, as the catalogue's do; one that nobody knows is nothing."""
    asked = request.GET.get("guideline", "") or request.GET.get("eligible_for", "")
    return asked if asked in eligibility.current().guidelines else ""


def _may_buy(user: User, claim_for: str) -> tuple[list[OrganizationOf], bool]:
    """Return for whom a user may buy what is to be covered, and whether for herself: an event is its organization's."""
    organizations = access.buying_organizations(user)
    if not claim_for:
        return organizations, True
    own = [
        each
        for each in organizations
        if _admits(claim_for, _organization(user, str(each.public_id)))
    ]
    alone = _admits(claim_for, None)
    return (own, alone) if own or alone else (organizations, True)


def _admits(claim_for: str, organization: Organization | None) -> bool:
    try:
        intents.admit(claim_for, organization)
    except MarketError:
        return False
    return True


def _form(request: HttpRequest) -> WishForm:
    if kg := request.GET.get("kg"):
        return WishForm({"quantity": kg, "unit": "kg"})
    if "quantity" in request.GET:
        return WishForm(request.GET)
    return WishForm(initial={"unit": "kg"})


def _claim_for(request: HttpRequest) -> str:
    """Return ``kind:id`` of what is to be covered; anything malformed is nothing."""
    claim = request.GET.get("claim", "") or request.POST.get("claim_for", "")
    if _CLAIM.match(claim):
        return claim
    footprint = request.GET.get("footprint", "")
    return f"footprint:{footprint}" if _FOOTPRINT.match(footprint) else ""


def purpose_of(request: HttpRequest) -> dict[str, str]:
    """Return ``purpose`` and ``title`` of an address, as far as it says them and they can be used."""
    asked = {name: request.GET.get(name, "").strip() for name in ("purpose", "title")}
    if asked["purpose"] not in intents.PURPOSES:
        asked["purpose"] = ""
    if len(asked["title"]) > intents.LONGEST_TITLE or not asked["title"].isprintable():
        asked["title"] = ""
    return {name: value for name, value in asked.items() if value}


def _likely_buyer(user: User | None, organizations: Sequence[OrganizationOf]) -> Buyer:
    """Return who will probably buy, so that plans respect what that buyer may hold."""
    if user is None:
        return Buyer(email="")
    verified = [each for each in organizations if each.verified]
    return of_user(user, _organization(user, str(verified[0].public_id)) if verified else None)


def _organization(user: User, public_id: str) -> Organization | None:
    """Return an organization the user may buy for. Raises Http404 for any other."""
    return organization_for(user, public_id, roles=access.MAY_BUY)[0]
