"""Making, finding and forgetting the paper. The only writer of ``CertificateFile``."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from accounts.models import Party
from marketplace import canonical, clock
from marketplace.certificates.models import CertificateFile
from marketplace.certificates.render import render
from marketplace.registry import queries as registry
from marketplace.registry.queries import StatementView


def address(code: str) -> str:
    """Return the public address of a certificate, which its QR code says: Simplified Chinese, the page switches."""
    return f"{settings.SITE_URL}/zh-hans/certificates/{code}"


def make(statement_id: int) -> CertificateFile | None:
    """Make the PDF of a statement and store it, once; None while the log hasn't sealed the statement.

    Safe to run at any time and many times at once: the statement's file is unique, the first one stays. Raises what
    typesetting and signing raise; nothing is stored then.
    """
    there = CertificateFile.objects.filter(statement=statement_id).defer("content").first()
    if there is not None:
        return there
    bundle = registry.bundle(statement_id)
    statement = registry.statement_by_id(statement_id)
    if bundle is None or statement is None:
        return None
    content = render(bundle, address=address(statement.code))
    row = CertificateFile(
        statement_id=statement_id,
        content=content,
        size=len(content),
        sha256=canonical.sha256(content),
        checkpoint_size=bundle["checkpoint"]["size"],
        created_at=clock.now(),
    )
    CertificateFile.objects.bulk_create([row], ignore_conflicts=True)
    return CertificateFile.objects.defer("content").get(statement=statement_id)


def content_of(statement: StatementView) -> bytes | None:
    """Return the PDF of a statement; None while it isn't made, or after it was erased."""
    content = (
        CertificateFile.objects.filter(statement=statement.id)
        .values_list("content", flat=True)
        .first()
    )
    return bytes(content) if content is not None else None


def erase_for(parties: Sequence[Party], *, now: datetime | None = None) -> int:
    """Forget the papers made out to these natural persons; digests stay. Returns how many there were.

    Raises ValueError for an organization: what it claims in public stays public.
    """
    if any(party.kind != Party.Kind.PERSON for party in parties):
        raise ValueError("Only a natural person's papers are erased.")
    rows = CertificateFile.objects.filter(
        statement__retirement__beneficiary__in=parties, erased_at=None
    )
    return rows.update(content=None, erased_at=now or clock.now())


def erase_people(parties: Sequence[Party]) -> None:
    """The same, as accounts' erasure of a person calls it."""
    erase_for([party for party in parties if party.kind == Party.Kind.PERSON])


def export_for(parties: Sequence[Party]) -> list[dict[str, str]]:
    """Return which papers are kept that are made out to these parties."""
    rows = CertificateFile.objects.filter(statement__retirement__beneficiary__in=parties)
    found = rows.values_list("statement__code", "statement__revision", "sha256", "created_at")
    return [
        {"code": code, "revision": str(revision), "sha256": sha256, "made_at": made.isoformat()}
        for code, revision, sha256, made in found
    ]
