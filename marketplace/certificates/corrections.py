"""Correcting a certificate's wording, and adding a name later; the only writer of ``Correction``.

Quantity, serial numbers, dates and parties are frozen (a trigger of the registry refuses a revision that
changes them). The owner or the beneficiary asks, a registrar decides: two people. Consent to a name of one's own
needs nobody else.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.access import PREPARERS
from accounts.models import Membership, Party, User
from accounts.parties import parties_of
from marketplace import canonical, clock, visible
from marketplace.certificates import contents
from marketplace.certificates.models import Correction
from marketplace.registry import queries as registry
from marketplace.registry import statements
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import Statement
from marketplace.registry.queries import StatementView

LARGEST_EVIDENCE = 5 * 1024 * 1024
# What the evidence may be, by its first bytes: the name of a file says nothing.
EVIDENCE_TYPES = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


@dataclass(frozen=True)
class Wording:
    """The words that may be corrected; an empty one stays as it is."""

    title_zh: str = ""
    title_en: str = ""
    beneficiary_zh: str = ""
    beneficiary_en: str = ""


@dataclass(frozen=True)
class Evidence:
    """A file that shows how it should be written."""

    content: bytes
    name: str = ""


def may_ask(user: Any, statement: StatementView) -> bool:
    """Say whether somebody may ask for a correction: owner or beneficiary, or who acts for one of them."""
    if not user.is_authenticated:
        return False
    wanted = {statement.retirement.owner_id, statement.retirement.beneficiary_id}
    if wanted & {party.pk for party in parties_of(user)}:
        return True
    mine = Membership.objects.filter(user=user, role__in=PREPARERS)
    return mine.filter(organization__in=wanted).exists()


def wording(statement: StatementView) -> Wording:
    """Return the words as the statement has them now."""
    body, texts = statement.body, statement.disclosed
    name = contents.name(body["beneficiary"], texts)
    known = "" if name.zh == name.pseudonym else name.zh
    return Wording(
        title_zh=contents.said(body["claim"]["title_zh"], texts),
        title_en=contents.said(body["claim"]["title_en"], texts),
        beneficiary_zh=known,
        beneficiary_en=name.en,
    )


def media_type(content: bytes) -> str:
    """Return what kind of file this is by its first bytes, or nothing for a kind that isn't taken."""
    return next((kind for head, kind in EVIDENCE_TYPES.items() if content.startswith(head)), "")


def changes(statement: StatementView, asked: Wording) -> Wording:
    """Return the asked words that differ from the statement's; the others are empty."""
    now = asdict(wording(statement))
    return Wording(**{key: text if text != now[key] else "" for key, text in asdict(asked).items()})


@transaction.atomic
def request(
    *,
    statement: StatementView,
    asked: Wording,
    reason: str,
    evidence: Evidence,
    actor: User,
    now: datetime | None = None,
) -> Correction:
    """Ask for a correction of the latest revision; only words that differ are asked for.

    Raises LedgerError ``not_allowed`` for a stranger, ``invalid_state`` for an older revision, where nothing
    differs or where a request is open already, ``evidence_required`` without a file of a known kind.
    """
    if not may_ask(actor, statement):
        raise LedgerError("not_allowed")
    if not media_type(evidence.content) or len(evidence.content) > LARGEST_EVIDENCE:
        raise LedgerError("evidence_required")
    wanted = changes(statement, asked)
    visible.check([text for text in asdict(wanted).values() if text])
    if statement.revision != statement.latest_revision or wanted == Wording():
        raise LedgerError("invalid_state")
    try:
        with transaction.atomic():
            return Correction.objects.create(
                statement_id=statement.id,
                **asdict(wanted),
                reason=reason,
                evidence=evidence.content,
                evidence_name=evidence.name,
                evidence_sha256=canonical.sha256(evidence.content),
                requested_by=actor,
                requested_at=now or clock.now(),
            )
    except IntegrityError as open_already:
        raise LedgerError("invalid_state") from open_already


@transaction.atomic
def make(*, correction: Correction, actor: User, now: datetime | None = None) -> Statement:
    """Correct the statement as asked: a further revision under the same code, both hashes in the log.

    Raises LedgerError ``same_person`` for whoever asked, ``invalid_state`` when it is decided or superseded.
    """
    row = _locked(correction, actor)
    if row.erased_at:
        raise LedgerError("invalid_state")
    texts = {
        key: text
        for key in ("title_zh", "title_en", "beneficiary_zh", "beneficiary_en")
        if (text := getattr(row, key))
    }
    moment = now or clock.now()
    revised = _revise(row.statement, reason=row.reason, actor=actor, now=moment, **texts)
    _decide(row, Correction.Status.MADE, actor=actor, decided_at=moment, result=revised)
    return revised


