"""Reading the ways of a retirement's kilograms: the fold of ``provenance`` over stored movements, with public names.

A retirement's past never changes, so what was folded once is kept in the shared cache by movement ids; names are read
each time, since a person may take a name back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache

from accounts import directory
from accounts.models import Party
from accounts.parties import public_name
from marketplace.registry.models import CreditBatch, Movement, Retirement
from marketplace.registry.provenance import Move, chains

KEPT_SECONDS = 30 * 24 * 3600
MOST_MOVES = 200_000
MOST_CHAINS = 40
Ids = list[tuple[int, list[int]]]


@dataclass(frozen=True)
class WayStep:
    """One station: what happened, when, and who gave to whom as they may be named."""

    act: str
    act_label: str
    at: datetime
    from_zh: str
    from_en: str
    to_zh: str
    to_en: str
    from_unverified: bool = False
    to_unverified: bool = False


@dataclass(frozen=True)
class BatchWay:
    """Kilograms of the retirement that went the same way."""

    kg: int
    steps: Sequence[WayStep]


@dataclass(frozen=True)
class BatchWays:
    """What a retirement took of one batch, way by way.

    ``too_long``: the batch has more movements than a page folds; ``more_kg`` is what further ways brought.
    """

    batch: str
    project_zh: str
    project_en: str
    kg: int
    ways: Sequence[BatchWay]
    more_kg: int = 0
    too_long: bool = False


def of(retirement_id: int) -> tuple[BatchWays, ...]:
    """Return the ways of a retirement's kilograms, batch by batch."""
    row = Retirement.objects.get(pk=retirement_id)
    blocks = row.blocks.select_related("batch__project").order_by("batch__code")
    return tuple(_batch(row, block.batch, block.last - block.first + 1) for block in blocks)


def _batch(row: Retirement, batch: CreditBatch, kg: int) -> BatchWays:
    named = {
        "batch": batch.code,
        "project_zh": batch.project.name_zh,
        "project_en": batch.project.name_en,
        "kg": kg,
    }
    found = _ids(row, batch)
    if found is None:
        return BatchWays(**named, ways=(), too_long=True)
    shown, rest = found[:MOST_CHAINS], found[MOST_CHAINS:]
    steps = _steps({move for _kg, moves in shown for move in moves})
    ways = tuple(BatchWay(kg, tuple(steps[move] for move in moves)) for kg, moves in shown)
    return BatchWays(**named, ways=ways, more_kg=sum(kg for kg, _moves in rest))


def _ids(row: Retirement, batch: CreditBatch) -> Ids | None:
    """Return kilograms and movement ids of each way, from the cache or folded now; None where that takes too long."""
    key = f"registry:ways:{row.pk}:{batch.pk}"
    kept: Ids | None = cache.get(key)
    if kept is not None:
        return kept
    last = _retiring(row, batch)
    rows = Movement.objects.filter(batch=batch, pk__lte=last)
    if rows.count() > MOST_MOVES:
        return None
    found = [
        (chain.kg, [step.id for step in chain.steps])
        for chain in chains(map(_move, _read(rows)), until=last)
    ]
    cache.set(key, found, KEPT_SECONDS)
    return found


def _retiring(row: Retirement, batch: CreditBatch) -> int:
    """Return the movement by which a retirement took its kilograms of a batch."""
    mine = Movement.objects.filter(
        batch=batch, kind="retire", from_account=row.owner_id, at=row.at, subject=row.subject
    )
    return mine.order_by("-pk").values_list("pk", flat=True)[0]


def _read(rows: Any) -> Any:
    columns = (
        "pk", "kind", "kg", "from_account", "from_compartment", "to_account", "to_compartment",
    )  # fmt: skip
    return rows.order_by("pk").values_list(*columns).iterator(chunk_size=5_000)


def _move(columns: tuple[Any, ...]) -> Move:
    pk, kind, kg, source, source_compartment, target, target_compartment = columns
    return Move(
        pk,
        kind,
        kg,
        (source, source_compartment) if source else None,
        (target, target_compartment) if target else None,
    )


def _steps(ids: set[int]) -> dict[int, WayStep]:
    rows = Movement.objects.select_related("from_account", "to_account").filter(pk__in=ids)
    return {row.pk: _step(row) for row in rows}


def _step(row: Movement) -> WayStep:
    source = public_name(row.from_account) if row.from_account else None
    target = public_name(row.to_account) if row.to_account else None
    return WayStep(
        act=row.kind,
        act_label=str(row.get_kind_display()),
        at=row.at,
        from_zh=source.name_zh if source else "",
        from_en=source.name_en if source else "",
        to_zh=target.name_zh if target else "",
        to_en=target.name_en if target else "",
        from_unverified=_unproven(row.from_account),
        to_unverified=_unproven(row.to_account),
    )


def _unproven(party: Party | None) -> bool:
    return party is not None and directory.unproven(party)
