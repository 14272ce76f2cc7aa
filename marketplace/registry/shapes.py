"""What ``queries`` returns: frozen values, in kilograms, with names in both languages."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Totals:
    """The whole ledger in kilograms: issued = the sum of the others."""

    issued: int
    for_sale: int
    reserved: int
    owned: int
    retired: int
    cancelled: int


@dataclass(frozen=True)
class ProjectView:
    """A project as the public sees it.

    ``participants`` is None where it is unknown, or too small to be told: then ``few_participants`` is true.
    """

    id: int
    code: str
    name_zh: str
    name_en: str
    kind: str
    district: str
    summary_zh: str
    summary_en: str
    who_zh: str
    who_en: str
    participants: int | None
    few_participants: bool
    co_benefits_zh: str
    co_benefits_en: str
    owner_zh: str
    owner_en: str
    is_demo: bool


@dataclass(frozen=True)
class MethodologyView:
    """The version of a methodology by which a batch was quantified."""

    code: str
    version: str
    name_zh: str
    name_en: str
    issuer_zh: str
    issuer_en: str
    document_number: str
    published: str
    url: str
    quality: str


@dataclass(frozen=True)
class BatchView:
    """A batch and where its kilograms are: issued = all the others."""

    id: int
    code: str
    project: ProjectView
    methodology: MethodologyView
    scheme_code: str
    scheme_zh: str
    scheme_en: str
    scheme_kind: str
    credit_type: str
    vintage_start: date
    vintage_end: date
    quantity_kg: int
    available_kg: int
    listed_kg: int
    held_kg: int
    retired_kg: int
    cancelled_kg: int
    status: str
    increment_kg: int
    first_serial: int
    last_serial: int
    next_serial: int
    upstream_serial: str
    custody: bool
    issued_at: datetime
    is_demo: bool
    leaf_id: int

    @property
    def circulating_kg(self) -> int:
        """What is neither retired nor cancelled."""
        return self.available_kg + self.listed_kg + self.held_kg

    @property
    def kept_kg(self) -> int:
        """What somebody owns or has reserved."""
        return self.available_kg + self.held_kg


@dataclass(frozen=True)
class HoldingView:
    """What one party has of one batch."""

    batch: BatchView
    available_kg: int
    listed_kg: int
    held_kg: int


@dataclass(frozen=True)
class RetirementLine:
    """One batch's part of a retirement; ``upstream_state`` is empty where there is no platform above."""

    batch: str
    project_zh: str
    project_en: str
    kg: int
    first: int
    last: int
    upstream_state: str = ""
    proof_number: str = ""
    proof_date: date | None = None
    made_good_by: UUID | None = None
    requested_at: datetime | None = None
    refused_at: datetime | None = None
    made_good_at: datetime | None = None


@dataclass(frozen=True)
class RetirementView:
    """A retirement as the public sees it: people by pseudonym unless they agreed, texts unless erased.

    ``code`` opens the certificate; pages show it only where the beneficiary is an organization.
    """

    id: int
    public_id: UUID
    code: str
    at: datetime
    kg: int
    purpose: str
    jurisdiction: str
    reason: str
    owner_id: int
    beneficiary_id: int
    beneficiary_kind: str
    beneficiary_zh: str
    beneficiary_en: str
    beneficiary_code: str
    beneficiary_unverified: bool
    claim_kind: str
    title_zh: str
    title_en: str
    period: str
    claim_ref: str
    is_demo: bool
    leaf_id: int
    lines: tuple[RetirementLine, ...] = ()


@dataclass(frozen=True)
class StatementView:
    """A statement: the signed bytes, and the texts behind its digests as far as they still exist."""

    id: int
    code: str
    revision: int
    latest_revision: int
    body: dict[str, Any]
    body_bytes: bytes
    signature: bytes
    sha256: str
    at: datetime
    retirement: RetirementView
    sealed: bool
    leaf_id: int
    disclosed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckpointView:
    """The log's size and root at a time; ``note`` is the signed text."""

    size: int
    root_hex: str
    note: str
    at: datetime


@dataclass(frozen=True)
class Proof:
    """That a leaf is in the log: its body, its place, the path to the checkpoint's root (hexadecimal)."""

    body: str
    leaf_hash: str
    position: int
    path: tuple[str, ...]
    checkpoint: CheckpointView


@dataclass(frozen=True)
class ProvenanceStep:
    """One movement on the way of a retirement's kilograms."""

    act: str
    batch: str
    kg: int
    at: datetime
    from_zh: str
    from_en: str
    to_zh: str
    to_en: str
    from_unverified: bool = False
    to_unverified: bool = False


@dataclass(frozen=True)
class SerialFinding:
    """Where a serial number is: still circulating, retired, or cancelled."""

    batch: str
    serial: int
    state: str
    first: int | None = None
    last: int | None = None
    retirement: UUID | None = None
    cancellation: UUID | None = None


@dataclass(frozen=True)
class AuditView:
    """The last audit."""

    at: datetime
    passed: bool
    findings: list[dict[str, Any]]
    counts: dict[str, Any]
    duration_ms: int
