"""Where a batch came from, as strangers may read it: evidence, verification, the platform's block; roles, no names."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from marketplace.registry import custody
from marketplace.registry.models import IssuanceRequest


@dataclass(frozen=True)
class Origin:
    """The public side of a batch's issue; tonnes of the platform are inclusive."""

    evidence_sha256: str
    registry: Any
    upstream_serial: str
    first: int | None
    last: int | None
    verifier: str
    statement_number: str
    statement_date: date | None
    report_sha256: str
    reported_kg: int | None
    checked: bool
    unread: bool


def of_batch(code: str) -> Origin | None:
    """Return the origin of a batch, or None when there is no such batch."""
    row = (
        IssuanceRequest.objects.filter(batch__code=code)
        .select_related("application")
        .only(
            "evidence_sha256",
            "foreign_registry",
            "foreign_first",
            "foreign_last",
            "upstream_serial",
            "reported_kg",
            "checked_by_id",
            "application",
        )
        .first()
    )
    if row is None:
        return None
    said = getattr(row, "application", None)
    return Origin(
        evidence_sha256=row.evidence_sha256,
        registry=custody.REGISTRY_NAMES.get(row.foreign_registry, ""),
        upstream_serial=row.upstream_serial,
        first=row.foreign_first,
        last=row.foreign_last,
        verifier=said.verifier if said else "",
        statement_number=said.statement_number if said else "",
        statement_date=said.statement_date if said else None,
        report_sha256=said.report_id if said else "",
        reported_kg=row.reported_kg,
        checked=row.checked_by_id is not None,
        unread=custody.unread(row),
    )
