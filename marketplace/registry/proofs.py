"""Reading proofs: checkpoints, a leaf's place, a statement with everything that proves it."""

import base64
from collections.abc import Iterable
from typing import Any

from marketplace import canonical
from marketplace.registry import disclosures, log, outcomes, signing
from marketplace.registry.models import Checkpoint, Disclosure, LogEntry, Statement
from marketplace.registry.shapes import CheckpointView, Proof, StatementView

BUNDLE_FORMAT = "zhonghe/certificate-bundle/1"


def latest_checkpoint() -> CheckpointView | None:
    """Return the newest checkpoint, or None while the log is empty."""
    found = checkpoints(limit=1)
    return found[0] if found else None


def checkpoints(*, limit: int = 20) -> tuple[CheckpointView, ...]:
    """Return the newest checkpoints, newest first."""
    return tuple(checkpoint_view(row) for row in Checkpoint.objects.order_by("-size")[:limit])


def roots(sizes: Iterable[int]) -> dict[int, str]:
    """Return the roots (hexadecimal) that were signed at these sizes."""
    rows = Checkpoint.objects.filter(size__in=list(sizes))
    return {size: bytes(root).hex() for size, root in rows.values_list("size", "root")}


def checkpoint_view(row: Checkpoint) -> CheckpointView:
    """Return a checkpoint as others see it."""
    return CheckpointView(row.size, bytes(row.root).hex(), row.note, row.at)


def leaf_and_proof(leaf_id: int) -> Proof | None:
    """Return a leaf with its proof against the newest checkpoint; None while it waits to be sealed."""
    entry = LogEntry.objects.select_related("leaf").filter(leaf_id=leaf_id).first()
    checkpoint = latest_checkpoint()
    if entry is None or checkpoint is None or entry.position >= checkpoint.size:
        return None
    path = log.inclusion(entry.position, checkpoint.size)
    return Proof(
        body=bytes(entry.leaf.body).decode(),
        leaf_hash=bytes(entry.leaf.leaf_hash).hex(),
        position=entry.position,
        path=tuple(step.hex() for step in path),
        checkpoint=checkpoint,
    )


def statement(code: str, revision: int | None = None) -> StatementView | None:
    """Return the statement under a (normalized) code, the latest or the given revision; or None."""
    rows = Statement.objects.filter(code=code).order_by("-revision")
    return _statement_view((rows.filter(revision=revision) if revision else rows).first())


def statement_by_id(statement_id: int) -> StatementView | None:
    """Return a statement, or None."""
    return _statement_view(Statement.objects.filter(pk=statement_id).first())


def _statement_view(row: Statement | None) -> StatementView | None:
    if row is None:
        return None
    raw = bytes(row.body)
    body = canonical.loads(raw)
    latest = Statement.objects.filter(code=row.code).order_by("-revision")
    return StatementView(
        id=row.pk,
        code=row.code,
        revision=row.revision,
        latest_revision=latest.values_list("revision", flat=True)[0],
        body=body,
        body_bytes=raw,
        signature=bytes(row.signature),
        sha256=canonical.sha256(raw),
        at=row.at,
        retirement=outcomes.views([row.retirement_id])[0],
        sealed=LogEntry.objects.filter(leaf_id=row.leaf_id).exists(),
        leaf_id=row.leaf_id,
        disclosed=disclosures.texts(disclosures.digests_in(body)),
    )


def bundle(statement_id: int) -> dict[str, Any] | None:
    """Return all that proves a statement, as JSON; None while its leaf waits to be sealed.

    Keys: format, statement (the signed text), signature (base64), key (vkey), leaf (text), position, proof
    (hexadecimal hashes), checkpoint {origin, size, root, note}, disclosures {digest: {salt, text}} of what is public.
    The offline checker takes it as it is.
    """
    row = Statement.objects.filter(pk=statement_id).first()
    proof = leaf_and_proof(row.leaf_id) if row else None
    if row is None or proof is None:
        return None
    raw = bytes(row.body)
    return {
        "format": BUNDLE_FORMAT,
        "statement": raw.decode(),
        "signature": base64.b64encode(bytes(row.signature)).decode(),
        "key": signing.vkey(),
        "leaf": proof.body,
        "position": proof.position,
        "proof": list(proof.path),
        "checkpoint": {
            "origin": proof.checkpoint.note.split("\n", 1)[0],
            "size": proof.checkpoint.size,
            "root": proof.checkpoint.root_hex,
            "note": proof.checkpoint.note,
        },
        "disclosures": _disclosures(canonical.loads(raw)),
    }


def _disclosures(body: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the texts behind a statement's digests, but not who of us corrected it: nobody outside needs that."""
    public = {key: value for key, value in body.items() if key != "corrected_by"}
    digests = disclosures.digests_in(public)
    return {
        row.digest: {"salt": bytes(row.salt).hex(), "text": row.value}
        for row in Disclosure.objects.filter(digest__in=digests, erased_at=None)
    }
