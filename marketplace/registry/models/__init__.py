"""What the registry stores. Evidence: written once by the verbs, never changed (triggers refuse it).

Quantities are whole kilograms of CO2e. A kilogram of a batch has no number while it circulates
(``Holding``); it gets its serial when it leaves (``SerialBlock``). Only ``ledger`` and its siblings
write these tables; the database refuses what would break them even so. ``app_may_update`` names the columns
that the site's own database role may change in evidence (``manage.py secure_database``); it may
never delete a row of it.
"""

from marketplace.registry.models.holdings import (
    Compartment,
    Holding,
    Movement,
)
from marketplace.registry.models.issuance import (
    CreditBatch,
    IssuanceRequest,
)
from marketplace.registry.models.log import (
    AuditRun,
    Checkpoint,
    LogEntry,
    LogLeaf,
    LogNode,
    LogPending,
)
from marketplace.registry.models.opendata import OpenDataEdition, OpenDataFile
from marketplace.registry.models.origin import (
    Methodology,
    MethodologyVersion,
    Project,
    Scheme,
)
from marketplace.registry.models.retirement import (
    Cancellation,
    Disclosure,
    Freeze,
    Retirement,
    RetirementUpstream,
    SerialBlock,
    Statement,
)

__all__ = [
    "AuditRun",
    "Cancellation",
    "Checkpoint",
    "Compartment",
    "CreditBatch",
    "Disclosure",
    "Freeze",
    "Holding",
    "IssuanceRequest",
    "LogEntry",
    "LogLeaf",
    "LogNode",
    "LogPending",
    "Methodology",
    "MethodologyVersion",
    "Movement",
    "OpenDataEdition",
    "OpenDataFile",
    "Project",
    "Retirement",
    "RetirementUpstream",
    "Scheme",
    "SerialBlock",
    "Statement",
]
