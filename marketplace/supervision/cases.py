"""A supervisor's acts: a case from its opening to its finding, and the freezes made under it.

Each is one transaction and writes a ``DeskAct``. Refusals are MarketError: same_person, invalid_state,
invalid_request, not_found, and those of the freezes.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace import clock, visible
from marketplace.errors import MarketError
from marketplace.market import stops
from marketplace.market.models import Listing
from marketplace.registry import freezes, frozen
from marketplace.registry.models import Freeze
from marketplace.supervision import subjects
from marketplace.supervision.models import (
    Anomaly,
    AnomalyStep,
    Case,
    CaseFreeze,
    CaseNote,
    CaseSubject,
    DeskAct,
    ReleaseRequest,
)
from marketplace.supervision.subjects import Pair

Pending = ReleaseRequest.Status.PENDING


@transaction.atomic
def open_case(
    *,
    title: str,
    reason: str,
    about: Iterable[Pair],
    actor: User,
    anomaly: Anomaly | None = None,
    now: datetime | None = None,
) -> Case:
    """Open a case about some things; an anomaly that led to it is marked as being looked into."""
    now = now or clock.now()
    if not title.strip() or not reason.strip():
        raise MarketError("invalid_request", _("A case has a title and a reason."))
    visible.check([title, reason])
    case = Case.objects.create(
        number=_next_number(now),
        title=title.strip(),
        reason=reason.strip(),
        opened_by=actor,
        opened_at=now,
    )
    record("case_opened", actor=actor, case=case, anomaly=anomaly, now=now)
    for kind, ref in dict.fromkeys(about):
        add_subject(case=case, kind=kind, ref=ref, actor=actor, now=now)
    if anomaly is not None and anomaly.status != Anomaly.Status.LOOKED_INTO:
        state = Anomaly.Status.LOOKED_INTO
        Anomaly.objects.filter(pk=anomaly.pk).update(status=state)
        AnomalyStep.objects.create(anomaly=anomaly, to=state, case=case, actor=actor, at=now)
    return case


@transaction.atomic
def add_subject(
    *, case: Case, kind: str, ref: str, actor: User, now: datetime | None = None
) -> CaseSubject:
    """Say one more thing that the case is about."""
    _need_open(case)
    found = subjects.find(kind, ref.strip())
    if found is None:
        raise MarketError("not_found")
    now = now or clock.now()
    row, made = CaseSubject.objects.get_or_create(
        case=case, kind=kind, ref=found.ref, defaults={"added_by": actor, "added_at": now}
    )
    if made:
        record("case_subject", actor=actor, case=case, now=now, about=f"{kind}:{found.ref}")
        _take_up(case, kind, found.ref)
    return row


def _take_up(case: Case, kind: str, ref: str) -> None:
    """Take a freeze that belongs to no case, as after a refusal upstream, into this one: so it can be released."""
    loose = frozen.about({kind: [ref]}).filter(case_freeze=None).order_by("-pk").first()
    if loose is not None:
        CaseFreeze.objects.create(case=case, freeze=loose)


@transaction.atomic
def note(*, case: Case, text: str, actor: User, now: datetime | None = None) -> CaseNote:
    """Write something down; it stays as it was written."""
    _need_open(case)
    if not text.strip():
        raise MarketError("invalid_request", _("Please write something."))
    visible.check([text])
    now = now or clock.now()
    row = CaseNote.objects.create(case=case, text=text.strip(), author=actor, at=now)
    record("case_note", actor=actor, case=case, now=now)
    return row


@transaction.atomic
def close(*, case: Case, finding: str, actor: User, now: datetime | None = None) -> None:
    """Close a case with what was found. What is frozen stays so until it is released, under a case that is open."""
    if not finding.strip():
        raise MarketError("invalid_request", _("A case is closed with a finding."))
    visible.check([finding])
    if case.releases.filter(status=Pending).exists():
        raise MarketError("invalid_state", _("A release still waits for a second supervisor."))
    now = now or clock.now()
    closed = Case.objects.filter(pk=case.pk, status=Case.Status.OPEN).update(
        status=Case.Status.CLOSED, finding=finding.strip(), closed_by=actor, closed_at=now
    )
    if not closed:
        raise MarketError("invalid_state")
    record("case_closed", actor=actor, case=case, now=now)


@transaction.atomic
def freeze(
    *, case: Case, subject: subjects.Subject, reason: str, public: str, actor: User
) -> Freeze:
    """Freeze a batch, listing or account at once, under a case; a second supervisor is to confirm it."""
    _need_open(case)
    words: dict[str, Any] = {"reason": _said(reason), "public": public.strip(), "actor": actor}
    if subject.kind == "batch":
        act = freezes.freeze(batch=subject.row, **words)
    elif subject.kind == "account":
        act = freezes.freeze_account(account=subject.row, **words)
    elif subject.kind == "listing":
        act = stops.freeze(listing=subject.row, **words)
    else:
        raise MarketError("invalid_request")
    _belongs(act, case, reason, "frozen", actor)
    return act


@transaction.atomic
def confirm(*, freeze: Freeze, actor: User) -> Freeze:
    """Stand behind another supervisor's freeze."""
    act = freezes.confirm(freeze=freeze, actor=actor)
    _belongs(act, freeze.case_freeze.case, "", "freeze_confirmed", actor)
    return act


