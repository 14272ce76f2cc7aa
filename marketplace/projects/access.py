"""Which dossier, application or file somebody may open; what is not theirs does not exist (404)."""

import uuid

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from accounts.models import Organization
from marketplace.projects.models import Dossier, DossierVersion, StoredFile


def dossier_or_404(organization: Organization, public_id: uuid.UUID) -> Dossier:
    """Return a dossier of this organization; raises Http404 otherwise."""
    rows = Dossier.objects.select_related("project", "organization__party")
    found = rows.filter(organization=organization, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def latest(dossier: Dossier) -> DossierVersion:
    """Return a dossier's last version, with what its pages need."""
    rows = dossier.versions.select_related("scheme", "methodology_version__methodology")
    return rows.prefetch_related("periods__report", "documents__file", "remarks")[0]


def answer(file: StoredFile) -> HttpResponse:
    """Hand a stored file out: always as a download, never as a page of ours."""
    response = HttpResponse(bytes(file.content), content_type=file.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def latest_handed_in(dossier: Dossier) -> DossierVersion:
    """Return a dossier's last version that is no draft; raises Http404 where there is none."""
    rows = dossier.versions.exclude(status=DossierVersion.Status.DRAFT)
    related = rows.select_related("scheme", "methodology_version__methodology")
    found = related.prefetch_related("periods__report", "documents__file", "remarks").first()
    if found is None:
        raise Http404
    return found
