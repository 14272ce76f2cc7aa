"""What a purchase is to be retired for, frozen when the order is placed.

An order keeps the intent as JSON until it is fulfilled. Whatever stands behind a claim (an event, an office's year)
is made by its own app: it registers how to make the claim of an order that covers such a thing.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from marketplace.errors import MarketError

if TYPE_CHECKING:
    from accounts.models import Organization, Party
    from marketplace.market.models import Order

PURPOSES = ("event", "office_year", "personal", "gift", "other")
JURISDICTION = "CN-GD"
LONGEST_REASON = 512
LONGEST_TITLE = 200
# What the ledger takes (registry.retiring). Asked before anybody pays, so that no paid order fails to retire.
_SHAPES = {
    "kind": re.compile(r"^[a-z_]{1,32}$"),
    "period": re.compile(r"^[0-9A-Z:./ -]{0,40}$"),
    "ref": re.compile(r"^([\w:./-]{1,120})?$", re.ASCII),
}
_JURISDICTION = re.compile(r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")


@dataclass(frozen=True)
class RetireIntent:
    """For what, for whom and with which claim kilograms are retired.

    ``claim`` is {kind, title_zh, title_en, period, ref}; ``ref`` is unique per retirement and filled in when the
    order is placed where it is empty. ``jurisdiction`` is ISO 3166-2; ``reason`` has at most 512 characters.
    ``gift_to`` is the address the recipient's letter goes to, ``gift_from`` how the giver is named in it.
    """

    purpose: str
    claim: Mapping[str, str]
    beneficiary_id: int
    reason: str = ""
    jurisdiction: str = JURISDICTION
    gift_to: str = ""
    gift_from: str = ""

    def __post_init__(self) -> None:
        if self.purpose not in PURPOSES:
            raise MarketError("invalid_request", _("Unknown purpose of the retirement."))
        if len(self.reason) > LONGEST_REASON:
            raise MarketError("invalid_request", _("The message has at most 512 characters."))
        if self.gift_to and self.purpose != "gift":
            raise MarketError("invalid_request", _("Only a gift has a recipient."))
        titles = [self.claim.get(key, "").strip() for key in ("title_zh", "title_en")]
        if not any(titles):
            raise MarketError(
                "attribution_required", _("Please say what the reductions are retired for.")
            )
        if any(len(title) > LONGEST_TITLE for title in titles):
            raise MarketError("invalid_request", _("The title has at most 200 characters."))
        shaped = set(self.claim) == {"title_zh", "title_en", *_SHAPES} and all(
            shape.match(self.claim[key]) for key, shape in _SHAPES.items()
        )
        if not shaped or not _JURISDICTION.match(self.jurisdiction):
            raise MarketError(
                "invalid_request",
                _("The period is a date or two dates, such as 2026-01-01/2026-12-31."),
            )

    def as_json(self) -> dict[str, Any]:
        """Return the intent as it is stored with an order."""
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "RetireIntent":
        """Return a stored intent."""
        return cls(**stored)

    def with_claim(self, **changes: str) -> "RetireIntent":
        """Return the intent with parts of its claim replaced."""
        return replace(self, claim={**self.claim, **changes})


def claim(
    *, kind: str, title_zh: str = "", title_en: str = "", period: str = "", ref: str = ""
) -> dict[str, str]:
    """Return a claim in the one shape the ledger knows; one language stands in for a missing other."""
    return {
        "kind": kind,
        "title_zh": (title_zh or title_en).strip(),
        "title_en": (title_en or title_zh).strip(),
        "period": period.strip(),
        "ref": ref,
    }


def new_ref(claim_for: str) -> str:
    """Return a reference to what a claim covers (``footprint:<uuid>:<twelve>``), unique: it can be covered in parts."""
    return f"{claim_for}:{uuid.uuid4().hex[:12]}"


@dataclass(frozen=True)
class Need:
    """What a thing that is to be covered still needs: kilograms neither retired nor held, and what waits in orders."""

    open_kg: int
    ordered_kg: int

    @property
    def to_buy_kg(self) -> int:
        """What waits in no order yet."""
        return max(self.open_kg - self.ordered_kg, 0)

    def beyond_kg(self, kg: int, *, ordered: bool = False) -> int:
        """How much of so many kilograms it doesn't need; ``ordered`` where they are among what waits in orders."""
        others = self.ordered_kg - kg if ordered else self.ordered_kg
        return min(kg, max(kg - max(self.open_kg - others, 0), 0))


