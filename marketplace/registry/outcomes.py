"""Reading what left circulation: retirements with their lines, people named as they agreed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from accounts import directory
from accounts.models import Party
from accounts.parties import public_name
from marketplace import canonical
from marketplace.registry import disclosures
from marketplace.registry.models import (
    AuditRun,
    Movement,
    Retirement,
    RetirementUpstream,
    SerialBlock,
    Statement,
)
from marketplace.registry.shapes import (
    AuditView,
    ProvenanceStep,
    RetirementLine,
    RetirementView,
)


def retirement(public_id: UUID) -> RetirementView | None:
    """Return one retirement, or None."""
    found = _views(Retirement.objects.filter(public_id=public_id))
    return found[0] if found else None


def views(ids: Sequence[int]) -> tuple[RetirementView, ...]:
    """Return retirements by their keys, oldest first."""
    return _views(Retirement.objects.filter(pk__in=ids).order_by("id"))


def retirements_for(claim_refs: Iterable[str]) -> tuple[RetirementView, ...]:
    """Return the retirements of these claims, oldest first."""
    return _views(Retirement.objects.filter(claim_ref__in=list(claim_refs)).order_by("id"))


def retirements_of(party: Party) -> tuple[RetirementView, ...]:
    """Return what a party retired or was given, newest first."""
    owned = Retirement.objects.filter(owner=party) | Retirement.objects.filter(beneficiary=party)
    return _views(owned.order_by("-id"))


def latest_retirements(limit: int = 10) -> tuple[RetirementView, ...]:
    """Return the newest retirements."""
    newest = Retirement.objects.order_by("-id").values_list("pk", flat=True)[:limit]
    return _views(Retirement.objects.filter(pk__in=list(newest)).order_by("-id"))


def retired_kg_for(claim_refs: Iterable[str]) -> int:
    """Return how many kilograms were retired for these claims."""
    rows = Retirement.objects.filter(claim_ref__in=list(claim_refs))
    return rows.aggregate(kg=Sum("kg"))["kg"] or 0


def count_retirements() -> int:
    """Return how many retirements there are."""
    return Retirement.objects.count()


def provenance(public_id: UUID) -> tuple[ProvenanceStep, ...]:
    """Return a retirement's batches from issuance on: every movement that touched its owner's holding.

    People appear by the name they agreed to or by pseudonym.
    """
    row = Retirement.objects.filter(public_id=public_id).first()
    if row is None:
        return ()
    ids = list(row.blocks.values_list("batch_id", flat=True))
    rows = Movement.objects.filter(batch__in=ids, pk__lte=_last_movement(row))
    mine = rows.filter(to_account=row.owner) | rows.filter(from_account=row.owner)
    moved = (mine | rows.filter(kind="issue")).distinct().order_by("id")
    steps = moved.select_related("batch", "from_account", "to_account")
    return tuple(_step(movement) for movement in steps)


def _step(movement: Movement) -> ProvenanceStep:
    from_zh, from_en = _names(movement.from_account)
    to_zh, to_en = _names(movement.to_account)
    return ProvenanceStep(
        act=movement.kind,
        batch=movement.batch.code,
        kg=movement.kg,
        at=movement.at,
        from_zh=from_zh,
        from_en=from_en,
        to_zh=to_zh,
        to_en=to_en,
        from_unverified=_unproven(movement.from_account),
        to_unverified=_unproven(movement.to_account),
    )


def last_audit() -> AuditView | None:
    """Return the last stored audit, or None before the first."""
    row = AuditRun.objects.first()
    if row is None:
        return None
    return AuditView(row.at, row.passed, row.findings, row.counts, row.duration_ms)


def _last_movement(row: Retirement) -> int:
    mine = Movement.objects.filter(kind="retire", from_account=row.owner, at=row.at)
    return mine.order_by("-id").values_list("pk", flat=True)[0]


def _names(party: Party | None) -> tuple[str, str]:
    """Return the Chinese and the English name of a party, each as far as there is one."""
    if party is None:
        return "", ""
    name = public_name(party)
    return name.name_zh, name.name_en


def _unproven(party: Party | None) -> bool:
    return party is not None and directory.unproven(party)


def _views(rows: QuerySet[Retirement]) -> tuple[RetirementView, ...]:
    latest = Statement.objects.filter(retirement=OuterRef("pk")).order_by("-revision")
    found = list(
        rows.select_related("owner", "beneficiary__directory_entry").annotate(
            code=Subquery(latest.values("code")[:1])
        )
    )
    said = {row.pk: {"claim": row.claim} for row in found} | corrected([row.pk for row in found])
    texts = disclosures.texts(
        digest
        for row in found
        for digest in (row.reason_digest, *disclosures.digests_in(said[row.pk]["claim"]))
    )
    lines = _lines([row.pk for row in found])
    return tuple(_view(row, said[row.pk], texts, lines=tuple(lines[row.pk])) for row in found)


def corrected(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Return what the latest revision says, of those retirements whose wording was ever corrected."""
    rows = Statement.objects.filter(retirement__in=ids, revision__gt=1).order_by("revision")
    return {pk: canonical.loads(bytes(body)) for pk, body in rows.values_list("retirement", "body")}


