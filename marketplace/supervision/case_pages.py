"""What a case's page shows; reads only."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.queries import person_name
from marketplace.registry import frozen
from marketplace.registry.models import Freeze
from marketplace.supervision import facts, freeze_names, subjects, words
from marketplace.supervision.models import Case, CaseFreeze, CaseSubject, ReleaseRequest
from marketplace.supervision.subjects import FREEZABLE, Subject


@dataclass(frozen=True)
class ActLine:
    """A freeze, confirmation or release under a case; ``own`` is about the reader, ``asked`` about a release."""

    view: freeze_names.NamedFreeze
    subject: Subject | None
    reason: str
    requested_by: str
    approved_by: str
    own: bool
    asked: bool


@dataclass(frozen=True)
class AboutLine:
    """What a case is about; ``freezable`` where it can be frozen now."""

    subject: Subject
    freezable: bool


def of(case: Case, reader: User) -> dict[str, Any]:
    """Return what the page of a case shows to a supervisor."""
    about = subjects.all_of((row.kind, row.ref) for row in case.subjects.all())
    acts = _acts(case, reader)
    stopped = {
        (line.subject.kind, line.subject.ref) for line in acts if line.subject and line.view.open
    }
    return {
        "case": case,
        "open": case.status == Case.Status.OPEN,
        "about": [
            AboutLine(
                subject, subject.kind in FREEZABLE and (subject.kind, subject.ref) not in stopped
            )
            for subject in about
        ],
        "acts": acts,
        "releases": [
            (row, row.requested_by_id == reader.pk)
            for row in case.releases.select_related("requested_by", "decided_by", "freeze")
        ],
        "notes": case.notes.select_related("author"),
        "exports": case.exports.select_related("made_by"),
        "history": [
            (row.at, person_name(row.actor), words.deed(row.kind))
            for row in case.acts.select_related("actor")
        ],
    }


def _acts(case: Case, reader: User) -> list[ActLine]:
    """Return the acts under the case, and what is still frozen of its subjects under a case that was closed."""
    named: dict[str, list[str]] = defaultdict(list)
    for subject in case.subjects.all():
        named[subject.kind].append(subject.ref)
    rows = CaseFreeze.objects.filter(Q(case=case) | Q(freeze__in=frozen.about(named)))
    rows = rows.select_related(
        "freeze__requested_by", "freeze__approved_by", "freeze__batch", "freeze__account"
    )
    views = {
        view.id: view for view in freeze_names.views(Freeze.objects.filter(case_freeze__in=rows))
    }
    asked = set(
        ReleaseRequest.objects.filter(
            freeze__in=list(views), status=ReleaseRequest.Status.PENDING
        ).values_list("freeze", flat=True)
    )
    return [
        ActLine(
            view=views[row.freeze_id],
            subject=subjects.find(*facts.frozen_subject(row.freeze)),
            reason=row.reason,
            requested_by=person_name(row.freeze.requested_by),
            approved_by=person_name(row.freeze.approved_by) if row.freeze.approved_by else "",
            own=row.freeze.requested_by_id == reader.pk,
            asked=row.freeze_id in asked,
        )
        for row in rows.order_by("-id")
    ]


def case_for(freeze: Freeze) -> Case:
    """Return the case under which a release is asked: the freeze's own, or the newest open one about the same thing."""
    own = freeze.case_freeze.case
    if own.status == Case.Status.OPEN:
        return own
    kind, ref = facts.frozen_subject(freeze)
    others = CaseSubject.objects.filter(kind=kind, ref=ref, case__status=Case.Status.OPEN)
    newest = others.select_related("case").order_by("-case").first()
    return newest.case if newest else own
