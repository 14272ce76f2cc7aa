"""Kilograms leaving circulation: retirements, cancellations, their serials and statements."""

import uuid
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from marketplace.registry.models.fields import HEX_64, leaf_field, party_field, user_field
from marketplace.registry.models.issuance import CreditBatch


class Retirement(models.Model):
    """Kilograms used up for one claim, in somebody's name. Final.

    ``claim`` is {kind, title_zh, title_en, period}; its titles and the reason stand here as digests
    only, and as erasable text in ``Disclosure``. ``claim_ref`` is unique: a claim has one retirement.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ()

    class Purpose(models.TextChoices):
        EVENT = "event", pgettext_lazy("purpose", "event")
        OFFICE_YEAR = "office_year", pgettext_lazy("purpose", "office year")
        PERSONAL = "personal", pgettext_lazy("purpose", "personal")
        GIFT = "gift", pgettext_lazy("purpose", "gift")
        OTHER = "other", pgettext_lazy("purpose", "other")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = party_field("retirements_owned")
    beneficiary = party_field("retirements")
    kg = models.BigIntegerField()
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    jurisdiction = models.CharField(max_length=10, help_text="ISO 3166-2, such as CN-GD.")
    reason_digest = models.CharField(max_length=64)
    claim = models.JSONField()
    claim_ref = models.CharField(max_length=120, unique=True)
    subject = models.CharField(max_length=80)
    at = models.DateTimeField()
    actor = user_field(null=True)
    is_demo = models.BooleanField(default=False)
    salt = models.BinaryField(max_length=16)
    leaf = leaf_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kg__gt=0), name="retirement_positive"),
            models.CheckConstraint(
                condition=Q(purpose__in=["event", "office_year", "personal", "gift", "other"]),
                name="retirement_purpose_known",
            ),
            models.CheckConstraint(
                condition=Q(reason_digest__regex=HEX_64), name="retirement_reason_digest"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Cancellation(models.Model):
    """Kilograms taken out of circulation without a claim; never counts as an offset. Final."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = party_field("cancellations")
    kg = models.BigIntegerField()
    reason_digest = models.CharField(max_length=64)
    subject = models.CharField(max_length=80)
    at = models.DateTimeField()
    actor = user_field(null=True)
    salt = models.BinaryField(max_length=16)
    leaf = leaf_field()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kg__gt=0), name="cancellation_positive"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class SerialBlock(models.Model):
    """Consecutive serial numbers that left circulation, chained to the block before.

    The chain makes gaps and overlaps impossible: ``first`` follows ``prev_last`` or opens the
    batch, a ``prev_last`` is used once, and it must be the ``last`` of a block of the same batch (a
    composite foreign key in migration 0002, as is the one to the batch's own first and last).
    """

    app_may_update: ClassVar[tuple[str, ...]] = ()

    batch = models.ForeignKey(CreditBatch, on_delete=models.PROTECT, related_name="blocks")
    batch_first = models.BigIntegerField()
    batch_last = models.BigIntegerField()
    prev_last = models.BigIntegerField(null=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    retirement = models.ForeignKey(
        Retirement, null=True, on_delete=models.PROTECT, related_name="blocks"
    )
    cancellation = models.ForeignKey(
        Cancellation, null=True, on_delete=models.PROTECT, related_name="blocks"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(prev_last=None, first=F("batch_first"))
                | Q(prev_last__isnull=False, first=F("prev_last") + 1),
                name="block_follows",
            ),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")) & Q(last__lte=F("batch_last")),
                name="block_within_batch",
            ),
            models.UniqueConstraint(
                fields=["batch", "prev_last"], nulls_distinct=False, name="block_no_overlap"
            ),
            models.UniqueConstraint(fields=["batch", "last"], name="block_end_once"),
            models.CheckConstraint(
                condition=Q(retirement=None, cancellation__isnull=False)
                | Q(retirement__isnull=False, cancellation=None),
                name="block_has_one_cause",
            ),
            models.UniqueConstraint(
                fields=["batch", "retirement"],
                condition=Q(retirement__isnull=False),
                name="block_one_per_retirement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.first}-{self.last}"


class RetirementUpstream(models.Model):
    """How far the withdrawal on the issuing platform has got, per retirement and batch.

    Forward only: not_requested → requested → withdrawn | refused. A refusal never undoes the
    retirement: it is shown, and made good by a further one.
    """

    app_may_update: ClassVar[tuple[str, ...]] = (
        "state",
        "requested_at",
        "decided_at",
        "proof_number",
        "proof_date",
        "proof_sha256",
        "covers_several",
        "made_good_by",
        "actor",
        "salt",
        "leaf",
    )

    class State(models.TextChoices):
        NOT_REQUESTED = "not_requested", pgettext_lazy("upstream", "not yet requested")
        REQUESTED = "requested", pgettext_lazy("upstream", "requested")
        WITHDRAWN = "withdrawn", pgettext_lazy("upstream", "withdrawn")
        REFUSED = "refused", pgettext_lazy("upstream", "refused")

    retirement = models.ForeignKey(Retirement, on_delete=models.PROTECT, related_name="upstream")
    batch = models.ForeignKey(CreditBatch, on_delete=models.PROTECT, related_name="upstream")
    state = models.CharField(max_length=16, choices=State.choices, default=State.NOT_REQUESTED)
    requested_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    proof_number = models.CharField(max_length=120, blank=True)
    proof_date = models.DateField(null=True, blank=True)
    proof_sha256 = models.CharField(max_length=64, blank=True)
    covers_several = models.BooleanField(
        default=False,
        db_default=False,
        help_text="The registrar said that this document proves several withdrawals.",
    )
    made_good_by = models.ForeignKey(
        Retirement, null=True, blank=True, on_delete=models.PROTECT, related_name="makes_good"
    )
    actor = user_field(null=True, blank=True)
    salt = models.BinaryField(max_length=16)
    leaf = models.OneToOneField(
        "registry.LogLeaf", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["retirement", "batch"], name="upstream_once"),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(proof_number=""),
                name="upstream_withdrawn_has_proof",
            ),
            models.CheckConstraint(
                condition=Q(made_good_by=None) | Q(state="refused"),
                name="upstream_only_refused_is_made_good",
            ),
            models.UniqueConstraint(fields=["made_good_by"], name="upstream_makes_good_once"),
            models.UniqueConstraint(
                fields=["proof_sha256"],
                condition=Q(state="withdrawn", covers_several=False) & ~Q(proof_sha256=""),
                name="upstream_proof_once",
            ),
            ExclusionConstraint(
                name="upstream_proof_has_one_number",
                expressions=[("proof_sha256", "="), ("proof_number", "<>")],
                condition=Q(state="withdrawn") & ~Q(proof_sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.retirement_id}/{self.batch_id}: {self.state}"


class Statement(models.Model):
    """What a certificate says: canonical JSON, signed, written in the retirement's transaction.

    A correction is a further revision under the same code; the earlier one stays.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ()

    retirement = models.ForeignKey(Retirement, on_delete=models.PROTECT, related_name="statements")
    revision = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=24)
    body = models.BinaryField()
    signature = models.BinaryField(max_length=64)
    at = models.DateTimeField()
    leaf = leaf_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["retirement_id", "-revision"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["retirement", "revision"], name="statement_revision"),
            models.UniqueConstraint(fields=["code", "revision"], name="statement_code"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="statement_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.code} r{self.revision}"


class Disclosure(models.Model):
    """The text behind a digest: a name, a title, a reason. Erased, the digest says nothing.

    digest = sha256(salt ‖ value).
    """

    app_may_update: ClassVar[tuple[str, ...]] = ("salt", "value", "erased_at")

    digest = models.CharField(max_length=64, primary_key=True)
    salt = models.BinaryField(max_length=16, null=True)
    value = models.TextField(null=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(digest__regex=HEX_64), name="disclosure_digest"),
            models.CheckConstraint(
                condition=Q(erased_at=None, salt__isnull=False, value__isnull=False)
                | Q(erased_at__isnull=False, salt=None, value=None),
                name="disclosure_whole_or_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class Freeze(models.Model):
    """A batch, an account or a listing frozen, confirmed by a second person, released again; append-only.

    A listing belongs to the market above and is named by its public id. ``public_digest`` leads to the words meant
    for everybody, ``reason_digest`` to those of the file. ``kg`` is what circulated under it at that moment.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ()

    class Act(models.TextChoices):
        FREEZE = "freeze", pgettext_lazy("freeze", "frozen")
        CONFIRM = "confirm", pgettext_lazy("freeze", "confirmed")
        UNFREEZE = "unfreeze", pgettext_lazy("freeze", "released")

    batch = models.ForeignKey(
        CreditBatch, null=True, on_delete=models.PROTECT, related_name="freezes"
    )
    account = models.ForeignKey(
        "accounts.Party", null=True, on_delete=models.PROTECT, related_name="freezes"
    )
    listing = models.UUIDField(null=True)
    act = models.CharField(max_length=10, choices=Act.choices)
    state_before = models.CharField(max_length=16, blank=True)
    kg = models.BigIntegerField(null=True)
    reason_digest = models.CharField(max_length=64)
    public_digest = models.CharField(max_length=64, blank=True)
    requested_by = user_field()
    approved_by = user_field(null=True, blank=True)
    at = models.DateTimeField()
    salt = models.BinaryField(max_length=16)
    leaf = leaf_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")),
                name="freeze_second_person",
            ),
            models.CheckConstraint(
                condition=Q(act="freeze") | Q(approved_by__isnull=False),
                name="freeze_lifted_by_two",
            ),
            models.CheckConstraint(
                condition=Q(batch__isnull=False, account=None, listing=None)
                | Q(batch=None, account__isnull=False, listing=None)
                | Q(batch=None, account=None, listing__isnull=False),
                name="freeze_has_one_subject",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["account", "id"],
                condition=Q(account__isnull=False),
                name="freeze_of_account",
            ),
            models.Index(
                fields=["listing", "id"],
                condition=Q(listing__isnull=False),
                name="freeze_of_listing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.batch_id or self.account_id or self.listing}"
