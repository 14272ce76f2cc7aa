"""What the public log says of each row: one function per kind, from the row to its record.

The verbs write these records and the audit makes them again from the rows, so a row that was
changed no longer fits its leaf. No natural person's name, no free text, no price, no approval
stands in a record: ``private`` commits to such values without saying them, and titles, reasons and
names are digests of what ``Disclosure`` keeps.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from marketplace import canonical
from marketplace.registry.models import (
    Cancellation,
    CreditBatch,
    Freeze,
    IssuanceRequest,
    MethodologyAct,
    Movement,
    Retirement,
    RetirementUpstream,
    SerialBlock,
    Statement,
)

Record = dict[str, Any]


def _private(salt: bytes | memoryview, values: list[Any]) -> str:
    return canonical.commitment(bytes(salt), canonical.dumps(values).decode())


def _utc(moment: datetime | None) -> str | None:
    return canonical.utc(moment) if moment else None


def _day(value: date | None) -> str | None:
    return canonical.day(value) if value else None


def _end(account: UUID | None, compartment: str) -> list[str] | None:
    return [str(account), compartment] if account else None


def movement(row: Movement, *, batch: str, source: UUID | None, target: UUID | None) -> Record:
    """Return a movement's record; accounts appear by their public id."""
    return {
        "kind": "movement",
        "batch": batch,
        "act": row.kind,
        "from": _end(source, row.from_compartment),
        "to": _end(target, row.to_compartment),
        "kg": row.kg,
        "at": canonical.utc(row.at),
        "private": _private(row.salt, [row.actor_id, row.reason, row.subject]),
    }


def issuance(batch: CreditBatch) -> Record:
    """Return the record of a batch as it was issued."""
    request = batch.issuance
    return _verification(request) | {
        "kind": "issuance",
        "batch": batch.code,
        "project": batch.project.code,
        "methodology": batch.methodology_version.methodology.code,
        "methodology_version": batch.methodology_version.version,
        "scheme": batch.scheme.code,
        "period": [_day(batch.monitoring_start), _day(batch.monitoring_end)],
        "kg": batch.quantity_kg,
        "serials": [batch.first_serial, batch.last_serial],
        "increment_kg": batch.increment_kg,
        "upstream_serial": request.upstream_serial,
        "evidence": request.evidence_sha256,
        "at": canonical.utc(batch.issued_at),
        "private": _private(
            batch.salt,
            [
                str(request.public_id),
                request.custody_account,
                request.trade_reference,
                request.withdrawal_proof,
                request.evidence_name,
                request.decision_note,
                request.requested_by_id,
                _utc(request.requested_at),
                request.approved_by_id,
                _utc(request.decided_at),
                request.quantity_kg,
                *_beside(request),
            ],
        ),
    }


def _verification(request: IssuanceRequest) -> Record:
    """Return what the record of an application says of its verification: digests and days, no names."""
    application = getattr(request, "application", None)
    if application is None:
        return {}
    return {
        "verification": {
            "report": application.report_id,
            "statement_date": _day(application.statement_date),
            "reported_kg": request.reported_kg,
        }
    }


def _beside(request: IssuanceRequest) -> list[Any]:
    """Return what only some requests have: the block that was read, the file, the check, the application's words."""
    said: list[Any] = [
        request.foreign_registry,
        request.foreign_prefix,
        request.foreign_first,
        request.foreign_last,
        request.reported_kg,
        request.overlap_reason,
        request.evidence_file_id,
        request.checked_by_id,
        _utc(request.checked_at),
    ]
    application = getattr(request, "application", None)
    if application is not None:
        said += [application.verifier, application.statement_number, application.replaces_id]
    if request.withdrawal_shared:
        said.append("withdrawal covers several blocks")
    if request.serial_again:
        said.append(request.serial_again)
    return said if any(said) else []  # none of it was asked of the first requests


