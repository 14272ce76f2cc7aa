"""The rows of the registry's own data sets, each in a stable order, read in pieces. No person is in any of them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Count, F, QuerySet, Sum

from accounts import merges
from accounts.models import Party
from marketplace import canonical
from marketplace.registry import disclosures, outcomes, supply
from marketplace.registry.models import (
    Cancellation,
    Checkpoint,
    CreditBatch,
    Freeze,
    MethodologyVersion,
    Project,
    Retirement,
    RetirementUpstream,
    SerialBlock,
)
from marketplace.registry.opendata.dictionary import Row

CHUNK = 2_000
ORGANIZATION = "organization"
Item = TypeVar("Item")


def _utc(moment: datetime | None) -> str | None:
    return canonical.utc(moment) if moment else None


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _entry(position: int | None) -> int | None:
    return None if position is None else position + 1


def _pieces(rows: QuerySet[Any]) -> Iterator[Any]:
    return rows.iterator(chunk_size=CHUNK)


def _batched(items: Iterable[Item]) -> Iterator[tuple[Item, ...]]:
    """Yield items in tuples of at most a chunk (``itertools.batched`` from Python 3.12 on)."""
    rest = iter(items)
    while some := tuple(islice(rest, CHUNK)):
        yield some


def issuances() -> Iterator[Row]:
    """Every batch as it was issued, by its code."""
    rows = CreditBatch.objects.select_related(
        "project", "scheme", "issuance", "methodology_version__methodology", "leaf__entry"
    )
    for row in _pieces(rows.order_by("code")):
        entry = getattr(row.leaf, "entry", None)
        yield (
            row.code,
            row.project.code,
            row.project.name_zh,
            row.project.name_en,
            row.scheme.code,
            row.scheme.credit_type,
            row.methodology_version.methodology.code,
            row.methodology_version.version,
            _day(row.monitoring_start),
            _day(row.monitoring_end),
            _utc(row.issued_at),
            row.quantity_kg,
            row.first_serial,
            row.last_serial,
            row.increment_kg,
            row.issuance.upstream_serial,
            row.issuance.evidence_sha256,
            _entry(entry.position if entry else None),
            row.project.is_demo,
        )


def batches() -> Iterator[Row]:
    """Where every batch's kilograms are, by its code."""
    ids = list(CreditBatch.objects.order_by("code").values_list("pk", flat=True))
    for some in _batched(ids):
        views = supply.batch_views(some)
        for pk in some:
            view = views[pk]
            yield (
                view.code,
                view.status,
                view.quantity_kg,
                view.listed_kg,
                view.held_kg,
                view.available_kg,
                view.retired_kg,
                view.cancelled_kg,
                view.is_demo,
            )


def retirements() -> Iterator[Row]:
    """Every retirement, oldest first; names and titles only where an organization benefits."""
    rows = Retirement.objects.select_related("beneficiary", "leaf__entry").order_by("pk")
    for some in _batched(_pieces(rows)):
        public = [row for row in some if row.beneficiary.kind == ORGANIZATION]
        said = outcomes.corrected([row.pk for row in some])
        claims = {row.pk: said[row.pk]["claim"] if row.pk in said else row.claim for row in some}
        texts = disclosures.texts(
            d for row in public for d in disclosures.digests_in(claims[row.pk])
        )
        yield from (_retirement(row, claims[row.pk], texts) for row in some)


def _retirement(row: Retirement, claim: dict[str, Any], texts: dict[str, str]) -> Row:
    party = row.beneficiary
    public = party.kind == ORGANIZATION
    entry = getattr(row.leaf, "entry", None)
    return (
        str(row.public_id),
        _utc(row.at),
        row.kg,
        row.purpose,
        row.jurisdiction,
        party.kind,
        party.name_zh if public else None,
        party.name_en if public else None,
        party.uscc if public else None,
        claim["kind"],
        texts.get(claim["title_zh"]["sha256"]) if public else None,
        texts.get(claim["title_en"]["sha256"]) if public else None,
        claim["period"],
        _entry(entry.position if entry else None),
        row.is_demo,
    )


def serial_blocks() -> Iterator[Row]:
    """Every block of serial numbers that left circulation, by batch and number."""
    rows = SerialBlock.objects.order_by("batch__code", "first").values_list(
        "batch__code", "first", "last", "retirement__public_id", "cancellation__public_id"
    )
    for code, first, last, retirement, cancellation in _pieces(rows):
        act = "retired" if retirement else "cancelled"
        yield code, first, last, last - first + 1, act, str(retirement or cancellation)


