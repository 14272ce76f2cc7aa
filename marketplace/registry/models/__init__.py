"""What the registry stores. Evidence: written once by the verbs, never changed (triggers refuse it).

Quantities are whole kilograms of CO2e. A kilogram of a batch has no number while it circulates
(``Holding``); it gets its serial when it leaves (``SerialBlock``). Only ``ledger`` and its siblings
write these tables; the database refuses what would break them even so. ``app_may_update`` names the columns
that the site's own database role may change in evidence (``manage.py secure_database``); it may
never delete a row of it.
"""

from marketplace.registry.models.applications import IssuanceApplication, IssuanceCheck
from marketplace.registry.models.attempts import RefusedAttempt
from marketplace.registry.models.evidence import EvidenceFile
from marketplace.registry.models.filing import MethodologyAct
from marketplace.registry.models.holdings import (
    Compartment,
    Holding,
    Movement,
)
from marketplace.registry.models.imports import BlockImport, BlockImportRow
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
from marketplace.registry.models.withdrawals import WithdrawalBatch, WithdrawalLine

__all__ = [
    "AuditRun",
    "BlockImport",
    "BlockImportRow",
    "Cancellation",
    "Checkpoint",
    "Compartment",
    "CreditBatch",
    "Disclosure",
    "EvidenceFile",
    "Freeze",
    "Holding",
    "IssuanceApplication",
    "IssuanceCheck",
    "IssuanceRequest",
    "LogEntry",
    "LogLeaf",
    "LogNode",
    "LogPending",
    "Methodology",
    "MethodologyAct",
    "MethodologyVersion",
    "Movement",
    "OpenDataEdition",
    "OpenDataFile",
    "Project",
    "RefusedAttempt",
    "Retirement",
    "RetirementUpstream",
    "Scheme",
    "SerialBlock",
    "Statement",
    "WithdrawalBatch",
    "WithdrawalLine",
]
