"""Verbs of the registrars on dossiers: accept, which makes or changes the project, or send back with remarks."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import role_in
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.projects import decision_letters
from marketplace.projects.errors import Incomplete
from marketplace.projects.models import Dossier, DossierVersion, Remark
from marketplace.registry import projects as registry
from marketplace.registry.models import Project

Status = DossierVersion.Status
WHOLE = ""
REMARKABLE = (*DossierVersion.CONTENT, "periods", "documents", WHOLE)


@transaction.atomic
def accept(version: DossierVersion, *, actor: User, now: datetime | None = None) -> Project:
    """Accept a version and return its project, registered now or changed.

    Raises MarketError ``same_person`` for a member of the organization, ``invalid_state`` when somebody has decided
    already or the methodology is no longer filed.
    """
    dossier = _decide(version, Status.ACCEPTED, actor=actor, now=now or clock.now())
    facts = _facts(DossierVersion.objects.select_related("methodology_version").get(pk=version.pk))
    if dossier.project is not None:
        return registry.change(dossier.project, facts)
    project = registry.register(
        facts,
        owner=dossier.organization.party,
        scheme=version.scheme,
        is_demo=dossier.is_demo,
    )
    Dossier.objects.filter(pk=dossier.pk).update(project=project)
    return project


@transaction.atomic
def send_back(
    version: DossierVersion,
    remarks: Mapping[str, str],
    *,
    actor: User,
    now: datetime | None = None,
) -> None:
    """Send a version back with remarks by field ("" is the whole). Raises Incomplete without any, or as ``accept``."""
    said = {field: text.strip() for field, text in remarks.items() if text.strip()}
    if not said or not set(said) <= set(REMARKABLE):
        raise Incomplete({WHOLE: _("Say why, so that it can be put right.")})
    now = now or clock.now()
    _decide(version, Status.RETURNED, actor=actor, now=now)
    Remark.objects.bulk_create(
        Remark(version=version, field=field, text=text, made_by=actor, made_at=now)
        for field, text in said.items()
    )


def _decide(version: DossierVersion, status: str, *, actor: User, now: datetime) -> Dossier:
    """Move a handed-in version on and return its dossier, locked; whoever comes second finds nothing to decide."""
    rows = Dossier.objects.select_related("organization__party", "project")
    dossier = rows.select_for_update(of=("self",), no_key=True).get(pk=version.dossier_id)
    if role_in(actor, dossier.organization) is not None:
        raise MarketError("same_person", _("Nobody decides on an organization of their own."))
    waiting = DossierVersion.objects.filter(pk=version.pk, status=Status.SUBMITTED)
    if not waiting.update(status=status, decided_by=actor, decided_at=now):
        raise MarketError("invalid_state", _("Somebody has already decided this."))
    decision_letters.tell_of_dossier(version)
    return dossier


def _facts(version: DossierVersion) -> registry.Facts:
    told = registry.Facts.__dataclass_fields__.keys() & set(DossierVersion.CONTENT)
    named = {name: getattr(version, name) for name in told}
    return registry.Facts(**named)
