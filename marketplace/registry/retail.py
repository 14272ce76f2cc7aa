"""Blocks that were withdrawn upstream before they came in, to be dealt in by the kilogram: whose number stands where.

One withdrawal may cover several blocks; a registrar says so, and the second one sees which.
"""

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.registry import custody
from marketplace.registry.errors import LedgerError
from marketplace.registry.foreign_form import ForeignForm
from marketplace.registry.models import IssuanceRequest, RetirementUpstream
from marketplace.registry.public.serial_texts import compact

NUMBER_ONCE = "withdrawal_number_once"


def lock(scheme_id: int, number: str) -> None:
    """Let those who use a number of a scheme's platform come one after the other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_withdrawal_number_lock(%s, %s)", [scheme_id, number])


def bearing(number: str, scheme_id: int) -> QuerySet[IssuanceRequest]:
    """Return the standing requests whose block was withdrawn under a number, however it is written, oldest first."""
    rows = IssuanceRequest.objects.filter(project__scheme=scheme_id).exclude(withdrawal_proof="")
    rows = rows.alias(form=ForeignForm("withdrawal_proof")).filter(form=compact(number))
    standing = rows.exclude(status=IssuanceRequest.Status.REFUSED)
    return standing.select_related("project", "batch").order_by("pk")


def others_of(request: IssuanceRequest) -> list[IssuanceRequest]:
    """Return the other standing requests under the same withdrawal; none where there was no withdrawal."""
    if not request.withdrawal_proof:
        return []
    return list(
        bearing(request.withdrawal_proof, request.project.scheme_id).exclude(pk=request.pk)[
            : custody.MOST_NAMED
        ]
    )


def claim(request: IssuanceRequest, *, shared: bool) -> None:
    """Note in a request whether its withdrawal covers other blocks; only then may it stand behind several."""
    scheme = request.project.scheme_id
    lock(scheme, request.withdrawal_proof)
    request.withdrawal_shared = shared and bearing(request.withdrawal_proof, scheme).exists()


def refusal(request: IssuanceRequest) -> LedgerError:
    """Return why a request's withdrawal can't stand behind its block, with where it stands already."""
    number = request.withdrawal_proof
    if others := others_of(request):
        text = _(
            "The withdrawal %(number)s stands behind other blocks already: %(others)s. If it really covers this one, "
            "too, say so."
        )
        return LedgerError("proof_used", text, number=number, others=custody.named(others))
    text = _(
        "The withdrawal %(number)s was made for retirements here: %(others)s. It can't stand behind a block."
    )
    rows = RetirementUpstream.objects.filter(batch__scheme=request.project.scheme_id)
    rows = rows.exclude(proof_sha256="").alias(form=ForeignForm("proof_number"))
    rows = rows.filter(form=compact(number))
    codes = rows.order_by("pk").values_list("batch__code", flat=True)[: custody.MOST_NAMED]
    return LedgerError("proof_used", text, number=number, others="; ".join(dict.fromkeys(codes)))
