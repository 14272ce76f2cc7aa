"""An account's certificates of a period in one ZIP: every PDF as it was made, and a table of what they say."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Party
from marketplace.certificates import contents, files, queries
from marketplace.certificates.models import CertificateFile
from marketplace.certificates.queries import Certificate, PaperState
from marketplace.registry.models import Retirement, Statement
from marketplace.registry.opendata import writing

MOST = 300
IN_MEMORY = 8 * 1024 * 1024
HEADER = (
    "certificate", "revision", "retired_at", "kg", "beneficiary_zh", "beneficiary_en", "title_zh", "title_en",
    "period", "purpose", "status", "pdf_sha256", "file", "url",
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """From a day to a day of Shenzhen, both inclusive."""

    first: date
    last: date


def retirements(parties: Sequence[Party], period: Period) -> QuerySet[Retirement]:
    """Return what these parties retired or were given in a period, oldest first."""
    ids = [party.pk for party in parties]
    rows = Retirement.objects.filter(owner__in=ids) | Retirement.objects.filter(beneficiary__in=ids)
    return rows.filter(at__date__gte=period.first, at__date__lte=period.last).order_by("pk")


def archive(rows: QuerySet[Retirement]) -> IO[bytes]:
    """Return a ZIP of the latest revisions' PDFs and ``index.csv``, at its beginning.

    A certificate whose paper is still being made, or was erased, stands in the table without a file. The caller
    has seen to it that there are at most ``MOST``.
    """
    target = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    lines: list[tuple[str | int | None, ...]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for code in _codes(rows):
            certificate = queries.certificate(code)
            if certificate is None:
                continue
            lines.append(_line(certificate))
            if certificate.paper is PaperState.READY:
                content = files.content_of(certificate.statement)
                packed.writestr(_entry(_name(certificate), certificate), content or b"")
        table = writing.csv_head(HEADER) + writing.csv_lines(lines)
        packed.writestr("index.csv", table, zipfile.ZIP_DEFLATED)
    target.seek(0)
    return target


def ready(rows: QuerySet[Retirement]) -> int:
    """Return how many bytes the papers have together."""
    sizes = CertificateFile.objects.filter(statement__retirement__in=rows.values("pk"))
    return sum(sizes.filter(erased_at=None).values_list("size", flat=True))


def _codes(rows: QuerySet[Retirement]) -> list[str]:
    found = Statement.objects.filter(retirement__in=rows.values("pk"), revision=1)
    return list(found.order_by("retirement_id").values_list("code", flat=True))


def _name(certificate: Certificate) -> str:
    return f"{certificate.code}-r{certificate.revision}.pdf"


def _entry(name: str, certificate: Certificate) -> zipfile.ZipInfo:
    """An entry dated by the retirement, so that the same certificates give the same archive."""
    at = timezone.localtime(datetime.fromisoformat(certificate.statement.body["retired_at"]))
    return zipfile.ZipInfo(
        name, (at.year, at.month, at.day, at.hour, at.minute, at.second // 2 * 2)
    )


def _line(certificate: Certificate) -> tuple[str | int | None, ...]:
    body, texts = certificate.statement.body, certificate.statement.disclosed
    named = contents.name(body["beneficiary"], texts)
    has_file = certificate.paper is PaperState.READY
    return (
        certificate.code,
        certificate.revision,
        body["retired_at"],
        body["kg"],
        named.zh,
        named.en,
        contents.said(body["claim"]["title_zh"], texts),
        contents.said(body["claim"]["title_en"], texts),
        body["claim"]["period"],
        body["purpose"],
        certificate.standing.value,
        certificate.sha256 if has_file else None,
        _name(certificate) if has_file else None,
        files.address(certificate.code),
    )
