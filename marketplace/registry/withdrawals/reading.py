"""What the registrars' pages show of withdrawals, and the rows of the file for the platform."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum

from accounts.parties import public_name
from marketplace import canonical
from marketplace.registry.models import (
    RetirementUpstream,
    Scheme,
    SerialBlock,
    WithdrawalBatch,
    WithdrawalLine,
)
from marketplace.registry.withdrawals import collecting, pool


@dataclass(frozen=True)
class PoolLine:
    """One block's kilograms that are retired and not yet requested."""

    batch: str
    upstream_serial: str
    tonnes: int
    waiting_kg: int
    retirements: int
    oldest: datetime


@dataclass(frozen=True)
class SchemePool:
    """What may be requested of one platform now."""

    scheme: Scheme
    lines: tuple[PoolLine, ...]
    tonnes: int
    waiting_kg: int


def pools() -> list[SchemePool]:
    """Return, per platform, what makes whole tonnes and what waits."""
    at = {row.pk: row.retirement.at for row in collecting.open_rows()}
    found: dict[int, list[PoolLine]] = {}
    for batch, collected in collecting.pools().items():
        shares = [*collected.taken, *collected.waiting]
        line = PoolLine(
            batch=batch.code,
            upstream_serial=batch.issuance.upstream_serial,
            tonnes=collected.tonnes,
            waiting_kg=collected.waiting_kg,
            retirements=len(shares),
            oldest=min(at[each.key] for each in shares),
        )
        found.setdefault(batch.scheme_id, []).append(line)
    schemes = Scheme.objects.in_bulk(found)
    return [_scheme(schemes[key], lines) for key, lines in sorted(found.items())]


def _scheme(scheme: Scheme, lines: list[PoolLine]) -> SchemePool:
    lines.sort(key=lambda line: line.oldest)
    tonnes = sum(line.tonnes for line in lines)
    return SchemePool(scheme, tuple(lines), tonnes, sum(line.waiting_kg for line in lines))


def applications() -> Any:
    """Return the applications, newest first, with counts of their lines by answer."""
    rows = WithdrawalBatch.objects.select_related("scheme", "requested_by").annotate(
        kg=Sum("lines__kg"),
        all=Count("lines"),
        open=Count("lines", filter=Q(lines__outcome="")),
        refused=Count("lines", filter=Q(lines__outcome="refused")),
    )
    return rows.order_by("-id")


@dataclass(frozen=True)
class LineView:
    """One line of an application, for the page and the file."""

    row: WithdrawalLine
    first_tonne: int
    last_tonne: int
    foreign_block: str
    beneficiary_zh: str
    beneficiary_en: str
    proof_number: str


def lines(application: WithdrawalBatch) -> list[LineView]:
    """Return an application's lines, each with the tonnes it went into."""
    rows = application.lines.select_related(
        "upstream__retirement__beneficiary", "batch__issuance", "proof", "answered_by"
    ).defer("proof__content")
    found = list(rows)
    blocks = {
        (block.retirement_id, block.batch_id): block
        for block in SerialBlock.objects.select_related("batch__issuance").filter(
            retirement__in=[row.upstream.retirement_id for row in found]
        )
    }
    return [_line(row, blocks[row.upstream.retirement_id, row.batch_id]) for row in found]


def _line(row: WithdrawalLine, block: SerialBlock) -> LineView:
    placed = pool.Placed(row.pk, row.kg, row.first_kg)
    name = public_name(row.upstream.retirement.beneficiary)
    return LineView(
        row=row,
        first_tonne=placed.first_tonne,
        last_tonne=placed.last_tonne,
        foreign_block=foreign_block(block),
        beneficiary_zh=name.name_zh,
        beneficiary_en=name.name_en,
        proof_number=row.upstream.proof_number,
    )


def foreign_block(block: SerialBlock) -> str:
    """Return which of the platform's own tonnes a block of ours is, where both begin at a whole tonne; else nothing."""
    first = block.batch.issuance.foreign_first
    before, end = block.first - block.batch_first, block.last - block.batch_first + 1
    if first is None or before % pool.TONNE or end % pool.TONNE:
        return ""
    return f"{first + before // pool.TONNE}-{first + end // pool.TONNE - 1}"


def applied_rows(application: WithdrawalBatch) -> list[dict[str, str]]:
    """Return the rows of the file for the platform."""
    return [
        {
            "withdrawal": application.code,
            "line": str(view.row.number),
            "upstream_serial": view.row.batch.issuance.upstream_serial,
            "foreign_block": view.foreign_block,
            "tonnes": _tonnes(view),
            "kg": str(view.row.kg),
            "retirement": str(view.row.upstream.retirement.public_id),
            "beneficiary": view.beneficiary_zh or view.beneficiary_en,
            "purpose": view.row.upstream.retirement.get_purpose_display(),
            "retired_at": canonical.utc(view.row.upstream.retirement.at),
        }
        for view in lines(application)
    ]


def _tonnes(view: LineView) -> str:
    one = view.first_tonne == view.last_tonne
    return str(view.first_tonne) if one else f"{view.first_tonne}-{view.last_tonne}"


def refusals() -> Any:
    """Return the refused withdrawals, those not yet made good first."""
    rows = RetirementUpstream.objects.filter(state=RetirementUpstream.State.REFUSED)
    rows = rows.select_related("retirement", "batch", "made_good_by", "withdrawal_line")
    return rows.order_by("made_good_by_id", "-id")


def single_requests() -> Any:
    """Return what was requested one by one, outside of an application, and has no answer yet."""
    rows = RetirementUpstream.objects.filter(
        state=RetirementUpstream.State.REQUESTED, withdrawal_line=None
    )
    return rows.select_related("retirement", "batch__issuance").order_by("requested_at")


@dataclass(frozen=True)
class Counts:
    """How much waits at each station of a withdrawal."""

    to_request: int
    requested: int
    refused: int

    @property
    def waiting(self) -> int:
        """Everything together."""
        return self.to_request + self.requested + self.refused


def counts() -> Counts:
    """Return how many retirements are to request, wait for an answer, or were refused and not yet made good."""
    states = RetirementUpstream.State
    found = RetirementUpstream.objects.aggregate(
        to_request=Count("pk", filter=Q(state=states.NOT_REQUESTED)),
        requested=Count("pk", filter=Q(state=states.REQUESTED)),
        refused=Count("pk", filter=Q(state=states.REFUSED, made_good_by=None)),
    )
    return Counts(**found)
