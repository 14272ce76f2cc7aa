"""What the public API takes and gives for listings, quotes, orders and retirements.

Kilograms are whole numbers; money is a decimal string in CNY; times are ISO 8601 in UTC.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict, StrictInt, StringConstraints

Kilograms = Annotated[StrictInt, Field(gt=0, le=10**12)]
Yuan = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}(\.[0-9]{1,2})?$")]
Purpose = Literal["event", "office_year", "personal", "gift", "other"]
ClaimFor = Annotated[str, StringConstraints(pattern=r"^([a-z_]+:[0-9A-Za-z-]{1,64})?$")]


class Closed(Schema):
    """A body in which nothing is taken that is not named."""

    model_config = ConfigDict(extra="forbid")


class ReasonOut(Schema):
    """One answer of a guideline, with the sentence's document and the grade of how well it was seen."""

    question: str
    outcome: str
    rule: str
    words_zh: str
    words_en: str
    document: str
    number: str
    url: str
    clause_zh: str
    clause_en: str
    grade: str


class EligibilityOut(Schema):
    """What a guideline says: eligible, unclear or not; ``rank`` is its place in a recommended order, 0 for none."""

    guideline: str
    outcome: str
    rank: int
    rule_set: str
    reasons: list[ReasonOut]


class ListingOut(Schema):
    """One listing. ``price_per_tonne`` contains tax; the platform's fee comes on top, per order."""

    id: UUID
    project: str
    project_zh: str
    project_en: str
    scheme: str
    methodology: str
    methodology_zh: str
    methodology_en: str
    batch: str
    monitoring_start: date
    monitoring_end: date
    district: str
    kind: str
    who_zh: str
    who_en: str
    takes_part: str
    in_aid_area: bool
    available_kg: int
    minimum_kg: int
    increment_kg: int
    price_per_tonne: str
    currency: str
    sold_by_zh: str
    sold_by_en: str
    status: str
    expires_at: datetime | None
    demo: bool
    url: str
    eligibility: list[EligibilityOut] = []


class ListingsQuery(Schema):
    """What to look for: values of one facet are alternatives, facets narrow together; nonsense is ignored."""

    q: str = ""
    kind: list[str] = []
    district: list[str] = []
    year: list[str] = []
    method: list[str] = []
    band: list[str] = []
    who: list[str] = []
    aid: list[str] = []
    scheme: list[str] = []
    step: list[str] = []
    eligible_for: str = ""
    fit: list[str] = []
    sort: str = ""
    limit: int = Field(200, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=10**6)


class ListingsOut(Schema):
    """Listings for sale: ``count`` in all, and for every facet how many listings each value would give."""

    listings: list[ListingOut]
    count: int
    facets: dict[str, dict[str, int]]


class QuoteLineIn(Closed):
    """So many kilograms of one listing."""

    listing: UUID
    kg: Kilograms


class QuoteIn(Closed):
    """A wish: exactly one of ``kg``, ``amount`` (CNY, fee included) and ``lines`` (so much of each of these listings).

    ``listings`` are preferred; ``max_total`` refuses a dearer plan with ``price_changed``; ``allow_partial`` takes
    what there is when the stock does not reach. ``kind`` office is a quotation of up to ten working days; card is
    refused where no card takes the total; left out, the quote is ``card`` or ``transfer`` as its total allows. What the
    guideline of ``claim_for`` rules out is in no plan, unless ``any_credit``.
    """

    kg: Kilograms | None = None
    amount: Yuan | None = None
    lines: list[QuoteLineIn] = Field(default_factory=list, max_length=20)
    listings: list[UUID] = Field(default_factory=list, max_length=40)
    kind: Literal["", "card", "transfer", "office"] = ""
    claim_for: ClaimFor = ""
    max_total: Yuan | None = None
    allow_partial: bool = False
    any_credit: bool = False


class LineOut(Schema):
    """So many kilograms of one listing."""

    listing: UUID
    batch: str
    project_zh: str
    project_en: str
    kg: int
    price_per_tonne: str
    amount: str


class QuoteOut(Schema):
    """A plan whose stock is held until ``expires_at``; used up by one order."""

    id: UUID
    kind: str
    kg: int
    lines: list[LineOut]
    subtotal: str
    fee: str
    total: str
    currency: str
    claim_for: str
    expires_at: datetime


class ClaimIn(Closed):
    """What is retired for, and for whom: the owner, if nobody is named. ``period`` is an ISO day or interval."""

    purpose: Purpose
    title_zh: str = Field("", max_length=200)
    title_en: str = Field("", max_length=200)
    period: str = Field("", max_length=40)
    reason: str = Field("", max_length=512)
    jurisdiction: str = Field("CN-GD", max_length=10)
    beneficiary_uscc: str = Field("", max_length=40)


class OrderIn(Closed):
    """A quote to order. Without ``retire`` the organization holds what it buys.

    ``payment`` begins a way of paying at once; ``card`` is refused with ``below_minimum`` or ``total_exceeds_max``
    where no card takes the total.
    """

    quote: UUID
    retire: ClaimIn | None = None
    payment: Literal["", "card", "bank_transfer"] = ""


class OrderOut(Schema):
    """An order; ``payment.url`` is where it is paid, or ``payment`` holds what to write on the transfer."""

    id: UUID
    number: str
    status: str
    kg: int
    lines: list[LineOut]
    subtotal: str
    fee: str
    tax_contained: str
    total: str
    currency: str
    retire_at_once: bool
    hold_until: datetime
    paid_at: datetime | None
    fulfilled_at: datetime | None
    retirement: UUID | None
    certificate: str
    payment: dict[str, str]
    url: str


class HoldingLineIn(Closed):
    """Kilograms of a batch that the organization owns."""

    batch: str = Field(max_length=60)
    kg: Kilograms


class RetirementIn(Closed):
    """What to retire out of holdings, and for what. Final."""

    lines: list[HoldingLineIn] = Field(min_length=1, max_length=100)
    claim: ClaimIn


class RetirementAskedOut(Schema):
    """A retirement that a second person of the organization must approve first."""

    id: UUID
    status: str
    kg: int
    approve_at: str


class RetirementOut(Schema):
    """A retirement; its certificate can be read at once and is sealed within seconds."""

    id: UUID
    kg: int
    certificate: str
    certificate_url: str
    retired_at: datetime
