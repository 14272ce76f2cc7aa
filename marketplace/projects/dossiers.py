"""Verbs on dossiers as their organization writes them: the only writer of drafts, periods and documents.

What was handed in never changes: a correction, or what is new after a project was accepted, is the next version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import PREPARERS
from accounts.models import Organization, User
from accounts.queries import role_in
from marketplace import clock, visible
from marketplace.errors import MarketError
from marketplace.projects import applications, completeness
from marketplace.projects.errors import Incomplete
from marketplace.projects.models import (
    Document,
    Dossier,
    DossierVersion,
    MonitoringPeriod,
    StoredFile,
)
from marketplace.registry.models import MethodologyVersion

Status = DossierVersion.Status
MOST_PERIODS = 40
MOST_DOCUMENTS = 40


@dataclass(frozen=True, kw_only=True)
class Period:
    """What was measured between two days, both included: so many of a unit, by a report."""

    starts_on: date
    ends_on: date
    quantity: Decimal
    unit_zh: str
    unit_en: str = ""
    report: StoredFile | None = None


@transaction.atomic
def begin(
    organization: Organization,
    *,
    actor: User,
    facts: Mapping[str, Any] | None = None,
    is_demo: bool = False,
) -> DossierVersion:
    """Begin a dossier with its first draft and return that. Raises MarketError ``not_allowed``."""
    _need_role(organization, actor)
    now = clock.now()
    dossier = Dossier.objects.create(
        organization=organization, created_by=actor, created_at=now, is_demo=is_demo
    )
    return DossierVersion.objects.create(
        dossier=dossier, number=1, created_at=now, **_content(facts or {})
    )


@transaction.atomic
def save(version: DossierVersion, facts: Mapping[str, Any], *, actor: User) -> None:
    """Write the draft's facts, however incomplete. Raises MarketError ``not_allowed`` or ``invalid_state``."""
    _need_role(version.dossier.organization, actor)
    drafts = DossierVersion.objects.filter(pk=version.pk, status=Status.DRAFT)
    if not drafts.update(**_content(facts)):
        raise MarketError("invalid_state")


@transaction.atomic
def revise(dossier: Dossier, *, actor: User) -> DossierVersion:
    """Begin the next version as a copy of the last one, with its periods and documents, and return it.

    An open draft is returned as it is. Raises MarketError ``not_allowed``, or ``invalid_state`` while one is waiting.
    """
    _need_role(dossier.organization, actor)
    Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
    last = dossier.versions.order_by("-number").first()
    if last is None or last.status == Status.SUBMITTED:
        raise MarketError("invalid_state")
    if last.status == Status.DRAFT:
        return last
    content = {name: getattr(last, name) for name in DossierVersion.CONTENT}
    fresh = DossierVersion.objects.create(
        dossier=dossier, number=last.number + 1, created_at=clock.now(), **content
    )
    _copy_parts(last, fresh)
    return fresh


def _copy_parts(last: DossierVersion, fresh: DossierVersion) -> None:
    for part in (*last.periods.all(), *last.documents.all()):
        part.pk, part.version = None, fresh
        part.save(force_insert=True)


@transaction.atomic
def add_period(version: DossierVersion, period: Period, *, actor: User) -> MonitoringPeriod:
    """Add a monitoring period to a draft.

    Raises Incomplete when it overlaps another, isn't over or is earlier than the project,
    MarketError ``not_allowed`` or ``invalid_state``.
    """
    draft = _draft(version, actor)
    others = list(draft.periods.values_list("starts_on", "ends_on"))
    today = clock.now().astimezone(clock.SHENZHEN).date()
    wrong = completeness.period_problem(period.starts_on, period.ends_on, others, today=today)
    if wrong:
        raise Incomplete(dict([wrong]))
    early = completeness.early_period(draft.starts_on, [(period.starts_on, period.ends_on)])
    if early:
        raise Incomplete({"starts_on": early})
    if len(others) >= MOST_PERIODS:
        raise MarketError("invalid_request", _("A dossier has at most forty of these."))
    return MonitoringPeriod.objects.create(
        version=draft,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        quantity=period.quantity,
        unit_zh=period.unit_zh,
        unit_en=period.unit_en,
        report=period.report,
    )


