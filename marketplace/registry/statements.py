"""Statements: what a certificate says, as canonical JSON, signed.

A statement holds no natural person's name and no free text, only their digests (``{"sha256": …}``); the
texts are ``Disclosure`` rows, shown on the page and attached to the PDF as long as they exist.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts import directory
from accounts.models import Party, User
from accounts.parties import public_name
from marketplace import canonical, clock, outbox
from marketplace.failpoints import reach
from marketplace.registry import codes, disclosures, leaves, records, signing
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import Retirement, SerialBlock, Statement
from marketplace.rows import insert

FORMAT = "zhonghe/retirement-statement/1"
Body = dict[str, Any]


def write(retirement: Retirement, blocks: Sequence[SerialBlock], *, now: datetime) -> Statement:
    """Write a retirement's first statement under a new code, and its leaf; ``blocks`` as for ``first_body``."""
    return _store(retirement, first_body(retirement, blocks, now=now), now=now)


def first_body(retirement: Retirement, blocks: Sequence[SerialBlock], *, now: datetime) -> Body:
    """Return what a retirement's first statement says, under a new code.

    ``blocks`` come with batch, project, methodology, scheme and issuance at hand.
    """
    return {
        "format": FORMAT,
        "registry": settings.LOG_ORIGIN,
        "code": codes.new(),
        "revision": 1,
        "retirement": str(retirement.public_id),
        "retired_at": canonical.utc(retirement.at),
        "stated_at": canonical.utc(now),
        "kg": retirement.kg,
        "owner": _named(retirement.owner),
        "beneficiary": _named(retirement.beneficiary),
        "purpose": retirement.purpose,
        "jurisdiction": retirement.jurisdiction,
        "reason": {"sha256": retirement.reason_digest},
        "claim": retirement.claim,
        "lines": [_line(block) for block in blocks],
        "demo": retirement.is_demo,
    }


@transaction.atomic
def revise(
    *,
    statement: Statement,
    reason: str,
    actor: User | None,
    title_zh: str | None = None,
    title_en: str | None = None,
    beneficiary_zh: str | None = None,
    beneficiary_en: str | None = None,
    now: datetime | None = None,
) -> Statement:
    """Correct the wording of a statement: revision n+1 under the same code; the former one stays.

    Only names and titles can be corrected, never quantity, owner, claim or serials. Without ``actor`` it was the
    beneficiary, who has no account. Raises LedgerError
    ``invalid_state`` unless the statement is the latest revision.
    """
    latest = Statement.objects.filter(retirement=statement.retirement).order_by("-revision")
    if latest[0].pk != statement.pk:
        raise LedgerError("invalid_state")
    now = now or clock.now()
    body = canonical.loads(bytes(statement.body))
    body["corrects"] = {"sha256_of_statement": canonical.sha256(bytes(statement.body))}
    body["correction_reason"], *_rest = _concealed(reason)
    body["corrected_by"], *_rest = _concealed(f"user:{actor.pk}" if actor else "beneficiary")
    for key, text in (("title_zh", title_zh), ("title_en", title_en)):
        if text is not None:
            body["claim"][key], *_rest = _concealed(text)
    _rename(body["beneficiary"], beneficiary_zh, beneficiary_en)
    body["revision"] = statement.revision + 1
    body["stated_at"] = canonical.utc(now)
    revised = _store(statement.retirement, body, now=now)
    outbox.put("seal_log", f"statement:{revised.pk}")
    outbox.put("render_certificate", str(revised.pk), {"statement_id": revised.pk})
    return revised


def _store(retirement: Retirement, body: Body, *, now: datetime) -> Statement:
    raw = canonical.dumps(body)
    statement = Statement(
        retirement=retirement,
        revision=body["revision"],
        code=body["code"],
        body=raw,
        signature=signing.sign_statement(raw),
        at=now,
    )
    record = records.statement(statement, retirement_id=retirement.public_id)
    (statement.leaf,) = leaves.append([record])
    insert([statement])
    reach("statement_written")
    return statement


def _named(party: Party) -> Body:
    """Return how a statement names a party: a body in clear, a person by digest or pseudonym.

    ``uscc`` is a verified code; ``uscc_stated`` the one under which a body that nobody has verified was put in.
    """
    name = public_name(party)
    if party.kind == Party.Kind.ORGANIZATION:
        stated = "" if party.uscc else directory.code_of(party)
        return {
            "kind": "organization",
            "id": str(party.public_id),
            "name_zh": name.name_zh,
            "name_en": name.name_en,
            "uscc": party.uscc or "",
            **({"uscc_stated": stated} if stated else {}),
        }
    if name.is_pseudonym:
        return {"kind": "person", "id": str(party.public_id), "pseudonym": party.pseudonym}
    name_zh, name_en = _concealed(name.name_zh, name.name_en)
    return {
        "kind": "person",
        "id": str(party.public_id),
        "pseudonym": party.pseudonym,
        "name_zh": name_zh,
        "name_en": name_en,
    }


def _concealed(*texts: str) -> list[Body]:
    return [{"sha256": digest} for digest in disclosures.conceal(texts)]


def _rename(named: Body, name_zh: str | None, name_en: str | None) -> None:
    for key, text in (("name_zh", name_zh), ("name_en", name_en)):
        if text is None:
            continue
        if named["kind"] == "organization":
            named[key] = text
        else:
            named[key], *_rest = _concealed(text)


def _line(block: SerialBlock) -> Body:
    batch = block.batch
    version = batch.methodology_version
    return {
        "batch": batch.code,
        "project": batch.project.code,
        "project_zh": batch.project.name_zh,
        "project_en": batch.project.name_en,
        "methodology": version.methodology.code,
        "methodology_version": version.version,
        "methodology_zh": version.name_zh,
        "methodology_en": version.name_en,
        "scheme": batch.scheme.code,
        "scheme_zh": batch.scheme.name_zh,
        "scheme_en": batch.scheme.name_en,
        "credit_type": batch.scheme.credit_type,
        "period": [canonical.day(batch.monitoring_start), canonical.day(batch.monitoring_end)],
        "kg": block.last - block.first + 1,
        "serials": [block.first, block.last],
        "upstream_serial": batch.issuance.upstream_serial,
    }
