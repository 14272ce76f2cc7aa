"""What is offered, quoted and ordered. Verbs live in listings, quotes and orders; these are fields and constraints.

``app_may_update`` names the columns that the site's database role may change: what was agreed is never among them.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from djmoney.models.fields import MoneyField


def _money(verbose_name: Any) -> MoneyField:
    """A sum of money in CNY, two decimals (fen)."""
    return MoneyField(verbose_name, max_digits=14, decimal_places=2, default_currency="CNY")


class Listing(models.Model):
    """An offer to sell kilograms of one batch at a price per tonne. Only as a draft may it be edited or discarded.

    ``quantity_kg`` was offered; of it ``listed_kg`` can be bought, ``held_kg`` is reserved by quotes and orders,
    ``sold_kg`` is sold. What was withdrawn again is the rest.
    """

    app_may_update: ClassVar[tuple[str, ...]] = (
        "status",
        "listed_kg",
        "held_kg",
        "sold_kg",
        "price_per_tonne",
        "price_per_tonne_currency",
        "expires_at",
        "activated_at",
        "quantity_kg",
        "minimum_kg",
        "increment_kg",
    )

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("for sale")
        PAUSED = "paused", _("paused")
        SOLD_OUT = "sold_out", _("sold out")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", pgettext_lazy("listing", "withdrawn")
        FROZEN = "frozen", pgettext_lazy("listing", "frozen")
        DISCARDED = "discarded", pgettext_lazy("listing", "discarded")

    NEVER_SHOWN = (Status.DRAFT, Status.DISCARDED)
    """What strangers never saw: it was never for sale."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(
        "registry.CreditBatch", on_delete=models.PROTECT, related_name="listings"
    )
    seller = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="listings")
    sold_by_zh = models.CharField(max_length=200, blank=True)
    sold_by_en = models.CharField(max_length=200, blank=True)
    price_per_tonne = _money(_("price per tonne, tax included"))
    quantity_kg = models.BigIntegerField()
    listed_kg = models.BigIntegerField(default=0)
    held_kg = models.BigIntegerField(default=0)
    sold_kg = models.BigIntegerField(default=0)
    minimum_kg = models.BigIntegerField(default=1)
    increment_kg = models.BigIntegerField(default=1)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.DRAFT)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity_kg__gt=0), name="listing_offers_something"),
            models.CheckConstraint(
                condition=Q(listed_kg__gte=0) & Q(held_kg__gte=0) & Q(sold_kg__gte=0),
                name="listing_never_oversold",
            ),
            models.CheckConstraint(
                condition=Q(quantity_kg__gte=F("listed_kg") + F("held_kg") + F("sold_kg")),
                name="listing_within_its_quantity",
            ),
            models.CheckConstraint(condition=Q(price_per_tonne__gt=0), name="listing_has_a_price"),
            models.CheckConstraint(
                condition=Q(minimum_kg__gt=0) & Q(increment_kg__gt=0),
                name="listing_steps_are_positive",
            ),
        ]
        indexes = [models.Index(fields=["status", "price_per_tonne"])]

    def __str__(self) -> str:
        return str(self.public_id)