@transaction.atomic
def add_document(
    version: DossierVersion,
    file: StoredFile,
    *,
    title_zh: str,
    title_en: str,
    is_public: bool,
    actor: User,
) -> Document:
    """Attach a file to a draft. Raises Incomplete for a file that is there already, MarketError as ``save``."""
    draft = _draft(version, actor)
    if file.organization_id != draft.dossier.organization_id:
        raise MarketError("not_allowed")
    if draft.documents.count() >= MOST_DOCUMENTS:
        raise MarketError("invalid_request", _("A dossier has at most forty of these."))
    try:
        with transaction.atomic():
            return Document.objects.create(
                version=draft, file=file, title_zh=title_zh, title_en=title_en, is_public=is_public
            )
    except IntegrityError as clash:
        raise Incomplete({"file": _("This file is in the dossier already.")}) from clash


@transaction.atomic
def remove(part: MonitoringPeriod | Document, *, actor: User) -> None:
    """Take a period or document out of a draft; the file itself is kept. Raises MarketError as ``save``."""
    _draft(part.version, actor)
    part.delete()


@transaction.atomic
def submit(version: DossierVersion, *, actor: User) -> None:
    """Hand a draft in; from now on it never changes.

    Raises Incomplete for what is missing, MarketError ``not_allowed`` or ``invalid_state``, also before the
    organization has been accepted as a project owner.
    """
    draft = _draft(version, actor)
    if not applications.is_accepted(draft.dossier.organization):
        raise MarketError(
            "invalid_state", _("Your organization must be accepted as a project owner first.")
        )
    problems = completeness.problems(
        {name: getattr(draft, name) for name in DossierVersion.CONTENT}
    )
    periods = draft.periods.values_list("starts_on", "ends_on")
    if early := completeness.early_period(draft.starts_on, periods):
        problems["periods"] = early
    problems |= _fixed(draft)
    if problems:
        raise Incomplete(problems)
    DossierVersion.objects.filter(pk=draft.pk, status=Status.DRAFT).update(
        status=Status.SUBMITTED, submitted_by=actor, submitted_at=clock.now()
    )


def _fixed(draft: DossierVersion) -> dict[str, object]:
    """Return what a registered project may not change, and a methodology that nobody may choose any more."""
    project = draft.dossier.project
    found: dict[str, object] = {}
    if project is not None and draft.scheme_id != project.scheme_id:
        found["scheme"] = _("A registered project stays in its scheme.")
    method = draft.methodology_version
    kept = project is not None and project.methodology_version_id == draft.methodology_version_id
    if method is not None and method.status != MethodologyVersion.Status.FILED and not kept:
        found["methodology_version"] = _("Only a filed methodology can be chosen.")
    return found


def _draft(version: DossierVersion, actor: User) -> DossierVersion:
    """Lock a version and return it, if it is a draft that the actor may write."""
    rows = DossierVersion.objects.select_related("dossier__organization", "dossier__project")
    locked = rows.select_for_update(of=("self",), no_key=True).get(pk=version.pk)
    _need_role(locked.dossier.organization, actor)
    if locked.status != Status.DRAFT:
        raise MarketError("invalid_state")
    return locked


def _need_role(organization: Organization, actor: User) -> None:
    if role_in(actor, organization) not in PREPARERS:
        raise MarketError("not_allowed")


def _content(facts: Mapping[str, Any]) -> dict[str, Any]:
    visible.check(text for text in facts.values() if isinstance(text, str))
    return {name: facts[name] for name in DossierVersion.CONTENT if name in facts}
