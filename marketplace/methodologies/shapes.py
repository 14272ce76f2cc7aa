"""What ``queries`` returns: frozen values with names in both languages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class OpinionView:
    """A reviewer's opinion. The public reads verdict, answers and date; ``report`` is empty for them.

    ``reviewer`` is a name only where the expert agreed (or the reader is a registrar), else empty: then the
    field of expertise stands there.
    """

    kinds: tuple[str, ...]
    reviewer: str
    verdict: str
    answers: dict[str, str]
    report: str
    at: datetime


@dataclass(frozen=True)
class DocumentView:
    """A file of a submission."""

    public_id: UUID
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class VersionView:
    """A filed version, or one under review (then ``proposal`` names the submission)."""

    id: int
    version: str
    status: str
    name_zh: str
    name_en: str
    issuer_zh: str
    issuer_en: str
    scope_zh: str
    scope_en: str
    document_number: str
    published: str
    url: str
    quality: str
    kinds: tuple[str, ...]
    accepted: bool
    documents: tuple[DocumentView, ...] = ()
    opinions: tuple[OpinionView, ...] = ()
    proposal: UUID | None = None


@dataclass(frozen=True)
class ActView:
    """A decision on a version, as the public log has it."""

    act: str
    label: Any
    version: str
    at: datetime


@dataclass(frozen=True)
class UseView:
    """A project that uses the methodology, and what was issued and retired for it; kilograms."""

    code: str
    name_zh: str
    name_en: str
    version: str
    issued_kg: int
    retired_kg: int
    is_demo: bool


@dataclass(frozen=True)
class MethodologyPage:
    """A methodology with all that is public about it; the newest version first."""

    code: str
    name_zh: str
    name_en: str
    versions: tuple[VersionView, ...]
    proposals: tuple["ProposalView", ...]
    projects: tuple[UseView, ...]
    acts: tuple[ActView, ...]
    issued_kg: int
    retired_kg: int

    @property
    def current(self) -> VersionView:
        """The version in force, else the newest."""
        filed = [version for version in self.versions if version.status == "filed"]
        return (filed or list(self.versions))[0]


@dataclass(frozen=True)
class MethodologyCard:
    """A methodology in the list, by its version in force; a proposal where nothing is filed yet."""

    code: str
    name_zh: str
    name_en: str
    issuer_zh: str
    issuer_en: str
    version: str
    published: str
    status: str
    kinds: tuple[str, ...]
    quality: str
    accepted: bool
    issued_kg: int
    proposal: UUID | None = None
    is_demo: bool = False


@dataclass(frozen=True)
class ProposalView:
    """A submission as somebody may see it; ``note`` and ``reports`` are for those concerned."""

    public_id: UUID
    code: str
    version: str
    name_zh: str
    name_en: str
    scope_zh: str
    scope_en: str
    news_zh: str
    news_en: str
    kinds: tuple[str, ...]
    organization_zh: str
    organization_en: str
    organization_id: int
    contact: str
    status: str
    submitted_at: datetime | None
    decided_at: datetime | None
    note: str
    documents: tuple[DocumentView, ...]
    opinions: tuple[OpinionView, ...]
    replaces: UUID | None
    filed: bool
    is_demo: bool