@transaction.atomic
def refuse(*, correction: Correction, note: str, actor: User, now: datetime | None = None) -> None:
    """Refuse a request, and say why."""
    row = _locked(correction, actor)
    moment = now or clock.now()
    _decide(row, Correction.Status.REFUSED, actor=actor, decided_at=moment, note=note)


def may_show_name(user: Any, statement: StatementView) -> bool:
    """Say whether this is a beneficiary who agreed to be named and whose certificate has only a pseudonym."""
    party = _own_party(user, statement)
    body = statement.body["beneficiary"]
    return bool(
        party
        and body["kind"] == "person"
        and "name_zh" not in body
        and party.shows_name
        and (party.name_zh or party.name_en)
        and statement.revision == statement.latest_revision
    )


@transaction.atomic
def show_name(*, statement: StatementView, actor: User, now: datetime | None = None) -> Statement:
    """Put the beneficiary's own public name on the certificate: a further revision, by the person's consent.

    Raises LedgerError ``not_allowed`` for anybody else and without the consent in the account.
    """
    if not may_show_name(actor, statement):
        raise LedgerError("not_allowed")
    party = parties_of(actor)[0]
    row = Statement.objects.select_related("retirement").get(pk=statement.id)
    return _revise(
        row,
        reason="consent to be named",
        actor=actor,
        now=now or clock.now(),
        beneficiary_zh=party.name_zh,
        beneficiary_en=party.name_en,
    )


def _revise(statement: Statement, **arguments: Any) -> Statement:
    """Revise, and say kindly when another revision was quicker."""
    try:
        with transaction.atomic():
            return statements.revise(statement=statement, **arguments)
    except IntegrityError as other:
        raise LedgerError("invalid_state") from other


def _own_party(user: Any, statement: StatementView) -> Party | None:
    if not user.is_authenticated:
        return None
    mine = parties_of(user)
    beneficiary = statement.retirement.beneficiary_id
    return mine[0] if beneficiary in {party.pk for party in mine} else None


def _locked(correction: Correction, actor: User) -> Correction:
    rows = Correction.objects.select_for_update(of=["self"], no_key=True)
    row = rows.select_related("statement__retirement").get(pk=correction.pk)
    if row.requested_by_id == actor.pk:
        raise LedgerError("same_person")
    if row.status != Correction.Status.PENDING:
        raise LedgerError("invalid_state")
    return row


def _decide(row: Correction, status: str, *, actor: User, **fields: Any) -> None:
    rows = Correction.objects.filter(pk=row.pk, status=Correction.Status.PENDING)
    rows.update(status=status, decided_by=actor, **fields)


def open_for(statement: StatementView) -> Correction | None:
    """Return the open request for this statement, if there is one."""
    rows = Correction.objects.filter(statement=statement.id, status=Correction.Status.PENDING)
    return rows.defer("evidence").first()


def latest_for(statement: StatementView) -> Correction | None:
    """Return the newest request for this statement, open or decided."""
    rows = Correction.objects.filter(statement=statement.id).order_by("-requested_at", "-pk")
    return rows.defer("evidence").first()


def statement_of(correction: Correction) -> StatementView | None:
    """Return the statement that a request speaks of."""
    return registry.statement_by_id(correction.statement_id)


def export_for(parties: Sequence[Party]) -> list[dict[str, str]]:
    """Return which corrections were asked for of what these parties retired or were given."""
    return [
        {
            "code": row.statement.code,
            "asked_at": row.requested_at.isoformat(),
            "status": row.status,
            "title_zh": row.title_zh,
            "title_en": row.title_en,
            "beneficiary_zh": row.beneficiary_zh,
            "beneficiary_en": row.beneficiary_en,
            "reason": row.reason,
            "evidence_sha256": row.evidence_sha256,
        }
        for row in Correction.objects.filter(statement__retirement__beneficiary__in=parties)
        .select_related("statement")
        .defer("evidence")
    ]


def erase_people(parties: Sequence[Party]) -> None:
    """Forget texts and evidence of what was asked for natural persons; digests and decisions stay."""
    people = [party for party in parties if party.kind == Party.Kind.PERSON]
    rows = Correction.objects.filter(statement__retirement__beneficiary__in=people, erased_at=None)
    rows.update(
        title_zh="",
        title_en="",
        beneficiary_zh="",
        beneficiary_en="",
        reason="",
        evidence=None,
        evidence_name="",
        erased_at=clock.now(),
    )
