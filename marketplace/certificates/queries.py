"""What pages, the API and other apps may read of certificates; frozen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.urls import reverse

from look.paper import fonts
from marketplace.certificates.models import Annotation, CertificateFile
from marketplace.registry import queries as registry
from marketplace.registry.models import Statement
from marketplace.registry.queries import RetirementView, StatementView


class Standing(StrEnum):
    """What may be said of a certificate today. A retirement is final, so it stands in all of them but the first."""

    SEALING = "sealing"
    STANDS = "stands"
    ANNOTATED = "annotated"
    REFUSED_UPSTREAM = "refused_upstream"


class PaperState(StrEnum):
    """Whether there is a PDF."""

    PREPARING = "preparing"
    READY = "ready"
    ERASED = "erased"


@dataclass(frozen=True)
class Note:
    """Something that became known after the certificate was issued."""

    kind: str
    label: str
    at: datetime


@dataclass(frozen=True)
class Certificate:
    """One revision of a certificate as it is today."""

    code: str
    revision: int
    latest_revision: int
    standing: Standing
    paper: PaperState
    sha256: str
    size: int
    statement: StatementView
    notes: tuple[Note, ...]

    @property
    def retirement(self) -> RetirementView:
        """What was retired."""
        return self.statement.retirement

    @property
    def superseded(self) -> bool:
        """Whether a later revision says it better."""
        return self.revision < self.latest_revision

    @property
    def is_personal(self) -> bool:
        """Whether the beneficiary is a natural person."""
        return self.statement.body["beneficiary"]["kind"] == "person"

    @property
    def address(self) -> str:
        """The page of this revision in the reader's language."""
        return self._below("certificates:detail")

    @property
    def pdf_address(self) -> str:
        """Where this revision's PDF is."""
        return self._below("certificates:pdf")

    @property
    def proof_address(self) -> str:
        """Where this revision's proof is."""
        return self._below("certificates:proof")

    def _below(self, name: str) -> str:
        path = reverse(name, args=[self.code])
        return f"{path}?revision={self.revision}" if self.superseded else path

    def bundle(self) -> dict[str, Any] | None:
        """Return what the offline checker needs; None while the log hasn't sealed the statement."""
        return registry.bundle(self.statement.id)


@dataclass(frozen=True)
class CertificateLink:
    """A certificate as lists and other apps' pages name it; ``url`` names are ``certificates:detail`` and ``:pdf``."""

    code: str
    revision: int
    retirement: UUID
    ready: bool


def certificate(code: str, *, revision: int | None = None) -> Certificate | None:
    """Return a certificate by its code (in its one written form), the latest revision or the one asked for."""
    statement = registry.statement(code, revision)
    if statement is None:
        return None
    file = (
        CertificateFile.objects.filter(statement=statement.id)
        .values("sha256", "size", "erased_at")
        .first()
    )
    notes = _notes(statement.retirement.id)
    return Certificate(
        code=statement.code,
        revision=statement.revision,
        latest_revision=statement.latest_revision,
        standing=_standing(statement, notes),
        paper=PaperState.PREPARING
        if file is None
        else PaperState.ERASED
        if file["erased_at"]
        else PaperState.READY,
        sha256=file["sha256"] if file else "",
        size=file["size"] if file else 0,
        statement=statement,
        notes=notes,
    )


def certificate_for(retirement: UUID | str) -> CertificateLink | None:
    """Return the certificate of a retirement by its public id, in its latest revision."""
    return next(iter(certificates_for([retirement]).values()), None)


def certificates_for(retirements: Iterable[UUID | str]) -> dict[UUID, CertificateLink]:
    """Return the certificates of many retirements by public id, each in its latest revision."""
    rows = (
        Statement.objects.filter(retirement__public_id__in=list(retirements))
        .annotate(latest=Max("retirement__statements__revision"))
        .values_list(
            "code", "revision", "latest", "retirement__public_id", "file__size", "file__erased_at"
        )
    )
    return {
        public_id: CertificateLink(
            code, revision, public_id, ready=size is not None and erased_at is None
        )
        for code, revision, latest, public_id, size, erased_at in rows
        if revision == latest
    }


def count() -> int:
    """Return how many certificates have their paper, revisions counted once."""
    return CertificateFile.objects.values("statement__code").distinct().count()


def unprintable(text: str) -> tuple[str, ...]:
    """Return the characters of a name that no typeface of the paper has; forms may warn before it is too late."""
    return fonts.unprintable(text)


def _notes(retirement_id: int) -> tuple[Note, ...]:
    rows = Annotation.objects.filter(retirement=retirement_id)
    return tuple(Note(row.kind, str(row.get_kind_display()), row.at) for row in rows)


def _standing(statement: StatementView, notes: tuple[Note, ...]) -> Standing:
    if not statement.sealed:
        return Standing.SEALING
    if any(line.upstream_state == "refused" for line in statement.retirement.lines):
        return Standing.REFUSED_UPSTREAM
    return Standing.ANNOTATED if notes else Standing.STANDS