def _blocks(blocks: Iterable[SerialBlock]) -> list[list[Any]]:
    return [[block.batch.code, block.first, block.last] for block in blocks]


def retirement(row: Retirement, blocks: Iterable[SerialBlock]) -> Record:
    """Return a retirement's record, with the serial numbers it used up."""
    return {
        "kind": "retirement",
        "id": str(row.public_id),
        "owner": str(row.owner.public_id),
        "beneficiary": str(row.beneficiary.public_id),
        "kg": row.kg,
        "purpose": row.purpose,
        "jurisdiction": row.jurisdiction,
        "reason": row.reason_digest,
        "claim": row.claim,
        "blocks": _blocks(blocks),
        "demo": row.is_demo,
        "at": canonical.utc(row.at),
        "private": _private(row.salt, [row.actor_id, row.subject, row.claim_ref]),
    }


def cancellation(row: Cancellation, blocks: Iterable[SerialBlock]) -> Record:
    """Return a cancellation's record."""
    return {
        "kind": "cancellation",
        "id": str(row.public_id),
        "owner": str(row.owner.public_id),
        "kg": row.kg,
        "reason": row.reason_digest,
        "blocks": _blocks(blocks),
        "at": canonical.utc(row.at),
        "private": _private(row.salt, [row.actor_id, row.subject]),
    }


def statement(row: Statement, *, retirement_id: UUID) -> Record:
    """Return a statement's record: its hash, not its text, and not the code that opens it."""
    return {
        "kind": "statement",
        "retirement": str(retirement_id),
        "revision": row.revision,
        "statement": canonical.sha256(bytes(row.body)),
    }


def upstream(row: RetirementUpstream) -> Record:
    """Return how far the withdrawal on the issuing platform has got."""
    return {
        "kind": "upstream",
        "retirement": str(row.retirement.public_id),
        "batch": row.batch.code,
        "state": row.state,
        "requested_at": _utc(row.requested_at),
        "decided_at": _utc(row.decided_at),
        "proof_number": row.proof_number,
        "proof_date": _day(row.proof_date),
        "proof_sha256": row.proof_sha256,
        "made_good_by": str(row.made_good_by.public_id) if row.made_good_by else None,
        "private": _private(row.salt, [row.actor_id]),
        **({"covers_several": "yes"} if row.covers_several else {}),
    }


def freeze(row: Freeze) -> Record:
    """Return the record of a freeze, its confirmation or its end.

    What an older row does not have is left out, so that its record keeps its bytes.
    """
    return {
        "kind": "freeze",
        **_frozen(row),
        "act": row.act,
        "reason": row.reason_digest,
        "at": canonical.utc(row.at),
        "private": _private(row.salt, [row.requested_by_id, row.approved_by_id]),
    }


def methodology(row: MethodologyAct) -> Record:
    """Return what was decided about a version of a methodology, with the facts of the version as filed."""
    version = row.version
    return {
        "kind": "methodology",
        "act": row.act,
        "methodology": version.methodology.code,
        "version": version.version,
        "document_number": version.document_number,
        "published": version.published,
        "document": row.document_sha256,
        "successor": row.successor.version if row.successor else None,
        "at": canonical.utc(row.at),
        "private": _private(
            row.salt,
            [
                row.actor_id,
                version.name_zh,
                version.name_en,
                version.issuer_zh,
                version.issuer_en,
                version.scope_zh,
                version.scope_en,
                version.kinds,
                version.url,
                version.quality,
            ],
        ),
    }


def _frozen(row: Freeze) -> Record:
    """Say what was frozen, by its public name, and what is known of it."""
    said: Record = {}
    if row.batch is not None:
        said["batch"] = row.batch.code
    elif row.account is not None:
        said["account"] = str(row.account.public_id)
    else:
        said["listing"] = str(row.listing)
    known = {"before": row.state_before, "kg": row.kg, "public": row.public_digest}
    return said | {name: value for name, value in known.items() if value not in (None, "")}
