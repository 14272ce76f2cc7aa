"""Bank statements, their lines, and which line pays what."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.payments.models.payment import money


class BankStatement(models.Model):
    """One file of the bank's, imported once."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    imported_at = models.DateTimeField()
    new_lines = models.PositiveIntegerField()
    known_lines = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")

    def __str__(self) -> str:
        return self.file_name


class BankAccountLine(models.Model):
    """Money that came in: one line of a statement, known by the bank's own serial number."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    bank_serial = models.CharField(_("bank's serial number"), max_length=80, unique=True)
    booked_on = models.DateField(_("booked on"))
    amount = money(_("amount"))
    payer_name = models.CharField(_("payer"), max_length=200)
    payer_account = models.CharField(_("payer's account"), max_length=60, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("bank line")
        verbose_name_plural = _("bank lines")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="bank_line_is_income"),
        ]

    def __str__(self) -> str:
        return f"{self.bank_serial} {self.amount}"


class BankMatch(models.Model):
    """One person says which payment a line is for; another one confirms or refuses it."""

    app_may_update: ClassVar[tuple[str, ...]] = (
        "confirmed_by",
        "confirmed_at",
        "refused_by",
        "refused_at",
    )

    line = models.ForeignKey(BankAccountLine, on_delete=models.PROTECT, related_name="matches")
    payment = models.ForeignKey(
        "payments.Payment", on_delete=models.PROTECT, related_name="matches"
    )
    matched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    matched_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bank match")
        verbose_name_plural = _("bank matches")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(refused_at__isnull=True),
                name="bank_line_matched_once",
            ),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(refused_at__isnull=True),
                name="bank_payment_matched_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("matched_by")),
                name="bank_match_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(refused_at__isnull=True),
                name="bank_match_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="bank_match_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} → {self.payment_id}"