def cancellations() -> Iterator[Row]:
    """Every cancellation, oldest first."""
    rows = Cancellation.objects.select_related("leaf__entry").order_by("pk")
    for row in _pieces(rows):
        entry = getattr(row.leaf, "entry", None)
        yield (
            str(row.public_id),
            _utc(row.at),
            row.kg,
            _entry(entry.position if entry else None),
        )


def withdrawals() -> Iterator[Row]:
    """Every withdrawal on an issuing platform and its proof, by retirement and batch."""
    rows = RetirementUpstream.objects.order_by("retirement_id", "batch_id").values_list(
        "retirement__public_id",
        "batch__code",
        "state",
        "requested_at",
        "decided_at",
        "proof_number",
        "proof_date",
        "proof_sha256",
        "made_good_by__public_id",
    )
    for retirement, batch, state, requested, decided, number, day, digest, good in _pieces(rows):
        yield (
            str(retirement),
            batch,
            state,
            _utc(requested),
            _utc(decided),
            number,
            _day(day),
            digest,
            str(good) if good else None,
        )


def beneficiaries() -> Iterator[Row]:
    """What was retired in each organization's name, by its public number; all people together at the end.

    Organizations that were merged in the directory are one.
    """
    rows = Retirement.objects.filter(beneficiary__kind=ORGANIZATION).order_by()
    rows = rows.annotate(body=merges.body("beneficiary", merges.heirs()))
    sums = {
        row["body"]: (row["count"], int(row["total"]))
        for row in rows.values("body").annotate(count=Count("pk"), total=Sum("kg"))
    }
    for party in Party.objects.filter(pk__in=sums).order_by("public_id"):
        names = party.name_zh, party.name_en, party.uscc
        yield ORGANIZATION, str(party.public_id), *names, *sums[party.pk]
    people = Retirement.objects.exclude(beneficiary__kind=ORGANIZATION).aggregate(
        count=Count("pk"), total=Sum("kg")
    )
    yield "individuals", None, None, None, None, people["count"], int(people["total"] or 0)


def freezes() -> Iterator[Row]:
    """Every freeze, confirmation and release, oldest first; not who asked, nor why."""
    rows = Freeze.objects.select_related("batch", "account", "leaf__entry").order_by("pk")
    for row in _pieces(rows):
        entry = getattr(row.leaf, "entry", None)
        at = _entry(entry.position if entry else None)
        yield *_frozen(row), row.act, _utc(row.at), at


def _frozen(row: Freeze) -> tuple[str, str]:
    """What kind of thing was frozen, and its public name."""
    if row.batch is not None:
        return "batch", row.batch.code
    if row.account is not None:
        return "account", str(row.account.public_id)
    return "listing", str(row.listing)


def checkpoints() -> Iterator[Row]:
    """Every checkpoint ever signed, smallest first."""
    for row in _pieces(Checkpoint.objects.order_by("size")):
        yield row.size, bytes(row.root).hex(), _utc(row.at), row.note


def methodologies() -> Iterator[Row]:
    """Every version of a methodology that is or was in force, by code and version."""
    rows = MethodologyVersion.objects.filter(
        status__in=[MethodologyVersion.Status.FILED, MethodologyVersion.Status.SUPERSEDED]
    )
    names = ("name_zh", "name_en", "issuer_zh", "issuer_en", "document_number", "published", "url")
    rows = rows.order_by("methodology__code", "version").values_list(
        F("methodology__code"), "version", *names, "status", "quality"
    )
    yield from _pieces(rows)


def projects() -> Iterator[Row]:
    """Every project with a batch, by its code."""
    rows = Project.objects.filter(batches__isnull=False).distinct().select_related("scheme")
    rows = rows.select_related("scheme", "methodology_version__methodology", "owner")
    for row in _pieces(rows.order_by("code")):
        public = row.owner.kind == ORGANIZATION
        yield (
            row.code,
            row.name_zh,
            row.name_en,
            row.kind,
            row.district,
            row.scheme.code,
            row.methodology_version.methodology.code,
            row.owner.name_zh if public else None,
            row.owner.name_en if public else None,
            row.participants,
            row.is_demo,
        )
