"""What project owners hand in: applications, dossiers in versions, files."""

from marketplace.projects.models.dossiers import (
    Document,
    Dossier,
    DossierVersion,
    MonitoringPeriod,
    Remark,
)
from marketplace.projects.models.files import StoredFile
from marketplace.projects.models.sellers import Application, SettlementAccount

__all__ = [
    "Application",
    "Document",
    "Dossier",
    "DossierVersion",
    "MonitoringPeriod",
    "Remark",
    "SettlementAccount",
    "StoredFile",
]
