"""Retiring and cancelling: kilograms leave circulation for good, with their numbers and their papers."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import Party, User
from marketplace import canonical, clock, outbox
from marketplace.registry import disclosures, leaves, records, serials, statements
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import (
    Cancellation,
    CreditBatch,
    Retirement,
    RetirementUpstream,
    Scheme,
    SerialBlock,
)
from marketplace.registry.postings import Cause, Line, Post, carry_out
from marketplace.rows import insert

MAX_TEXT = 512
_KIND = re.compile(r"[a-z_]{1,32}")
_PERIOD = re.compile(r"[0-9A-Z:./ -]{0,40}")
_REF = re.compile(r"[\w:./-]{1,120}", re.ASCII)
_JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


@transaction.atomic
def retire(
    *,
    owner: Party,
    beneficiary: Party,
    lines: Sequence[Line],
    purpose: str,
    jurisdiction: str,
    reason: str,
    claim: Mapping[str, str],
    subject: str,
    actor: User | None = None,
    now: datetime | None = None,
) -> Retirement:
    """Use up the owner's kilograms for one claim, in the beneficiary's name. Final.

    ``claim`` is {kind, title_zh, title_en, period, ref}; a ``ref`` serves once, ever. ``reason`` and titles may
    be a person's text (at most 512 characters): the public log gets digests. ``period`` is an ISO
    date or interval. Writes movements, serial blocks, the statement and their leaves, and asks the
    outbox for "seal_log" and "render_certificate". Raises LedgerError ``claim_used``,
    ``quantity_exceeds_available``, ``precision_exceeded``, ``batch_frozen``; ValueError for a malformed claim.
    """
    _check_claim(claim, purpose=purpose, jurisdiction=jurisdiction, reason=reason)
    if Retirement.objects.filter(claim_ref=claim["ref"]).exists():
        raise LedgerError("claim_used")
    now = now or clock.now()
    kilograms = _take(lines, owner, "retire", Cause(subject, actor, "", now))
    batches = _batches(kilograms)
    blocks = serials.draw(kilograms, batches)
    retirement = Retirement(
        owner=owner,
        beneficiary=beneficiary,
        kg=sum(kilograms.values()),
        purpose=purpose,
        jurisdiction=jurisdiction,
        claim_ref=claim["ref"],
        subject=subject,
        at=now,
        actor=actor,
        is_demo=settings.DEMO or any(batch.project.is_demo for batch in batches.values()),
        salt=canonical.new_salt(),
        **_concealed(claim, reason),
    )
    _store(retirement, blocks)
    _open_upstream(retirement, batches, now)
    statement = statements.write(retirement, blocks, now=now)
    outbox.put("seal_log", f"retirement:{retirement.public_id}")
    outbox.put("render_certificate", str(statement.pk), {"statement_id": statement.pk})
    return retirement


@transaction.atomic
def cancel(
    *,
    owner: Party,
    lines: Sequence[Line],
    reason: str,
    subject: str,
    actor: User | None = None,
    now: datetime | None = None,
) -> Cancellation:
    """Take kilograms out of circulation without a claim; it never counts as an offset. Final.

    Raises what ``retire`` raises about stock.
    """
    if len(reason) > MAX_TEXT:
        raise ValueError(f"A reason has at most {MAX_TEXT} characters.")
    now = now or clock.now()
    kilograms = _take(lines, owner, "cancel", Cause(subject, actor, "", now))
    blocks = serials.draw(kilograms, _batches(kilograms))
    (digest,) = disclosures.conceal([reason])
    cancellation = Cancellation(
        owner=owner,
        kg=sum(kilograms.values()),
        reason_digest=digest,
        subject=subject,
        at=now,
        actor=actor,
        salt=canonical.new_salt(),
    )
    (cancellation.leaf,) = leaves.append([records.cancellation(cancellation, blocks)])
    insert([cancellation])
    for block in blocks:
        block.cancellation = cancellation
    insert(blocks)
    return cancellation


def _take(lines: Sequence[Line], owner: Party, kind: str, cause: Cause) -> dict[int, int]:
    """Take the kilograms out of the owner's holdings and return them by batch."""
    if any(line.account_id != owner.pk for line in lines):
        raise ValueError("Only what the owner has can be retired or cancelled.")
    kilograms: Counter[int] = Counter()
    for line in lines:
        kilograms[line.batch_id] += line.kg
    posts = [
        Post(kind, batch_id, kg, source=(owner.pk, "available"), target=None)
        for batch_id, kg in sorted(kilograms.items())
    ]
    carry_out(posts, cause)
    return dict(kilograms)