def check_owner(intent: RetireIntent, owner: "Party") -> None:
    """Refuse to retire for a person's own footprint out of an organization's account. Raises MarketError."""
    if intent.purpose == "personal" and owner.kind != owner.Kind.PERSON:
        raise MarketError("invalid_request", _("An organization has no personal footprint."))


ClaimMaker = Callable[["Order", RetireIntent], RetireIntent]
Describer = Callable[[str], Mapping[str, str] | None]
Admitter = Callable[[str, "Organization | None"], None]
Counter = Callable[[str], Need | None]


@dataclass(frozen=True)
class Cover:
    """How an app covers its things: who makes an order's claim, what it says, who may buy, what is needed."""

    make: ClaimMaker
    describe: Describer | None
    admit: Admitter | None
    count: Counter | None


_COVERS: dict[str, Cover] = {}


def claim_maker(
    prefix: str,
    *,
    describe: Describer | None = None,
    admit: Admitter | None = None,
    count: Counter | None = None,
) -> Callable[[ClaimMaker], ClaimMaker]:
    """Register who makes the claim of orders for ``<prefix>:<id>``, such as ``event:<uuid>``.

    The function gets the order, not stored yet but with its public_id, and the buyer's intent, within the
    transaction that places the order, and returns the intent with its claim, whose ``ref`` no other retirement has.
    ``describe`` gets the id and returns {purpose, kind, title_zh, title_en, period} for the buyer's form, or None; with
    ``guideline`` where the thing follows one, so that plans keep to the credits that guideline takes.
    ``admit`` gets the id and the organization that buys (None: a person) and raises MarketError if it may not.
    ``count`` gets the id and returns what is still needed, or None while nobody has computed that.
    """

    def register(function: ClaimMaker) -> ClaimMaker:
        if prefix in _COVERS:
            raise ValueError(f"{prefix} has a claim maker already")
        _COVERS[prefix] = Cover(function, describe, admit, count)
        return function

    return register


def described(claim_for: str) -> Mapping[str, str] | None:
    """Return what an order for this will be retired for, where its app says so."""
    prefix, _colon, reference = claim_for.partition(":")
    cover = _COVERS.get(prefix)
    return cover.describe(reference) if cover and cover.describe else None


def need(claim_for: str) -> Need | None:
    """Return what is still needed of what an order is to cover, where its app counts that."""
    prefix, _colon, reference = claim_for.partition(":")
    cover = _COVERS.get(prefix)
    return cover.count(reference) if cover and cover.count else None


def guideline(claim_for: str) -> str:
    """Return the guideline that what is to be covered follows, or nothing."""
    return (described(claim_for) or {}).get("guideline", "") if claim_for else ""


def admit(claim_for: str, organization: "Organization | None") -> None:
    """Refuse who may not buy for this. Raises MarketError as its app says; asked with a quote and with its order."""
    prefix, _colon, reference = claim_for.partition(":")
    cover = _COVERS.get(prefix)
    if cover and cover.admit:
        cover.admit(reference, organization)


def settle_claim(order: "Order", intent: RetireIntent) -> RetireIntent:
    """Return the intent with a claim that is this order's own; the order is not stored yet."""
    prefix = order.quote.claim_for.partition(":")[0]
    if prefix in _COVERS:
        return _COVERS[prefix].make(order, intent)
    if intent.claim.get("ref"):
        return intent
    return intent.with_claim(ref=own_ref(order))


def own_ref(order: "Order") -> str:
    """Return the reference made from the order's own random id, which nobody can have used before."""
    return f"order:{order.public_id}"