class Quote(models.Model):
    """A priced plan over one or more listings, single use, fixed until it expires; its stock is held."""

    app_may_update: ClassVar[tuple[str, ...]] = ("consumed_at", "released_at", "email")

    class Kind(models.TextChoices):
        CARD = "card", _("card")
        TRANSFER = "transfer", _("bank transfer")
        OFFICE = "office", pgettext_lazy("market", "quotation")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CARD)
    email = models.EmailField()
    organization = models.ForeignKey(
        "accounts.Organization",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="quotes",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="quotes",
    )
    subtotal = _money(_("subtotal"))
    fee = _money(_("platform fee"))
    total = _money(_("total"))
    claim_for = models.CharField(
        max_length=80, blank=True, help_text="What it is to cover, such as event:<uuid>."
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    consumed_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text="Guideline and rule set that its plan kept to, such as mee-2019-19@2026.1.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("subtotal") + F("fee")), name="quote_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(consumed_at__isnull=True) | Q(released_at__isnull=True),
                name="quote_ends_once",
            ),
        ]
        indexes = [
            models.Index(fields=["email"], name="quote_by_email"),
            models.Index(
                fields=["expires_at"],
                condition=Q(consumed_at__isnull=True, released_at__isnull=True),
                name="quote_open",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class QuoteLine(models.Model):
    """So many kilograms of one listing, at its price when quoted."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="lines")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="quote_lines")
    kg = models.BigIntegerField()
    price_per_tonne = _money(_("price per tonne"))
    amount = _money(_("amount"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kg__gt=0), name="quote_line_is_positive"),
            models.UniqueConstraint(fields=["quote", "listing"], name="quote_names_a_listing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.kg} kg"


class Order(models.Model):
    """What the buyer agreed to. Payer, owner and beneficiary are three fields, always."""

    app_may_update: ClassVar[tuple[str, ...]] = (
        "status",
        "email",
        "retirement_intent",
        "retirement",
        "approved_by",
        "approved_at",
        "hold_until",
        "payment_started_at",
        "paid_at",
        "fulfilled_at",
        "ended_at",
    )

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        AWAITING_APPROVAL = "awaiting_approval", _("waiting for approval")
        AWAITING_PAYMENT = "awaiting_payment", _("waiting for payment")
        PAID = "paid", _("paid")
        FULFILLED = "fulfilled", _("fulfilled")
        EXPIRED = "expired", _("expired")
        CANCELED = "canceled", _("cancelled")
        FAILED = "failed", _("failed")
        REFUNDED = "refunded", _("refunded")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)
    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="order")
    status = models.CharField(max_length=20, choices=Status.choices)
    email = models.EmailField()
    language = models.CharField(max_length=10, default="zh-hans")
    organization = models.ForeignKey(
        "accounts.Organization",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="orders",
    )
    payer = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, related_name="orders_paid"
    )
    owner = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, related_name="orders_owned"
    )
    beneficiary = models.ForeignKey(
        "accounts.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="orders_for"
    )
    retire_at_once = models.BooleanField(default=False)
    retirement_intent = models.JSONField(null=True, blank=True)
    retirement = models.OneToOneField(
        "registry.Retirement", null=True, blank=True, on_delete=models.PROTECT, related_name="order"
    )
    subtotal = _money(_("subtotal"))
    fee = _money(_("platform fee"))
    tax_contained = _money(_("tax contained"))
    total = _money(_("total"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="orders_created",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="orders_approved",
    )
    created_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    hold_until = models.DateTimeField()
    # Set when a payment began. From then on the payment ends the hold, after it has closed its own session.
    payment_started_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    fulfilled_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("subtotal") + F("fee")), name="order_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(approved_by=F("created_by")),
                name="order_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["paid", "fulfilled", "refunded"])
                | Q(paid_at__isnull=False),
                name="order_paid_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(retire_at_once=False) | Q(retirement_intent__isnull=False),
                name="order_that_retires_says_for_what",
            ),
            models.CheckConstraint(
                condition=Q(retirement__isnull=True) | Q(status="fulfilled", paid_at__isnull=False),
                name="order_retires_only_when_paid",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "hold_until"]),
            # Asked with every order that brings its own claim: without it, all orders were read each time.
            models.Index(F("retirement_intent__claim__ref"), name="order_by_claim"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One line per listing."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="order_lines")
    kg = models.BigIntegerField()
    price_per_tonne = _money(_("price per tonne"))
    amount = _money(_("amount"))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kg__gt=0), name="order_line_is_positive")]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.kg} kg"


class Allocation(models.Model):
    """The tie between an order line and a batch: held → sold | released, and what came back."""

    app_may_update: ClassVar[tuple[str, ...]] = ("status", "returned_kg")

    class Status(models.TextChoices):
        HELD = "held", _("held")
        SOLD = "sold", _("sold")
        RELEASED = "released", _("released")

    line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="allocation")
    batch = models.ForeignKey(
        "registry.CreditBatch", on_delete=models.PROTECT, related_name="allocations"
    )
    kg = models.BigIntegerField()
    returned_kg = models.BigIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.HELD)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kg__gt=0), name="allocation_is_positive"),
            models.CheckConstraint(
                condition=Q(returned_kg__gte=0) & Q(returned_kg__lte=F("kg")),
                name="allocation_returns_at_most_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.kg} kg {self.status}"


from marketplace.market.finding_models import (  # noqa: E402 - Django looks for models here
    ListingText,
    Portfolio,
    PortfolioPart,
    PortfolioVersion,
)
from marketplace.market.models_buying import (  # noqa: E402 - Django looks for models here
    Gift,
    KeptBasket,
    QuoteOrigin,
    TransferLine,
    TransferOffer,
)
from marketplace.market.request_models import RetirementRequest  # noqa: E402
from marketplace.market.step_models import ListingStep, PriceChange  # noqa: E402

__all__ = [
    "Allocation",
    "Gift",
    "KeptBasket",
    "Listing",
    "ListingStep",
    "ListingText",
    "Order",
    "OrderLine",
    "Portfolio",
    "PortfolioPart",
    "PortfolioVersion",
    "PriceChange",
    "Quote",
    "QuoteLine",
    "QuoteOrigin",
    "RetirementRequest",
    "TransferLine",
    "TransferOffer",
]
