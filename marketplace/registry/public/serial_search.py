"""Where a serial number is today. Whatever is not known exactly is unknown: nothing is guessed.

Each look-up is answered from an index: a batch by its code, blocks by (batch, last), foreign blocks by
the form in which they are compared (migration 0003), a certificate by its code.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from marketplace.registry import supply
from marketplace.registry.foreign_form import ForeignForm
from marketplace.registry.models import CreditBatch, IssuanceRequest, SerialBlock, Statement
from marketplace.registry.public import serial_texts
from marketplace.registry.shapes import BatchView

PARTS_SHOWN = 50
CANDIDATES = 500


class Kind(StrEnum):
    """What the text turned out to be."""

    NOTHING = "nothing"
    NUMBERS = "numbers"
    BATCH = "batch"
    FOREIGN = "foreign"
    FOREIGN_PART = "foreign_part"
    CERTIFICATE = "certificate"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Part:
    """Consecutive numbers of one batch in one state: circulating, retired or cancelled."""

    first: int
    last: int
    state: str
    retirement: UUID | None = None
    cancellation: UUID | None = None

    @property
    def kg(self) -> int:
        """One number a kilogram."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Finding:
    """The answer: what was asked in its plain form, what it is, and where it is today.

    ``parts`` cover the whole range asked for, in order, unless ``more``; for a foreign block they cover
    our batch of it. ``certificate`` is a code.
    """

    asked: str
    kind: Kind
    batch: BatchView | None = None
    parts: tuple[Part, ...] = ()
    more: bool = False
    certificate: str = ""
    first: int | None = None
    last: int | None = None
    states: tuple[str, ...] = field(default=())


def find(text: str) -> Finding:
    """Return where the serial number, range, block or certificate in a text is."""
    asked = serial_texts.plain(text)
    if not asked:
        return Finding("", Kind.NOTHING)
    code = serial_texts.certificate_code(text)
    if code is not None:
        known = Statement.objects.filter(code=code).exists()
        return Finding(asked, Kind.CERTIFICATE if known else Kind.UNKNOWN, certificate=code)
    meant = serial_texts.numbers(text)
    ours = _of_ours(asked, meant) if meant else None
    return ours or _whole_batch(asked) or _foreign(asked, text) or Finding(asked, Kind.UNKNOWN)


def _of_ours(asked: str, meant: serial_texts.Numbers) -> Finding | None:
    row = CreditBatch.objects.filter(
        code=meant.batch, first_serial__lte=meant.first, last_serial__gte=meant.last
    ).first()
    if row is None:
        return None
    return _parts_of(asked, Kind.NUMBERS, row, first=meant.first, last=meant.last)


def _whole_batch(asked: str) -> Finding | None:
    row = CreditBatch.objects.filter(code=asked.replace(" ", "")).first()
    return _all_of(asked, Kind.BATCH, row) if row else None


def _foreign(asked: str, text: str) -> Finding | None:
    """Find a block by its whole text, else the one block of which the text names a part."""
    form = serial_texts.compact(text)
    exact = _imported().filter(form=form).first()
    if exact is not None:
        return _all_of(asked, Kind.FOREIGN, exact.batch)
    stem = serial_texts.stem_of(text)
    if not stem:
        return None
    near = list(_imported().filter(form__startswith=stem)[: CANDIDATES + 1])
    holders = [row.batch for row in near if _holds(row, text)]
    sure = len(holders) == 1 and len(near) <= CANDIDATES
    return _all_of(asked, Kind.FOREIGN_PART, holders[0]) if sure else None


def _holds(row: IssuanceRequest, text: str) -> bool:
    """Say whether the text is of this block, whose own count must be the tonnes (or kilograms) brought in."""
    whole = serial_texts.block(row.upstream_serial)
    if whole is None or row.quantity_kg not in (whole.count, whole.count * 1000):
        return False
    return serial_texts.within(text, whole)


def _imported() -> QuerySet[IssuanceRequest]:
    """Blocks that were really brought in: what still waits for a second person is not public."""
    rows = IssuanceRequest.objects.filter(status=IssuanceRequest.Status.APPROVED)
    rows = rows.exclude(upstream_serial="").alias(form=ForeignForm("upstream_serial"))
    return rows.select_related("batch").order_by("pk")


def _all_of(asked: str, kind: Kind, row: CreditBatch) -> Finding:
    return _parts_of(asked, kind, row, first=row.first_serial, last=row.last_serial)


def _parts_of(asked: str, kind: Kind, row: CreditBatch, *, first: int, last: int) -> Finding:
    blocks = SerialBlock.objects.filter(batch=row, last__gte=first, first__lte=last)
    blocks = blocks.select_related("retirement", "cancellation").order_by("last")
    found = list(blocks[: PARTS_SHOWN + 1])
    more = len(found) > PARTS_SHOWN
    parts = [_part(block, first=first, last=last) for block in found[:PARTS_SHOWN]]
    free = max(first, row.next_serial)
    if not more and free <= last:
        parts.append(Part(free, last, "circulating"))
    return Finding(
        asked,
        kind,
        batch=supply.batch_views([row.pk])[row.pk],
        parts=tuple(parts),
        more=more,
        first=first,
        last=last,
        states=tuple(dict.fromkeys(part.state for part in parts)),
    )


def _part(block: SerialBlock, *, first: int, last: int) -> Part:
    return Part(
        max(block.first, first),
        min(block.last, last),
        "retired" if block.retirement else "cancelled",
        retirement=block.retirement.public_id if block.retirement else None,
        cancellation=block.cancellation.public_id if block.cancellation else None,
    )
