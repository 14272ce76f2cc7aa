"""Taking over a methodology that an authority filed elsewhere: one registrar records it, a second one confirms it.

Until then nothing is public: no version in the library, nothing superseded, nothing in the log.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import is_in_group
from accounts.models import User
from marketplace import clock, visible
from marketplace.errors import MarketError
from marketplace.methodologies import codes
from marketplace.methodologies.models import Recording
from marketplace.registry import evidence, filings
from marketplace.registry.models import MethodologyVersion

Status = Recording.Status


@transaction.atomic
def record(
    code: str,
    text: filings.Text,
    *,
    document: bytes,
    name: str,
    actor: User,
    now: datetime | None = None,
) -> Recording:
    """Record a version with its document kept as evidence; another registrar confirms it.

    Raises MarketError ``not_allowed``; ``invalid_state`` where the version is filed or waits already;
    ``invalid_request`` for a code under which no page could be found.
    """
    _check_registrar(actor)
    if not codes.is_free(code):
        raise MarketError("invalid_request", codes.RESERVED)
    visible.check(each for each in asdict(text).values() if isinstance(each, str))
    if filings.is_filed(code, text.version):
        raise MarketError("invalid_state", filings.FILED_ALREADY)
    now = now or clock.now()
    kept = evidence.keep(document, name=name, actor=actor, now=now)
    row = Recording(
        code=code,
        version=text.version,
        facts=asdict(text) | {"kinds": list(text.kinds)},
        document=kept,
        recorded_by=actor,
        recorded_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        raise MarketError(
            "invalid_state", _("This version waits already for a second registrar.")
        ) from clash
    return row


@transaction.atomic
def confirm(
    recording: Recording, *, accepted: bool, actor: User, now: datetime | None = None
) -> MethodologyVersion:
    """File what another registrar recorded; ``accepted`` says whether credits are issued under it here.

    The version supersedes the former, and both acts go into the public log. Raises MarketError ``not_allowed``,
    ``same_person``, ``invalid_state``.
    """
    now = now or clock.now()
    row = _waiting(recording, actor)
    if row.recorded_by_id == actor.pk:
        raise MarketError("same_person", _("Another registrar confirms what you recorded."))
    version = filings.record_filed_elsewhere(
        code=row.code,
        text=filings.Text(**row.facts),
        document_sha256=row.document_id,
        actor=row.recorded_by,
        now=now,
    )
    if accepted:
        filings.set_accepted(version=version, accepted=True, actor=actor, now=now)
        version.refresh_from_db()
    _decide(row, Status.CONFIRMED, actor=actor, now=now, filed_version=version)
    return version


@transaction.atomic
def refuse(recording: Recording, *, note: str, actor: User, now: datetime | None = None) -> None:
    """Refuse what another registrar recorded, for a reason that they read.

    Raises MarketError ``invalid_request`` without a reason, else what ``confirm`` raises.
    """
    row = _waiting(recording, actor)
    if row.recorded_by_id == actor.pk:
        raise MarketError("same_person", _("Take it back: another registrar refuses or confirms."))
    if not note.strip():
        raise MarketError("invalid_request", _("Say why, so that it can be put right."))
    _decide(row, Status.REFUSED, actor=actor, now=now or clock.now(), note=note.strip())


@transaction.atomic
def take_back(recording: Recording, *, actor: User, now: datetime | None = None) -> None:
    """Take back one's own recording while it waits. Raises MarketError ``not_allowed``, ``invalid_state``."""
    row = _waiting(recording, actor)
    if row.recorded_by_id != actor.pk:
        raise MarketError("not_allowed")
    _decide(row, Status.TAKEN_BACK, actor=actor, now=now or clock.now())


def same_document(recording: Recording) -> list[Recording]:
    """Return what else was recorded by the very same file and not refused or taken back, newest first."""
    rows = Recording.objects.filter(
        document=recording.document_id, status__in=[Status.WAITING, Status.CONFIRMED]
    )
    return list(rows.exclude(pk=recording.pk))


def in_force(code: str) -> list[MethodologyVersion]:
    """Return the filed versions of a methodology: those that a newer one supersedes."""
    rows = MethodologyVersion.objects.filter(
        methodology__code=code, status=MethodologyVersion.Status.FILED
    )
    return list(rows.order_by("pk"))


def _check_registrar(actor: User) -> None:
    if not is_in_group(actor, "registrar"):
        raise MarketError("not_allowed")


def _waiting(recording: Recording, actor: User) -> Recording:
    """Lock a recording that still waits, for a registrar."""
    _check_registrar(actor)
    row = Recording.objects.select_for_update(no_key=True, of=("self",)).get(pk=recording.pk)
    if row.status != Status.WAITING:
        raise MarketError("invalid_state", _("It was decided in the meantime."))
    return row


def _decide(row: Recording, status: str, *, actor: User, now: datetime, **fields: Any) -> None:
    Recording.objects.filter(pk=row.pk).update(
        status=status, decided_by=actor, decided_at=now, **fields
    )
