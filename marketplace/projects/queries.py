"""Projects and their owners as pages and other apps read them; frozen dataclasses, few queries."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch

from accounts import queries as accounts
from accounts.models import Organization
from marketplace.projects import pages
from marketplace.projects.models import Application, Document, Dossier, DossierVersion

Status = DossierVersion.Status


@dataclass(frozen=True)
class ApplicationView:
    """One application as members and staff read it, without contact and bank account."""

    public_id: uuid.UUID
    organization_zh: str
    organization_en: str
    number: int
    role_label: str
    status: str
    status_label: str
    submitted_at: datetime
    submitted_by: str
    decided_at: datetime | None
    reason: str

    @property
    def name_zh(self) -> str:
        """The organization's Chinese name, so that ``|localname`` works."""
        return self.organization_zh

    @property
    def name_en(self) -> str:
        """The organization's English name, so that ``|localname`` works."""
        return self.organization_en


@dataclass(frozen=True)
class DossierRow:
    """A dossier in a list, by its last version."""

    public_id: uuid.UUID
    name_zh: str
    name_en: str
    organization_zh: str
    organization_en: str
    number: int
    status: str
    status_label: str
    project_code: str
    at: datetime


@dataclass(frozen=True)
class PeriodView:
    """A monitoring period; works with ``|localname:"unit"``."""

    starts_on: date
    ends_on: date
    quantity: Decimal
    unit_zh: str
    unit_en: str
    report_sha256: str


@dataclass(frozen=True)
class DocumentView:
    """A public document of a project; works with ``|localname:"title"``."""

    file_id: uuid.UUID
    title_zh: str
    title_en: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Story:
    """What the accepted dossier adds to a project in public; works with ``|localname:"place"``.

    ``changes`` are the days on which a version was accepted, the first one first.
    """

    place_zh: str
    place_en: str
    point: str
    radius_m: int | None
    runs: str
    starts_on: date | None
    ends_on: date | None
    periods: Sequence[PeriodView]
    documents: Sequence[DocumentView]
    changes: Sequence[datetime]
    sharing_url: str
    aggregator: bool


def last_application(organization: Organization) -> Application | None:
    """Return an organization's last application, with bank account and agreement: for its administrators."""
    rows = Application.objects.select_related("settlement_account", "agency_agreement")
    return (
        rows.defer("agency_agreement__content")
        .filter(organization=organization)
        .order_by("-number")
        .first()
    )


def applications_of(organization: Organization) -> tuple[ApplicationView, ...]:
    """Return an organization's applications, newest first."""
    rows = Application.objects.filter(organization=organization).order_by("-number")
    return tuple(_application(row) for row in rows.select_related(*_PEOPLE))


def waiting_applications() -> tuple[ApplicationView, ...]:
    """Return the applications that wait for a registrar, oldest first."""
    rows = Application.objects.filter(status=Application.Status.SUBMITTED)
    return tuple(
        _application(row) for row in rows.order_by("submitted_at").select_related(*_PEOPLE)
    )


_PEOPLE = ("organization__party", "submitted_by")


def _application(row: Application) -> ApplicationView:
    return ApplicationView(
        public_id=row.public_id,
        organization_zh=row.organization.name_zh,
        organization_en=row.organization.name_en,
        number=row.number,
        role_label=str(row.get_role_display()),
        status=row.status,
        status_label=str(row.get_status_display()),
        submitted_at=row.submitted_at,
        submitted_by=accounts.person_name(row.submitted_by),
        decided_at=row.decided_at,
        reason=row.reason,
    )


def dossiers_of(organization: Organization) -> tuple[DossierRow, ...]:
    """Return an organization's dossiers by their last versions, newest first."""
    rows = Dossier.objects.filter(organization=organization).order_by("-created_at", "-pk")
    related = rows.select_related("project", "organization__party").prefetch_related("versions")
    return tuple(_row(row, row.versions.all()[0]) for row in related)


def waiting_versions() -> tuple[DossierRow, ...]:
    """Return the dossiers that wait for a registrar, oldest first."""
    rows = DossierVersion.objects.filter(status=Status.SUBMITTED).order_by("submitted_at", "pk")
    related = rows.select_related("dossier__project", "dossier__organization__party")
    return tuple(_row(row.dossier, row) for row in related)


def waiting_count() -> int:
    """Return how many applications and dossiers wait for a registrar."""
    return (
        Application.objects.filter(status=Application.Status.SUBMITTED).count()
        + DossierVersion.objects.filter(status=Status.SUBMITTED).count()
    )


def _row(dossier: Dossier, version: DossierVersion) -> DossierRow:
    return DossierRow(
        public_id=dossier.public_id,
        name_zh=version.name_zh,
        name_en=version.name_en,
        organization_zh=dossier.organization.name_zh,
        organization_en=dossier.organization.name_en,
        number=version.number,
        status=version.status,
        status_label=str(version.get_status_display()),
        project_code=dossier.project.code if dossier.project else "",
        at=version.submitted_at or version.created_at,
    )


def story(project_code: str) -> Story | None:
    """Return what a project's last accepted dossier says in public, or None where it has no dossier."""
    shown = Document.objects.filter(is_public=True).select_related("file")
    rows = (
        DossierVersion.objects.filter(dossier__project__code=project_code, status=Status.ACCEPTED)
        .select_related("dossier")
        .order_by("-number")
    )
    related = rows.prefetch_related(
        "periods__report", Prefetch("documents", queryset=shown.defer("file__content"))
    )
    versions = list(related)
    if not versions:
        return None
    last = versions[0]
    applied = Application.objects.filter(
        organization=last.dossier.organization_id, status=Application.Status.ACCEPTED
    )
    return _story(last, versions, applied.order_by("-number").first())


def _story(
    last: DossierVersion, versions: Sequence[DossierVersion], applied: Application | None
) -> Story:
    return Story(
        place_zh=last.place_zh,
        place_en=last.place_en,
        point=pages.point(last),
        radius_m=last.radius_m,
        runs=pages.period(last),
        starts_on=last.starts_on,
        ends_on=last.ends_on,
        periods=tuple(
            PeriodView(
                row.starts_on,
                row.ends_on,
                row.quantity,
                row.unit_zh,
                row.unit_en,
                row.report.sha256 if row.report else "",
            )
            for row in last.periods.all()
        ),
        documents=tuple(
            DocumentView(
                row.file.public_id,
                row.title_zh,
                row.title_en,
                row.file.name,
                row.file.size,
                row.file.sha256,
            )
            for row in last.documents.all()
        ),
        changes=tuple(row.decided_at for row in reversed(versions) if row.decided_at),
        sharing_url=applied.published_url if applied else "",
        aggregator=applied is not None and applied.role == Application.Role.AGGREGATOR,
    )