@transaction.atomic
def ask_release(
    *, case: Case, freeze: Freeze, reason: str, public: str, actor: User
) -> ReleaseRequest:
    """Ask for a release; another supervisor decides."""
    _need_open(case)
    if not frozen.open_freezes().filter(pk=freeze.pk).exists():
        raise MarketError("invalid_state")
    if freeze.release_requests.filter(status=Pending).exists():
        raise MarketError("invalid_state", _("A release still waits for a second supervisor."))
    now = clock.now()
    row = ReleaseRequest.objects.create(
        case=case,
        freeze=freeze,
        reason=_said(reason),
        public=public.strip(),
        requested_by=actor,
        requested_at=now,
    )
    record("release_asked", actor=actor, case=case, now=now, freeze=freeze.pk)
    return row


@transaction.atomic
def approve_release(*, request: ReleaseRequest, actor: User) -> Freeze:
    """Release what another supervisor asked to release."""
    _decide(request, ReleaseRequest.Status.APPROVED, actor=actor, text="")
    begun = request.freeze
    words: dict[str, Any] = {
        "reason": request.reason,
        "public": request.public,
        "requested_by": request.requested_by,
        "approved_by": actor,
    }
    if begun.batch is not None:
        act = freezes.unfreeze(batch=begun.batch, **words)
    elif begun.account is not None:
        act = freezes.unfreeze_account(account=begun.account, **words)
    else:
        act = stops.unfreeze(listing=Listing.objects.get(public_id=begun.listing), **words)
    _belongs(act, request.case, request.reason, "released", actor)
    return act


@transaction.atomic
def decline_release(*, request: ReleaseRequest, actor: User, text: str) -> None:
    """Refuse a release, with a reason; what is frozen stays so."""
    _decide(request, ReleaseRequest.Status.DECLINED, actor=actor, text=_said(text))
    record("release_declined", actor=actor, case=request.case, freeze=request.freeze_id)


def record(
    kind: str,
    *,
    actor: User,
    case: Case | None = None,
    anomaly: Anomaly | None = None,
    now: datetime | None = None,
    **detail: Any,
) -> DeskAct:
    """Write down what a supervisor did."""
    return DeskAct.objects.create(
        kind=kind, actor=actor, case=case, anomaly=anomaly, detail=detail, at=now or clock.now()
    )


def _decide(request: ReleaseRequest, status: str, *, actor: User, text: str) -> None:
    if request.requested_by_id == actor.pk:
        raise MarketError("same_person")
    pending = ReleaseRequest.objects.filter(pk=request.pk, status=Pending)
    if not pending.update(status=status, decided_by=actor, decided_at=clock.now(), note=text):
        raise MarketError("invalid_state")


def _belongs(act: Freeze, case: Case, reason: str, kind: str, actor: User) -> None:
    """Put an act into its case."""
    CaseFreeze.objects.create(case=case, freeze=act, reason=reason)
    record(kind, actor=actor, case=case, now=act.at, freeze=act.pk)


def _said(reason: str) -> str:
    if not reason.strip():
        raise MarketError("invalid_request", _("Please say why."))
    visible.check([reason])
    return reason.strip()


def _need_open(case: Case) -> None:
    """Hold the case open until the transaction ends. Raises MarketError ``invalid_state`` for a closed one."""
    locked = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    if locked.status != Case.Status.OPEN:
        raise MarketError("invalid_state", _("This case is closed."))


def _next_number(now: datetime) -> str:
    """Return a case's number, such as ``C-2026-0007``; unique by constraint."""
    stem = f"C-{now:%Y}-"
    return f"{stem}{Case.objects.filter(number__startswith=stem).count() + 1:04d}"
