"""What the accepted dossier says of a project's days, for the registry, which issues nothing else."""

from datetime import datetime

from marketplace.projects.models import DossierVersion
from marketplace.registry import measured
from marketplace.registry.measured import Measured
from marketplace.registry.models import Project


@measured.source
def of_dossier(project: Project, at: datetime) -> Measured | None:
    """Return start and monitoring periods by the version accepted last up to a moment, or None without a dossier."""
    rows = DossierVersion.objects.filter(
        dossier__project=project, status=DossierVersion.Status.ACCEPTED, decided_at__lte=at
    )
    version = rows.only("starts_on").order_by("-number").first()
    if version is None:
        return None
    periods = version.periods.order_by("starts_on").values_list("starts_on", "ends_on")
    return Measured(version.starts_on, tuple(periods))
