"""Keeping files that stand behind acts: in the database, by their SHA-256, for ever.

They are private: registrars and supervisors download them, nobody else. A file is stored once, however often it is
handed in; what it may serve for is for the acts to say.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from marketplace import canonical, clock
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import EvidenceFile

LARGEST = 20 * 1024 * 1024
BEGINNINGS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04")
"""PDF, PNG, JPEG; and ZIP containers, which office documents and OFD are."""


def keep(
    content: bytes, *, name: str, actor: User | None, now: datetime | None = None
) -> EvidenceFile:
    """Store a file, or find it. Raises LedgerError ``evidence_required`` for none, ``invalid_request`` for too much."""
    if not content:
        raise LedgerError("evidence_required")
    if len(content) > LARGEST:
        raise LedgerError("invalid_request", _("The file may have at most 20 MB."))
    row = EvidenceFile(
        sha256=canonical.sha256(content),
        name=name[:200],
        size=len(content),
        content=content,
        stored_by=actor,
        stored_at=now or clock.now(),
    )
    EvidenceFile.objects.bulk_create([row], ignore_conflicts=True)
    return EvidenceFile.objects.defer("content").get(pk=row.sha256)


def complaint(content: bytes) -> str:
    """Return why this can't be evidence, in the reader's language; empty when it can."""
    if not content:
        return _("The file is empty.")
    if len(content) > LARGEST:
        return _("The file may have at most 20 MB.")
    if not content.startswith(BEGINNINGS):
        return _("Only PDF, PNG, JPEG, OFD and Office files are taken as evidence.")
    return ""