def _concealed(claim: Mapping[str, str], reason: str) -> dict[str, Any]:
    """Keep the texts aside and return what the retirement holds of them: digests."""
    texts = [reason, claim["title_zh"], claim["title_en"]]
    reason_digest, title_zh, title_en = disclosures.conceal(texts)
    shown = {
        "kind": claim["kind"],
        "period": claim["period"],
        "title_zh": {"sha256": title_zh},
        "title_en": {"sha256": title_en},
    }
    return {"reason_digest": reason_digest, "claim": shown}


def _batches(kilograms: Mapping[int, int]) -> dict[int, CreditBatch]:
    rows = CreditBatch.objects.select_related(
        "project", "methodology_version__methodology", "scheme", "issuance"
    )
    return rows.in_bulk(list(kilograms))


def _store(retirement: Retirement, blocks: list[SerialBlock]) -> None:
    (retirement.leaf,) = leaves.append([records.retirement(retirement, blocks)])
    try:  # no savepoint of its own: the refusal ends the verb, whose own takes everything back
        insert([retirement])
    except IntegrityError as clash:
        if "claim_ref" in str(clash):
            raise LedgerError("claim_used") from clash
        raise
    for block in blocks:
        block.retirement = retirement
    insert(blocks)


def _open_upstream(
    retirement: Retirement, batches: Mapping[int, CreditBatch], now: datetime
) -> None:
    """Begin the withdrawal upstream; what was withdrawn for retail beforehand is at its end already."""
    rows, withdrawn = [], []
    for _batch_id, batch in sorted(batches.items()):
        if batch.scheme.kind != Scheme.Kind.UPSTREAM:
            continue
        row = RetirementUpstream(retirement=retirement, batch=batch, salt=canonical.new_salt())
        if batch.issuance.withdrawal_proof:
            row.state = RetirementUpstream.State.WITHDRAWN
            row.decided_at = now
            row.proof_number = batch.issuance.withdrawal_proof
            withdrawn.append(row)
        rows.append(row)
    made = leaves.append([records.upstream(row) for row in withdrawn])
    for row, leaf in zip(withdrawn, made, strict=True):
        row.leaf = leaf
    insert(rows)


def _check_claim(claim: Mapping[str, Any], *, purpose: str, jurisdiction: str, reason: str) -> None:
    wanted = {"kind", "title_zh", "title_en", "period", "ref"}
    if set(claim) != wanted:
        raise ValueError(f"A claim has exactly {sorted(wanted)}, not {sorted(claim)}.")
    if purpose not in Retirement.Purpose.values:
        raise ValueError(f"Unknown purpose {purpose!r}.")
    for pattern, value in (
        (_KIND, claim["kind"]),
        (_PERIOD, claim["period"]),
        (_REF, claim["ref"]),
        (_JURISDICTION, jurisdiction),
    ):
        if not pattern.fullmatch(value):
            raise ValueError(f"{value!r} is not what a claim may say there.")
    if max(len(reason), len(claim["title_zh"]), len(claim["title_en"])) > MAX_TEXT:
        raise ValueError(f"A claim's texts have at most {MAX_TEXT} characters.")