def _lines(ids: list[int]) -> dict[int, list[RetirementLine]]:
    above = {
        (row.retirement_id, row.batch_id): row
        for row in RetirementUpstream.objects.select_related("made_good_by").filter(
            retirement__in=ids
        )
    }
    lines: dict[int, list[RetirementLine]] = defaultdict(list)
    blocks = SerialBlock.objects.select_related("batch__project").filter(retirement__in=ids)
    for block in blocks.order_by("batch__code"):
        state = above.get((block.retirement_id, block.batch_id))
        good = state.made_good_by if state else None
        lines[block.retirement_id].append(
            RetirementLine(
                batch=block.batch.code,
                project_zh=block.batch.project.name_zh,
                project_en=block.batch.project.name_en,
                kg=block.last - block.first + 1,
                first=block.first,
                last=block.last,
                upstream_state=state.state if state else "",
                proof_number=state.proof_number if state else "",
                proof_date=state.proof_date if state else None,
                made_good_by=good.public_id if good else None,
                requested_at=state.requested_at if state else None,
                refused_at=state.decided_at
                if state and state.state == state.State.REFUSED
                else None,
                made_good_at=good.at if good else None,
            )
        )
    return lines


def _view(
    row: Retirement,
    said: dict[str, Any],
    texts: dict[str, str],
    *,
    lines: tuple[RetirementLine, ...],
) -> RetirementView:
    name, claim, named = public_name(row.beneficiary), said["claim"], said.get("beneficiary", {})
    corrected = named if named.get("kind") == Party.Kind.ORGANIZATION else {}
    return RetirementView(
        id=row.pk,
        public_id=row.public_id,
        code=row.code or "",
        at=row.at,
        kg=row.kg,
        purpose=row.purpose,
        jurisdiction=row.jurisdiction,
        reason=texts.get(row.reason_digest, ""),
        owner_id=row.owner_id,
        beneficiary_id=row.beneficiary_id,
        beneficiary_kind=row.beneficiary.kind,
        beneficiary_zh=corrected.get("name_zh", name.name_zh),
        beneficiary_en=corrected.get("name_en", name.name_en),
        beneficiary_code=directory.code_of(row.beneficiary),
        beneficiary_unverified=directory.unproven(row.beneficiary),
        claim_kind=claim["kind"],
        title_zh=texts.get(claim["title_zh"]["sha256"], ""),
        title_en=texts.get(claim["title_en"]["sha256"], ""),
        period=claim["period"],
        claim_ref=row.claim_ref,
        is_demo=row.is_demo,
        leaf_id=row.leaf_id,
        lines=lines,
    )
